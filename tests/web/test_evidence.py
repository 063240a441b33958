from riparian.web.evidence import Origin, origins, row_key_of
from tests.web.hand_reader import HandReader

LINE_88 = 4 * 2**36 + 88 * 8 + 3


def test_a_row_leads_back_to_its_file_and_line() -> None:
    tables = HandReader({"source_loads": [{"load": 4, "file": "tickets.json"}]})

    assert origins(tables, [LINE_88]) == {LINE_88: Origin("tickets.json", 88)}


def test_a_negative_row_is_an_entry_of_the_ledger() -> None:
    assert origins(HandReader(), [-7]) == {-7: Origin(None, None, 7)}


def test_a_file_that_is_no_longer_listed_leaves_the_line() -> None:
    assert origins(HandReader(), [LINE_88]) == {LINE_88: Origin(None, 88)}


def test_an_action_knows_its_row() -> None:
    assert row_key_of(LINE_88 * 16 + 2) == LINE_88
