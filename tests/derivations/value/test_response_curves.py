"""What steady spend brings of each lane and channel."""

from typing import Any

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
from tests.derivations.value.budgets import AS_OF, economies, ledgers, saturating, verdicts

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
    drawn = {f"video {seed}": saturating(seed, ceiling=400_000, half=10_000) for seed in range(20)}

    found = curves(ledgers(), economies(**drawn))

    held, known = 0, 0
    for name, (spend, _) in drawn.items():
        row, now = found["channel", name], spend[-12:].mean()
        assert (row["months"], row["spend"]) == (60, round(float(now)))
        if row["refused"] is None:
            truth = 400_000 * 10_000 / (now + 10_000) ** 2
            known += 1
            held += row["marginal_low"] <= truth <= row["marginal_high"]
            assert row["marginal"] == pytest.approx(truth, rel=0.5)
    assert known >= 16
    assert held >= 0.8 * known


def test_lanes_have_curves_of_their_own_and_repeat_holds_retained() -> None:
    spend, result = saturating(2, ceiling=400_000, half=10_000)
    nothing = np.zeros(60)

    found = curves(ledgers(new=(spend, result), repeat=(nothing, nothing), retained=(spend, result)), economies())

    assert set(found) == {("lane", "new"), ("lane", "repeat")}
    assert found["lane", "repeat"]["marginal"] == found["lane", "new"]["marginal"]


def test_a_series_that_is_too_short_has_a_reason_and_no_figures() -> None:
    spend, result = saturating(3, ceiling=1000, half=1000, months=20)

    row = curves(ledgers(), economies(video=(spend, result)))["channel", "video"]

    assert row["refused"] == "20 periods are known; a response curve needs 24"
    assert (row["ceiling"], row["marginal"], row["result"]) == (None, None, None)


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
    given = ledgers(new=(spend, result)), economies(video=(spend, result), mail=(spend, result), radio=(spend, result))

    found = curves(
        *given, tests, lane_tests={"new": "winter"},
        channel_tests={"mail": "winter", "video": "open_ended", "radio": "never made"},
    )  # fmt: skip

    demand = result[-12:].mean()
    for key in (("lane", "new"), ("channel", "mail")):
        row = found[key]
        assert row["test"] == "winter"
        assert row["result"] == pytest.approx(0.2 * demand, rel=0.02)
        assert (row["result_low"], row["result_high"]) == (
            pytest.approx(0.15 * demand, rel=0.1), pytest.approx(0.25 * demand, rel=0.1),
        )  # fmt: skip
    video, radio = found["channel", "video"], found["channel", "radio"]
    assert (video["test"], radio["test"]) == (None, None)
    assert video["result"] == radio["result"] == pytest.approx(demand, rel=0.1)
    assert found["lane", "new"]["marginal"] < 0.3 * video["marginal"]


def test_without_spend_of_late_there_is_a_reason_and_no_figures() -> None:
    spend, result = saturating(2, ceiling=400_000, half=10_000)
    spend[-14:] = np.nan

    row = curves(ledgers(new=(spend, result)), economies())["lane", "new"]

    assert (row["months"], row["spend"], row["result"]) == (46, 0, None)
    assert row["refused"] == "of the last twelve months no spend is known, so nobody can see what it brings"
