"""Where each order came from, and what serving it took."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from riparian.derivations.value.ways_in import WaysInSettings, ways_in
from riparian.tables.actions import Action, OrderCurrency
from riparian.tables.buyers import GuestOrder
from riparian.tables.hourglass import DormantSpell
from riparian.tables.sources import SourceOrder
from riparian.tables.value import WAYS, OrderWayIn
from riparian.testing.tables import at, rows_of, table_of
from tests.derivations.buyers.buying import bought, purchases_of

Given = dict[str, Any]


def done(person: int, kind: str, day: float, key: int = 16 * 900, **more: Any) -> Given:
    """An action on a day counted from 1 January 2024."""
    return {
        "person_key": person,
        "kind": kind,
        "occurred_at": at(days=day),
        "action_key": key,
        "currency": "GBP",
    } | more


def slept(person: int, until: float, band: int = 5, key: int | None = None) -> Given:
    """A dormant spell that ended on a day, with the action of that key."""
    spell = {"person_key": person, "dormant_at": at(days=until - 1), "band": band}
    return spell | {"reignited_at": at(days=until), "action_key": key}


def found(
    *purchases: Given,
    actions: tuple[Given, ...] = (),
    spells: tuple[Given, ...] = (),
    guests: tuple[Given, ...] = (),
    orders: tuple[Given, ...] = (),
    columns: tuple[str, ...] = ("person_key", "number", "way"),
    **settings: Any,
) -> list[tuple[Any, ...]]:
    made = ways_in(
        purchases_of(*purchases),
        table_of(GuestOrder, *guests),
        table_of(Action, *actions),
        table_of(DormantSpell, *spells),
        table_of(SourceOrder, *orders),
        table_of(OrderCurrency, {"currency": "GBP", "home": True}, {"currency": "EUR", "home": False}),
        WaysInSettings(**settings),
    )
    return rows_of(made, *columns, row=OrderWayIn)


def test_a_first_order_is_new_and_the_next_a_repeat_until_the_first_is_a_year_ago() -> None:
    # 2024 has 366 days, so the first anniversary is day 366.
    ways = found(bought(1, 0), bought(1, 200), bought(1, 366), bought(1, 367))

    assert ways == [(1, 1, "new"), (1, 2, "repeat"), (1, 3, "repeat"), (1, 4, "retained")]


def test_a_referred_persons_first_order_is_the_referrals_and_later_ones_are_not() -> None:
    ways = found(
        bought(1, 5), bought(1, 6), bought(2, 5),
        actions=(done(1, "referred", 5), done(2, "referred", 5.1)),
    )  # fmt: skip

    assert ways == [(1, 1, "referral"), (1, 2, "repeat"), (2, 1, "new")]


def test_an_order_that_ends_a_dormant_spell_is_re_ignited_and_the_count_begins_anew() -> None:
    ways = found(
        bought(1, 0), bought(1, 500, action_key=16), bought(1, 600), bought(1, 900), spells=(slept(1, 500, key=16),)
    )

    assert [way for *_, way in ways] == ["new", "re-ignited", "repeat", "retained"]


def test_a_prospect_who_lately_woke_is_re_ignited_by_the_first_order() -> None:
    spells = (slept(1, 10, band=3, key=7), slept(2, 10, band=4, key=8))

    ways = found(bought(1, 100), bought(2, 100.5), bought(2, 101), spells=spells)

    assert ways == [(1, 1, "re-ignited"), (2, 1, "new"), (2, 2, "repeat")]


def test_a_referral_comes_before_a_prospect_who_woke() -> None:
    ways = found(bought(1, 20), actions=(done(1, "referred", 9),), spells=(slept(1, 10, band=3, key=7),))

    assert ways == [(1, 1, "referral")]


def test_every_order_of_a_guest_is_new() -> None:
    guests = tuple(
        {"person_key": 9, "action_key": 16 * key, "bought_at": at(days=key), "demand": 50} for key in (1, 2, 800)
    )

    ways = found(guests=guests, actions=(done(9, "referred", 0),), columns=("person_key", "number", "way", "guest"))

    assert ways == [(9, 1, "new", True)] * 3


def test_what_was_given_back_belongs_to_the_order_of_its_row_else_to_the_last_one_before() -> None:
    ways = found(
        bought(1, 0, action_key=16 * 1 + 1, demand=1000), bought(1, 10, action_key=16 * 2 + 1, demand=2000),
        actions=(
            done(1, "refund", 30, 16 * 1 + 2, amount=100),
            done(1, "refund", 30, 16 * 5, amount=70),
            done(1, "refund", 40, 16 * 6, amount=5),
            done(1, "refund", 50, 16 * 7, amount=9, currency="EUR"),
        ),
        columns=("number", "refunded", "contribution"),
    )  # fmt: skip

    assert ways == [(1, 100, 400.0), (2, 75, 800.0)]


def test_a_cancelled_order_gives_everything_back_once() -> None:
    actions = (done(1, "refund", 3, 16 + 2, amount=400), done(1, "cancel", 3, 16 + 3, amount=1000))

    ways = found(bought(1, 0, action_key=17, demand=1000), actions=actions, columns=("refunded",))

    assert ways == [(1000,)]


def test_a_case_costs_the_last_order_before_it_and_before_any_order_nobody() -> None:
    cases = tuple(done(1, "open case", day, 16 * (500 + day) + 4) for day in (1, 6, 7, 30))

    ways = found(
        bought(1, 5, demand=1000),
        bought(1, 20, demand=1000),
        actions=cases,
        cost_per_case=300,
        columns=("number", "cases", "support_cost", "contribution"),
    )

    assert ways == [(1, 2, 600, -200.0), (2, 1, 300, 100.0)]


def test_contribution_takes_off_the_parts_that_the_profit_factor_does_not_cover() -> None:
    order = {"row_key": 1, "discount": 200}
    given: dict[str, Any] = {
        "actions": (done(1, "refund", 3, 18, amount=100), done(1, "open case", 4, 9000)),
        "orders": (order,),
        "columns": ("discount", "taken_off", "contribution"),
        "profit_factor": 0.5,
        "cost_per_case": 10,
    }

    only_support = found(bought(1, 0, action_key=17, demand=1000), **given)
    everything = found(bought(1, 0, action_key=17, demand=1000), **given, taken_off=("support", "refunds", "discounts"))

    assert (only_support, everything) == ([(200, 10, 490.0)], [(200, 310, 190.0)])


def test_an_order_in_another_currency_counts_and_has_no_money() -> None:
    ways = found(
        bought(1, 0, demand=None, action_key=17),
        orders=({"row_key": 1, "discount": 5},),
        columns=("way", "demand", "discount", "refunded", "taken_off", "contribution"),
    )

    assert ways == [("new", None, None, None, None, None)]


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 1500)), max_size=25))
def test_every_order_has_one_way_in_and_every_buyer_one_first_order(drawn: list[tuple[int, int]]) -> None:
    ways = found(*(bought(person, day) for person, day in drawn), actions=(done(2, "referred", 0),))

    assert len(ways) == len(drawn)
    assert {way for *_, way in ways} <= set(WAYS)
    assert sum(way in ("new", "referral") for *_, way in ways) == len({person for person, _ in drawn})
