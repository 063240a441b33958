from typing import Any

import pytest

from riparian.web.deeds.journeys import BroughtBy, End, Journeyed, Met, Way
from tests.web.hand_reader import HandReader

PATHS = ["A", "A > B", "B > A > C > B", "A > C > B", "A (old) > B", ""]


def journey(person: int, path: str, *, converted: bool = False, still: bool = False) -> dict[str, Any]:
    touches = len(path.split(" > ")) if path else 0
    return {
        "person_key": person, "goals": "order | Try", "path": path, "converted": converted, "open": still,
        "settled": not still, "touches": touches,
    }  # fmt: skip


TABLES = HandReader(
    {
        "journeys": [
            *(journey(person, path, converted=person % 2 == 1) for person, path in enumerate(PATHS, start=1)),
            journey(7, "A > B", still=True),
            {**journey(8, "A > B"), "goals": "opt in | order again"},
            {**journey(9, "C", converted=True), "settled": False},
            journey(10, "C", converted=True),
        ],
        "paths": [{"goal": goal, "path": path} for goal in ("order", "opt in") for path in (*PATHS, "C")],
        "touchpoints": [
            {"person_key": 1, "channel": "A", "number": 2},
            {"person_key": 2, "channel": "A", "number": 1},
        ],
        "sessions": [
            {"person_key": 1, "number": 1, "referrer": "m.forum.example", "site": "shop.example"},
            {"person_key": 2, "number": 2, "referrer": "m.forum.example", "site": "shop.example"},
            {"person_key": 3, "number": 1, "referrer": "forum.example", "site": "forum.example"},
            {"person_key": 4, "number": 1, "referrer": None, "site": "shop.example"},
        ],
        "participant_sites": [
            {"host": "forum.example", "participant": "forum.example", "own": False},
            {"host": "m.forum.example", "participant": "forum.example", "own": False},
            {"host": "shop.example", "participant": "Alder & Reed", "own": True},
        ],
        "standings": [{"person_key": key} for key in range(1, 11)],
    }
)


def who(deed: Journeyed | Met | BroughtBy) -> list[int]:
    return sorted(row["person_key"] for row in TABLES.rows("standings", where=deed.where(TABLES), limit=10))


@pytest.mark.parametrize(
    ("way", "channels", "people"),
    [
        ("any", "", [1, 2, 3, 4, 5, 7, 9, 10]),
        ("path", "A > B", [2, 7]),
        ("path", "", [6]),
        ("first", "A", [1, 2, 4, 7]),
        ("last", "B", [2, 3, 4, 5, 7]),
        ("last", "C > B", [3, 4]),
        ("ends", "A > B", [2, 4, 7]),
        ("ends", "A > A", [1]),
        ("ends", "B > B", [3]),
        ("through", "C", [3, 4, 9, 10]),
        ("through", "A (old)", [5]),
        ("strict", "A > B", [2, 7]),
        ("strict", "A > C", [3, 4]),
        ("loose", "A > B", [2, 3, 4, 7]),
        ("loose", "B > A", [3]),
    ],
)
def test_a_way_is_told_by_whole_channels_in_their_order(way: Way, channels: str, people: list[int]) -> None:
    assert who(Journeyed("order", way, channels)) == people


@pytest.mark.parametrize(
    ("path", "end", "people"),
    [
        ("A > B", "lost", [2]), ("A > B", "settled", [2]), ("A > B", "open", [7]), ("A > B", None, [2, 7]),
        ("C", "converted", [9, 10]), ("C", "reached", [10]), ("C", "settled", [10]), ("C", "lost", []),
    ],
)  # fmt: skip
def test_a_way_may_be_of_journeys_that_ended_so(path: str, end: End | None, people: list[int]) -> None:
    assert who(Journeyed("order", "path", path, end)) == people


def test_journeys_are_counted_each() -> None:
    rows = Journeyed("order", "first", "A").rows(TABLES)

    assert TABLES.count(rows.table, where=rows.where) == 4


def test_meeting_through_a_channel_may_be_the_first_of_all() -> None:
    assert who(Met("A")) == [1, 2]
    assert who(Met("A", "first")) == [2]


def test_a_participant_brought_whose_first_visit_came_from_one_of_its_sites_to_another_s() -> None:
    assert who(BroughtBy("forum.example")) == [1]
