"""Segment transitions: how buyers moved between action segments, year by year."""

from typing import Annotated, Any, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.buyer_years import age, gathered_flows, year_ends
from riparian.models.action_segments import USUAL_LIMITS, SegmentLimits
from riparian.models.readiness import yearly_steps
from riparian.models.segment_cells import NAMES, NEW, SEGMENTS, CellChances, CellFlow, counted
from riparian.tables.buyers import Purchase
from riparian.tables.forecast import SegmentTransition

_TYPES: Final = {
    "year_to": ("date", "datetime64[D]"),
    "from_segment": ("string", "O"),
    "to_segment": ("string", "O"),
    "people": ("int64", "i8"),
    "bought": ("int64", "i8"),
    "probability": ("float64", "f8"),
    "demand": ("float64", "f8"),
    "squares": ("float64", "f8"),
}


class SegmentTransitionsSettings(Settings):
    """`[derivations.segment_transitions]`"""

    years: Annotated[int, Field(ge=1, le=20)] = 5
    """How many yearly steps back from the as-of date to count, as far as the log goes."""
    limits: SegmentLimits = Field(default=USUAL_LIMITS, json_schema_extra={"derivation": "action_segments"})
    """Of the segments; those of `[derivations.action_segments]` unless set."""


def segment_transitions(
    purchases: Table[Purchase], settings: SegmentTransitionsSettings, as_of: AsOf, gather: Gather
) -> Table[SegmentTransition]:
    """Everybody's segment at the as-of date and at the same day of former years, and the orders between.

    A segment is told by the chance to buy within a year, from how many with as many orders and as many months since
    the last bought in the years counted. A year is left out before which the log does not cover nine tenths of another:
    who bought in a few days stands for no file, and nearly everybody after them would look new.

    Raises:
        NotEnoughDataError: the orders do not go back two years.
    """
    days = gather(age(purchases, as_of), at_most=1)["days"]
    dates = year_ends(as_of, yearly_steps(days, most=settings.years, least=1, model="a forecast of the file"))
    steps = [CellFlow(**one) for one in gathered_flows(purchases, dates, gather)]
    chances = CellChances.fit(steps, limits=settings.limits)
    rows = [
        row | {"year_to": date.date()}
        for date, flow in zip(dates, steps, strict=False)
        for row in rows_of_year(flow, chances)
    ]
    columns = {name: np.array([row[name] for row in rows], dtype=kind) for name, (_, kind) in _TYPES.items()}
    schema = ibis.schema({name: dtype for name, (dtype, _) in _TYPES.items()})
    return promised(gather.give_back(columns, schema), SegmentTransition)


def rows_of_year(flow: CellFlow, chances: CellChances) -> list[dict[str, Any]]:
    """Each pair of segments between which anybody moved; `new` is the last row."""
    ends = chances.segments(flow.orders_to, flow.months_to)
    starts = np.where(flow.came, SEGMENTS, chances.segments(flow.orders_from, flow.months_from))
    rows = []
    for start in range(SEGMENTS + 1):
        held = starts == start
        sums = {
            "people": counted(ends[held], flow.people[held]),
            "bought": counted(ends[held], (flow.people * flow.bought)[held]),
            "demand": counted(ends[held], flow.demand[held]),
            "squares": counted(ends[held], flow.squares[held]),
        }
        everybody = sums["people"].sum()
        rows += [
            {
                "from_segment": NAMES[start] if start < SEGMENTS else NEW,
                "to_segment": NAMES[end],
                "probability": sums["people"][end] / everybody,
            }
            | {name: column[end] for name, column in sums.items()}
            for end in np.flatnonzero(sums["people"])
        ]
    return rows
