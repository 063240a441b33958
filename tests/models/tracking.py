"""How a model of repeat purchase tracks the CDNOW sample as a whole."""

from typing import Protocol

import numpy as np

from riparian.models.histories import PurchaseHistories

CDNOW_WEEKS = 39
"""Shown to the models."""


class Forecaster(Protocol):
    """A model of repeat purchase."""

    def expected_purchases_of_new(self, horizon: float) -> float: ...


def repeats_until(week: float, model: Forecaster, cdnow: PurchaseHistories) -> float:
    """Repeat purchases of the whole sample from 1 January 1997 until a week, as a model foretells them."""
    ages, customers = np.unique(cdnow.age, return_counts=True)
    each = [model.expected_purchases_of_new(week - (CDNOW_WEEKS - age)) for age in ages.tolist()]
    return float(np.array(each) @ customers)
