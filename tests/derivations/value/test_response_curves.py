"""What steady spend brings of each lane and channel."""

from typing import Any

import ibis
import numpy as np
import pytest

from riparian.core.durations import Seed
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table, promises
from riparian.derivations.value.response_curves import ResponseCurvesSettings, response_curves
from riparian.tables.budgets import HoldoutVerdict, ResponseCurveRow
from riparian.tables.credits import ChannelEconomy
from riparian.tables.value import ReLedger
from riparian.testing.tables import TestingGather, rows_of
from tests.derivations.value.budgets import AS_OF, Series, company, economies, ledgers, saturating, verdicts

COLUMNS = tuple(promise.name for promise in promises(ResponseCurveRow))


def curves(
    lanes: Table[ReLedger],
    channels: Table[ChannelEconomy],
    tests: Table[HoldoutVerdict] | None = None,
    **given: Any,
) -> dict[tuple[str, str], dict[str, Any]]:
    settings = ResponseCurvesSettings(draws=400, **given)
    found = verdicts() if tests is None else tests
    made = response_curves(lanes, channels, found, settings, AS_OF, Seed(1), TestingGather())
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in rows_of(made, *COLUMNS)]
    return {(row["level"], row["name"]): row for row in rows}


def test_what_one_more_pound_brings_is_found_within_its_interval_mostly() -> None:
    held, known = 0, 0
    for seed in range(20):
        video = saturating(seed, ceiling=400_000, half=10_000)
        now = video[0][-12:].mean()

        row = curves(*company(video=video))["channel", "video"]

        assert (row["months"], row["spend"], row["lane"]) == (60, round(float(now)), "new")
        if row["refused"] is None:
            truth = 400_000 * 10_000 / (now + 10_000) ** 2
            known += 1
            held += row["marginal_low"] <= truth <= row["marginal_high"]
            assert row["marginal"] == pytest.approx(truth, rel=0.5)
    assert known >= 16
    assert held >= 0.8 * known


def test_each_of_several_channels_is_found_beside_the_others() -> None:
    truths = {"video": (300_000, 10_000), "search": (400_000, 4_000), "social": (500_000, 40_000)}
    held, known = 0, 0
    for seed in range(10):
        made = {
            name: saturating(3 * seed + place, ceiling=ceiling, half=half)
            for place, (name, (ceiling, half)) in enumerate(truths.items())
        }

        found = curves(*company(**made))

        for name, (ceiling, half) in truths.items():
            row, now = found["channel", name], made[name][0][-12:].mean()
            known += row["refused"] is None
            held += row["refused"] is None and (
                row["marginal_low"] <= ceiling * half / (now + half) ** 2 <= row["marginal_high"]
            )
    assert known >= 27
    assert held >= 0.85 * known


def test_spend_that_buys_only_visits_of_people_who_come_anyway_has_no_curve() -> None:
    """What display is credited with goes exactly with its spend; what came does not."""
    told = 0
    for seed in range(20):
        spend = np.rint(np.random.default_rng(500 + seed).gamma(4.0, 2_500.0, 60))
        video = saturating(seed, ceiling=400_000, half=10_000)
        lanes, _ = company(video=video)

        found = curves(lanes, economies(video=video, display=(spend, 20 * spend)))

        told += found["channel", "display"]["refused"] is None

    # One in a hundred is meant to slip through each of two tests.
    assert told <= 1


def test_a_channel_is_asked_for_the_demand_of_the_lane_that_its_spend_is_for() -> None:
    mail, video = saturating(2, ceiling=400_000, half=10_000), saturating(3, ceiling=400_000, half=10_000)
    silent = np.full(60, np.nan)
    lanes = ledgers(new=(silent, video[1]), retained=(silent, mail[1]))
    for_customers = economies(mail=mail).mutate(way=ibis.literal("retained"))
    economy = economies(video=video).union(for_customers)

    found = curves(lanes, economy)

    assert {name: row["lane"] for (_, name), row in found.items()} == {"video": "new", "mail": "repeat"}
    alone = curves(ledgers(repeat=(silent, mail[1])), for_customers)["channel", "mail"]
    assert found["channel", "mail"]["marginal"] == alone["marginal"]


def test_the_month_that_a_large_basket_falls_into_changes_nothing() -> None:
    """What counts is how many orders there were."""
    spend, orders = saturating(2, ceiling=400_000, half=10_000)
    value = np.random.default_rng(1).lognormal(2.0, 0.8, 60)
    silent = np.full(60, np.nan)

    def told(demand: Series) -> dict[str, Any]:
        lanes = ledgers(new=(silent, demand)).drop("orders")
        counted = ledgers(new=(silent, orders)).select("period_to", "orders")
        return curves(lanes.join(counted, "period_to"), economies(video=(spend, orders)))["channel", "video"]

    steady, uneven = told(np.rint(10 * orders)), told(np.rint(value * orders))

    today = float((value * orders)[-12:].sum() / orders[-12:].sum())
    assert uneven["marginal"] == pytest.approx(steady["marginal"] * today / 10, rel=1e-3)


