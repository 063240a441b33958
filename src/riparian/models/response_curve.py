"""Response curves: what steady spend brings in a period, with a ceiling, from how spend and result went together.

result = what comes anyway + ceiling × Hill(adstock(spend)), where what comes anyway has a season and a trend, holds
what other spend brings, and is not below 0. Spend that was raised because demand was expected looks as if it had
brought it: a curve describes, until a holdout or a planned change of budget tests it.

Source: Jin, Wang, Sun, Chan and Koehler (2017), "Bayesian methods for media mix modeling with carryover and shape
effects", for the form; the fit, over a grid with flat weights, is ours.
"""

from dataclasses import dataclass, replace
from itertools import product
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from riparian.core.errors import NotEnoughDataError
from riparian.models.adstock import normalised_adstock
from riparian.models.block_permutation import (
    YEAR,
    calendar_terms,
    chance_of_going_together,
    forgetting,
    memory,
    without,
)
from riparian.models.histories import Floats, floats
from riparian.models.truncated_normal import truncated_draws, truncated_mean

FEWEST_PERIODS = 24
FEWEST_WITH_SPEND = 12
FEWEST_WITH_RESULT = 12
LEAST_VARIATION = 0.1
"""Standard deviation of spend ÷ its mean: below it nobody can see what more or less of it does."""
DECAYS = (0.0, 0.2, 0.4, 0.6, 0.8)
HALVES = (0.25, 0.5, 1.0, 2.0, 4.0)
"""Half-saturation, in means of the spend."""
SLOPES = (0.5, 0.75, 1.0)
"""None above 1: then the first pound brings the most, and an optimum can be found with certainty."""
WINDOW = 8
MOST_BESIDE = 3
"""Kinds of other spend that are each taken out: three years leave room for few."""
MOST_CHANCE = 0.01
"""Share of shuffled results that may go with the spend as well as the true one. A company asks of a dozen series."""
_DECAY_OF_OTHERS = 0.2
_FLOOR = 0.05
"""In means: stands below amounts whose logarithm is taken, as there are months without any."""
_LEAST_ERROR = 1e-9
_STANDARD_ERRORS = 3.0
"""By which a curve may want more than came before it is refused: what came of one year is itself chance in part."""


def hill(spend: ArrayLike, *, half: float, slope: float) -> Floats:
    """Share of the ceiling: `x^slope ÷ (x^slope + half^slope)`.

    >>> hill([1.0, 3.0], half=1, slope=1).tolist(), hill([7.0], half=1, slope=0).tolist()
    ([0.5, 0.75], [0.5])
    """
    x = floats(spend) ** slope
    return floats(x / (x + half**slope))


