"""Life tables of repeat purchase: who bought again in which month, and who was not watched long enough to tell."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats, floats
from riparian.models.logistic_regression import LogisticRegression, Trials
from riparian.models.readiness import REPEAT_BUYERS, require
from riparian.models.rebuy_curve import RebuyCurve
from riparian.models.wilson import wilson_interval

MODEL = "an extrapolated life table"
LEAST_MONTHS = 3


def _sum_of_unequal(one: Floats, other: Floats) -> Floats:
    longest = max(len(one), len(other))
    return np.pad(one, (0, longest - len(one))) + np.pad(other, (0, longest - len(other)))


@dataclass(frozen=True, slots=True, eq=False)
class LifeTable:
    """By months since the last order, 0, 1, 2 …: customers who might have bought, and who did. Tables add up."""

    at_risk: Floats
    """Who at the start of the month had not bought again and was watched to its end; shape `(months,)`."""
    bought: Floats
    """Who of them bought in it; shape `(months,)`."""

    def __post_init__(self) -> None:
        if self.at_risk.shape != self.bought.shape or self.at_risk.ndim != 1:
            raise ValueError("at_risk and bought are of one length")
        if not ((self.bought >= 0).all() and (self.bought <= self.at_risk).all()):
            raise ValueError("0 <= bought <= at_risk")

    @classmethod
    def of_gaps(cls, bought: ArrayLike, last_seen: ArrayLike) -> Self:
        """From gaps between orders, each counted at its length in months.

        Args:
            bought: gaps that ended with an order in month 0, 1, 2 …, shape `(months,)`.
            last_seen: gaps without one, counted at the last month that was watched to its end, shape `(months,)`.
                Who was not watched for a whole month is in none.
        """
        ended, open_still = floats(bought), floats(last_seen)
        leaving = _sum_of_unequal(ended, open_still)
        at_risk = leaving[::-1].cumsum()[::-1]
        return cls(at_risk, _sum_of_unequal(ended, np.zeros(len(at_risk))))

    def __add__(self, other: Self) -> "LifeTable":
        return LifeTable(_sum_of_unequal(self.at_risk, other.at_risk), _sum_of_unequal(self.bought, other.bought))

    @property
    def monthly_rates(self) -> Floats:
        """Share of those at risk who bought; shape `(months,)`, NaN where nobody was at risk."""
        watched = self.at_risk > 0
        return np.where(watched, self.bought / np.where(watched, self.at_risk, 1), np.nan)

    def intervals(self, *, level: float = 0.95) -> tuple[Floats, Floats]:
        """Both ends of the interval of each monthly rate (Wilson's), shapes `(months,)`."""
        return wilson_interval(self.bought, self.at_risk, level=level)

    def rate(self, *, first: int, last: int) -> float:
        """Monthly rate over the months from `first` to `last`, both in; NaN where nobody was at risk."""
        at_risk = self.at_risk[first : last + 1].sum()
        return float(self.bought[first : last + 1].sum() / at_risk) if at_risk else float("nan")

    def observed_months(self, *, needed: int = 1) -> int:
        """Months from the first in which at least so many were at risk without a break."""
        short = np.flatnonzero(self.at_risk < needed)
        return int(short[0]) if short.size else len(self.at_risk)

    def curve(self, *, needed: int = 1) -> RebuyCurve:
        """The rates as counted, as long as at least `needed` customers were at risk."""
        months = self.observed_months(needed=needed)
        return RebuyCurve(self.monthly_rates[:months], months)

    def extended_curve(self, *, months: int, needed: int = 1) -> RebuyCurve:
        """The rates as counted, and beyond them a smooth curve, up to `months` in all.

        The log-odds of the monthly rate fall with the logarithm of the month: a straight line by maximum likelihood
        over the counted months from 1 on (month 0 is that of the order itself, and only part of one). A rate that
        rises is held at its mean, as nothing rises for ever. The curve knows no anniversaries.

        Raises:
            NotEnoughDataError: it would have to extend fewer than three months from month 1, or 30 orders in them.

        Source: the idea of a smooth curve through a young product's table is Hillstrom's (2008); the curve is ours.
        """
        counted = self.curve(needed=needed)
        if months <= counted.observed:
            return counted
        k = np.arange(1, counted.observed)
        require(max(len(k), 0), needed=LEAST_MONTHS, noun="month", verb="passed after that of the order", model=MODEL)
        bought, at_risk = self.bought[k], self.at_risk[k]
        require(
            float(bought.sum()),
            needed=REPEAT_BUYERS,
            noun="customer",
            verb="bought again after the first month",
            model=MODEL,
        )
        if bought.sum() == at_risk.sum():
            raise NotEnoughDataError("everybody at risk bought; there is nothing to extrapolate")
        # A ridge too weak to be seen, for a table in which everybody bought in one and the same month.
        line = LogisticRegression.fit(Trials.of(np.log(k), bought, at_risk), ridge=0.01)
        beyond = np.log(np.arange(counted.observed, months))
        falls = line.coefficients[1] < 0
        rates = line.probabilities(beyond) if falls else np.full(len(beyond), bought.sum() / at_risk.sum())
        return RebuyCurve(np.concatenate([counted.monthly, rates]), counted.observed)


@dataclass(frozen=True, slots=True, eq=False)
class ActivityLifeTable:
    """Two life tables of the same customers, month by month: after a month in which they acted, and after a quiet one.

    Somebody who visits now and then moves between the two; in each month they are in one. A visit says more than
    recency: who bought a year ago and came by last month is likelier to buy than who bought lately and did not.
    """

    quiet: LifeTable
    active: LifeTable

    def __add__(self, other: Self) -> "ActivityLifeTable":
        return ActivityLifeTable(self.quiet + other.quiet, self.active + other.active)

    @property
    def pooled(self) -> LifeTable:
        """Whether they acted or not."""
        return self.quiet + self.active

    def lifts(self) -> Floats:
        """How many times likelier the active buy, by month; NaN where either rate is unknown or the quiet never buy."""
        active, quiet = (LifeTable(*_as_long_as(one, self.pooled)).monthly_rates for one in (self.active, self.quiet))
        return active / np.where(quiet > 0, quiet, np.nan)


def _as_long_as(table: LifeTable, longest: LifeTable) -> tuple[Floats, Floats]:
    nought = np.zeros(len(longest.at_risk))
    return _sum_of_unequal(table.at_risk, nought), _sum_of_unequal(table.bought, nought)
