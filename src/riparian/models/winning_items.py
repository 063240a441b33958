"""Winning items: the few that sell most, by their place in the cumulated sales."""

from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats, floats

WINNERS_BELOW = 0.15
CONTENDERS_BELOW = 0.50


class ItemClass(IntEnum):
    """From the best to the rest."""

    WINNER = 0
    CONTENDER = 1
    OTHER = 2


def shares_before(sales: ArrayLike) -> Floats:
    """Of each item, the share of all sales made by better ones; shape `(n,)`, in the order given.

    Items of equal sales stand at one place, the first of them: none is better for coming first in a list.

    Raises:
        NotEnoughDataError: nothing was sold.
    """
    sold = floats(sales)
    if (sold < 0).any():
        raise ValueError("sales are not negative; take returns elsewhere")
    if not sold.sum():
        raise NotEnoughDataError("nothing was sold, so no item sold best")
    values, places, counts = np.unique(sold, return_inverse=True, return_counts=True)
    of_value = values * counts
    better = of_value.sum() - of_value.cumsum()
    return np.asarray(np.maximum(better, 0)[places] / sold.sum())


def item_classes(
    sales: ArrayLike, *, winners_below: float = WINNERS_BELOW, contenders_below: float = CONTENDERS_BELOW
) -> NDArray[np.int64]:
    """The class of each item as a number of `ItemClass`, shape `(n,)`.

    It goes by the share *before* the item, so the best always wins. An item without sales is among the others. For the
    winners of a channel or a category give its sales only.

    Source: Hillstrom (December 2022 and January 2024) cumulates sales by rank; counting from before the item is ours.
    """
    before = shares_before(sales)
    ranked = np.where(before < winners_below, ItemClass.WINNER, ItemClass.CONTENDER)
    sells = (before < contenders_below) & (floats(sales) > 0)
    return np.where(sells, ranked, np.int64(ItemClass.OTHER))
