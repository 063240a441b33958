"""What each number of contacts sells and earns: published tables, fitted exponents, and too little data."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riparian.core.errors import NotEnoughDataError
from riparian.core.row import promises
from riparian.derivations.value.contact_frequencies import ContactFrequenciesSettings, contact_frequencies
from riparian.derivations.value.holdout_verdicts import HoldoutVerdictsSettings, holdout_verdicts
from riparian.tables.budgets import ContactFrequency, HoldoutPerson, HoldoutVerdict
from riparian.testing.tables import TestingGather, at, rows_of, table_of

COLUMNS = tuple(promise.name for promise in promises(ContactFrequency))
VERDICT = tuple(promise.name for promise in promises(HoldoutVerdict))
RIGHT = {"cost_of_contact": 75, "profit_factor": 0.35}
"""Of Hillstrom (May 2011), "That organic percentage better be right"; he implies both."""

Rows = list[dict[str, Any]]


def group(mean: float, *, name: str = "mailed", test: str = "mail", people: int = 10, watched: bool = True) -> Rows:
    """People who bought three quarters of the mean and five quarters by turns, so that the mean is as told."""
    return [
        {"person_key": number, "test": test, "group": name, "held": name == "holdout", "given_at": at()}
        | {"watched": watched, "demand": mean * (1.25 if number % 2 else 0.75)}
        for number in range(people)
    ]


def both_groups(test: str, held_out: float, contacted: float, *, people: int = 10) -> Rows:
    return group(held_out, name="holdout", test=test, people=people) + group(contacted, test=test, people=people)


def told(people: Rows, **settings: Any) -> Rows:
    given_people = table_of(HoldoutPerson, *people)
    verdicts = holdout_verdicts(given_people, HoldoutVerdictsSettings(), TestingGather())
    made = contact_frequencies(given_people, verdicts, ContactFrequenciesSettings(**settings), TestingGather())
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows_of(made, *COLUMNS)]


def test_the_published_profits_and_their_best() -> None:
    """Hillstrom (May 2011): $40.00 at ten contacts, 44 % organic, so $17.60 without any."""
    rows = told(both_groups("mail", 1760, 4000), contacts={"mail": 10}, **RIGHT)

    profits = [rows[number]["profit"] for number in (0, 1, 2, 3, 4, 5, 10)]
    assert profits == pytest.approx([616, 697, 720, 728.5, 728.8, 724, 650], abs=0.5)
    assert [row["contacts"] for row in rows if row["best"]] == [4]
    assert rows[4]["gain"] == pytest.approx(728.8 - 616, abs=0.1)
    assert [row["contacts"] for row in rows if row["beyond"]] == list(range(11, 21))
    assert {(row["exponent"], row["fitted"], row["exponent_low"]) for row in rows} == {(0.7, False, None)}


def test_the_published_demand_to_the_cent() -> None:
    """Hillstrom (September 2011), "How organic demand plays out": $30.00 at twelve contacts, 20 % organic."""
    rows = told(both_groups("mail", 600, 3000), contacts={"mail": 12})

    driven = [rows[number]["driven_demand"] for number in (1, 6, 12, 15)]
    assert driven == pytest.approx([421, 1477, 2400, 2806], abs=0.5)
    assert rows[12]["demand"] == pytest.approx(3000)


def test_three_tested_numbers_tell_the_exponent_and_fewer_do_not() -> None:
    """Of 100 × contacts^0.5 beyond an organic demand that differs from test to test."""
    tests = {"one": (1, 500), "four": (4, 900), "nine": (9, 300)}
    people = [row for test, (n, organic) in tests.items() for row in both_groups(test, organic, organic + 100 * n**0.5)]

    rows = told(people, contacts={test: n for test, (n, _) in tests.items()})
    two = told(people, contacts={"one": 1, "four": 4})

    assert {row["exponent"] for row in rows} == {0.5}
    assert all(row["fitted"] and row["exponent_low"] < 0.5 < row["exponent_high"] for row in rows)
    whole = {row["contacts"]: row for row in rows if row["test"] == "all"}
    assert whole[0]["demand"] == pytest.approx((500 + 900 + 300) / 3)
    assert whole[16]["driven_demand"] == pytest.approx(400)
    assert {(row["exponent"], row["fitted"]) for row in two} == {(0.7, False)}
    assert {row["test"] for row in two} == {"one", "four", "all"}


def test_a_test_that_is_called_all_is_not_taken_for_all_tests() -> None:
    people = [*both_groups("all", 500, 600), *both_groups("mail", 300, 500)]

    rows = told(people, contacts={"all": 1, "mail": 4})
    alone = told(both_groups("all", 500, 600), contacts={"all": 1})

    organic = {(row["test"], row["together"]): row["demand"] for row in rows if not row["contacts"]}
    assert organic == {("all", False): 500, ("mail", False): 300, ("all", True): 400}
    assert {row["together"] for row in alone} == {False}


def test_groups_of_one_test_may_get_different_numbers() -> None:
    people = group(500, name="holdout") + [
        row for name, n in (("once", 1), ("weekly", 4), ("daily", 25)) for row in group(500 + 60 * n**0.5, name=name)
    ]

    rows = told(people, contacts={"mail": {"once": 1, "weekly": 4, "Daily": 25}})

    assert {(row["test"], row["exponent"]) for row in rows} == {("mail", 0.5)}
    assert len(rows) == 26
    assert [rows[n]["driven_demand"] for n in (1, 4, 9, 25)] == pytest.approx([60, 120, 180, 300])


def test_at_the_tested_number_it_says_what_the_verdict_says() -> None:
    people = group(450, name="holdout", people=400) + group(640, people=300)
    money: dict[str, Any] = {"profit_factor": 0.4667, "cost_of_contact": 10, "contacts": {"mail": 3}}

    row = told(people, **money)[3]

    (verdict,) = rows_of(
        holdout_verdicts(table_of(HoldoutPerson, *people), HoldoutVerdictsSettings(**money), TestingGather()),
        "profit_low",
        "profit",
        "profit_high",
    )
    assert (row["gain_low"], row["gain"], row["gain_high"]) == pytest.approx(verdict)
    assert row["gain"] == pytest.approx(190 * 0.4667 - 30)


def test_a_contact_that_sells_nothing_is_best_left_out() -> None:
    rows = told(both_groups("mail", 700, 400), contacts={"mail": 4}, cost_of_contact=1)

    assert [row["contacts"] for row in rows if row["best"]] == [0]
    assert {row["driven_demand"] for row in rows} == {0}


@pytest.mark.parametrize("cost", [0, 0.001], ids=["for nothing", "for next to nothing"])
def test_where_more_is_always_better_no_row_is_the_best(cost: float) -> None:
    rows = told(both_groups("mail", 100, 900), contacts={"mail": 4}, cost_of_contact=cost)

    assert not any(row["best"] for row in rows)


def test_only_people_who_were_watched_count() -> None:
    people = both_groups("mail", 100, 200)

    assert told(people + group(9_999, people=20, watched=False), contacts={"mail": 2}) == told(
        people, contacts={"mail": 2}
    )


def test_rows_go_as_far_as_a_test_did() -> None:
    assert told(both_groups("mail", 100, 200), contacts={"mail": 42})[-1]["contacts"] == 42


@pytest.mark.parametrize("contacts", [{}, {"autumn": 2}, {"mail": {"no such group": 2}}])
def test_without_a_known_number_of_contacts_there_is_a_sentence(contacts: dict[str, Any]) -> None:
    with pytest.raises(NotEnoughDataError, match=r"of no holdout test is it known how often .* \(mail\)") as refused:
        told(both_groups("mail", 100, 200), contacts=contacts)

    assert "[derivations.holdout_verdicts] contacts" in refused.value.fix


def test_without_a_verdict_the_verdicts_say_why() -> None:
    nothing = table_of(HoldoutPerson), table_of(HoldoutVerdict)

    with pytest.raises(NotEnoughDataError, match="holdout_verdicts says why"):
        contact_frequencies(*nothing, ContactFrequenciesSettings(contacts={"mail": 2}), TestingGather())


@settings(max_examples=25, deadline=None)
@given(
    held_out=st.integers(0, 10_000), contacted=st.integers(0, 10_000), n=st.integers(1, 30), cost=st.floats(0.01, 500)
)
def test_no_row_earns_more_than_the_best(held_out: float, contacted: float, n: int, cost: float) -> None:
    rows = told(both_groups("mail", held_out, contacted, people=4), contacts={"mail": n}, cost_of_contact=cost)

    best = [row for row in rows if row["best"]]
    assert len(best) <= 1
    assert all(row["profit"] <= one["profit"] for row in rows for one in best)
    demand = [row["demand"] for row in rows]
    assert demand == sorted(demand)
    assert rows[0]["gain"] == 0
