"""Regressions of daily series on the former days of all of them, made together: they share their days and their terms.

What a calendar tells is taken out of everything first; coefficients and residuals are then those of a regression on the
calendar and on the lags at once (Frisch and Waugh, 1933, "Partial time regressions as compared with individual
trends", Econometrica 1). The rest is arithmetic on the products of what is left, which are few however many the days.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from riparian.models.histories import Floats, floats
from riparian.models.least_squares import half_inverse, orthonormal
from riparian.models.special import fdtrc

Ints = NDArray[np.int64]

_NOTHING = 1e-12
"""Part of a sum of squares that is rounding."""
_TINY = float(np.finfo(np.float64).tiny)
_LEAST = 1e-290
"""Chance, below which it is told by the ratio of likelihoods."""


@dataclass(frozen=True, slots=True, eq=False)
class LaggedRegressions:
    """Every series regressed on the `lag` former days of all. Terms stand series by series, the day before first."""

    series: Floats
    """Shape `(days, series)`."""
    lag: int
    calendar: Floats
    """An orthonormal basis of what is taken out, on the days that are regressed, shape `(rows, fixed)`."""
    lagged: Floats
    """What is left of the lags, shape `(rows, terms)`."""
    followed: Floats
    """What is left of the series themselves, shape `(rows, series)`."""
    products: Floats
    """Of the lags with one another, shape `(terms, terms)`."""
    beside: Floats
    """Of the lags with the series, shape `(terms, series)`."""

    @classmethod
    def of(cls, series: Floats, calendar: Floats, *, lag: int) -> Self:
        """On all days that have so many before them.

        Args:
            series: one column each.
            calendar: what is taken out, a row for each day.
            lag: days back.
        """
        days, channels = series.shape
        basis = orthonormal(calendar[lag:])
        back = np.stack([series[lag - before : days - before] for before in range(1, lag + 1)], axis=2)
        both = np.concatenate([back.reshape(days - lag, -1), series[lag:]], axis=1)
        left = both - basis @ (basis.T @ both)
        lagged, followed = left[:, : lag * channels], left[:, lag * channels :]
        return cls(series, lag, basis, lagged, followed, lagged.T @ lagged, lagged.T @ followed)

    @property
    def spare(self) -> int:
        """Days beyond the terms of one regression, those of the calendar counted in."""
        rows, fixed = self.calendar.shape
        return int(rows - fixed - len(self.products))

    @property
    def coefficients(self) -> Floats:
        """Of the lags, of all regressions, shape `(terms, series)`."""
        return self.on_lags_up_to(self.lag)[0]

    def on_lags_up_to(self, lag: int) -> tuple[Floats, Floats]:
        """Coefficients and sums of squared residuals of the regressions on so many of the lags, on the same days."""
        few = np.flatnonzero(np.arange(len(self.products)) % self.lag < lag)
        beside = self.beside[few]
        half = half_inverse(self.products[np.ix_(few, few)])
        explained = half.T @ beside
        total = (self.followed**2).sum(axis=0)
        return half @ explained, np.maximum(total - (explained**2).sum(axis=0), _TINY)

    def coefficients_of(self, others: Floats) -> Floats:
        """Of regressions of other series of these days, shape `(rows, n)`, on the same terms; shape `(terms, n)`."""
        half = half_inverse(self.products)
        return floats(half @ (half.T @ (self.lagged.T @ others)))

    def strengths(self, leading: int, shifts: Ints) -> Floats:
        """How unlikely the F test finds the lags of a series that is shifted, as −log p, shape `(shifts, series)`.

        Args:
            leading: which is shifted, the last days to the front; all others stay where they are.
            shifts: days.

        A shifted lag is the same series some days further back. So its products with anything are found at once for
        every shift there could be, as correlations, by Fourier transforms.
        """
        days = len(self.series)
        others = np.flatnonzero(np.arange(len(self.products)) // self.lag != leading)
        half = half_inverse(self.products[np.ix_(others, others)])
        fixed = np.concatenate([self.calendar, self.lagged[:, others] @ half], axis=1)
        known = half.T @ self.beside[others]
        back = (shifts[:, np.newaxis] + np.arange(1, self.lag + 1)) % days
        along = _correlations(np.concatenate([fixed, self.followed], axis=1), self.series[:, leading])[back]
        of_fixed, of_others = along[:, :, : fixed.shape[1]], along[:, :, self.calendar.shape[1] : fixed.shape[1]]
        told = self._products_of(leading, back)
        squares = told - of_fixed @ of_fixed.transpose(0, 2, 1)
        beside = along[:, :, fixed.shape[1] :] - of_others @ known
        # A series that the others tell to the last digit says nothing beside them.
        nothing = (np.diagonal(squares, axis1=1, axis2=2) <= _NOTHING * np.diagonal(told, axis1=1, axis2=2)).any(axis=1)
        squares[nothing], beside[nothing] = np.eye(self.lag), 0.0
        explained = (np.linalg.solve(squares, beside) * beside).sum(axis=1)
        total = (self.followed**2).sum(axis=0) - (known**2).sum(axis=0)
        return self._unlikely(explained, total - explained)

    def strengths_in_place(self) -> Floats:
        """The same where nothing is shifted, of every series (row) for every other, shape `(series, series)`."""
        left = self.on_lags_up_to(self.lag)[1]
        total = (self.followed**2).sum(axis=0)
        explained = np.empty((len(total), len(total)))
        for leading in range(len(total)):
            others = np.flatnonzero(np.arange(len(self.products)) // self.lag != leading)
            known = half_inverse(self.products[np.ix_(others, others)]).T @ self.beside[others]
            explained[leading] = total - left - (known**2).sum(axis=0)
        return self._unlikely(explained, left)

    def _unlikely(self, explained: Floats, left: Floats) -> Floats:
        """−log p of the F test of sums of squares that the lags of one series explain, of what is left with them."""
        unexplained = np.maximum(left, _TINY)
        chance = fdtrc(self.lag, self.spare, explained / self.lag / (unexplained / self.spare))
        # Chances too small for a number are those of the ratio of likelihoods, but for a few units in hundreds.
        ratio = self.spare / 2 * np.log1p(np.maximum(explained, 0.0) / unexplained)
        return floats(np.where(chance > _LEAST, -np.log(np.maximum(chance, _LEAST)), ratio))

    def _products_of(self, one: int, back: Ints) -> Floats:
        """Of a series so many days back with itself, on the days regressed, shape `(shifts, lag, lag)`."""
        series = self.series[:, one]
        days = np.arange(self.lag)
        whole = _correlations(series[:, np.newaxis], series)[:, 0][days[:, np.newaxis] - days]
        before = series[(days - back[:, :, np.newaxis]) % len(series)]
        return floats(whole - before @ before.transpose(0, 2, 1))


def _correlations(columns: Floats, series: Floats) -> Floats:
    """`Σ column[day] × series[day − back]` for every `back`, shape `(days, columns)`; days wrap around.

    Columns of fewer rows than the series has days stand on the last of these.
    """
    days = len(series)
    whole = np.concatenate([np.zeros((days - len(columns), columns.shape[1])), columns])
    spectrum = np.fft.rfft(whole, axis=0) * np.fft.rfft(series).conj()[:, np.newaxis]
    return floats(np.fft.irfft(spectrum, days, axis=0))
