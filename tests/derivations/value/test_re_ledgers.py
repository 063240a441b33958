"""What each way in brought and cost."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.core.durations import AsOf
from riparian.core.errors import SettingsError
from riparian.core.row import promises
from riparian.core.settings import read_settings
from riparian.derivations.value.re_ledgers import ReLedgersSettings, re_ledgers
from riparian.tables.actions import Action, OrderCurrency
from riparian.tables.budgets import HoldoutVerdict
from riparian.tables.sources import SourceOrder, Spend
from riparian.tables.value import WAYS, OrderWayIn, ReLedger
from riparian.testing.tables import TestingGather, at, labels_table, rows_of, table_of

AS_OF = AsOf(at(days=731))
"""1 January 2026: the years are 2025 and 2024."""
LAST = 366
COLUMNS = tuple(promise.name for promise in promises(ReLedger))

Given = dict[str, Any]
EVERY_SILO: tuple[Given, ...] = tuple(
    {"person_key": 9, "kind": kind, "occurred_at": at(), "action_key": number}
    for number, kind in enumerate(("open case", "refund", "referred"))
)
"""What sources told on the first day."""
NO_DISCOUNT: tuple[Given, ...] = ({"placed_at": at(), "discount": 0},)


def order(person: int, day: float, way: str, **more: Any) -> Given:
    """An order on a day counted from 1 January 2024, that earned 40 of 100."""
    told = {"person_key": person, "bought_at": at(days=day), "way": way, "demand": 100, "contribution": 40.0}
    return (
        told
        | {"action_key": int(1000 * day) + person, "refunded": 0, "cases": 0, "support_cost": 0, "taken_off": 0}
        | more
    )


def paid(day: float, amount: int, campaign: str = "", currency: str = "GBP") -> Given:
    told = {"spent_on": at(days=day).date(), "amount": amount, "currency": currency, "campaign": campaign}
    return told | {"source": "ads", "channel": "video", "ad_group": ""}


def ledgers(
    *orders: Given,
    spent: tuple[Given, ...] = (),
    period: str = "year",
    tested: tuple[Given, ...] = (),
    told: tuple[Given, ...] = EVERY_SILO,
    placed: tuple[Given, ...] = NO_DISCOUNT,
    **settings: Any,
) -> dict[tuple[date, str], Given]:
    """By last day of the period and way."""
    spend = table_of(Spend, *spent)
    made = re_ledgers(
        table_of(OrderWayIn, *orders),
        table_of(Action, *told),
        table_of(SourceOrder, *placed),
        spend,
        table_of(OrderCurrency, {"currency": "GBP", "home": True}, {"currency": "EUR", "home": False}),
        labels_table(),
        table_of(HoldoutVerdict, *tested),
        ReLedgersSettings(**settings),
        AS_OF,
        TestingGather(),
    )
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in rows_of(made, *COLUMNS)]
    return {(row["period_to"], row["way"]): row for row in rows if row["period"] == period}


YEAR = date(2025, 12, 31)
BEFORE = date(2024, 12, 31)


def test_a_year_has_a_ledger_for_each_way_in_and_money_adds_up() -> None:
    found = ledgers(
        order(1, LAST, "new"), order(2, 400, "new", demand=300, contribution=90.0, discount=20, support_cost=30),
        order(1, 500, "repeat", refunded=50), order(1, 501, "repeat", demand=None, contribution=None, refunded=None),
        order(3, 5, "new"),
    )  # fmt: skip

    new, repeat = found[YEAR, "new"], found[YEAR, "repeat"]
    assert [new[name] for name in ("people", "orders", "demand", "discount", "support_cost")] == [2, 2, 400, 20, 30]
    assert [new[name] for name in ("cost_to_serve", "order_value")] == [50, 200.0]
    assert [repeat[name] for name in ("people", "orders", "demand", "refunded", "order_value")] == [1, 2, 100, 50, 100]
    assert {way for to, way in found if to == YEAR} == set(WAYS)
    assert (found[BEFORE, "new"]["orders"], found[BEFORE, "referral"]["orders"]) == (1, 0)


def test_spend_is_told_by_purpose_and_what_no_pattern_finds_is_for_new_customers() -> None:
    spent = (paid(LAST, 10, "gifts"), paid(LAST, 7, "Win-Back March"), paid(LAST, 5, "refer-a-friend"))

    found = ledgers(order(1, LAST, "new"), spent=(*spent, paid(400, 1, "gifts"), paid(LAST, 99, "gifts", "EUR")))

    assert [found[YEAR, way]["spend"] for way in WAYS] == [11, 5, 0, 0, 7]


def test_contribution_is_what_the_orders_left_less_the_spend() -> None:
    new = ledgers(order(1, LAST, "new"), order(2, LAST, "new"), spent=(paid(LAST, 50),))[YEAR, "new"]

    assert (new["contribution"], new["cost_per_order"]) == (30.0, 25.0)
    assert (new["organic_share"], new["incremental_contribution"]) == (None, None)


def test_what_the_spend_added_is_told_where_a_holdout_told_the_organic_share() -> None:
    found = ledgers(
        order(1, LAST, "new"),
        order(2, LAST, "new"),
        order(3, LAST, "repeat"),
        spent=(paid(LAST, 50),),
        organic_shares={"new": 0.25},
    )

    assert found[YEAR, "new"]["incremental_contribution"] == pytest.approx(0.75 * 80 - 50)
    assert found[YEAR, "repeat"]["incremental_contribution"] is None


def test_a_period_in_which_no_source_reports_spend_has_none_rather_than_zero() -> None:
    found = ledgers(order(1, 5, "new"), order(1, LAST, "repeat"), spent=(paid(LAST, 50),))

    early, late = found[BEFORE, "new"], found[YEAR, "referral"]
    assert [early[name] for name in ("spend", "contribution", "cost_per_order")] == [None, None, None]
    assert [late[name] for name in ("spend", "contribution", "cost_per_order")] == [0, 0.0, None]


def test_months_run_from_the_first_order_to_the_last_whole_month() -> None:
    # 16 January 2024, noon: half of the month is left.
    found = ledgers(order(1, 15.5, "new"), order(2, 40, "new"), spent=(paid(31, 8),), period="month")

    assert len({to for to, _ in found}) == 24
    assert found[date(2024, 1, 31), "new"]["covered"] == 0.5
    assert [found[date(2024, 2, 29), "new"][name] for name in ("orders", "spend", "covered")] == [1, 8, 1.0]
    assert found[date(2025, 12, 31), "new"]["orders"] == 0


def test_nobody_has_no_ledgers_whatever_was_spent() -> None:
    assert ledgers(spent=(paid(LAST, 50),)) == {}


def test_a_pattern_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(SettingsError, match="is no regular expression"):
        read_settings(ReLedgersSettings, {"purposes": [{"way": "new", "matches": "("}]}, where="here")


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(0, 730), st.sampled_from(WAYS), st.integers(0, 500)),
        min_size=1,
        max_size=20,
    ),
    st.lists(st.tuples(st.integers(0, 730), st.integers(0, 500), st.sampled_from(("gifts", "vip"))), max_size=8),
)
def test_ledgers_of_years_add_up_to_all_orders_and_demand_since_the_first(
    drawn: list[tuple[int, int, str, int]], spent: list[tuple[int, int, str]]
) -> None:
    orders = [
        order(person, day, way, demand=demand, action_key=number)
        for number, (person, day, way, demand) in enumerate(drawn)
    ]

    found = ledgers(*orders, spent=tuple(paid(*one) for one in spent)).values()

    years = {row["period_to"].year for row in found}
    assert sum(row["orders"] for row in found) == len(drawn)
    assert sum(row["demand"] for row in found) == sum(demand for *_, demand in drawn)
    assert sum(row["spend"] or 0 for row in found) == sum(
        amount for day, amount, _ in spent if at(days=day).year in years
    )


def test_the_organic_share_is_that_of_the_test_named_for_the_way() -> None:
    tested = ({"test": "winter", "organic_share": 0.75}, {"test": "spring", "organic_share": None})
    spent = (paid(LAST, 5, "win-back"), paid(LAST, 10))
    orders = (order(1, LAST, "new"), order(2, LAST, "re-ignited"), order(3, LAST, "retained"))

    found = ledgers(
        *orders, spent=spent, tested=tested, organic_shares={"retained": 0.5},
        tests={"new": "winter", "re-ignited": "spring", "retained": "winter", "repeat": "never made"},
    )  # fmt: skip

    shares = {way: found[YEAR, way]["organic_share"] for way in WAYS}
    assert shares == {"new": 0.75, "referral": None, "repeat": None, "retained": 0.5, "re-ignited": None}
    assert found[YEAR, "new"]["incremental_contribution"] == pytest.approx(40 * 0.25 - 10)


def test_a_credit_for_former_spend_is_spend_below_nothing() -> None:
    spent = (paid(LAST + 1, 100), paid(LAST + 40, -20))

    found = ledgers(order(1, LAST + 1, "new"), spent=spent, period="month")

    february = found[date(2025, 2, 28), "new"]
    assert (february["spend"], february["contribution"], february["cost_per_order"]) == (-20, 20.0, None)


@pytest.mark.parametrize(
    ("campaign", "way"),
    [
        ("New Customers - Search", "new"), ("acquire customers UK", "new"), ("Customer lookalikes prospecting", "new"),
        ("Customer acquisition", "new"), ("Remember December", "new"), ("Newsletter sponsorship", "new"),
        ("Visit Devipur", "new"), ("Customers", "new"), ("New member offer", "new"),
        ("New in: upsell bundles", "repeat"),
        ("Existing customers - Search", "repeat"), ("current customer offers", "repeat"), ("CRM audience", "repeat"),
        ("Cross-sell boats", "repeat"), ("Upsell", "repeat"), ("Newsletter", "repeat"), ("repeat buyers", "repeat"),
        ("Members only", "retained"), ("Loyalty", "retained"), ("VIP evening", "retained"),
        ("win-back lapsed customers", "re-ignited"), ("Lapsed members", "re-ignited"),
        ("refer-a-friend new customers", "referral"), ("New referral programme", "referral"),
    ],
)  # fmt: skip
def test_the_usual_names_of_campaigns_are_for_what_they_say(campaign: str, way: str) -> None:
    found = ledgers(order(1, LAST, "new"), spent=(paid(LAST, 100, campaign),))

    assert {one for _, one in found if found[YEAR, one]["spend"]} == {way}


def test_spend_that_no_rule_names_is_told_as_assumed() -> None:
    spent = (paid(LAST, 10, "brand"), paid(LAST, 7, "acquisition"), paid(LAST, 5, "win-back"), paid(5, 3, "vip"))

    found = ledgers(order(1, 4, "new"), spent=spent)

    told = {(to, way): (found[to, way]["spend"], found[to, way]["spend_assumed"]) for to, way in found}
    assert [told[YEAR, way] for way in ("new", "re-ignited", "repeat")] == [(17, 10), (5, 0), (0, 0)]
    assert [told[BEFORE, way] for way in ("new", "retained")] == [(0, 0), (3, 0)]
    assert ledgers(order(1, LAST, "new"))[YEAR, "new"]["spend_assumed"] is None


def test_what_no_source_tells_is_unknown_and_not_zero() -> None:
    found = ledgers(order(1, LAST, "new"), spent=(paid(LAST, 50, "refer-a-friend"),), told=(), placed=())

    new, referral = found[YEAR, "new"], found[YEAR, "referral"]
    served = ("discount", "refunded", "support_cost", "cost_to_serve", "cost_per_order")
    assert [new[name] for name in served] == [None] * 5
    assert (new["orders"], new["contribution"]) == (1, 40.0)
    kept = {"period", "period_to", "covered", "way", "spend", "spend_assumed"}
    assert {name for name, value in referral.items() if value is not None} == kept
    assert referral["spend"] == 50


def test_a_cost_that_is_told_stands_without_those_that_are_not() -> None:
    spent, case = (
        (paid(LAST, 50),),
        {"person_key": 1, "kind": "open case", "occurred_at": at(days=LAST), "action_key": 1},
    )
    late = order(1, LAST, "new", support_cost=5, taken_off=5, contribution=35.0)

    found = ledgers(
        order(2, 5, "new"), late, spent=spent, told=(case,), placed=({"placed_at": at(), "discount": None},)
    )

    new, before = found[YEAR, "new"], found[BEFORE, "new"]
    assert [new[name] for name in ("support_cost", "refunded", "cost_to_serve", "cost_per_order")] == [5, None, 5, 55.0]
    assert [before[name] for name in ("support_cost", "cost_to_serve")] == [None, None]


def test_an_order_export_that_says_nothing_was_given_back_tells_refunds() -> None:
    found = ledgers(order(1, LAST, "new"), told=(), placed=({"placed_at": at(), "refunded": 0},))

    assert [found[YEAR, "new"][name] for name in ("refunded", "discount", "cost_to_serve")] == [0, None, 0]


def test_a_row_can_be_reckoned_from_itself() -> None:
    orders = order(1, LAST, "new", support_cost=5, taken_off=5, contribution=35.0), order(2, LAST, "new", refunded=30)

    new = ledgers(*orders, spent=(paid(LAST, 8),))[YEAR, "new"]

    assert (new["margin"], new["taken_off"]) == (80.0, 5)
    assert new["contribution"] == new["margin"] - new["taken_off"] - new["spend"]
