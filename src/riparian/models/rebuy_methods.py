"""Ways to tell a buyer's chance to buy within a year, and which of them foretold a past year best.

The mean for everybody is the one to beat: what foretells worse than that is not used.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from riparian.core.errors import NotEnoughDataError
from riparian.models.buyer_states import BuyerStates
from riparian.models.calibration import Forecasts, brier_score
from riparian.models.histories import Floats
from riparian.models.logistic_regression import LogisticRegression, Trials
from riparian.models.readiness import REPEAT_BUYERS, require
from riparian.models.rebuy_cells import ORDERS, RebuyCells, WatchedYears, annual_rates_by_orders, filled_up

TABLE: Final = "table"
REGRESSION: Final = "regression"
MEAN: Final = "mean"
SEASONS: Final = 4
RIDGE: Final = 1.0

Counts = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True, eq=False)
class RebuyTable:
    """Chances counted by number of orders, recency, and whether there was a visit lately."""

    probability: Floats
    """Shape `(orders, months, 2)`; the last axis is no visit, visit."""
    observed: NDArray[np.bool_]
    """As in `RebuyCells`, shape `(orders, months)`."""

    @classmethod
    def fit(cls, waits: Counts, cases: BuyerStates, *, months: int) -> Self:
        """Cells of fewer than 100 cases are filled up with the chance regardless of visits (`RebuyCells`).

        Args:
            waits: counted waits, columns as in `WatchedYears.of_waits`.
            cases: past states with what came of them.
            months: how many recencies the table has.

        Raises:
            NotEnoughDataError: nobody was watched for a year, and the life table is too short to be extended.
        """
        given = [waits[one] for one in ("orders", "months", "bought", "last_seen")]
        annual = annual_rates_by_orders(*given, recencies=months)
        years = WatchedYears.of_waits(*(waits[one] for one in ("orders", "months", "watched", "bought", "last_seen")))
        cells = RebuyCells.of(years, annual)
        tried, bought = np.zeros((ORDERS, months, 2)), np.zeros((ORDERS, months, 2))
        where = cls._place(cases, months)
        np.add.at(tried, where, cases.buyers)
        np.add.at(bought, where, cases.bought)
        return cls(filled_up(bought, tried, cells.probability[:, :, None]), cells.observed)

    @staticmethod
    def _place(states: BuyerStates, months: int) -> tuple[NDArray[np.int64], ...]:
        place = (np.minimum(states.orders, ORDERS) - 1, np.minimum(states.months, months - 1), states.visited)
        return tuple(one.astype(np.int64) for one in place)

    def chances(self, states: BuyerStates) -> Floats:
        """Of each state; beyond the last recency that recency's."""
        return self.probability[self._place(states, self.probability.shape[1])]

    def were_observed(self, states: BuyerStates) -> NDArray[np.bool_]:
        """Whether the chance of each state rests on years that were watched alone."""
        return self.observed[self._place(states, self.probability.shape[1])[:2]]


@dataclass(frozen=True, slots=True, eq=False)
class RebuyRegression:
    """Log-odds that are a sum of what recency, orders, age, spend, visits, season and channel say."""

    model: LogisticRegression
    middle: Floats
    scale: Floats
    channels: Floats
    spend: float
    """The mean step of spend, which stands in where it is not known."""
    longest: float
    """The longest recency that it was fitted to."""

    @classmethod
    def fit(cls, cases: BuyerStates) -> Self:
        """By maximum likelihood with a ridge of one trial, all columns brought to one scale.

        Raises:
            NotEnoughDataError: fewer than thirty bought again, or everybody did.
        """
        require(
            float(cases.bought.sum()),
            needed=REPEAT_BUYERS,
            noun="customer",
            verb="bought again within a year",
            model="a regression of the chance to buy",
        )
        told = cases.spend >= 0
        weights = np.where(told, cases.buyers, 0)
        spend = float(weights @ cases.spend / weights.sum()) if weights.sum() else 0.0
        channels = np.unique(cases.channel[cases.channel >= 0])
        design = _design(cases, channels, spend)
        middle = cases.buyers @ design / cases.buyers.sum()
        spread = np.sqrt(cases.buyers @ (design - middle) ** 2 / cases.buyers.sum())
        scale = np.where(spread > 0, spread, 1.0)
        trials = Trials.of((design - middle) / scale, cases.bought, cases.buyers)
        longest = float(cases.months[cases.buyers > 0].max())
        return cls(LogisticRegression.fit(trials, ridge=RIDGE), middle, scale, channels, spend, longest)

    def chances(self, states: BuyerStates) -> Floats:
        """Of each state; beyond the longest recency that it was fitted to that recency's, as a curve knows no end."""
        held = replace(states, months=np.minimum(states.months, self.longest))
        design = _design(held, self.channels, self.spend)
        return self.model.probabilities((design - self.middle) / self.scale)

    def were_observed(self, states: BuyerStates) -> NDArray[np.bool_]:
        """Whether states as long ago as each were among those that it was fitted to."""
        return states.months <= self.longest


