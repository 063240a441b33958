"""Holdout tests of letters: groups are drawn by chance, letters bring what is planted, and nothing else changes."""

from functools import cache
from typing import NamedTuple

import numpy as np
import pytest

from riparian.models.frequency_curve import TestedIncrements
from riparian.models.histories import floats
from riparian.models.holdout import Arm, Estimate, HoldoutTest
from riparian.testing.company.arrays import Ints
from riparian.testing.company.baskets import Baskets, drawn_baskets
from riparian.testing.company.buying import Purchases, drawn_purchases
from riparian.testing.company.flights import brought_people
from riparian.testing.company.letter_tests import (
    APART,
    TESTS,
    WINDOW,
    Assigned,
    LettersBrought,
    answer_chance,
    drawn_letter_tests,
    yearly_answer_chance,
)
from riparian.testing.company.people import People, drawn_people
from riparian.testing.company.planted import LETTER_EXPONENT, MOST_LETTERS
from riparian.testing.company.seasons import END
from tests.testing.company.exports import Exports

SIZE = 300_000


class Company(NamedTuple):
    people: People
    without: Purchases
    """As if no letter had been sent."""
    assigned: Assigned
    purchases: Purchases
    baskets: Baskets


@cache
def company() -> Company:
    """Fifteen times the people of `riparian sample`, with orders and nothing else."""
    streams = np.random.SeedSequence(8).spawn(5)
    who, buy, letter, basket, flight = (np.random.default_rng(one) for one in streams)
    people = brought_people(flight, drawn_people(who, first=0, size=SIZE))
    without = drawn_purchases(buy, people)
    assigned, purchases = drawn_letter_tests(letter, people, without)
    return Company(people, without, assigned, purchases, drawn_baskets(basket, people, purchases))


def members(test: int, group: int) -> Ints:
    assigned = company().assigned
    found: Ints = assigned.person[(assigned.test == test) & (assigned.group == group)]
    return found


@cache
def arm(test: int, group: int) -> Arm:
    """What a group ordered within six weeks, as a build would count it: with no look at what brought it."""
    _, _, _, purchases, baskets = company()
    since = purchases.at - TESTS[test].given_at
    within = (since >= 0) & (since < WINDOW)
    demand = np.bincount(purchases.person[within], weights=baskets.total[within], minlength=SIZE)
    mine = demand[members(test, group)]
    return Arm(len(mine), float(mine.sum()), float((mine**2).sum()))


def increment(test: int, group: int, *, level: float = 0.95) -> Estimate:
    return HoldoutTest(contacted=arm(test, group), held_out=arm(test, 0)).increment(level=level)


def true_increment(test: int, group: int) -> float:
    """Demand that letters brought, for each person of the group."""
    _, _, _, purchases, baskets = company()
    mine = members(test, group)
    brought = (purchases.letter_test == test) & np.isin(purchases.person, mine)
    return float(baskets.total[brought].sum() / len(mine))


CONTACTED = [(row, group) for row, test in enumerate(TESTS) for group in range(1, len(test.groups))]
LATEST = [(row, group) for row, group in CONTACTED if row >= len(TESTS) - 2]
"""Of the last March and September: the company has most customers then."""


@pytest.mark.parametrize(("test", "group"), CONTACTED)
def test_an_increment_covers_what_letters_truly_brought(test: int, group: int) -> None:
    # At 99.9 %, as twelve are looked at.
    found = increment(test, group, level=0.999)

    assert found.low <= true_increment(test, group) <= found.high


@pytest.mark.parametrize(("test", "group"), LATEST)
def test_an_increment_is_told_from_nothing_and_from_twice_as_much(test: int, group: int) -> None:
    found = increment(test, group)

    assert 0 < found.low < found.high < 2 * true_increment(test, group)


def test_the_exponent_is_found_again_to_a_quarter() -> None:
    found = [increment(test, group) for test, group in CONTACTED]
    errors = floats([(one.high - one.value) / 1.959964 for one in found])
    letters = floats([TESTS[test].letters[group] for test, group in CONTACTED])
    tested = TestedIncrements(letters, floats([one.value for one in found]), errors)

    low, _, high = tested.exponent()

    assert LETTER_EXPONENT - 0.25 < low <= LETTER_EXPONENT <= high < LETTER_EXPONENT + 0.25


@pytest.mark.parametrize(("test", "group"), CONTACTED)
def test_letters_bring_orders_by_the_planted_chance(test: int, group: int) -> None:
    assigned, purchases = company().assigned, company().purchases
    mine = (assigned.test == test) & (assigned.group == group) & assigned.staying
    who, letters = assigned.person[mine], TESTS[test].letters[group]
    orders = np.isin(purchases.person[purchases.letter_test == test], who).sum()

    chance = float(answer_chance(np.array(letters)))
    assert orders / len(who) == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / len(who)))


def test_the_chance_grows_with_letters_by_the_exponent() -> None:
    few, many = answer_chance(np.array([MOST_LETTERS / 4, MOST_LETTERS]))

    assert many / few == pytest.approx(4**LETTER_EXPONENT)
    assert answer_chance(np.array(0)) == 0


