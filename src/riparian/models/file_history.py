"""The past of a customer file as yearly steps between segments, read from what `segment_transitions` holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from riparian.core.errors import NotEnoughDataError
from riparian.models.action_segments import ActionSegment
from riparian.models.histories import Floats
from riparian.models.scenario_year import Change, changed
from riparian.models.segment_cells import LIVE, NAMES, NEW, SEGMENTS, completed, with_steady_returns
from riparian.models.segment_projection import SegmentYear, Spend


@dataclass(frozen=True, slots=True, eq=False)
class FileHistory:
    """Years of a file, the newest first."""

    ends: tuple[str, ...]
    """The day after the last of each year, as `2024-06-21`."""
    years: tuple[SegmentYear, ...]

    @classmethod
    def of(cls, columns: Mapping[str, NDArray[Any]]) -> Self:
        """From the columns of `segment_transitions`, in any order of rows.

        Raises:
            NotEnoughDataError: there are none.
        """
        ends = np.array([str(day)[:10] for day in columns["year_to"]], dtype=object)
        if not len(ends):
            raise NotEnoughDataError("nobody is known to have moved between segments; segment_transitions says why")
        places = {name: place for place, name in enumerate((*NAMES, NEW))}
        starts, stops = (
            np.array([places[str(name)] for name in columns[one]], np.int64) for one in ("from_segment", "to_segment")
        )
        newest_first = tuple(sorted({str(end) for end in ends}, reverse=True))
        return cls(newest_first, tuple(_year(columns, starts, stops, ends == end) for end in newest_first))

    @property
    def opening(self) -> Floats:
        """Customers by segment now."""
        last = self.years[0]
        return last.kept_spend.customers + last.new_spend.customers

    @property
    def buyers(self) -> float:
        """Who bought in the last year."""
        return float(self.opening[LIVE].sum())

    @property
    def demand(self) -> Floats:
        """Of the last year by segment at its end."""
        return self.years[0].kept_spend.total + self.years[0].new_spend.total

    @property
    def new(self) -> tuple[float, ...]:
        """New customers of each year."""
        return tuple(float(year.new_spend.customers.sum()) for year in self.years)

    def rates(self, years: int, changes: Sequence[Change] = ()) -> SegmentYear:
        """What the years to come are told by: the last so many under the changes of a plan."""
        return held_rates(self.years[:years], changes)

    def counted(self, years: int) -> SegmentYear:
        """The last so many years added up, as they were seen."""
        return reduce(add, self.years[:years])


def held_rates(years: Sequence[SegmentYear], changes: Sequence[Change] = ()) -> SegmentYear:
    """Years added up under the changes of a plan, as what the years to come are told by."""
    plan = reduce(lambda year, change: changed(year, change, live=LIVE), changes, completed(reduce(add, years)))
    # Where nobody was seen in a segment, nobody was seen to come back from it: what is taken for it is a share.
    known = any(one.moved[ActionSegment.LAPSED_SAVE].any() for one in years)
    return with_steady_returns(plan) if known else plan


@dataclass(frozen=True, slots=True)
class Assumed:
    """Numbers that a forecast rests on besides the history, as `forecast_assumptions` states them."""

    years: int
    """Of the history that the rates are told by."""
    profit_factor: float
    advertising: float
    """Of the last year, without that for guests, who are no part of the file."""
    cost_of_new: float
    yearly_shock: float

    @classmethod
    def of(cls, stated: Mapping[str, float]) -> Self:
        """From the values by name that hold without a scenario."""
        return cls(
            round(stated["years of rates"]),
            stated["profit factor"],
            # What an earlier version published knows nothing of guests.
            stated["advertising"] - stated.get("advertising for guests", 0.0),
            stated["cost of a new buyer"],
            stated["yearly shock"],
        )


def change_of(what: Any, segment: str, factor: float) -> Change:  # noqa: ANN401  a word that a decision checked
    """A change as tables write it: its segment by name, or `all`."""
    return Change(what, NAMES.index(segment) if segment in NAMES else None, factor)


def _year(
    columns: Mapping[str, NDArray[Any]], starts: NDArray[np.int64], stops: NDArray[np.int64], held: NDArray[np.bool_]
) -> SegmentYear:
    def summed(name: str, chosen: NDArray[np.bool_]) -> Floats:
        return np.bincount(stops[chosen], columns[name][chosen], SEGMENTS).astype(np.float64)

    came, stayed = held & (starts == SEGMENTS), held & (starts < SEGMENTS)
    moved = np.zeros((SEGMENTS, SEGMENTS))
    np.add.at(moved, (starts[stayed], stops[stayed]), columns["people"][stayed])
    kept, new = (Spend(*(summed(name, one) for name in ("people", "demand", "squares"))) for one in (stayed, came))
    nothing = Spend(*(np.zeros(SEGMENTS) for _ in range(3)))
    return SegmentYear(moved, np.zeros(SEGMENTS), kept, new, nothing)
