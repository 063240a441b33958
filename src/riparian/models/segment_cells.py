"""Action segments of whole cells of buyers, and how buyers moved between them, from counted flows between cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from riparian.core.errors import NotEnoughDataError
from riparian.models.action_segments import USUAL_LIMITS, ActionSegment, SegmentLimits, Segments, action_segments
from riparian.models.histories import Floats
from riparian.models.rebuy_curve import YEAR
from riparian.models.segment_projection import SegmentYear, Spend

SEGMENTS = len(ActionSegment)
LIVE = np.arange(SEGMENTS) < ActionSegment.LAPSED_SPEND
"""Segments of who bought within the last twelve months."""
NAMES = tuple(one.name.replace("_", " ").title() for one in ActionSegment)
"""From `Elite` to `Lapsed Save`, as tables write them."""
NEW = "new"
"""Where those come from whose first order lies in the year."""
MOST_BACK = {
    ActionSegment.LAPSED_SPEND: USUAL_LIMITS.average,
    ActionSegment.LAPSED_EXPERIMENT: USUAL_LIMITS.lapsed_spend,
    ActionSegment.LAPSED_SAVE: USUAL_LIMITS.lapsed_experiment,
}
"""The largest share of a lapsed segment that comes back in a year, by what its name means."""
CERTAIN = 1e6
"""Customers of whom something is taken for granted: so many that no doubt is left."""
ENOUGH = 100
"""Cases in a cell from which its own rate stands alone."""

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class CellFlow:
    """Buyers of a year by the cell they came from and the cell they are in at its end; all of shape `(n,)`.

    A cell is a number of orders and the months since the last one; who bought within twelve months has at most 12,
    everybody else at least 13. Where `orders_from` is 0 the first order ever lies in the year.
    """

    orders_from: Whole
    months_from: Whole
    orders_to: Whole
    months_to: Whole
    people: Floats
    demand: Floats
    """Of the year, all of these people together."""
    squares: Floats
    """Sum of the squares of each person's demand."""

    @property
    def came(self) -> NDArray[np.bool_]:
        """Whose first order lies in the year."""
        return np.asarray(self.orders_from == 0)

    @property
    def bought(self) -> NDArray[np.bool_]:
        """Who ordered in the year."""
        return np.asarray(self.months_to <= YEAR)

    @property
    def buyers(self) -> float:
        """People who ordered in the year."""
        return float(self.people[self.bought].sum())


@dataclass(frozen=True, slots=True, eq=False)
class CellChances:
    """The chance to buy within a year, by orders (row) and months since the last (column), and what it is called."""

    rates: Floats
    limits: SegmentLimits = USUAL_LIMITS
    """Of the segments."""

    @classmethod
    def fit(cls, flows: Sequence[CellFlow], *, limits: SegmentLimits = USUAL_LIMITS) -> Self:
        """From how many of each cell bought in the year after; years add up.

        A cell with fewer than 100 cases is drawn towards the mean of all with its recency, the more the fewer it has.
        Months that nobody was ever in have the rate of the last month before that somebody was in.

        Raises:
            NotEnoughDataError: nobody was watched for a year.
        """
        known = [(one, ~one.came) for one in flows]
        orders = np.concatenate([np.zeros(0, np.int64), *(one.orders_from[held] for one, held in known)])
        months = np.concatenate([np.zeros(0, np.int64), *(one.months_from[held] for one, held in known)])
        people = np.concatenate([np.zeros(0), *(one.people[held] for one, held in known)])
        again = np.concatenate([np.zeros(0), *((one.people * one.bought)[held] for one, held in known)])
        if not people.sum():
            raise NotEnoughDataError("nobody had bought a year before, so nobody was watched for a year")
        shape = (int(orders.max()) + 1, int(months.max()) + 1)
        tried, bought = np.zeros(shape), np.zeros(shape)
        np.add.at(tried, (orders, months), people)
        np.add.at(bought, (orders, months), again)
        in_month = tried.sum(axis=0)
        seen = np.flatnonzero(in_month)
        nearest = seen[np.maximum(np.searchsorted(seen, np.arange(shape[1]), side="right") - 1, 0)]
        mean = (bought.sum(axis=0)[nearest] / in_month[nearest])[None, :]
        own = np.divide(bought, tried, out=np.zeros(shape), where=tried > 0)
        weight = np.minimum(tried / ENOUGH, 1)
        return cls(weight * own + (1 - weight) * mean, limits)

    def segments(self, orders: Whole, months: Whole) -> Segments:
        """The segment of each cell; cells beyond those ever seen are taken as the last of them."""
        rows, columns = self.rates.shape
        rates = self.rates[np.minimum(orders, rows - 1), np.minimum(months, columns - 1)]
        return action_segments(rates, months, limits=self.limits)


