"""Forecast segments: in which action segment the five-year forecast takes every buyer to stand as it begins."""

from typing import Annotated, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.buyer_years import age, gathered_flows, stood, year_ends
from riparian.models.action_segments import USUAL_LIMITS, SegmentLimits
from riparian.models.readiness import yearly_steps
from riparian.models.segment_cells import NAMES, CellChances, CellFlow
from riparian.tables.buyers import Purchase
from riparian.tables.forecast import ForecastSegment

_CELL: Final = ("orders", "months")
_SCHEMA: Final = ibis.schema(dict.fromkeys(_CELL, "int64") | {"segment": "string"})


class ForecastSegmentsSettings(Settings):
    """`[derivations.forecast_segments]`"""

    years: Annotated[int, Field(ge=1, le=20, json_schema_extra={"derivation": "segment_transitions"})] = 5
    """Yearly steps that the chances are counted over; those of `[derivations.segment_transitions]` unless set."""
    limits: SegmentLimits = Field(default=USUAL_LIMITS, json_schema_extra={"derivation": "action_segments"})
    """Of the segments; those of `[derivations.action_segments]` unless set."""


def forecast_segments(
    purchases: Table[Purchase], settings: ForecastSegmentsSettings, as_of: AsOf, gather: Gather
) -> Table[ForecastSegment]:
    """The people whom `segment_transitions` counts at the end of its last year, each with their segment.

    Raises:
        NotEnoughDataError: the orders do not go back two years.
    """
    days = gather(age(purchases, as_of), at_most=1)["days"]
    dates = year_ends(as_of, yearly_steps(days, most=settings.years, least=1, model="a forecast of the file"))
    steps = [CellFlow(**one) for one in gathered_flows(purchases, dates, gather)]
    chances = CellChances.fit(steps, limits=settings.limits)
    cells = np.unique(np.stack([steps[0].orders_to, steps[0].months_to], axis=1), axis=0).astype(np.int64)
    orders, months = cells[:, 0], cells[:, 1]
    names = np.array(NAMES, dtype=object)[chances.segments(orders, months)]
    known = gather.give_back({"orders": orders, "months": months, "segment": names}, _SCHEMA)
    now = stood(purchases, dates[:1]).select("person_key", orders="orders_0", months="months_0")
    return promised(now.join(known, list(_CELL)), ForecastSegment)
