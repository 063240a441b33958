"""The gamma-gamma model: what a customer spends on an order, given the few orders that were seen."""

from dataclasses import astuple, dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats, floats, total
from riparian.models.maximum_likelihood import ParameterUncertainty, maximum, uncertainty
from riparian.models.readiness import REPEAT_BUYERS, require
from riparian.models.special import digamma, gammaln

MODEL = "the gamma-gamma model"
STARTS = ((2.0, 4.0, 2.0), (6.0, 4.0, 0.5), (1.0, 2.0, 1.0))
"""p, q, v to begin from, for spend of 1 an order on average."""


@dataclass(frozen=True, slots=True, eq=False)
class SpendHistories:
    """Distinct histories of spend and how many customers have each, all of shape `(n,)`."""

    orders: Floats
    """Orders whose value is known, at least 1. Fader and Hardie leave out the first, which often is unlike the rest."""
    mean: Floats
    """Their mean value, above 0."""
    customers: Floats

    def __post_init__(self) -> None:
        if not self.orders.shape == self.mean.shape == self.customers.shape:
            raise ValueError("orders, mean and customers are of one length")
        if not ((self.orders >= 1).all() and (self.mean > 0).all() and (self.customers >= 0).all()):
            raise ValueError("the model knows orders of some value only: orders >= 1, mean > 0")

    @classmethod
    def of(cls, orders: ArrayLike, mean: ArrayLike, customers: ArrayLike | None = None) -> Self:
        """From columns; who has no order of any value is left out, as the model says nothing of them."""
        x, m = floats(orders), floats(mean)
        n = np.ones_like(x) if customers is None else floats(customers)
        held = (x > 0) & (m > 0)
        return cls(x[held], m[held], n[held])

    def __add__(self, other: Self) -> "SpendHistories":
        columns = ((getattr(one, name) for one in (self, other)) for name in ("orders", "mean", "customers"))
        return SpendHistories(*(np.concatenate(tuple(both)) for both in columns))


def log_likelihood(histories: SpendHistories, logs: Floats) -> tuple[float, Floats]:
    """Of counted histories, and its gradient by the logarithms of p, q, v. Equation 1a of the note."""
    p, q, v = parameters = np.exp(logs)
    x, m, n = histories.orders, histories.mean, histories.customers
    k = p * x
    both = np.log(x * m + v)
    value = (
        gammaln(k + q) - gammaln(k) - gammaln(q) + q * logs[2] + (k - 1) * np.log(m) + k * np.log(x) - (k + q) * both
    )
    gradient = np.array(
        [
            x * (digamma(k + q) - digamma(k) + np.log(x * m) - both),
            digamma(k + q) - digamma(q) + logs[2] - both,
            q / v - (k + q) / (x * m + v),
        ]
    )
    return total(n, value), np.asarray((gradient * n).sum(axis=1) * parameters)


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """The value of an order is gamma (`p`, ν) about a customer's own mean; ν is gamma (`q`, `v`) among customers.

    It takes spend and frequency as unrelated; look at their correlation first.

    Source: Fader and Hardie (2013), "The gamma-gamma model of monetary value"; Colombo and Jiang (1999), "A stochastic
    RFM model", Journal of Interactive Marketing 13, 2–12.
    """

    p: float
    q: float
    v: float
    """In the unit of the spend."""

    @classmethod
    def fit(cls, histories: SpendHistories) -> Self:
        """The parameters of greatest likelihood.

        Raises:
            NotEnoughDataError: fewer than 30 customers with orders of a value, or there is no maximum.
        """
        customers = float(histories.customers.sum())
        require(customers, needed=REPEAT_BUYERS, noun="customer", verb="ordered for money", model=MODEL)
        unit = float(histories.mean @ histories.customers) / customers
        scaled = SpendHistories(histories.orders, histories.mean / unit, histories.customers)
        p, q, v = maximum(lambda logs: log_likelihood(scaled, logs), STARTS, model=MODEL).tolist()
        return cls(p, q, v * unit)

    @property
    def parameters(self) -> Floats:
        """p, q, v."""
        return floats(astuple(self))

    def log_likelihood(self, histories: SpendHistories) -> float:
        """Of counted histories, as published."""
        return log_likelihood(histories, np.log(self.parameters))[0]

    def uncertainty(self, histories: SpendHistories) -> ParameterUncertainty:
        """How well the histories the model was fitted to tell its parameters."""
        return uncertainty(lambda logs: log_likelihood(histories, logs), self.parameters, model=MODEL)

    def draws(self, histories: SpendHistories, *, count: int, seed: int) -> tuple["GammaGamma", ...]:
        """Models as they might as well have come out, to carry the doubt into a prediction."""
        return tuple(GammaGamma(*row) for row in self.uncertainty(histories).draws(count, seed=seed).tolist())

    @property
    def mean(self) -> float:
        """Of an order of somebody new: `p v ÷ (q − 1)`.

        Raises:
            NotEnoughDataError: q is 1 or less: spend differs so much that no mean exists.
        """
        if self.q <= 1:
            raise NotEnoughDataError(
                f"spend differs too much among customers for a mean (q = {self.q:.2f}, above 1 needed)"
            )
        return self.p * self.v / (self.q - 1)

    def expected_spend(self, orders: Floats, mean: Floats) -> Floats:
        """Expected value of an order, given how many were seen and their mean; shape `(n,)`. Equation 5 of the note.

        Between the customer's own mean and that of everybody, nearer to their own the more orders were seen. Without
        orders it is the mean of everybody, and NaN where that does not exist.
        """
        weight = self.p * orders + self.q - 1
        return np.where(weight > 0, self.p * (self.v + orders * mean) / np.where(weight > 0, weight, 1), np.nan)