@dataclass(frozen=True, slots=True, eq=False)
class ResponseCurve:
    """Curves that may be, each with its weight. Arrays have shape `(curves,)`.

    The ceiling of each is normal about its centre, cut off below 0 and above what leaves nothing to come anyway.
    """

    weights: Floats
    """They sum to 1."""
    decays: Floats
    halves: Floats
    """Spend that brings half of the ceiling."""
    slopes: Floats
    centres: Floats
    """Ceilings by least squares alone."""
    errors: Floats
    """Standard errors of the centres."""
    most: Floats
    """The highest ceilings with which spend brings no more than came: on average, and at the spend of the last year."""
    periods: int

    @classmethod
    def fit(cls, spend: ArrayLike, result: ArrayLike, beside: ArrayLike | None = None) -> Self:
        """Weigh every curve of a grid by how well it fits beside a season and a trend of what comes anyway.

        A curve's weight is `RSS^(−n/2)`, as with normal errors, with the ceiling where it may be; n is what the months
        of the year, the trend and the ceiling leave free. What residuals of one period carry into the next is taken
        out.

        Args:
            spend: of each period in turn, twelve to a year, shape `(periods,)`, not negative.
            result: of the same periods.
            beside: other spend of the same periods that may have brought it, shape `(periods, kinds)`.

        Raises:
            NotEnoughDataError: too few periods, with spend or with any result; spend that hardly varies; a result that
                does not go with it beyond season, trend and chance; or one that goes with it so that spend had to bring
                more than there was.
        """
        paid, got = floats(spend), floats(result)
        _check(paid, got)
        at_work = {decay: normalised_adstock(paid, decay=decay, window=WINDOW) for decay in DECAYS}
        grid = list(product(DECAYS, HALVES, SLOPES))
        shapes = np.column_stack(
            [hill(at_work[decay], half=half * paid.mean(), slope=slope) for decay, half, slope in grid]
        )
        others = _others(paid, beside)
        _check_association(np.column_stack(list(at_work.values())), shapes, got, others)
        decays, halves, slopes = (floats(column) for column in zip(*grid, strict=True))
        halves = halves * paid.mean()
        centres, errors, squares, rss, free = _lines(shapes, got, _of_others(others))
        # What the curve says of the spend of each period, with and without what goes on from former ones.
        told = np.stack([shapes, _brought(paid[:, None], halves, slopes)])
        most = np.minimum(*(got[late:].mean() / told[:, late:].mean(axis=1).max(axis=0) for late in (0, -YEAR)))
        bounded = rss + squares * (np.clip(centres, 0.0, most) - centres) ** 2
        if bounded.min() - rss.min() > _STANDARD_ERRORS**2 * rss.min() / free:
            raise NotEnoughDataError("what came went with the spend so that spend had to bring more than came in all")
        log_weights = -free / 2 * np.log(np.maximum(bounded, 1e-300) / max(bounded.min(), 1e-300))
        weights = np.exp(log_weights)
        return cls(weights / weights.sum(), decays, halves, slopes, centres, errors, most, len(got))

    @property
    def ceilings(self) -> Floats:
        """What to expect of each curve's ceiling."""
        return truncated_mean(self.centres, self.errors, self.most)

    def tested(self, spend: ArrayLike, *, result: float, error: float) -> "ResponseCurve":
        """The same shapes with the ceilings at which the spend of these periods brings what a test found.

        A test knows what spend caused and a series does not, so the ceilings of the fit are given up; its bounds stay.

        Args:
            spend: of the periods that the test is taken to speak of, not all 0.
            result: that it brought in a mean period.
            error: standard error of that.
        """
        brought = _brought(floats(spend)[:, None], self.halves, self.slopes).mean(axis=0)
        return replace(self, centres=result / brought, errors=max(error, _LEAST_ERROR * (result + 1)) / brought)

    def expected(self, spend: ArrayLike) -> Floats:
        """What steady spend brings in a period, beyond what comes anyway; shape of `spend`."""
        x = floats(spend)[..., None]
        return floats((_brought(x, self.halves, self.slopes) * self.ceilings) @ self.weights)

    def drawn(self, spend: ArrayLike, *, draws: int, seed: int) -> Floats:
        """The same of curves drawn by their weight, with ceilings drawn by their error, shape `(draws, spends)`."""
        chance = np.random.default_rng(seed)
        chosen = chance.choice(len(self.weights), size=draws, p=self.weights)
        ceilings = truncated_draws(self.centres[chosen], self.errors[chosen], self.most[chosen], chance.random(draws))
        shapes = _brought(floats(spend)[None, :], self.halves[chosen][:, None], self.slopes[chosen][:, None])
        return floats(ceilings[:, None] * shapes)


def _brought(spend: ArrayLike, halves: Floats, slopes: Floats) -> Floats:
    """Share of the ceiling by each curve."""
    powered = floats(spend) ** slopes
    return floats(powered / (powered + halves**slopes))


