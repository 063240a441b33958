from collections import Counter, defaultdict

import numpy as np
import pytest

from riparian.models.block_permutation import calendar_terms, without
from riparian.testing.company.buying import drawn_purchases
from riparian.testing.company.flights import (
    LATE,
    MONTHS,
    brought_people,
    budgets,
    expected_orders,
    marginal_orders,
    month_of,
)
from riparian.testing.company.people import drawn_people
from riparian.testing.company.planted import (
    BROUGHT,
    CARRIED_OVER,
    CHANNELS,
    DISPLAY,
    FLIGHTS,
    HALF_SPEND,
    PROGRAMMES,
    REFERRAL,
    REWARDS,
    VIDEO,
)
from tests.testing.company.exports import Exports


def paid_visits(exports: Exports) -> Counter[tuple[str, str]]:
    """Landings by campaign parameters."""
    campaigns = (message["context"].get("campaign") for message in exports.messages())
    return Counter((campaign["medium"], campaign["name"]) for campaign in campaigns if campaign)


def test_paid_search_has_clicks_for_every_visit_it_brought(exports: Exports) -> None:
    clicks = Counter[str]()
    for row in exports.rows("google_ads_campaign_stats.csv"):
        clicks[row["campaign_name"]] += int(row["clicks"])
        assert int(row["cost_micros"]) > 0
        assert int(row["impressions"]) >= int(row["clicks"])

    visits = {name: count for (medium, name), count in paid_visits(exports).items() if medium == "cpc"}
    assert visits.keys() == clicks.keys()
    assert all(visits[name] <= clicks[name] <= 1.5 * visits[name] for name in visits)


def test_other_paid_channels_have_clicks_for_every_visit_they_brought(exports: Exports) -> None:
    clicks = Counter[str]()
    for row in exports.rows("ad_spend.csv"):
        if (row["channel"], row["campaign"]) not in {*PROGRAMMES, REWARDS}:
            clicks[row["campaign"]] += int(row["clicks"])
        assert float(row["amount"]) > 0
        assert row["currency"] == "GBP"

    paid = ("paid_social", "video", "display")
    visits = {name: count for (medium, name), count in paid_visits(exports).items() if medium in paid}
    assert visits.keys() == clicks.keys()
    assert all(visits[name] <= clicks[name] <= 1.6 * visits[name] for name in visits)


def test_each_months_budget_is_spent_to_the_penny(exports: Exports) -> None:
    spent: dict[tuple[str, str], int] = defaultdict(int)
    for row in exports.rows("google_ads_campaign_stats.csv"):
        spent["paid_search", row["date"][:7]] += int(row["cost_micros"]) // 10_000
    for row in exports.rows("ad_spend.csv"):
        if (row["channel"], row["campaign"]) not in PROGRAMMES:
            spent[row["channel"], row["day"][:7]] += round(float(row["amount"]) * 100)

    told = {(row["channel"], f"{row['month']:%Y-%m}"): row["spend"] for row in exports.truth("spend_effects")}
    assert spent == told
    assert len(told) == len(FLIGHTS) * MONTHS


def test_what_is_done_for_customers_is_billed_by_month_and_nobody_clicks_a_bill(exports: Exports) -> None:
    billed = {programme: 800 * pence for programme, pence in PROGRAMMES.items()} | {REWARDS: budgets(REFERRAL, 800)}
    told = [row for row in exports.rows("ad_spend.csv") if (row["channel"], row["campaign"]) in billed]

    for programme, pence in billed.items():
        mine = [row for row in told if (row["channel"], row["campaign"]) == programme]
        assert [round(float(row["amount"]) * 100) for row in mine] == [round(one) for one in pence if one > 0]
    assert {(row["clicks"], row["day"][8:]) for row in told} == {("0", "01")}


