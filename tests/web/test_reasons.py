from riparian.web.reasons import why_empty
from tests.web.hand_reader import HandReader


def test_the_note_of_the_build_is_told_as_a_sentence() -> None:
    tables = HandReader({"build_steps": [{"made": "rebuy_cells", "note": "12 people bought again; 30 are needed"}]})

    assert why_empty(tables, "rebuy_cells", "Nothing.") == "12 people bought again; 30 are needed."


def test_without_a_note_the_page_says_it_itself() -> None:
    noted = HandReader({"build_steps": [{"made": "rebuy_cells", "note": ""}]})

    assert why_empty(noted, "rebuy_cells", "Nothing.") == "Nothing."
    assert why_empty(HandReader(), "rebuy_cells", "Nothing.") == "Nothing."
