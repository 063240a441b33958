from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

import pytest

from riparian.web.deeds.addressed import read, told
from riparian.web.deeds.journeys import Credited, End, Folded, Journeyed, Met, Way
from riparian.web.refusals import AddressError
from tests.web.hand_reader import HandReader

PATHS = ["A", "A > B", "B > A > C > B", "A > C > B", "A (old) > B", ""]


def journey(person: int, path: str, *, converted: bool = False, still: bool = False) -> dict[str, Any]:
    touches = len(path.split(" > ")) if path else 0
    return {
        "last_touch_at": datetime(2026, 4 + person % 2, 30) if touches else None,
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
            {"person_key": 1, "channel": "A", "number": 2, "occurred_at": datetime(2026, 5, 2)},
            {"person_key": 2, "channel": "A", "number": 1, "occurred_at": datetime(2026, 5, 2)},
            *(
                {"person_key": 3, "channel": "D", "number": n, "occurred_at": datetime(2026, 5, n)}
                for n in (1, 2, 3, 4)
            ),
            {"person_key": 4, "channel": "D", "number": 1, "occurred_at": datetime(2026, 5, 9)},
        ],
        "standings": [
            {"person_key": key, "first_order_at": datetime(2026, 5, 2) if key == 3 else None} for key in range(1, 11)
        ],
    }
)


def who(deed: Journeyed | Folded | Met) -> list[int]:
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


@pytest.mark.parametrize(
    ("way", "channels", "count", "people", "counted"),
    [
        # 3 has B twice, and 5 has another channel whose name begins alike.
        ("through", "B", "touches", [2, 3, 4, 5, 7], 6),
        ("through", "A", "touches", [1, 2, 3, 4, 7], 5),
        ("strict", "A > B", "moves", [2, 7], 2),
        ("strict", "C > B", "moves", [3, 4], 2),
    ],
)
def test_touches_and_moves_are_counted_as_often_as_a_path_holds_them(
    way: Way, channels: str, count: Literal["touches", "moves"], people: list[int], counted: int
) -> None:
    deed = Journeyed("order", way, channels, count=count)

    assert who(deed) == people
    assert deed.rows(TABLES).counted(TABLES) == counted
    assert deed.rows(TABLES).plural == f"such {count}"


def test_a_channel_met_again_and_again_has_all_these_moves() -> None:
    back_and_forth = HandReader({"journeys": [journey(1, "A > B > A > B > B")], "paths": TABLES.tables["paths"]})
    paths = [{"goal": "order", "path": "A > B > A > B > B"}]
    tables = replace(back_and_forth, tables=dict(back_and_forth.tables) | {"paths": paths})

    told = {
        channels: Journeyed("order", "strict", channels, count="moves").rows(tables).counted(tables)
        for channels in ("A > B", "B > A", "B > B")
    }

    assert told == {"A > B": 2, "B > A": 1, "B > B": 1}


def test_journeys_may_be_those_of_a_month_by_their_last_touch() -> None:
    assert who(Journeyed("order", "any", month="2026-04")) == [2, 4, 10]
    assert who(Journeyed("order", "any", month="2026-05")) == [1, 3, 5, 7, 9]


@pytest.mark.parametrize(
    "text",
    ["journeyed~order~through~A > B~~touches", "journeyed~order~loose~A > B~~moves", "journeyed~order~any~~~touches"],
)
def test_touches_of_several_channels_and_moves_without_two_are_refused(text: str) -> None:
    with pytest.raises(AddressError):
        read(text)


def test_meetings_through_a_channel_are_counted_by_touches() -> None:
    rows = Met("A").rows(TABLES)

    assert rows is not None
    assert rows.counted(TABLES) == 2
    assert Met("A", "first").rows(TABLES) is None


def test_meeting_through_a_channel_may_be_the_first_of_all() -> None:
    assert who(Met("A")) == [1, 2]
    assert who(Met("A", "first")) == [2]


@pytest.mark.parametrize(
    ("deed", "people"),
    [
        (Folded("order", "settled", first_besides="A"), [3, 5, 10]),
        (Folded("order", "settled", first_besides="B > C"), [1, 2, 4, 5]),
        (Folded("order", "settled", last_besides="B"), [1, 10]),
        (Folded("order", "settled", first_besides="A", last="B"), [3, 5]),
        (Folded("order", "settled", first="A", last_besides="B"), [1]),
        (Folded("order", "settled", first_besides="A", last_besides="B"), [10]),
        (Folded("order", "reached", first_besides="C"), [1, 3, 5]),
    ],
)
def test_what_is_folded_begins_or_ends_with_none_of_the_channels_that_are_named(
    deed: Folded, people: list[int]
) -> None:
    assert who(deed) == people
    assert deed.rows(TABLES).counted(TABLES) == len(people)