def counted(places: Segments, weights: Floats) -> Floats:
    """The sum of the weights of each segment, shape `(8,)`."""
    return np.asarray(np.bincount(places, weights, SEGMENTS), np.float64)


def standing(flow: CellFlow, chances: CellChances) -> Floats:
    """How many stand in each segment at the end of the year."""
    return counted(chances.segments(flow.orders_to, flow.months_to), flow.people)


def segment_year(flow: CellFlow, chances: CellChances) -> SegmentYear:
    """What happened in a year between the eight segments. Nobody leaves: who stops buying stands in a lapsed one."""
    ends = chances.segments(flow.orders_to, flow.months_to)
    starts = chances.segments(flow.orders_from, flow.months_from)
    moved = np.zeros((SEGMENTS, SEGMENTS))
    stayed, came = ~flow.came, flow.came
    np.add.at(moved, (starts[stayed], ends[stayed]), flow.people[stayed])
    kept, new = (
        Spend(*(counted(ends[held], column[held]) for column in (flow.people, flow.demand, flow.squares)))
        for held in (stayed, came)
    )
    nothing = Spend(*(np.zeros(SEGMENTS) for _ in range(3)))
    return SegmentYear(moved, np.zeros(SEGMENTS), kept, new, nothing)


def stand_ins(year: SegmentYear) -> dict[ActionSegment, ActionSegment | None]:
    """The segments that nobody was in when the year began, each with the one whose customers tell where it goes.

    The nearest of its kind, twelve-month buyers or lapsed, else the nearest of all; None where nobody was in any.
    """
    opening = year.moved.sum(axis=1)
    seen = np.flatnonzero(opening > 0)
    nearest: dict[ActionSegment, ActionSegment | None] = {}
    for segment in np.flatnonzero(opening == 0):
        alike = seen[LIVE[seen] == LIVE[segment]]
        chosen = alike if alike.size else seen
        found = ActionSegment(int(chosen[np.argmin(np.abs(chosen - segment))])) if chosen.size else None
        nearest[ActionSegment(int(segment))] = found
    return nearest


def completed(year: SegmentYear) -> SegmentYear:
    """The same year with a way for segments that nobody was in at its start.

    They go the way of the nearest segment that somebody was in: twelve-month buyers that of twelve-month buyers, the
    lapsed that of the lapsed. After a year without any order, twelve-month buyers go the way of the lapsed segment next
    to them. Where nobody was lapsed at all, as in the second year of a log, as many of the lapsed
    are won back as of the lowest twelve-month buyers, who bought longest ago, but no more than their segment may have;
    the others stay as they are. That is somewhat too many; that nobody comes back would be wrong by all who do.
    """
    moved = year.moved.copy()
    for segment, nearest in stand_ins(year).items():
        if nearest is None:
            moved[segment, segment] = CERTAIN
        elif LIVE[segment] or not LIVE[nearest]:
            moved[segment] = year.moved[nearest]
        else:
            lowest = year.moved[nearest]
            back = np.where(LIVE, lowest, 0)
            back *= min(1, MOST_BACK[segment] * lowest.sum() / max(back.sum(), 1))
            moved[segment] = back
            moved[segment, segment] = lowest.sum() - back.sum()
    return SegmentYear(moved, year.left, year.kept_spend, year.new_spend, year.reactivated_spend, year.years)


def with_steady_returns(year: SegmentYear) -> SegmentYear:
    """The same year with who comes back from Lapsed Save as so many a year, and not as a share of that segment.

    Everybody who ever bought and is gone for good ends there and stays, so it grows for as long as a company lives,
    while they who come back are those who went lately. A share that is held would bring back ever more of them. They
    spend what the others of the segment do in which they end the year.
    """
    row = np.arange(SEGMENTS) == ActionSegment.LAPSED_SAVE
    back = np.where(LIVE, year.moved[row][0], 0)
    moved = np.where(row[:, None] & LIVE, 0, year.moved)
    spends = year.kept_spend
    squares = back * (spends.variance + spends.mean**2)
    returning = year.reactivated_spend + Spend(back, back * spends.mean, squares)
    left = year.left + np.where(row, back.sum(), 0)
    return SegmentYear(moved, left, year.kept_spend, year.new_spend, returning, year.years)
