"""Response curves: what steady spend brings a month, of each lane and channel, where the series can tell."""

from typing import Annotated, Final

import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf, Seed
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table
from riparian.core.settings import Settings
from riparian.expressions.budget_series import MonthlySeries, monthly_series
from riparian.expressions.rows_given import rows_given
from riparian.models.histories import floats
from riparian.models.response_curve import ResponseCurve
from riparian.tables.budgets import ResponseCurveRow
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


def response_curves(
    re_ledgers: Table[ReLedger],
    channel_economics: Table[ChannelEconomy],
    settings: ResponseCurvesSettings,
    as_of: AsOf,
    seed: Seed,
    gather: Gather,
) -> Table[ResponseCurveRow]:
    """A row for each lane and channel with any spend, also where no curve can be told.

    Result is the demand of the orders of the lane, or the demand that the channel is credited with, by whole calendar
    months. Credited demand grows with visits, and visits with clicks paid for: where people would have come anyway the
    curve takes their orders for the spend's.
    """
    series = monthly_series(re_ledgers, channel_economics, as_of, gather)
    return rows_given([row_of(one, settings, seed) for one in series], ResponseCurveRow, gather)


def row_of(series: MonthlySeries, settings: ResponseCurvesSettings, seed: int) -> dict[str, object]:
    """A lane or channel."""
    told: dict[str, object] = {
        "level": series.level,
        "name": series.name,
        "months": len(series.spend),
        "months_with_spend": int((series.spend > 0).sum()),
        "spend": series.spend_now,
    }
    try:
        curve = ResponseCurve.fit(series.spend, series.result)
    except NotEnoughDataError as error:
        return told | dict.fromkeys(_FIGURES) | {"refused": error.what}
    return told | figures(curve, series.spend_now, settings, seed) | {"refused": None}


def figures(curve: ResponseCurve, spend: int, settings: ResponseCurvesSettings, seed: int) -> dict[str, object]:
    """What is published of a curve."""
    # A hundredth more, as the slope at no spend at all may be without end.
    step = max(0.01 * spend, 1.0)
    spends = np.array([spend, spend + step])
    now, more = curve.expected(spends)
    drawn = curve.drawn(spends, draws=settings.draws, seed=seed)
    (result_low, result_high), (low, high) = (
        np.quantile(one, [0.025, 0.975]) for one in (drawn[:, 0], (drawn[:, 1] - drawn[:, 0]) / step)
    )
    shape: dict[str, Array] = {"ceiling": curve.ceilings, "half": curve.halves, "slope": curve.slopes}
    means = {name: float(floats(column) @ curve.weights) for name, column in (shape | {"decay": curve.decays}).items()}
    return {
        **means,
        "result": float(now),
        "result_low": float(result_low),
        "result_high": float(result_high),
        "marginal": float((more - now) / step),
        "marginal_low": float(low),
        "marginal_high": float(high),
    }
