"""How large the ecosystem is."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest

from riparian.core.durations import AsOf
from riparian.derivations.hourglass.ecosystem_size import EcosystemSizeSettings, by_ratio, ecosystem_size
from riparian.tables.buyers import GuestOrder
from riparian.tables.hourglass import Milestone
from riparian.tables.identity import Person, PersonSource
from riparian.testing.tables import TestingGather, at, labels_table, rows_of, table_of


def sized(
    patterns: dict[tuple[str, ...], int],
    *,
    anonymous: int = 0,
    bought: Sequence[float] = (),
    guests: Sequence[int] = (),
    as_of_day: float = 500,
) -> dict[str, dict[str, Any]]:
    """Estimates for so many people seen by these sources, and purchases on these days by one person each, or guest."""
    seen_by = [sources for sources, count in patterns.items() for _ in range(count)]
    seen = [
        {"person_key": person, "source": source, "first_at": at(), "identifiers": 2}
        for person, sources in enumerate(seen_by)
        for source in sources
    ]
    people = [{"person_key": person, "known": True} for person in range(len(seen_by))]
    people += [{"person_key": 10_000 + one, "known": False} for one in range(anonymous)]
    seen += [{"person_key": 10_000 + one, "source": "web", "first_at": at()} for one in range(anonymous)]
    buys = [
        {"person_key": person, "place": 5, "occurred_at": at(days=day), "action_key": 16 * person}
        for person, day in enumerate(bought)
    ]
    orders = [
        {"person_key": one, "action_key": 16 * one, "bought_at": at(days=bought[one]), "demand": 5} for one in guests
    ]
    found = ecosystem_size(
        table_of(Person, *people),
        table_of(PersonSource, *seen),
        table_of(Milestone, *buys),
        table_of(GuestOrder, *orders),
        labels_table(),
        EcosystemSizeSettings(),
        AsOf(at(days=as_of_day)),
        TestingGather(),
    )
    columns = ("people", "low", "high", "prospects", "coverage", "says")
    return {method: dict(zip(columns, rest, strict=True)) for method, *rest in rows_of(found, "method", *columns)}


def test_a_quarter_of_a_million_buyers_make_an_ecosystem_of_five_million() -> None:
    """Hillstrom's example: 250,000 twelve-month buyers, 5.0 million in all, 4.75 million prospects."""
    found = by_ratio(250_000, 20, ever=True)

    assert found.people == 5_000_000
    assert "4,750,000 are prospects" in found.says


def test_without_buyers_of_late_it_is_told_whether_there_were_any_before() -> None:
    nobody, long_ago = (
        sized({("shop",): 10}, bought=bought, as_of_day=500)["ratio"]["says"] for bought in ([], [0.0, 100.0])
    )

    assert nobody == "No source tells who bought, so the rule of thumb says nothing."
    assert long_ago == "Nobody bought in the last twelve months, so the rule of thumb says nothing."


def test_only_buyers_of_the_last_twelve_months_are_multiplied() -> None:
    found = sized({("shop",): 10}, bought=[0, 134.99, 135, 400], as_of_day=500)

    # Twelve months before day 500 (15 May 2025) is day 135; whoever bought at that instant is not dormant yet.
    assert (found["ratio"]["people"], found["ratio"]["prospects"], found["ratio"]["coverage"]) == (40, 38, 0.25)


def test_guests_are_no_buyers_of_whom_anybody_could_tell_how_many_they_are() -> None:
    found = sized({("shop",): 2}, anonymous=3, bought=[400] * 5, guests=[2, 3, 4])
    alone = sized({("shop",): 2}, anonymous=3, bought=[400] * 3, guests=[0, 1, 2])
    long_ago = sized({("shop",): 2}, anonymous=3, bought=[400, 400, 1, 1, 1], guests=[2, 3, 4])

    assert (found["ratio"]["people"], found["ratio"]["prospects"]) == (40, 38)
    assert found["ratio"]["says"].endswith(
        "3 guests of these months are left out: nobody can tell how many people they are."
    )
    assert found["anonymous visitors"]["says"].startswith("Guests, known by the number of an order alone, that nothing")
    assert "guests" not in long_ago["ratio"]["says"]
    assert alone["ratio"]["says"] == "Only guests bought (3 of them), so the rule of thumb says nothing."


