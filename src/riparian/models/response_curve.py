"""Response curves: what steady spend brings in a period, with a ceiling, from how spend and result went together.

result = what comes anyway + ceiling × Hill(adstock(spend)). Spend that was raised because demand was expected looks as
if it had brought it: a curve describes, until a holdout or a planned change of budget tests it.

Source: Jin, Wang, Sun, Chan and Koehler (2017), "Bayesian methods for media mix modeling with carryover and shape
effects", for the form; the fit, over a grid with flat weights, is ours.
"""

from dataclasses import dataclass
from itertools import product
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from riparian.core.errors import NotEnoughDataError
from riparian.models.adstock import normalised_adstock
from riparian.models.histories import Floats, floats

FEWEST_PERIODS = 24
FEWEST_WITH_SPEND = 12
LEAST_VARIATION = 0.1
"""Standard deviation of spend ÷ its mean: below it nobody can see what more or less of it does."""
DECAYS = (0.0, 0.2, 0.4, 0.6, 0.8)
HALVES = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Half-saturation, in means of the spend."""
SLOPES = (0.5, 0.75, 1.0)
"""None above 1: then the first pound brings the most, and an optimum can be found with certainty."""
WINDOW = 8
LEAST_T = 2.0
"""Standard errors by which a ceiling has to lie above 0."""


def hill(spend: ArrayLike, *, half: float, slope: float) -> Floats:
    """Share of the ceiling: `x^slope ÷ (x^slope + half^slope)`.

    >>> hill([1.0, 3.0], half=1, slope=1).tolist(), hill([7.0], half=1, slope=0).tolist()
    ([0.5, 0.75], [0.5])
    """
    x = floats(spend) ** slope
    return floats(x / (x + half**slope))


@dataclass(frozen=True, slots=True, eq=False)
class ResponseCurve:
    """Curves that may be, each with its weight. Arrays have shape `(curves,)`."""

    weights: Floats
    """They sum to 1."""
    decays: Floats
    halves: Floats
    """Spend that brings half of the ceiling."""
    slopes: Floats
    ceilings: Floats
    errors: Floats
    """Standard errors of the ceilings."""
    periods: int

    @classmethod
    def fit(cls, spend: ArrayLike, result: ArrayLike) -> Self:
        """Weigh every curve of a grid by how well it fits.

        A curve's weight is `RSS^(−n/2)`, as with normal errors; n is cut down where residuals of one period go on into
        the next.

        Args:
            spend: of each period in turn, shape `(periods,)`, not negative.
            result: of the same periods.

        Raises:
            NotEnoughDataError: too few periods, or with spend; spend that hardly varies; or a result that does not go
                with it.
        """
        paid, got = floats(spend), floats(result)
        _check(paid, got)
        grid = list(product(DECAYS, HALVES, SLOPES))
        fits = []
        for decay, half, slope in grid:
            shape = hill(normalised_adstock(paid, decay=decay, window=WINDOW), half=half * paid.mean(), slope=slope)
            fits.append(_line(shape, got))
        rss, ceilings, errors, after = (np.array(column) for column in zip(*fits, strict=True))
        best = int(rss.argmin())
        own = min(max(float(after[best]), 0.0), 0.9)
        n = len(got) * (1 - own) / (1 + own)
        log_weights = -n / 2 * np.log(np.maximum(rss / max(rss[best], 1e-300), 1.0))
        weights = np.exp(log_weights)
        errors = errors * np.sqrt(len(got) / n)
        if not ceilings[best] > LEAST_T * errors[best]:
            raise NotEnoughDataError("what came did not go with the spend, so no curve can be told from chance")
        decays, halves, slopes = (floats(column) for column in zip(*grid, strict=True))
        weights = np.where(ceilings > 0, weights, 0.0)
        return cls(weights / weights.sum(), decays, halves * paid.mean(), slopes, ceilings, errors, len(got))

    def expected(self, spend: ArrayLike) -> Floats:
        """What steady spend brings in a period, beyond what comes anyway; shape of `spend`."""
        x = floats(spend)[..., None]
        powered = x**self.slopes
        return floats((powered / (powered + self.halves**self.slopes) * self.ceilings) @ self.weights)

    def drawn(self, spend: ArrayLike, *, draws: int, seed: int) -> Floats:
        """The same of curves drawn by their weight, with ceilings drawn by their error, shape `(draws, spends)`."""
        chance = np.random.default_rng(seed)
        chosen = chance.choice(len(self.weights), size=draws, p=self.weights)
        ceilings = np.maximum(self.ceilings[chosen] + self.errors[chosen] * chance.standard_normal(draws), 0.0)
        powered = floats(spend)[None, :] ** self.slopes[chosen][:, None]
        half = (self.halves[chosen] ** self.slopes[chosen])[:, None]
        return floats(ceilings[:, None] * powered / (powered + half))


def _check(spend: Floats, result: Floats) -> None:
    if spend.shape != result.shape or (spend < 0).any():
        raise ValueError("spend and result are of the same periods, and spend is not negative")
    if len(spend) < FEWEST_PERIODS:
        raise NotEnoughDataError(f"{len(spend)} periods are known; a response curve needs {FEWEST_PERIODS}")
    paid = int((spend > 0).sum())
    if paid < FEWEST_WITH_SPEND:
        raise NotEnoughDataError(f"{paid} periods have spend; a response curve needs {FEWEST_WITH_SPEND}")
    if spend.std() < LEAST_VARIATION * spend.mean():
        raise NotEnoughDataError("spend is nearly the same in every period, so nobody can see what more of it does")


def _line(shape: Floats, result: Floats) -> tuple[float, float, float, float]:
    """Least squares of `result = anyway + ceiling × shape`: squares left, ceiling, its error, residuals' lag."""
    centred, aside = shape - shape.mean(), result - result.mean()
    squares = float((centred * centred).sum())
    if squares <= 1e-12:
        return float((aside * aside).sum()), 0.0, float("inf"), 0.0
    ceiling = float((centred * aside).sum()) / squares
    left = aside - ceiling * centred
    rss = float((left * left).sum())
    error = float(np.sqrt(rss / (len(result) - 2) / squares))
    after = float((left[1:] * left[:-1]).sum() / rss) if rss > 0 else 0.0
    return rss, ceiling, error, after
