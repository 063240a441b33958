"""Monthly chances to buy again, by how long ago the last order was, and what they add up to."""

from dataclasses import dataclass

import numpy as np

from riparian.models.histories import Floats

YEAR = 12


@dataclass(frozen=True, slots=True, eq=False)
class RebuyCurve:
    """Monthly rates by recency, the first `observed` of them counted, the rest extrapolated."""

    monthly: Floats
    """Of those who had not bought for k months, the share that buys in month k; shape `(months,)`, from month 0."""
    observed: int
    """Months from the first that were counted."""

    @property
    def is_extrapolated(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Of each monthly rate, shape `(months,)`; equally of the cumulative rate up to it."""
        return np.arange(len(self.monthly)) >= self.observed

    def cumulative_rates(self, *, first: int = 0) -> Floats:
        """Share that bought again by the end of each month, counted from month `first`; shape `(months,)`.

        0 before `first`. Published tables count from month 1 where the first month is that of the order itself.
        """
        counted = np.where(np.arange(len(self.monthly)) < first, 0.0, self.monthly)
        return 1 - np.cumprod(1 - counted)

    def annual_rates(self) -> Floats:
        """Chance to buy within twelve months, of who has not bought for so many; shape `(months,)`.

        `1 − Π (1 − h)` over the twelve months after each; NaN where fewer are known.
        """
        still = 1 - self.monthly
        found = np.full(len(still), np.nan)
        for recency in range(len(still) - YEAR):
            found[recency] = 1 - np.prod(still[recency + 1 : recency + 1 + YEAR])
        return found

    @property
    def annual_is_extrapolated(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Whether a month of the twelve after each was not counted; shape `(months,)`."""
        return np.arange(len(self.monthly)) + YEAR >= self.observed

    def annual_rate_after(self, next_month: float, *, recency: int) -> float:
        """Chance to buy within twelve months where the coming month's is known better, by a sign of interest.

        The sign tells of about a month, so the other eleven keep the rates of everybody. NaN where fewer are known.
        """
        rest = self.monthly[recency + 2 : recency + 1 + YEAR]
        return float(1 - (1 - next_month) * np.prod(1 - rest)) if len(rest) == YEAR - 1 else float("nan")