def test_known_people_and_anonymous_visitors_are_counted_not_estimated() -> None:
    found = sized({("shop",): 3}, anonymous=2)

    assert (found["known people"]["people"], found["anonymous visitors"]["people"]) == (3, 2)
    assert found["known people"]["low"] is None


def test_two_lists_give_chapmans_estimate() -> None:
    """By hand: 41 × 31 ÷ 21 − 1 = 59.52."""
    found = sized({("shop",): 20, ("mail",): 10, ("shop", "mail"): 20})["chapman"]

    assert found["people"] == pytest.approx(41 * 31 / 21 - 1)
    assert found["low"] < found["people"] < found["high"]
    assert found["coverage"] == pytest.approx(50 / (41 * 31 / 21 - 1))
    assert "20 people on both of the longest lists, shop (40) and mail (30)" in found["says"]
    assert "without a third list nobody can check" in found["says"]


def test_three_lists_give_chaos_bound() -> None:
    """By hand: 70 + 2 ÷ 3 × 40² ÷ (2 × 20) = 96⅔."""
    patterns = {("shop",): 20, ("mail",): 10, ("desk",): 10, ("shop", "mail"): 15, ("mail", "desk"): 5}

    found = sized(patterns | {("shop", "mail", "desk"): 10})["chao"]

    assert found["people"] == pytest.approx(70 + 2 / 3 * 40**2 / 40)
    assert "40 people on one of 3 lists and 20 on two" in found["says"]


def test_lists_that_find_the_same_people_are_said_to_be_too_low() -> None:
    found = sized(
        {("shop", "mail", "desk"): 40, ("desk",): 40, ("shop", "desk"): 5, ("mail", "desk"): 5, ("shop", "mail"): 60}
    )

    assert "more often than by chance" in found["chapman"]["says"]
    assert "too low" in found["chapman"]["says"]


def test_an_estimate_below_the_people_known_is_no_figure() -> None:
    """By hand: 61 × 51 ÷ 31 − 1 = 99.4, and 120 people are known."""
    found = sized({("shop", "mail"): 30, ("shop",): 30, ("mail",): 20, ("desk",): 40})["chapman"]

    assert [found[name] for name in ("people", "low", "high", "prospects", "coverage")] == [None] * 5
    assert "No figure from 30 people on both of the longest lists, shop (60) and" in found["says"]
    assert "they give 99, fewer than the 120 whom all sources know" in found["says"]


def test_a_list_that_holds_the_other_gives_no_figure() -> None:
    found = sized({("shop", "mail"): 30, ("shop",): 70})["chapman"]

    assert [found[name] for name in ("people", "low", "high", "coverage")] == [None] * 4
    assert "one list holds the other" in found["says"]


def test_a_rule_of_thumb_below_the_people_known_covers_nothing() -> None:
    found = sized({("shop",): 50}, bought=[400])["ratio"]

    assert (found["people"], found["coverage"]) == (20, None)


def test_independent_lists_show_no_sign_of_depending() -> None:
    patterns = {
        tuple(name for name, on in zip(("shop", "mail", "desk"), flags, strict=True) if on): 20
        for flags in product((True, False), repeat=3)
        if any(flags)
    }

    assert "No sign that the two lists depend on each other" in sized(patterns)["chapman"]["says"]


def test_few_on_both_lists_are_said_to_be_too_few() -> None:
    assert "Fewer than 7 on both" in sized({("shop",): 20, ("mail",): 10, ("shop", "mail"): 6})["chapman"]["says"]


def test_lists_without_a_common_person_give_words_and_no_figure() -> None:
    found = sized({("shop",): 20, ("mail",): 10})

    assert found["chapman"]["people"] is None
    assert found["chao"]["people"] is None
    assert "says nothing" in found["chapman"]["says"]


def test_one_source_alone_can_estimate_nothing() -> None:
    found = sized({("shop",): 20})

    assert found["chao"]["people"] is None
    assert found["chao"]["says"] == "Known people are reported by one source only (shop); an overlap needs two."


def test_without_buyers_the_rule_of_thumb_is_silent() -> None:
    assert sized({("shop",): 1})["ratio"]["people"] is None


def test_nobody_gives_no_rows() -> None:
    assert sized({}) == {}