def test_what_is_folded_is_told_by_what_is_not() -> None:
    assert Folded("order", "lost", first="Email", last_besides="A > B").says() == (
        "made journeys to “order” that begin with Email and end with a channel besides A and B, are settled and "
        "came to nothing"
    )


def test_orders_with_a_touch_of_a_channel_are_those_of_its_months() -> None:
    rows = [row | {"action_key": 100 + row["person_key"]} for row in TABLES.tables["journeys"]]
    # The goal of 5 is nobody's order, and that of 3 was placed when the last month was over.
    bought = {1: datetime(2026, 4, 1), 3: datetime(2026, 6, 1), 9: datetime(2026, 5, 31, 23), 10: datetime(2026, 3, 31)}
    ways = [
        {"action_key": 100 + person, "bought_at": at, "number": 1 if person < 9 else 2, "guest": person == 3}
        for person, at in bought.items()
    ]
    tables = replace(TABLES, tables=dict(TABLES.tables) | {"journeys": rows, "ways_in": ways})

    def opened(*deeds: Credited) -> list[tuple[list[int], int]]:
        return [
            (
                [row["person_key"] for row in tables.rows("standings", where=deed.where(tables), limit=10)],
                deed.rows(tables).counted(tables),
            )
            for deed in deeds
        ]

    months = ("2026-04", "2026-05")

    assert opened(Credited("order", "A", *months), Credited("order", "C", *months)) == [([1], 1), ([9], 1)]
    assert opened(Credited("order", "A", "2026-04", "2026-06"), Credited("order", "B", *months)) == [
        ([1, 3], 2),
        ([], 0),
    ]
    assert opened(Credited("order", "C", *months, "first"), Credited("order", "A", "2026-04", "2026-06", "first")) == [
        ([], 0),
        ([1], 1),
    ]


def test_orders_by_a_campaign_have_a_touch_of_the_channel_on_their_way_that_carries_it() -> None:
    """Of 1 the touch by the campaign is on the way, of 2 it came after the order, of 3 another channel's carries it."""
    way = {"began_at": datetime(2026, 5, 1), "last_touch_at": datetime(2026, 5, 3)}
    journeys = [
        {**journey(person, "A > B", converted=True), **way, "action_key": 100 + person} for person in (1, 2, 3, 4)
    ]
    touches = [
        {"person_key": person, "channel": channel, "campaign": campaign, "occurred_at": datetime(2026, 5, day)}
        for person, channel, campaign, day in (
            (1, "A", "Spring (UK)", 3), (2, "A", "spring (uk)", 4), (3, "B", "spring (uk)", 2), (4, "A", None, 1),
            (4, "A", "", 2), (2, "A", "spring", 2),
        )
    ]  # fmt: skip
    ways = [
        {"action_key": 100 + person, "bought_at": datetime(2026, 5, 3), "number": person, "guest": False}
        for person in (1, 2, 3, 4)
    ]
    own = {"journeys": journeys, "touchpoints": touches, "ways_in": ways}
    tables = replace(TABLES, tables=dict(TABLES.tables) | own)

    def opened(**given: Any) -> tuple[list[int], int]:
        deed = Credited("order", given.pop("channel", "A"), "2026-05", "2026-05", **given)
        people = [row["person_key"] for row in tables.rows("standings", where=deed.where(tables), limit=10)]
        return people, deed.rows(tables).counted(tables)

    assert opened(by="campaign", campaign="spring (uk)") == ([1], 1)
    assert opened(by="campaign", campaign="spring (uk)", channel="B") == ([3], 1)
    assert opened(by="campaign", campaign="spring (uk)", which="first") == ([1], 1)
    assert opened(by="campaign", campaign="spring") == ([2], 1)
    assert opened(by="no campaign") == ([4], 1)
    assert opened(by="campaign", campaign="autumn") == ([], 0)


def test_a_campaign_is_named_where_the_touch_was_by_one_and_nowhere_else() -> None:
    months = ("2026-04", "2026-05")

    assert Credited("order", "Email", *months, by="campaign", campaign="spring").says() == (
        "placed orders from April 2026 to May 2026 with a touch of Email by the campaign “spring” on the way to “order”"
    )
    for wrong in ("credited~order~Email~2026-04~2026-05~~campaign", "credited~order~Email~2026-04~2026-05~~~spring"):
        with pytest.raises(AddressError):
            read(wrong)


def test_a_touch_of_the_order_itself_is_of_the_left_side_and_every_later_one_of_the_right() -> None:
    left, right = Met("D", side="left"), Met("D", side="right")

    assert (who(left), who(right)) == ([3, 4], [3])
    touches = [deed.rows(TABLES) for deed in (left, right)]
    assert [one.counted(TABLES) for one in touches if one] == [3, 2]
    assert read(told(left)) == left
    assert right.says() == "met you through D when they had ordered before"