def _design(states: BuyerStates, channels: Floats, spend: float) -> Floats:
    """The columns of the regression. Recency and orders work together: a long silence says more of who bought often."""
    recency, orders = np.log1p(states.months), np.log(states.orders)
    columns = [
        recency,
        recency**2,
        states.months / 12,
        orders,
        orders * recency,
        states.orders == 1,
        states.age,
        states.age * orders,
        np.where(states.spend >= 0, states.spend, spend),
        states.visited,
        states.visited * recency,
        *(states.season == one for one in range(1, SEASONS)),
        *(states.channel == one for one in channels),
    ]
    return np.column_stack(columns).astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class RebuyMethods:
    """All methods, fitted to the same evidence; the regression only where there is enough for it."""

    table: RebuyTable
    regression: RebuyRegression | None
    mean: float
    """Share of all past cases that bought, for everybody alike; NaN where there are no cases."""

    @classmethod
    def fit(cls, waits: Counts, cases: BuyerStates, *, months: int) -> Self:
        """See the two methods.

        Raises:
            NotEnoughDataError: not even the table can be made.
        """
        table = RebuyTable.fit(waits, cases, months=months)
        everybody = float(cases.buyers.sum())
        mean = float(cases.bought.sum()) / everybody if everybody else float("nan")
        try:
            return cls(table, RebuyRegression.fit(cases), mean)
        except NotEnoughDataError:
            return cls(table, None, mean)

    def chances(self, states: BuyerStates) -> dict[str, Floats]:
        """Of each state, by method."""
        found = {TABLE: self.table.chances(states)}
        if self.regression is not None:
            found[REGRESSION] = self.regression.chances(states)
        return found if np.isnan(self.mean) else found | {MEAN: np.full(len(states.months), self.mean)}

    def were_observed(self, states: BuyerStates, method: str) -> NDArray[np.bool_]:
        """Whether the chance of each state by a method rests on years that were watched, and not on an extension."""
        if method == MEAN:
            return np.ones(len(states.months), np.bool_)
        told = self.regression if method == REGRESSION and self.regression is not None else self.table
        return told.were_observed(states)


def back_test(waits: Counts, cases: BuyerStates, outcomes: BuyerStates, *, months: int) -> dict[str, Forecasts]:
    """What each method would have foretold of the buyers of a past date, beside what they did.

    Args:
        waits: what was known at that date.
        cases: of the years before it.
        outcomes: states at that date, and who bought in the year after.
        months: how many recencies the table has.

    Raises:
        NotEnoughDataError: there is no year to learn from or too little in it, or no year to compare with.
    """
    if not cases.buyers.sum():
        raise NotEnoughDataError(
            "no order lies two years back; a back-test takes one year to learn from and one to foretell"
        )
    for states, year in ((cases, "year to learn from"), (outcomes, "year to foretell")):
        verb = f"bought again in the {year}"
        bought = float(states.bought.sum())
        require(bought, needed=REPEAT_BUYERS, noun="customer", verb=verb, model="a back-test")
    if outcomes.bought.sum() == outcomes.buyers.sum():
        raise NotEnoughDataError("everybody bought again, so one method is as good as any other")
    foretold = RebuyMethods.fit(waits, cases, months=months).chances(outcomes)
    return {name: Forecasts.of(chances, outcomes.bought, outcomes.buyers) for name, chances in foretold.items()}


def better(forecasts: Mapping[str, Forecasts]) -> str:
    """The method of the lowest Brier score; of several alike the table, then the regression."""
    return min(sorted(forecasts, reverse=True), key=lambda name: brier_score(forecasts[name]).score)
