"""Migration modes: whether the customers of one channel stay in it or go over to another."""

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats, floats

EQUILIBRIUM_FROM = 0.20
TRANSFER_ABOVE = 0.50


class MigrationMode(StrEnum):
    """From a channel to another."""

    ISOLATION = "isolation"
    EQUILIBRIUM = "equilibrium"
    TRANSFER = "transfer"
    OSCILLATION = "oscillation"
    """Both transfer to each other."""


def migration_indexes(bought_in: ArrayLike, bought_anywhere: ArrayLike) -> Floats:
    """Of last year's buyers of each channel who bought at all this year, the share that did so in each channel.

    Who bought in two channels counts in both, so a row may add up to more than 1.

    Args:
        bought_in: last year's buyers of the row's channel who bought in the column's this year, shape `(k, k)`. Counts,
            or shares of last year's buyers.
        bought_anywhere: of them, who bought in any channel this year, shape `(k,)`.

    Returns:
        Shape `(k, k)`; a row is NaN where nobody came back.

    Source: Hillstrom (February 2008), "Multichannel forensics: calculating the migration mode".
    """
    anywhere = floats(bought_anywhere)[:, None]
    return np.where(anywhere > 0, floats(bought_in) / np.where(anywhere > 0, anywhere, 1), np.nan)


def migration_mode(there: float, back: float) -> MigrationMode:
    """Of two channels, from their indexes: exactly 0.20 and exactly 0.50 are Equilibrium.

    Args:
        there: index from the first channel to the second.
        back: index from the second to the first.

    Raises:
        NotEnoughDataError: an index is NaN, as nobody came back.
    """
    if np.isnan(there) or np.isnan(back):
        raise NotEnoughDataError("nobody of a channel bought again, so nobody knows where they go")
    if there > TRANSFER_ABOVE:
        return MigrationMode.OSCILLATION if back > TRANSFER_ABOVE else MigrationMode.TRANSFER
    return MigrationMode.EQUILIBRIUM if there >= EQUILIBRIUM_FROM else MigrationMode.ISOLATION


def adjusted_index(index: float, *, existing: float, emerging: float) -> float:
    """The index from a large channel to a small new one, against what its size would have; above 1 it will feed it.

    Args:
        index: from the existing channel to the emerging one.
        existing: customers of the large channel.
        emerging: customers of the small one, above 0.

    Source: Hillstrom (April 2009), "Multichannel forensics: the adjusted index"; the coefficients are his.
    """
    return index * (2.55 * existing / emerging + 2.36)


def revisit_indexes(returned: ArrayLike, *, inactive: float) -> tuple[float, Floats]:
    """Share of last month's visitors who came again, and of those the share by channel.

    Args:
        returned: who came again, by the channel they came to, shape `(k,)`.
        inactive: who did not.

    Raises:
        NotEnoughDataError: nobody came again.
    """
    came = floats(returned)
    if not came.sum():
        raise NotEnoughDataError("nobody came again, so there is no share by channel")
    return float(came.sum() / (came.sum() + inactive)), came / came.sum()