def test_lanes_have_curves_of_their_own_and_repeat_holds_retained() -> None:
    spend, result = saturating(2, ceiling=400_000, half=10_000)
    nothing = np.zeros(60)

    found = curves(ledgers(new=(spend, result), repeat=(nothing, nothing), retained=(spend, result)), economies())

    assert set(found) == {("lane", "new"), ("lane", "repeat")}
    assert found["lane", "repeat"]["marginal"] == found["lane", "new"]["marginal"]


def test_a_series_that_is_too_short_has_a_reason_and_no_figures() -> None:
    spend, result = saturating(3, ceiling=1000, half=1000, months=20)

    row = curves(*company(video=(spend, result)))["channel", "video"]

    assert row["refused"] == "20 periods are known; a response curve needs 24"
    assert (row["ceiling"], row["marginal"], row["result"]) == (None, None, None)


def test_spend_on_referrals_that_no_source_tells_has_a_reason_and_no_months() -> None:
    spend, result = saturating(3, ceiling=1000, half=1000)
    lanes = ledgers(new=(spend, result), referral=(spend, np.full(60, np.nan)))

    row = curves(lanes, economies())["lane", "referral"]

    assert row["refused"] == "no source tells who was referred, so what its spend brings is not known"
    assert (row["months"], row["months_with_spend"], row["spend"]) == (0, 0, round(float(spend[-12:].mean())))


def test_a_curve_is_of_the_months_since_a_source_told_the_demand() -> None:
    """What was spent on referrals in the three years before anybody told who was referred says nothing."""
    spend, result = saturating(2, ceiling=400_000, half=10_000)
    untold = np.full(36, np.nan)
    before = (np.append(np.full(36, 30_000.0), spend), np.append(untold, result))

    late = curves(ledgers(referral=before), economies())["lane", "referral"]
    alone = curves(ledgers(referral=(spend, result)), economies())["lane", "referral"]

    assert (late["months"], late["refused"]) == (60, None)
    assert late["marginal"] == alone["marginal"]


def test_without_any_spend_there_is_a_sentence_instead_of_curves() -> None:
    nothing, some = np.zeros(30), np.full(30, 5.0)

    with pytest.raises(NotEnoughDataError, match="no curve to draw"):
        curves(ledgers(), economies(direct=(nothing, some)))


def test_months_of_which_no_source_reports_spend_prove_nothing() -> None:
    """Demand is 100,000 a month whatever is spent; five months have no report."""
    chance = np.random.default_rng(4)
    spend, demand = np.rint(chance.gamma(4.0, 2_500.0, 36)), np.rint(100_000 + 2_000 * chance.standard_normal(36))
    silent = spend.copy()
    silent[[5, 11, 12, 20, 29]] = np.nan

    complete, broken = (curves(ledgers(new=(told, demand)), economies())["lane", "new"] for told in (spend, silent))

    assert complete["refused"] == broken["refused"]
    assert str(broken["refused"]).startswith("what came did not go with the spend")
    assert broken["months"] == 36


def test_a_curve_is_told_over_months_in_which_all_spend_paused() -> None:
    spend, result = saturating(2, ceiling=400_000, half=10_000)
    paused, spend[30:34] = result - 400_000 * spend / (spend + 10_000), np.nan
    result[30:34] = paused[30:34]

    row = curves(ledgers(new=(spend, result)), economies())["lane", "new"]

    assert row["refused"] is None
    assert row["result"] == pytest.approx(200_000, rel=0.15)


def test_a_curve_is_scaled_to_what_a_holdout_test_found() -> None:
    spend, result = saturating(2, ceiling=400_000, half=10_000)
    tests = verdicts(winter=(0.8, 0.75, 0.85), open_ended=(0.8, None, None))
    given = ledgers(new=(spend, result)), economies(video=(spend, result))

    def named(test: str) -> dict[tuple[str, str], dict[str, Any]]:
        return curves(*given, tests, lane_tests={"new": "winter"}, channel_tests={"video": test})

    found, open_ended, never = named("winter"), named("open_ended"), named("never made")

    demand = result[-12:].mean()
    for key in (("lane", "new"), ("channel", "video")):
        row = found[key]
        assert row["test"] == "winter"
        assert row["result"] == pytest.approx(0.2 * demand, rel=0.02)
        assert (row["result_low"], row["result_high"]) == (
            pytest.approx(0.15 * demand, rel=0.1), pytest.approx(0.25 * demand, rel=0.1),
        )  # fmt: skip
    video, same = open_ended["channel", "video"], never["channel", "video"]
    assert (video["test"], same["test"]) == (None, None)
    assert video["result"] == same["result"] == pytest.approx(demand, rel=0.1)
    assert found["lane", "new"]["marginal"] < 0.3 * video["marginal"]


def test_without_spend_of_late_there_is_a_reason_and_no_figures() -> None:
    spend, result = saturating(2, ceiling=400_000, half=10_000)
    spend[-14:] = np.nan

    row = curves(ledgers(new=(spend, result)), economies())["lane", "new"]

    assert (row["months"], row["spend"], row["result"]) == (46, 0, None)
    assert row["refused"] == "of the last twelve months no spend is known, so nobody can see what it brings"
