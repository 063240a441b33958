from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from riparian.web.deeds.deed import Deed
from riparian.web.deeds.moves import Entered, Followed, Left, Passed, Reached, Slept, Stood
from tests.web.hand_people import AS_OF
from tests.web.hand_reader import HandReader


def at(month: int, day: int = 1) -> datetime:
    return datetime(2026, month, day)


def entry(
    person: int, band: int, entered: datetime, left: datetime | None = None, *, origin: int = 0
) -> dict[str, Any]:
    return {
        "person_key": person, "band": band, "entered_at": entered, "left_at": left, "from_band": origin,
        "direct": band > origin + 1,
    }  # fmt: skip


def spell(person: int, band: int, slept: datetime, woke: datetime | None = None) -> dict[str, Any]:
    return {"person_key": person, "band": band, "dormant_at": slept, "reignited_at": woke}


TABLES = HandReader(
    {
        # 1 goes on from Know to Trust in September; 2 stays at Know; 3 enters Trust on the last instant of August.
        "band_entries": [
            entry(1, 1, at(8, 5), at(9, 10)),
            entry(1, 3, at(9, 10), origin=1),
            entry(2, 1, at(8, 7)),
            entry(3, 3, at(9) - timedelta.resolution),
        ],
        "facet_entries": [
            {"person_key": 4, "facet": 7, "entered_at": at(8, 2), "left_at": at(9, 2), "first": True},
            {"person_key": 4, "facet": 7, "entered_at": at(9, 20), "left_at": None, "first": False},
        ],
        "dormant_spells": [spell(3, 3, at(9, 3), at(9, 25)), spell(1, 3, at(10, 2))],
        "band_passages": [
            {"person_key": 1, "from_band": 1, "to_band": 2, "days": 36.0},
            {"person_key": 1, "from_band": 1, "to_band": 3, "days": 36.0},
        ],
        "standings": [{"person_key": key, "band": band} for key, band in ((1, 3), (2, 1), (3, 3), (4, 5))],
    },
    as_of=AS_OF,
)


def who(*deeds: Deed) -> list[int]:
    where = [condition for deed in deeds for condition in deed.where(TABLES)]
    return sorted(row["person_key"] for row in TABLES.rows("standings", where=where, limit=10))


def test_entering_is_of_the_month_the_band_and_where_from() -> None:
    assert who(Entered("2026-09", 3)) == [1]
    assert who(Entered("2026-08", 3)) == [3]
    assert who(Entered("2026-09", 3, origin=2)) == []
    assert who(Entered("2026-09", 3, direct="yes")) == [1]
    assert who(Entered("2026-08", origin=0)) == [1, 2, 3]
    assert who(Entered("2026-09", origin=1)) == [1]


def test_a_facet_is_entered_again_but_for_the_first_time_once() -> None:
    assert who(Entered("2026-09", 7)) == [4]
    assert who(Entered("2026-09", 7, direct="yes")) == []
    assert who(Left("2026-09", 7)) == [4]


def test_who_stood_there_had_come_before_the_end_of_the_month_and_not_left() -> None:
    assert who(Stood("2026-08", 1)) == [1, 2]
    assert who(Stood("2026-09", 1)) == [2]
    assert who(Stood("2026-08", 3)) == [3]
    assert who(Stood("2026-09", 7)) == [4]


def test_who_woke_within_the_month_does_not_sleep_at_its_end() -> None:
    assert who(Slept("2026-09", 3, "fell asleep")) == who(Slept("2026-09", 3, "woke up")) == [3]
    assert who(Stood("2026-09", 3, "asleep")) == []
    assert who(Stood("2026-10", 3, "asleep")) == [1]
    assert who(Stood("2026-10", 3, "awake")) == [3]


def test_several_months_are_told_by_the_first_and_the_last() -> None:
    assert who(Entered("2026-08", 3, until="2026-09")) == [1, 3]
    assert who(Followed(1, 90, "2026-07", "2026-08")) == [1, 2]
    assert who(Slept("2026-09", 3, "fell asleep", "2026-10")) == [1, 3]
    assert Slept("2026-09", 3, "fell asleep", "2026-10").says() == (
        "fell asleep at Trust from September 2026 to October 2026"
    )


def test_who_fell_asleep_twice_in_several_months_did_so_two_times() -> None:
    twice = replace(
        TABLES, tables=dict(TABLES.tables) | {"dormant_spells": [spell(3, 3, at(7), at(8)), spell(3, 3, at(9))]}
    )
    slept = Slept("2026-07", 3, "fell asleep", "2026-09")

    rows = slept.rows(twice)

    assert rows is not None
    assert rows.counted(twice) == 2
    assert Slept("2026-09", 3, "fell asleep").rows(twice) is None


def test_who_did_not_get_on_in_time_is_who_is_left_of_those_seen_for_so_long() -> None:
    assert who(Followed(1, 90), Passed(1, 2, 37, "not")) == [2]
    assert who(Followed(1, 90), Passed(1, 2, 36, "not")) == [1, 2]


def test_who_got_on_did_so_in_less_than_the_days_and_was_seen_for_so_long() -> None:
    assert who(Followed(1, 90)) == [1, 2]
    assert who(Followed(1, 107)) == [1]
    assert who(Followed(1, 90, "2026-09")) == []
    assert who(Followed(1, 90), Passed(1, 2, 37)) == [1]
    assert who(Followed(1, 90), Passed(1, 2, 36)) == []


def test_nobody_goes_back_so_standing_further_is_having_reached() -> None:
    assert who(Reached(3)) == [1, 3, 4]
