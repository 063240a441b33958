"""Monthly forecasts: orders, demand and new buyers of the months to come, by level, trend and season."""

from typing import Annotated, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import BEFORE_INDEX
from riparian.expressions.monthly_totals import monthly_totals
from riparian.expressions.unknown import null_for_nan
from riparian.models.exponential_smoothing import ExponentialSmoothing, MonthlyForecast, seasonal_naive
from riparian.models.rolling_origin import SMOOTHING
from riparian.tables.buyers import Purchase
from riparian.tables.forecast import MonthlyForecast as MonthlyForecastRow
from riparian.tables.forecast import MonthlyScore

_NUMBERS: Final = ("value", "low", "high", "naive")


class MonthlyForecastsSettings(Settings):
    """`[derivations.monthly_forecasts]`"""

    months: Annotated[int, Field(ge=1, le=36)] = 12
    """How many months to come, the one of the as-of date first."""


def monthly_forecasts(
    purchases: Table[Purchase],
    monthly_scores: Table[MonthlyScore],
    settings: MonthlyForecastsSettings,
    as_of: AsOf,
    gather: Gather,
) -> Table[MonthlyForecastRow]:
    """Calendar months from that of the as-of date on, of which a part may be over, each by the method that was nearer.

    Raises:
        NotEnoughDataError: no method was tried on any month.
    """
    scores = gather(monthly_scores.filter(monthly_scores.chosen).select("measure", "method"), at_most=100)
    if not scores["measure"].size:
        raise NotEnoughDataError("no monthly forecast was tried on the past, so none is made; monthly_scores says why")
    chosen = {str(measure): str(method) for measure, method in zip(scores["measure"], scores["method"], strict=True)}
    first, series = monthly_totals(purchases, as_of, gather)
    parts: dict[str, list[Array]] = {name: [] for name in ("measure", "month_on", "method", *_NUMBERS)}
    for measure in sorted(chosen):
        values = series[measure]
        naive, nothing = seasonal_naive(values, months=settings.months), np.full(settings.months, np.nan)
        made = MonthlyForecast(naive, nothing, nothing)
        if chosen[measure] == SMOOTHING:
            made = ExponentialSmoothing.fit(values).forecast(settings.months)
        months = first + len(values) + BEFORE_INDEX - 12 * 1970 + np.arange(settings.months)
        parts["measure"].append(np.full(settings.months, measure, object))
        parts["method"].append(np.full(settings.months, chosen[measure], object))
        parts["month_on"].append(months.astype("datetime64[M]").astype("datetime64[D]"))
        for name, column in zip(_NUMBERS, (made.value, made.low, made.high, naive), strict=True):
            parts[name].append(column)
    schema = {"measure": "string", "method": "string", "month_on": "date"} | dict.fromkeys(_NUMBERS, "float64")
    columns = {name: np.concatenate(some) for name, some in parts.items()}
    return promised(null_for_nan(gather.give_back(columns, ibis.schema(schema)), "low", "high"), MonthlyForecastRow)
