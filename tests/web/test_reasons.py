from riparian.web.reasons import why_empty
from tests.web.hand_reader import HandReader


def test_the_note_of_the_build_is_told_as_a_sentence() -> None:
    tables = HandReader({"build_steps": [{"made": "rebuy_cells", "note": "12 people bought again; 30 are needed"}]})

    assert why_empty(tables, "rebuy_cells", "Nothing.") == "12 people bought again; 30 are needed."


def test_a_note_that_leaves_the_reason_to_another_table_is_told_with_it() -> None:
    notes = {
        "action_segments": "nobody has a chance to buy again: see `rebuy_chances`",
        "rebuy_chances": "nobody was watched for a year",
        "five_year_forecasts": "nobody moved; segment_transitions says why",
        "segment_transitions": "there are no orders yet; a forecast needs 2 years",
        "ring": "nothing; ring says why",
        "alone": "nothing was fitted; value_models says why",
    }
    tables = HandReader({"build_steps": [{"made": table, "note": note} for table, note in notes.items()]})

    assert {table: why_empty(tables, table, "Nothing.") for table in notes} == {
        "action_segments": "Nobody has a chance to buy again: nobody was watched for a year.",
        "rebuy_chances": "Nobody was watched for a year.",
        "five_year_forecasts": "Nobody moved: there are no orders yet; a forecast needs 2 years.",
        "segment_transitions": "There are no orders yet; a forecast needs 2 years.",
        "ring": "Nothing; ring says why.",
        "alone": "Nothing was fitted; value_models says why.",
    }


def test_without_a_note_the_page_says_it_itself() -> None:
    noted = HandReader({"build_steps": [{"made": "rebuy_cells", "note": ""}]})

    assert why_empty(noted, "rebuy_cells", "Nothing.") == "Nothing."
    assert why_empty(HandReader(), "rebuy_cells", "Nothing.") == "Nothing."
