from typing import Literal

import pytest

from riparian.web.deeds.fitted import Fitted, Foretold
from tests.web.hand_reader import HandReader

TABLES = HandReader(
    {
        # The first two ordered again on a later day, of whom one in a later period; the last came in the running one.
        "customer_values": [
            {"person_key": key, "repeats": repeats} for key, repeats in ((1, 3), (2, 1), (3, 0), (4, 0))
        ],
        "period_buyers": [{"person_key": key, "bought": bought} for key, bought in ((1, 1), (2, 0), (3, 0))],
        "forecast_segments": [
            {"person_key": key, "segment": "Lapsed Save" if key > 2 else "Elite"} for key in range(1, 5)
        ],
        "standings": [{"person_key": key} for key in range(1, 6)],
    }
)


@pytest.mark.parametrize(("by", "everybody", "again"), [("days", [1, 2, 3, 4], [1, 2]), ("periods", [1, 2, 3], [1])])
def test_buyers_are_those_of_a_history_and_some_of_them_came_again(
    by: Literal["days", "periods"], everybody: list[int], again: list[int]
) -> None:
    for deed, people in ((Fitted(by), everybody), (Fitted(by, "again"), again)):
        found = TABLES.rows("standings", where=deed.where(TABLES), limit=10)
        assert [row["person_key"] for row in found] == people


def test_it_is_told_by_what_they_did() -> None:
    assert Fitted("days", "again").says() == "ordered on a later day than that of their first order"
    assert Fitted("periods", "again").says() == (
        "placed their first order in a period that is over, and ordered in a later one again"
    )


def test_buyers_stand_in_the_segment_that_the_forecast_begins_with() -> None:
    deed = Foretold("lapsed save")

    found = TABLES.rows("standings", where=deed.where(TABLES), limit=10)

    assert [row["person_key"] for row in found] == [3, 4]
    assert deed.says() == "are Lapsed Save buyers as the forecast begins"
