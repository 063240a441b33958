"""How long people took from band to band."""

from typing import Any

from riparian.derivations.hourglass.band_passages import band_passages
from riparian.tables.hourglass import BandEntry
from riparian.testing.tables import at, rows_of, table_of


def entered(band: int, day: float, from_band: int, person: int = 1) -> dict[str, Any]:
    return {"person_key": person, "band": band, "entered_at": at(days=day), "from_band": from_band}


def passed(*entries: dict[str, Any]) -> list[tuple[Any, ...]]:
    found = band_passages(table_of(BandEntry, *entries))
    return sorted(rows_of(found, "person_key", "from_band", "to_band", "days"))


def test_each_band_entered_has_a_passage_to_each_further_one() -> None:
    assert passed(entered(1, 0, 0), entered(2, 3, 1), entered(3, 10, 2)) == [
        (1, 1, 2, 3.0),
        (1, 1, 3, 10.0),
        (1, 2, 3, 7.0),
    ]


def test_a_band_that_was_skipped_is_reached_and_never_entered() -> None:
    assert passed(entered(1, 0, 0), entered(4, 5.5, 1)) == [(1, 1, 2, 5.5), (1, 1, 3, 5.5), (1, 1, 4, 5.5)]


def test_who_stays_where_they_came_in_has_no_passage_and_people_are_kept_apart() -> None:
    assert passed(entered(1, 0, 0), entered(2, 0, 0, person=2), entered(5, 1, 2, person=2)) == [
        (2, 2, 3, 1.0),
        (2, 2, 4, 1.0),
        (2, 2, 5, 1.0),
    ]
