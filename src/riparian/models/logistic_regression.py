"""Logistic regression on counted rows: a dozen columns, millions of people, one term a distinct row."""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats, floats
from riparian.models.special import expit

MOST_ROUNDS = 100
CERTAIN = 30.0
"""Log-odds beyond which a fitted chance is 0 or 1 to the 13th digit: then some column separates yes from no."""


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """Distinct rows of a design with how often each was tried and succeeded. Of two groups of people they add up."""

    rows: Floats
    """Shape `(n, k)`, without a column of ones: the intercept is always there."""
    successes: Floats
    """Shape `(n,)`, as are the trials."""
    trials: Floats

    def __post_init__(self) -> None:
        if self.rows.ndim != 2 or not len(self.rows) == len(self.successes) == len(self.trials):
            raise ValueError("rows is a table of one row for each number of successes and trials")
        if not (np.isfinite(self.rows).all() and (self.successes >= 0).all() and (self.successes <= self.trials).all()):
            raise ValueError("every cell is a number, and 0 <= successes <= trials")

    @classmethod
    def of(cls, rows: ArrayLike, successes: ArrayLike, trials: ArrayLike) -> Self:
        """From columns; a single column may be given flat."""
        design = floats(rows)
        return cls(design[:, None] if design.ndim == 1 else design, floats(successes), floats(trials))

    def __add__(self, other: Self) -> "Trials":
        return Trials(
            np.concatenate([self.rows, other.rows]),
            np.concatenate([self.successes, other.successes]),
            np.concatenate([self.trials, other.trials]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class LogisticRegression:
    """Log-odds that are a sum: an intercept and a coefficient times each column."""

    coefficients: Floats
    """Shape `(k + 1,)`, the intercept first."""
    covariance: Floats
    """Of the coefficients, shape `(k + 1, k + 1)`."""
    log_likelihood: float
    """Without the penalty and without the binomial factors, as for single trials."""

    @classmethod
    def fit(cls, trials: Trials, *, ridge: float = 0.0) -> Self:
        """The coefficients of greatest likelihood, less `ridge ÷ 2 × their squares` (the intercept's is free).

        Args:
            trials: counted rows. With a ridge, bring the columns to one scale first.
            ridge: 0 is plain maximum likelihood; 1 is worth about as much as one trial that says no column matters.

        Raises:
            NotEnoughDataError: nobody succeeded or nobody failed; or, without a ridge, columns say the same or one
                separates the successes from the failures.
        """
        design = np.column_stack([np.ones(len(trials.rows)), trials.rows])
        tried, succeeded = trials.trials, trials.successes
        if not 0 < succeeded.sum() < tried.sum():
            raise NotEnoughDataError(
                f"{succeeded.sum():,.0f} of {tried.sum():,.0f} succeeded; a regression needs both kinds"
            )
        penalty = np.full(design.shape[1], float(ridge))
        penalty[0] = 0

        def value(at: Floats, odds: Floats) -> float:
            # As `logaddexp(0, odds)`, in a third of the time.
            failed = np.maximum(odds, 0) + np.log1p(np.exp(-np.abs(odds)))
            return float(succeeded @ odds - tried @ failed - penalty @ at**2 / 2)

        at = np.zeros(design.shape[1])
        at[0] = np.log(succeeded.sum() / (tried.sum() - succeeded.sum()))
        odds = design @ at
        reached = value(at, odds)
        for _ in range(MOST_ROUNDS):
            chance = expit(odds)
            slope = design.T @ (succeeded - tried * chance) - penalty * at
            curvature = (design.T * (tried * chance * (1 - chance))) @ design + np.diag(penalty)
            step = _solved(curvature, slope)
            further = design @ step
            while (found := value(at + step, odds + further)) < reached - 1e-9 * abs(reached):
                step, further = step / 2, further / 2
            at, odds, reached = at + step, odds + further, found
            if np.abs(step).max() <= 1e-10 * (1 + np.abs(at).max()):
                break
        if not ridge and np.abs(odds).max() > CERTAIN:
            raise NotEnoughDataError("a column tells the successes from the failures without fail; set a ridge")
        inverse = _solved(curvature, np.eye(len(at)))
        return cls(at, inverse, reached + float(penalty @ at**2 / 2))

    @property
    def standard_errors(self) -> Floats:
        """Of the coefficients; with a ridge they leave out the bias it brings."""
        return np.sqrt(np.diag(self.covariance))

    def probabilities(self, rows: ArrayLike) -> Floats:
        """Of success, for rows of shape `(n, k)` or, with one column, `(n,)`."""
        return np.asarray(expit(self._log_odds(rows)[0]))

    def intervals(self, rows: ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
        """Both ends of the interval of each probability: normal on the log-odds, so always within 0 … 1."""
        odds, design = self._log_odds(rows)
        half = NormalDist().inv_cdf((1 + level) / 2) * np.sqrt(
            np.einsum("ij,jk,ik->i", design, self.covariance, design)
        )
        return np.asarray(expit(odds - half)), np.asarray(expit(odds + half))

    def _log_odds(self, rows: ArrayLike) -> tuple[Floats, Floats]:
        given = floats(rows)
        columns = given[:, None] if given.ndim == 1 else given
        design = np.column_stack([np.ones(len(columns)), columns])
        return design @ self.coefficients, design


def _solved(curvature: Floats, right: Floats) -> Floats:
    """The solution, on columns brought to one scale, so that only a true tie between them is singular."""
    scale = np.sqrt(np.maximum(np.diag(curvature), np.finfo(np.float64).tiny))
    even = curvature / np.outer(scale, scale)
    if np.linalg.cond(even) > 1e13:
        raise NotEnoughDataError("columns of the regression say the same, or nothing; leave one out or set a ridge")
    by_row = scale if right.ndim == 1 else scale[:, None]
    return np.asarray(np.linalg.solve(even, right / by_row) / by_row)
