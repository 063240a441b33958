"""Lead and lag: whether days with more of one channel are followed by days with more of another.

For feeding that no person's trail shows: a video watched, the brand searched days later. It is a statement on series
of daily volumes, shown apart from observed feeding, and never a cause: what moves both, one of them later, looks alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats, floats
from riparian.models.lagged_regressions import Ints, LaggedRegressions
from riparian.models.least_squares import least_squares
from riparian.models.special import ndtri, ndtri_exp

FEWEST_WEEKS = 12
DAYS_OF_A_WEEK = 7
SHORTEST_WAVE = 56
"""Days: what rises and falls more slowly is a level or a season, and no feeding."""
_NOTHING = 1e-9
"""Part of a volume that is rounding."""
_ABNORMAL = 4.0
"""Standard deviations of what most channels do together, beyond which a day, or week, says nothing of feeding."""
_PASSES = 3
_DAYS_A_TERM = 3
"""Days there must be for each term of a regression."""


@dataclass(frozen=True, slots=True)
class LeadLagSearch:
    """How to look for lead and lag."""

    longest_lag: int = 7
    """Days; each following channel's length is chosen by Akaike's criterion, and a day more is taken."""
    within: int = 28
    """Days over which what follows is added up."""
    draws: int = 400
    """Of the bootstrap."""
    block: int = 14
    """Days that stay together in a draw of the bootstrap."""
    shuffles: int = 200
    """Placebos: each shifts a channel's days against all others' by whole weeks."""
    level: float = 0.95
    """Of the intervals."""
    search_level: float = 0.99
    """1 less the chance that a search without any feeding finds one."""

    def __post_init__(self) -> None:
        if min(self.longest_lag, self.within, self.draws, self.block, self.shuffles) < 1 or not 0 < self.level < 1:
            raise ValueError("days, draws, blocks and shuffles are at least 1, and a level lies between 0 and 1")
        if not 0 < self.search_level <= self.shuffles / (1 + self.shuffles):
            raise ValueError(f"{self.shuffles} shuffles cannot tell a search level of {self.search_level:g}; take more")


@dataclass(frozen=True, slots=True, eq=False)
class LeadLags:
    """What leads what. Square arrays go from leading (row) to following channel (column); NaN on the diagonal."""

    effect: Floats
    """Volume that follows one more of the leading channel within the days of the search, other channels held."""
    low: Floats
    high: Floats
    by_lag: Floats
    """What follows after 1, 2, … days, shape `(within, channels, channels)`: sums to the effect. What a channel's own
    memory makes of it later is counted with it."""
    lags: Ints
    """Days of lag chosen for each following channel, shape `(channels,)`."""
    placebo_share: Floats
    """Share of placebo searches whose best pair looks as strong as this one; small where a pair stands out."""
    over_reversed: Floats
    """Standard deviations by which the pair looks stronger than with the order of all days reversed."""
    search_level: float

    @property
    def least_over_reversed(self) -> float:
        """What the best of all pairs exceeds by chance alone, as often as the level of the search lets it.

        Each order of the days has an error of one standard deviation, so their difference has no more than √2.
        """
        pairs = self.effect.size - len(self.effect)
        return float(np.sqrt(2) * ndtri(1 - (1 - self.search_level) / pairs))

    @property
    def found(self) -> NDArray[np.bool_]:
        """Pairs that stand out of the placebos and of reversed days, and whose interval lies above 0."""
        with np.errstate(invalid="ignore"):
            stands_out = self.placebo_share <= 1 - self.search_level
            return stands_out & (self.over_reversed > self.least_over_reversed) & (self.low > 0)


def lead_lags(volumes: ArrayLike, search: LeadLagSearch, *, seed: int) -> LeadLags:
    """Distributed lags of every channel on every other by least squares, with seasons and days of the week taken out.

    What moves all channels at once looks like feeding, as each tells something of the others' level. So waves of 8
    weeks and longer are taken out of every channel, and days and weeks on which most channels stand far from that
    level (a sale, an outage, another way of counting) are set to it. Both cost some of what could be found. What rises
    and falls together in days looks alike when time runs backwards, and a channel that feeds another then follows it:
    so a pair must also be stronger than with all days reversed (Winkler, Panknin, Bartz, Müller and Haufe, 2016,
    "Validity of time reversal for testing Granger causality", IEEE Transactions on Signal Processing 64).

    Each following channel is regressed on its own former days and on all channels' together. Intervals: blocks of
    residuals drawn anew (Künsch, 1989, "The jackknife and the bootstrap for general stationary observations"), with the
    regressors held. Placebos: the strength of a pair is the F test of its lags (Granger, 1969, "Investigating causal
    relations by econometric models"), compared with the greatest strength of any pair when every leading channel is
    shifted against the others, so that the search as a whole errs no more often than its level says.

    Args:
        volumes: of each day (row) and channel (column), without gaps: a day without visits is 0, shape
            `(days, channels)`.
        search: how to look.
        seed: of draws and shuffles.

    Raises:
        NotEnoughDataError: fewer than twelve weeks, a channel that is the same every day, or too few days for so many
            channels.
    """
    series = floats(volumes)
    if series.ndim != 2 or not np.all(np.isfinite(series)):
        raise ValueError("volumes are one finite number for each day and channel")
    days, channels = series.shape
    if days < FEWEST_WEEKS * DAYS_OF_A_WEEK:
        raise NotEnoughDataError(f"{days} days are too few to see lags; {FEWEST_WEEKS * DAYS_OF_A_WEEK} are needed")
    calm = _calm(series)
    still = [place for place in range(channels) if not calm[:, place].std() > _NOTHING * np.abs(series[:, place]).max()]
    if still:
        raise NotEnoughDataError(f"channels {still} are the same every day, or every week, so nothing follows them")
    generator = np.random.default_rng(seed)
    shifts = _shifts(days, channels, search, generator)
    square = (channels, channels)
    effect, low, high = (np.full(square, np.nan) for _ in range(3))
    by_lag = np.full((search.within, *square), np.nan)
    lags = _chosen_lags(calm, search.longest_lag)
    fits = _fits(calm, lags)
    for to in range(channels):
        fit = fits[int(lags[to])]
        coefficients = fit.coefficients[:, to]
        drawn = _redrawn(fit, to, coefficients, search, generator)
        for of in (place for place in range(channels) if place != to):
            by_lag[:, of, to] = _followed_by(fit, of, to, coefficients, search.within)
            effect[of, to] = by_lag[:, of, to].sum()
            sums = _followed_by(fit, of, to, drawn, search.within).sum(axis=0)
            low[of, to], high[of, to] = np.quantile(sums, [(1 - search.level) / 2, (1 + search.level) / 2])
    tried = _strengths(fits, lags, np.concatenate([np.zeros((1, channels), dtype=np.int64), shifts]))
    strength, strongest = tried[0], np.nanmax(tried[1:], axis=(1, 2))
    # The search itself counts as one of the placebos, so that no share is 0.
    as_strong = (strongest[:, np.newaxis, np.newaxis] >= strength).sum(axis=0)
    share = np.where(np.isnan(strength), np.nan, (1 + as_strong) / (1 + search.shuffles))
    over_reversed = _deviations(strength) - _deviations(_reversed_strengths(calm, lags))
    return LeadLags(effect, low, high, by_lag, lags, share, over_reversed, search.search_level)


def _fits(calm: Floats, lags: Ints) -> dict[int, LaggedRegressions]:
    """By their length."""
    calendar = _calendar(len(calm))
    return {lag: LaggedRegressions.of(calm, calendar, lag=lag) for lag in np.unique(lags).tolist()}


def _strengths(fits: dict[int, LaggedRegressions], lags: Ints, shifts: Ints) -> Floats:
    """Of every pair, each leading channel shifted by its column, shape `(shifts, channels, channels)`."""
    channels = len(lags)
    strengths = np.full((len(shifts), channels, channels), np.nan)
    for of in range(channels):
        for lag, fit in fits.items():
            there = (lags == lag) & (np.arange(channels) != of)
            strengths[:, of, there] = fit.strengths(of, shifts[:, of])[:, there]
    return strengths


def _reversed_strengths(calm: Floats, lags: Ints) -> Floats:
    """Of every pair with the order of all days reversed, shape `(channels, channels)`; lags as they are chosen."""
    strengths = np.full((len(lags), len(lags)), np.nan)
    for lag, fit in _fits(calm[::-1], lags).items():
        strengths[:, lags == lag] = fit.strengths_in_place()[:, lags == lag]
    return strengths


def _deviations(strength: Floats) -> Floats:
    """What is as unlikely as a normal variable that lies so many standard deviations above its mean; 0 below it."""
    return floats(np.maximum(-ndtri_exp(-strength), 0.0))


def _followed_by(fit: LaggedRegressions, of: int, to: int, coefficients: Floats, within: int) -> Floats:
    """What follows one more of `of` on each day after, shape `(within, …)` for coefficients `(terms, …)`."""
    lag = fit.lag
    direct, own = (coefficients[one * lag : (one + 1) * lag] for one in (of, to))
    made = np.zeros((within, *coefficients.shape[1:]))
    for day in range(within):
        before = range(1, min(day, lag) + 1)
        made[day] = sum((own[back - 1] * made[day - back] for back in before), np.zeros(coefficients.shape[1:]))
        if day < lag:
            made[day] += direct[day]
    return made


def _redrawn(
    fit: LaggedRegressions, to: int, coefficients: Floats, search: LeadLagSearch, generator: np.random.Generator
) -> Floats:
    """Coefficients with residuals drawn anew in blocks, shape `(terms, draws)`."""
    residuals = fit.followed[:, to] - fit.lagged @ coefficients
    days = len(residuals)
    block = min(search.block, days)
    begins = generator.integers(0, days - block + 1, (search.draws, -(-days // block)))
    places = (begins[:, :, np.newaxis] + np.arange(block)).reshape(search.draws, -1)[:, :days]
    # A fit makes residuals smaller than errors are.
    wider = (residuals - residuals.mean()) * np.sqrt(days / fit.spare)
    return floats(coefficients[:, np.newaxis] + fit.coefficients_of(wider[places].T))


def _calendar(days: int) -> Floats:
    """Days of the week, a trend, and waves down to the shortest that is still a level and no feeding."""
    day = np.arange(days)
    weekdays = (day[:, np.newaxis] % DAYS_OF_A_WEEK == np.arange(DAYS_OF_A_WEEK)).astype(np.float64)
    waves = np.arange(1, 2 * days // SHORTEST_WAVE + 1)
    level = np.cos(np.pi * waves * (day[:, np.newaxis] + 0.5) / days)
    return np.column_stack([weekdays, day / days - 0.5, level])


def _calm(series: Floats) -> Floats:
    """What no calendar tells of each channel; 0 on days that are abnormal in most of them."""
    known = _calendar(len(series))
    normal = np.ones(len(series), dtype=np.bool_)
    for _ in range(_PASSES):
        told = least_squares(known[normal], series[normal])
        calm = floats(series - known @ told)
        spread = np.where((deviation := calm[normal].std(axis=0)) > 0, deviation, 1.0)
        normal = ~(_abnormal(calm / spread, days=1) | _abnormal(calm / spread, days=DAYS_OF_A_WEEK))
    return floats(np.where(normal[:, np.newaxis], calm, 0.0))


def _abnormal(scaled: Floats, *, days: int) -> NDArray[np.bool_]:
    """Days around which most channels stand far above, or far below, their level; one channel alone never counts."""
    near = np.ones(days) / days
    level = np.column_stack([np.convolve(channel, near, mode="same") for channel in scaled.T])
    above = np.quantile(level, 0.5, axis=1, method="lower")
    below = np.quantile(level, 0.5, axis=1, method="higher")
    # Of channels with few visits more than half the days are alike, so the median of the deviations can be 0.
    least = 1 / np.sqrt(days * scaled.shape[1])
    far_above = above > _ABNORMAL * max(_spread(above), least)
    far_below = below < -_ABNORMAL * max(_spread(below), least)
    return np.asarray(far_above | far_below, dtype=np.bool_)


def _spread(values: Floats) -> float:
    return float(1.4826 * np.median(np.abs(values - np.median(values))))


def _chosen_lags(calm: Floats, longest: int) -> Ints:
    """The length with the least corrected criterion of Akaike for each channel, and a day more, if so many may be.

    Every length is judged on the same days. The criterion likes to leave out the last day of a memory, which shifts the
    sums: so the day more.
    """
    lengths = np.array(list(_lengths(calm, longest)), dtype=np.int64)
    fit = LaggedRegressions.of(calm, _calendar(len(calm)), lag=longest)
    days, fixed = fit.calendar.shape
    terms = fixed + lengths * calm.shape[1]
    squares = np.array([fit.on_lags_up_to(int(lag))[1] for lag in lengths])
    judged = days * np.log(squares / days) + (2 * terms * days / (days - terms - 1))[:, np.newaxis]
    most: Ints = np.minimum(lengths[judged.argmin(axis=0)] + 1, lengths.max())
    return most


def _lengths(calm: Floats, longest: int) -> Iterator[int]:
    days, channels = calm.shape
    most = (days - longest) // _DAYS_A_TERM - _calendar(days).shape[1]
    if channels > most:
        raise NotEnoughDataError(
            f"{days} days are too few for the lags of {channels} channels; take fewer, larger ones"
        )
    return (lag for lag in range(1, longest + 1) if lag * channels <= most)


def _shifts(days: int, channels: int, search: LeadLagSearch, generator: np.random.Generator) -> Ints:
    """Whole weeks by which each shuffle shifts each channel, never so few that the true lags remain."""
    nearest = -(-search.longest_lag // DAYS_OF_A_WEEK) + 1
    farthest = days // DAYS_OF_A_WEEK - nearest
    if farthest < nearest:
        raise NotEnoughDataError(f"{days} days leave no week to shift by with lags of {search.longest_lag} days")
    return DAYS_OF_A_WEEK * generator.integers(nearest, farthest + 1, (search.shuffles, channels))
