"""Response curves: what steady spend brings a month, of each lane and channel, where the series can tell."""

from math import isfinite
from typing import Annotated, Final, Literal

import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf, Seed
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table
from riparian.core.settings import Settings
from riparian.expressions.budget_series import MonthlySeries, monthly_series
from riparian.expressions.rows_given import rows_given
from riparian.expressions.tested_shares import TestedShare, tested_shares
from riparian.models.histories import floats
from riparian.models.response_curve import ResponseCurve
from riparian.tables.budgets import OF_CHANNELS, OF_LANES, HoldoutVerdict, ResponseCurveRow
from riparian.tables.credits import ChannelEconomy
from riparian.tables.value import ReLedger

_FIGURES: Final = (
    "ceiling", "half", "slope", "decay", "result", "result_low", "result_high", "marginal", "marginal_low",
    "marginal_high",
)  # fmt: skip


class ResponseCurvesSettings(Settings):
    """`[derivations.response_curves]`"""

    draws: Annotated[int, Field(ge=100)] = 1_000
    """Curves drawn behind an interval."""
    lane_tests: dict[Literal["new", "repeat", "referral", "re-ignited"], str] = {}
    """By lane, the test of `holdout_verdicts` that left out all that its spend buys. The share of demand that the test
    found brought is then what the spend of today brings, and the series tell the shape alone."""
    channel_tests: dict[str, str] = {}
    """The same by channel."""


def response_curves(
    re_ledgers: Table[ReLedger],
    channel_economics: Table[ChannelEconomy],
    holdout_verdicts: Table[HoldoutVerdict],
    settings: ResponseCurvesSettings,
    as_of: AsOf,
    seed: Seed,
    gather: Gather,
) -> Table[ResponseCurveRow]:
    """A row for each lane and channel with any spend, also where no curve can be told.

    Result is the demand of the lane that the spend is for, by whole calendar months, with every order at today's mean
    value. That of a channel too: what the lane's other channels spent is taken out of both, like season and trend. What
    a channel is credited with is not asked, as that grows with the visits that spend buys, also of people who would
    have come anyway.

    Raises:
        NotEnoughDataError: no spend in the home currency is known of any whole month.
    """
    series = monthly_series(re_ledgers, channel_economics, as_of, gather)
    named = {(OF_LANES, str(lane)): test for lane, test in settings.lane_tests.items()}
    named |= {(OF_CHANNELS, channel): test for channel, test in settings.channel_tests.items()}
    tests = tested_shares(holdout_verdicts, named, gather)
    rows = [row_of(one, tests.get((one.level, one.name)), settings, seed) for one in series]
    if not rows:
        raise NotEnoughDataError("no spend in the home currency is known of any whole month: there is no curve to draw")
    return rows_given(rows, ResponseCurveRow, gather)


def row_of(
    series: MonthlySeries, tested: TestedShare | None, settings: ResponseCurvesSettings, seed: int
) -> dict[str, object]:
    """A lane or channel."""
    spend_told = series.spend[series.told]
    told: dict[str, object] = {
        "level": series.level,
        "name": series.name,
        "lane": series.lane,
        "months": len(spend_told),
        "months_with_spend": int((spend_told > 0).sum()),
        "spend": series.spend_now,
    }
    try:
        curve = ResponseCurve.fit(*series.known)
        if not series.spend_now:
            raise NotEnoughDataError("of the last twelve months no spend is known, so nobody can see what it brings")
    except NotEnoughDataError as error:
        return told | dict.fromkeys(_FIGURES) | {"refused": error.what, "test": None}
    usable = tested if tested is not None and isfinite(tested.error) else None
    if usable is not None:
        brought, doubt = (share * series.result_now for share in (usable.brought, usable.error))
        curve = curve.tested(series.spend[series.late], result=brought, error=doubt)
    test = None if usable is None else usable.test
    return told | figures(curve, series, settings, seed) | {"refused": None, "test": test}


def figures(
    curve: ResponseCurve, series: MonthlySeries, settings: ResponseCurvesSettings, seed: int
) -> dict[str, object]:
    """What is published of a curve."""
    spend, months = series.spend_now, series.spend[series.late]
    # A hundredth more, as the slope at no spend at all may be without end.
    step = max(0.01 * spend, 1.0)
    spends = np.array([spend, spend + step, *months])
    now, more, *results = curve.expected(spends)
    drawn = curve.drawn(spends, draws=settings.draws, seed=seed)
    (result_low, result_high), (low, high) = (
        np.quantile(one, [0.025, 0.975]) for one in (drawn[:, 2:].mean(axis=1), (drawn[:, 1] - drawn[:, 0]) / step)
    )
    shape: dict[str, Array] = {"ceiling": curve.ceilings, "half": curve.halves, "slope": curve.slopes}
    means = {name: float(floats(column) @ curve.weights) for name, column in (shape | {"decay": curve.decays}).items()}
    return {
        **means,
        "result": float(np.mean(results)),
        "result_low": float(result_low),
        "result_high": float(result_high),
        "marginal": float((more - now) / step),
        "marginal_low": float(low),
        "marginal_high": float(high),
    }
