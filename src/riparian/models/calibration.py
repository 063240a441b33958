"""Whether predicted chances come true: tables by decile, and the Brier score with its parts."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats, floats, summed

DECILES = 10


@dataclass(frozen=True, slots=True, eq=False)
class Forecasts:
    """Predicted probabilities, how many cases had each, and in how many it came true; shapes `(n,)`."""

    predicted: Floats
    happened: Floats
    cases: Floats

    def __post_init__(self) -> None:
        if not self.predicted.shape == self.happened.shape == self.cases.shape:
            raise ValueError("predicted, happened and cases are of one length")
        if not ((self.predicted >= 0).all() and (self.predicted <= 1).all()):
            raise ValueError("a prediction is a probability")
        if not ((self.happened >= 0).all() and (self.happened <= self.cases).all()):
            raise ValueError("0 <= happened <= cases")

    @classmethod
    def of(cls, predicted: ArrayLike, happened: ArrayLike, cases: ArrayLike | None = None) -> Self:
        """From columns; each row is one case unless `cases` says how many."""
        p = floats(predicted)
        return cls(p, floats(happened), np.ones_like(p) if cases is None else floats(cases))

    def __add__(self, other: Self) -> "Forecasts":
        return Forecasts(
            np.concatenate([self.predicted, other.predicted]),
            np.concatenate([self.happened, other.happened]),
            np.concatenate([self.cases, other.cases]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class CalibrationTable:
    """Cases from the least to the most likely, in groups of about equal size; shapes `(groups,)`."""

    cases: Floats
    predicted: Floats
    """Mean prediction of the group."""
    happened: Floats
    """Share of the group in which it came true."""


@dataclass(frozen=True, slots=True)
class BrierScore:
    """The mean squared error of probabilities, 0 to 1, and why it is what it is.

    `score = reliability − resolution + uncertainty + within`.
    """

    score: float
    reliability: float
    """Predictions that are off: 0 where of those told p a share of p came true."""
    resolution: float
    """How far the groups differ in what came true: the larger the better."""
    uncertainty: float
    """Of what came true as such: the score of who always predicts the mean."""
    within: float
    """What predictions that differ inside one group add or take away; 0 where a group has one prediction."""

    @property
    def skill(self) -> float:
        """How much better than always predicting the mean: 1 at best, 0 for no better, below 0 for worse.

        NaN where it always or never came true.
        """
        return 1 - self.score / self.uncertainty if self.uncertainty else float("nan")


def _groups(forecasts: Forecasts, groups: int) -> tuple[Forecasts, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Distinct predictions in order, and the group of each; equal predictions are never parted."""
    if not forecasts.cases.sum():
        raise NotEnoughDataError("nothing was predicted, so nothing can be compared with what happened")
    predicted, places = np.unique(forecasts.predicted, return_inverse=True)
    happened, cases = (summed(one, places, len(predicted)) for one in (forecasts.happened, forecasts.cases))
    middles = (cases.cumsum() - cases / 2) / cases.sum()
    return Forecasts(predicted, happened, cases), np.minimum((middles * groups).astype(np.int64), groups - 1)


def calibration_table(forecasts: Forecasts, *, groups: int = DECILES) -> CalibrationTable:
    """Predictions beside what came true, by decile of the prediction unless `groups` says otherwise.

    Cases of one prediction are in one group, so groups are of equal size only about; empty ones are left out.

    Raises:
        NotEnoughDataError: there are no cases.
    """
    each, group = _groups(forecasts, groups)
    cases = summed(each.cases, group, groups)
    held = cases > 0
    predicted = summed(each.predicted * each.cases, group, groups)[held] / cases[held]
    return CalibrationTable(cases[held], predicted, summed(each.happened, group, groups)[held] / cases[held])


def brier_score(forecasts: Forecasts, *, groups: int = DECILES) -> BrierScore:
    """The score and its parts, the parts over the groups of the calibration table.

    Raises:
        NotEnoughDataError: there are no cases.

    Source: Brier (1950), "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78,
    1–3; Murphy (1973), "A new vector partition of the probability score", J. Appl. Meteorology 12, 595–600; the part
    within groups: Stephenson, Coelho and Jolliffe (2008), Weather and Forecasting 23, 752–757.
    """
    p, happened, cases = forecasts.predicted, forecasts.happened, forecasts.cases
    table = calibration_table(forecasts, groups=groups)
    everybody = cases.sum()
    share = happened.sum() / everybody
    score = (happened @ (1 - p) ** 2 + (cases - happened) @ p**2) / everybody
    reliability = table.cases @ (table.predicted - table.happened) ** 2 / everybody
    resolution = table.cases @ (table.happened - share) ** 2 / everybody
    uncertainty = share * (1 - share)
    within = score - (reliability - resolution + uncertainty)
    return BrierScore(*(float(one) for one in (score, reliability, resolution, uncertainty, within)))