def test_flights_follow_neither_season_nor_growth_nor_one_another() -> None:
    levels = np.column_stack([FLIGHTS[channel] / FLIGHTS[channel].mean() for channel in FLIGHTS if channel != VIDEO])
    left = without(calendar_terms(MONTHS), levels)

    assert (levels.std(axis=0) > 0.5).all()
    assert (left.std(axis=0) > 0.85 * levels.std(axis=0)).all()
    for series in (levels, left):
        assert np.abs(np.corrcoef(series.T) - np.eye(len(FLIGHTS) - 1)).max() < 0.15
    assert FLIGHTS[VIDEO].std() == 0


def test_people_come_and_first_order_as_the_planted_curves_say() -> None:
    people = 400_000
    chance, flight = (np.random.default_rng(seed) for seed in (3, 4))
    drawn = brought_people(flight, drawn_people(chance, first=0, size=people))
    purchases = drawn_purchases(chance, drawn)
    first = purchases.number == 1

    for channel in BROUGHT:
        mine = first & (drawn.brought[purchases.person] == channel)
        came = np.bincount(month_of(purchases.at[mine]), minlength=MONTHS)
        expected = expected_orders(channel, people)
        assert (np.abs(came - expected) < 4.5 * np.sqrt(expected) + 1).all()
        assert came.sum() == pytest.approx(expected.sum(), rel=0.03)
    assert not (drawn.brought == DISPLAY).any()


def test_the_marginal_return_is_the_slope_of_the_planted_curve() -> None:
    """Of spend that is held: what all months together bring of it, with and without a pound."""
    for channel in BROUGHT:
        spend = budgets(channel, 20_000) / 100
        at_work, carried = spend.copy(), CARRIED_OVER[channel]
        at_work[0] *= 1 - carried
        for month in range(1, MONTHS):
            at_work[month] = carried * at_work[month - 1] + (1 - carried) * at_work[month]
        half = HALF_SPEND[channel] * spend.mean()
        ceiling = expected_orders(channel, 20_000).sum() / (at_work / (at_work + half)).sum()
        now = spend[LATE].mean()

        slope = ceiling * ((now + 1) / (now + 1 + half) - now / (now + half))

        assert marginal_orders(channel, 20_000) == pytest.approx(slope, rel=0.01)
    assert marginal_orders(DISPLAY, 20_000) == 0


def test_the_truth_counts_whom_spend_brought(exports: Exports) -> None:
    people = [row for row in exports.truth("people") if row["brought_by"]]
    rows = exports.truth("spend_effects")

    came = Counter((row["brought_by"], f"{row['entered_at']:%Y-%m}") for row in people)
    assert came == {
        (row["channel"], f"{row['month']:%Y-%m}"): row["people_brought"] for row in rows if row["people_brought"]
    }
    who = {row["person_id"]: row["brought_by"] for row in people}
    first = [row for row in exports.truth("orders") if row["number"] == 1 and row["person_id"] in who]
    assert sum(row["orders_brought"] for row in rows) == len(first) > 30
    assert sum(row["demand_brought"] for row in rows) == sum(row["total"] for row in first if row["currency"] == "GBP")
    assert {row["name"] for row in exports.truth("marginal_returns") if row["marginal"] > 0} == {
        "new", "referral", *(CHANNELS[channel] for channel in BROUGHT),
    }  # fmt: skip


def test_most_of_whom_spend_brought_come_first_by_its_channel(large: Exports) -> None:
    brought = [row for row in large.truth("people") if row["brought_by"]]
    came = [row for row in brought if row["acquisition_channel"] != "garden_show"]

    assert sum(row["brought_by"] == row["acquisition_channel"] for row in came) > 0.95 * len(came) > 2_000


def test_gifts_bring_people_who_come_recommended(large: Exports) -> None:
    brought = {row["person_id"] for row in large.truth("people") if row["brought_by"] == CHANNELS[REFERRAL]}
    recommended = {row["person_id"] for row in large.truth("people") if row["recommended"]}

    assert brought < recommended
    assert len(brought) == pytest.approx(BROUGHT[REFERRAL] * len(recommended), rel=0.15)