def _check(spend: Floats, result: Floats) -> None:
    if spend.shape != result.shape or (spend < 0).any():
        raise ValueError("spend and result are of the same periods, and spend is not negative")
    if len(spend) < FEWEST_PERIODS:
        raise NotEnoughDataError(f"{len(spend)} periods are known; a response curve needs {FEWEST_PERIODS}")
    paid, brought = int((spend > 0).sum()), int((result > 0).sum())
    if paid < FEWEST_WITH_SPEND:
        raise NotEnoughDataError(f"{paid} periods have spend; a response curve needs {FEWEST_WITH_SPEND}")
    if brought < FEWEST_WITH_RESULT:
        raise NotEnoughDataError(f"{brought} periods have any result; a response curve needs {FEWEST_WITH_RESULT}")
    if not (spend[-YEAR:].any() and result[-YEAR:].sum() > 0):
        raise NotEnoughDataError("the last year has no spend or no result, so nobody can see what spend brings now")
    if spend.std() < LEAST_VARIATION * spend.mean():
        raise NotEnoughDataError("spend is nearly the same in every period, so nobody can see what more of it does")


def _others(spend: Floats, beside: ArrayLike | None) -> Floats:
    """Other spend at work in means, shape `(periods, kinds)`: the largest each, the rest as one.

    What hardly varies is left out, as the season's terms hold it.
    """
    given = np.empty((len(spend), 0)) if beside is None else floats(beside)
    given = given[:, np.argsort(-given.sum(axis=0), kind="stable")]
    given = np.column_stack([given[:, :MOST_BESIDE], given[:, MOST_BESIDE:].sum(axis=1)])
    mean = given.mean(axis=0)
    varies = (mean > 0) & (given.std(axis=0) >= LEAST_VARIATION * mean)
    return normalised_adstock(given[:, varies] / mean[varies], decay=_DECAY_OF_OTHERS, window=WINDOW)


def _of_others(at_work: Floats) -> Floats:
    """What other spend may bring, up to its ceiling: a curve in the middle of the grid."""
    return hill(at_work, half=1.0, slope=1.0)


def _check_association(at_work: Floats, shapes: Floats, result: Floats, others: Floats) -> None:
    """A season that grows with the level is no sum of season and trend, but its logarithm is: so both are asked."""
    logs = np.log(at_work + _FLOOR * at_work.mean())
    of_result = np.log(np.maximum(result, 0.0) + _FLOOR * result.mean())
    for causes, told, beside in ((shapes, result, _of_others(others)), (logs, of_result, np.log(others + _FLOOR))):
        if chance_of_going_together(causes, told, beside) > MOST_CHANCE:
            raise NotEnoughDataError(
                "what came did not go with the spend beyond season and trend, so no curve can be told from chance"
            )


def _lines(shapes: Floats, result: Floats, others: Floats) -> tuple[Floats, Floats, Floats, Floats, int]:
    """Least squares of `result = season + trend + ceiling × shape` for each shape.

    Returns:
        Ceilings, their standard errors, squares of what is left of the shapes, squares of what is left of the result,
        and degrees of freedom.
    """
    terms = np.column_stack([calendar_terms(len(result)), others])
    _, rss, residuals = _ceilings(without(terms, shapes), without(terms, result))
    share = memory(residuals[:, int(rss.argmin())])
    terms, told, got = (forgetting(one, share) for one in (terms, shapes, result))
    free = len(got) - terms.shape[1] - 1
    calm = without(terms, told)
    ceilings, rss, _ = _ceilings(calm, without(terms, got))
    squares = (calm**2).sum(axis=0)
    # Normal draws stand for Student's t of the same variance.
    errors = np.sqrt(rss / (free - 2) / squares)
    return ceilings, errors, squares, rss, free


def _ceilings(calm: Floats, left: Floats) -> tuple[Floats, Floats, Floats]:
    """Ceiling of each shape, squares that it leaves and what it leaves, of columns without season and trend."""
    ceilings = floats(left @ calm / np.maximum((calm**2).sum(axis=0), 1e-300))
    residuals = left[:, None] - ceilings * calm
    return ceilings, floats((residuals**2).sum(axis=0)), floats(residuals)
