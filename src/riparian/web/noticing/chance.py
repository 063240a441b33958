"""How likely a difference is by chance alone: the few tests that the rules share."""

from collections.abc import Sequence
from math import comb, erfc, exp, fsum, inf, lgamma, sqrt
from statistics import fmean, variance

NINETEEN_IN_TWENTY = 1.959964
"""Standard errors of a 95 % interval."""
BEYOND_NOISE = 3.0
"""Standard errors from which a change is told. Some forty are looked at in a day, so 2 would tell one of chance alone
every day; 3 tells one in ten days."""


def wilson(hits: int, cases: int, *, deviations: float = NINETEEN_IN_TWENTY) -> tuple[float, float]:
    """The Wilson interval of a share; 0 to 1 where there is no case.

    Source: Wilson (1927), "Probable inference, the law of succession, and statistical inference".
    """
    if not cases:
        return 0.0, 1.0
    share, square = hits / cases, deviations**2
    middle = (share + square / (2 * cases)) / (1 + square / cases)
    half = deviations * sqrt(share * (1 - share) / cases + square / (4 * cases**2)) / (1 + square / cases)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def apart(hits: int, cases: int, other_hits: int, other_cases: int) -> float:
    """By how many standard errors the first share lies above the second; 0 where either has no case.

    The two are taken to be one in the standard error (the pooled two-proportion test).
    """
    if not cases or not other_cases:
        return 0.0
    pooled = (hits + other_hits) / (cases + other_cases)
    error = sqrt(pooled * (1 - pooled) * (1 / cases + 1 / other_cases))
    return (hits / cases - other_hits / other_cases) / error if error else 0.0


def against_history(now: float, before: Sequence[float]) -> float:
    """By how many standard errors a count lies above its own past; 0 where the past is shorter than four.

    The error is that of one new value and of the mean. Counts vary at least as much as Poisson's do, so a past that
    happened to be calm does not make every step look large.
    """
    if len(before) < 4:
        return 0.0
    mean = fmean(before)
    spread = max(variance(before), mean, 1.0)
    return (now - mean) / sqrt(spread * (1 + 1 / len(before)))


def runs_expected(length: int, days: int, active: float) -> float:
    """How many runs of `length` days without a row chance alone makes in so many days.

    `active`: the share of days that have one.
    """
    return days * active * (1 - active) ** length


def longer_by_chance(times: float, waits: int) -> float:
    """Probability that a next wait is `times` as long as the longest of so many before, were all of one kind.

    `waits ! × times ! ÷ (waits + times) !`, as waits of what comes at random are exponential; 1 where there is none.
    """
    return exp(lgamma(waits + 1) + lgamma(times + 1) - lgamma(waits + times + 1))


def at_most(hits: int, cases: int, share: float) -> float:
    """Probability of so few hits or fewer, were the share the true one (binomial)."""
    if cases > 1000:
        error = sqrt(cases * share * (1 - share))
        return erfc((cases * share - hits - 0.5) / error / sqrt(2)) / 2 if error else float(hits >= cases * share)
    return fsum(comb(cases, one) * share**one * (1 - share) ** (cases - one) for one in range(hits + 1))


def relative(now: float, before: float) -> float:
    """The change as a part of what was; infinite where nothing was."""
    return (now - before) / before if before else inf
