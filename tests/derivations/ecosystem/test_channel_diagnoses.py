"""Sentences on channels: who feeds whom, who starves, and what each sentence rests on."""

from typing import Any

import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.derivations.ecosystem.channel_diagnoses import ChannelDiagnosesSettings, channel_diagnoses
from riparian.tables.credits import ChannelEconomy
from riparian.tables.ecosystem import ChannelFeed, ChannelProfile, JourneyPath
from riparian.testing.tables import TestingGather, rows_of, table_of

GOAL = {"goal": "order"}


def profile(channel: str, touches: int, **more: Any) -> dict[str, Any]:
    usual = {"starts": touches, "conversions": touches, "chance": 0.5, "expected_touches": 1.0, "started_share": 1.0}
    usual |= {"own_feeding_share": 0.0, "own": True, "orphan": False, "removal_effect": 0.1}
    return GOAL | {"channel": channel, "touches": touches} | usual | {"left_touches": 0, "right_touches": 0} | more


def feed(source: str, to: str, moves: int, share: float) -> dict[str, Any]:
    return GOAL | {"from_channel": source, "to_channel": to, "moves": moves, "feeding_share": share, "own": True}


def said(
    profiles: list[dict[str, Any]],
    feeds: list[dict[str, Any]],
    paths: list[dict[str, Any]] | None = None,
    spend: list[dict[str, Any]] | None = None,
) -> list[tuple[Any, ...]]:
    made = channel_diagnoses(
        table_of(ChannelProfile, *profiles),
        table_of(ChannelFeed, *feeds),
        table_of(JourneyPath, *(paths or [])),
        table_of(ChannelEconomy, *(spend or [])),
        ChannelDiagnosesSettings(),
        TestingGather(),
    )
    return rows_of(made, "kind", "channel", "says", "share", "count")


def test_an_orphan_is_named_with_what_could_feed_it() -> None:
    starved = profile("Video", 1_000, starts=995, orphan=True, own_feeding_share=0.005)

    made = said(
        [starved, profile("Email", 500), profile("Referral", 900, own=False)], [feed("Email", "Video", 5, 0.005)]
    )

    assert made == [
        (
            "orphan",
            "Video",
            "Nothing feeds Video: own channels send 0.5 % of the 1,000 that come to it. Email could.",
            0.005,
            1_000,
        )
    ]


def test_a_channel_that_is_fed_is_named_with_its_largest_feeders() -> None:
    feeds = [feed("Email", "Search", 30, 0.3), feed("Video", "Search", 50, 0.5), feed("Direct", "Search", 1, 0.001)]

    made = said([profile("Search", 100, starts=19, started_share=0.199, own_feeding_share=0.801)], feeds)

    assert made == [
        ("fed", "Search", "Search is fed by Video (50.0 %) and Email (30.0 %); 19.9 % start there.", 0.801, 100)
    ]


def test_a_channel_that_leads_nowhere_is_a_dead_end() -> None:
    made = said([profile("Display", 1_000, conversions=2), profile("Email", 1_000, conversions=10)], [])

    assert made == [
        (
            "dead end",
            "Display",
            "Nothing comes of Display: of 1,000 touches 2 lead to another channel or to the goal.",
            0.002,
            1_000,
        )
    ]


def test_both_sides_are_weighed_and_the_longest_way_is_told() -> None:
    path = GOAL | {"path": "Email > Video > Search", "touches": 3, "conversions": 20}
    paths = [path, path | {"path": "Email > Video", "touches": 2, "conversions": 80}, path | {"path": "", "touches": 0}]

    made = said([profile("Email", 100, left_touches=25, right_touches=75)], [], paths)

    assert made == [
        (
            "chain",
            "all channels",
            "The way over 3 touches that led to the goal most often is Email, then Video, then Search: "
            "20 of 100 conversions (20.0 %).",
            0.2,
            100,
        ),
        (
            "sides",
            "all channels",
            "Of 100 touches 25.0 % are of people who had not bought (the left side) and 75.0 % of customers "
            "(the right side).",
            0.75,
            100,
        ),
    ]


def test_nothing_is_said_of_a_channel_with_too_few_touches() -> None:
    with pytest.raises(NotEnoughDataError, match="30 touches"):
        said([profile("Video", 29, orphan=True)], [])


def test_one_channel_alone_is_neither_an_orphan_nor_a_dead_end() -> None:
    """There is none that could have fed it, or that it could have led to."""
    email = {"orphan": True, "own_feeding_share": 0.0, "conversions": 0}

    alone = said([profile("Email", 1_000, **email)], [])
    beside = said([profile("Email", 1_000, **email), profile("Video", 1_000)], [])

    assert [one[:2] for one in alone if one[0] in ("orphan", "dead end")] == []
    assert {one[:2] for one in beside if one[1] == "Email"} == {("orphan", "Email"), ("dead end", "Email")}


def test_without_a_touch_of_a_customer_no_sides_are_told() -> None:
    sides = {"left_touches": 900, "right_touches": 0}

    assert [
        one for one in said([profile("Email", 900, **sides), profile("Video", 900, **sides)], []) if one[0] == "sides"
    ] == []


def test_money_spent_on_a_channel_of_which_no_touch_is_seen_is_told_and_no_orphan() -> None:
    spend = [
        {"channel": "Print", "visited": False, "spend": 1_500},
        {"channel": "Print", "visited": False, "spend": 500},
        {"channel": "Paid Search", "visited": False, "spend": 1_000, "campaign": "old"},
        {"channel": "Paid Search", "visited": True, "spend": 5_000},
        {"channel": "Radio", "visited": False, "spend": 0},
        {"channel": "Email", "visited": True, "spend": None},
    ]

    assert said([], [], spend=spend) == [
        ("unseen", "Print", "Money is spent on Print (25.0 % of all spend), and no touch of it is seen.", 0.25, 8_000)
    ]


def test_what_nobody_can_steer_is_no_advice_and_what_is_bought_needs_no_feeding() -> None:
    starved = {"starts": 1_000, "orphan": True}

    made = said(
        [profile("Video", 1_000, **starved), profile("Display", 1_000, **starved), profile("Direct", 5_000),
         profile("Unassigned", 5_000), profile("Email", 500)],
        [],
    )  # fmt: skip

    rest = "own channels send 0.0 % of the 1,000 that come to it."
    assert [one[2] for one in made if one[0] == "orphan"] == [
        f"Nothing feeds Display: {rest} Its visits are bought, so it needs no feeding.",
        f"Nothing feeds Video: {rest} Display and Email could.",
    ]