@pytest.mark.parametrize("test", range(len(TESTS)))
def test_groups_were_alike_before_the_test_and_are_as_large(test: int) -> None:
    _, _, _, purchases, baskets = company()
    before = purchases.at < TESTS[test].given_at
    spent = np.bincount(purchases.person[before], weights=baskets.total[before], minlength=SIZE)
    arms = [spent[members(test, group)] for group in range(len(TESTS[test].groups))]

    everybody = np.concatenate(arms)
    for one in arms:
        assert len(one) == pytest.approx(len(everybody) / len(arms), abs=4 * np.sqrt(len(everybody) / len(arms)))
        assert one.mean() == pytest.approx(everybody.mean(), abs=4 * everybody.std() / np.sqrt(len(one)))


def test_the_groups_of_one_test_say_nothing_of_those_of_the_next() -> None:
    before, now = members(len(TESTS) - 2, 0), members(len(TESTS) - 1, 0)
    again = np.isin(before, now)

    assert again.mean() == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(len(before)))


def test_a_year_of_letters_brings_an_order_by_the_chance_that_the_truth_counts_on() -> None:
    _, without, assigned, purchases, _ = company()
    march, september = len(TESTS) - 2, len(TESTS) - 1
    both = [assigned.person[(assigned.test == test) & assigned.staying] for test in (march, september)]
    quiet = np.setdiff1d(np.intersect1d(*both), without.person[without.at >= TESTS[march].given_at])
    came = np.isin(quiet, purchases.person[purchases.letter_test >= march])

    chance = yearly_answer_chance()
    assert came.mean() == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / len(quiet)))
    written_to = purchases.answer_chance > 0
    assert purchases.yearly_chance()[written_to] == pytest.approx(
        1 - np.exp(-purchases.yearly_rate[written_to]) * (1 - chance)
    )
    assert 0.4 < written_to.sum() / len(np.unique(purchases.person)) < 0.8
    assert purchases.alive[written_to].all()
    assert np.array_equal(purchases.yearly_chance()[~written_to], without.yearly_chance()[~written_to], equal_nan=True)


def test_all_other_orders_are_those_of_a_company_without_letters() -> None:
    _, without, _, purchases, _ = company()
    rest = purchases.letter_test < 0

    for name in ("person", "at", "in_store", "stays"):
        assert np.array_equal(getattr(purchases, name)[rest], getattr(without, name)), name
    assert purchases.yearly_rate is without.yearly_rate


def test_a_letter_brings_one_order_at_most_within_six_weeks_and_apart_from_others() -> None:
    _, _, assigned, purchases, _ = company()
    order = np.lexsort((purchases.at, purchases.person))
    person, at, number = purchases.person[order], purchases.at[order], purchases.number[order]
    brought = purchases.letter_test[order]
    same = person[1:] == person[:-1]
    beside = same & ((brought[1:] >= 0) | (brought[:-1] >= 0))

    assert (number[1:][same] == number[:-1][same] + 1).all()
    assert (number[1:][~same] == 1).all()
    assert (at[1:] - at[:-1])[beside].min() >= APART
    for row, test in enumerate(TESTS):
        mine = brought == row
        since = at[mine] - test.given_at
        assert 0 < since.min() <= since.max() < WINDOW
        assert len(np.unique(person[mine])) == mine.sum() > 0
        assert not np.isin(person[mine], members(row, 0)).any()
        assert (number[mine] > 1).all()
        assert test.given_at + WINDOW < END
    assert len(np.unique(assigned.test * SIZE + assigned.person)) == len(assigned.person)


def test_the_truth_adds_up_over_chunks() -> None:
    _, _, assigned, purchases, baskets = company()
    brought = LettersBrought()
    for _ in range(2):
        brought.add(assigned, purchases, baskets, SIZE)

    for row in brought.table().to_pylist():
        test = next(one for one, made in enumerate(TESTS) if made.name == row["test"])
        group = TESTS[test].groups.index(row["group"])
        assert row["people"] == 2 * len(members(test, group))
        assert row["demand_brought"] / row["people"] == pytest.approx(true_increment(test, group))


def test_the_list_of_groups_is_that_of_the_truth(exports: Exports) -> None:
    rows = list(exports.rows("letter_tests.csv"))
    addresses = {row["value"] for row in exports.truth("identifiers") if row["kind"] == "email"}

    listed = {(row["test"], row["group"]): 0 for row in exports.truth("letter_tests")}
    for row in rows:
        listed[row["test"], row["group"]] += 1
    assert listed == {(row["test"], row["group"]): row["people"] for row in exports.truth("letter_tests")}
    assert {row["email"] for row in rows} <= addresses
    brought = [row["brought_by"] for row in exports.truth("orders")]
    assert len(brought) - brought.count(None) == sum(row["orders_brought"] for row in exports.truth("letter_tests")) > 0
