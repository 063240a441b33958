"""How channels feed one another: journeys move from channel to channel until they buy or leave.

An absorbing Markov chain of order 1 with the ends Buy and Exit. It describes the journeys that were seen, and says
nothing of cause: what a channel's end would do only a holdout tells.

Source: Kemeny and Snell (1960), "Finite Markov chains", chapter 3: fundamental matrix, absorption probabilities.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from riparian.core.errors import NotEnoughDataError
from riparian.models.channel_paths import ChannelPaths
from riparian.models.histories import Floats, floats, summed

ORPHAN_BELOW = 0.01
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class ChannelFeeding:
    """Where journeys start, and their chances of the next move from each channel; the rest of a row is Exit."""

    starts: Floats
    """Journeys that start in each channel, shape `(channels,)`."""
    moves: Floats
    """From the row's channel to the column's, shape `(channels, channels)`."""
    buys: Floats
    """To buy as the next move, shape `(channels,)`."""
    visits: Floats
    """How often one who is in the row's channel is expected in the column's, this time counted in: `(I - moves)⁻¹`."""

    @classmethod
    def of(cls, starts: ArrayLike, moves: ArrayLike, buys: ArrayLike) -> Self:
        """From chances.

        Raises:
            NotEnoughDataError: from some channel nobody ever buys or leaves.
        """
        beginning, moving, buying = floats(starts), floats(moves), floats(buys)
        channels = len(beginning)
        if moving.shape != (channels, channels) or buying.shape != (channels,):
            raise ValueError("starts and buys have a place for each channel, moves for each pair")
        if any((column < 0).any() or not np.isfinite(column).all() for column in (beginning, moving, buying)):
            raise ValueError("starts and chances are numbers, and not negative")
        if (moving.sum(axis=1) + buying > 1 + ROUNDING).any():
            raise ValueError("the chances of the next move sum to 1 at most")
        return cls(beginning, moving, buying, _visits(moving))

    @classmethod
    def fit(cls, paths: ChannelPaths) -> Self:
        """Count the moves of journeys; one who touches a channel again at once moves from it to itself."""
        channels = paths.channels
        weights = np.repeat(paths.journeys, paths.lengths)
        moving = paths.positions[1:] > 0
        pairs = (paths.touches[:-1] * channels + paths.touches[1:])[moving]
        moves = summed(weights[1:][moving], pairs, channels**2).reshape(channels, channels)
        left = summed(weights, paths.touches, channels)
        leaving = np.where(left > 0, left, 1)
        bought = summed(paths.conversions, paths.touches[paths.lasts], channels)
        starts = summed(paths.journeys, paths.touches[paths.firsts], channels)
        return cls.of(starts, moves / leaving[:, None], bought / leaving)

    @property
    def purchase_chances(self) -> Floats:
        """That one who is in a channel buys in the end."""
        return floats(self.visits @ self.buys)

    @property
    def purchases(self) -> float:
        """Expected of all starts."""
        return float(self.starts @ self.purchase_chances)

    @property
    def touches(self) -> Floats:
        """Expected in each channel of all starts."""
        return floats(self.starts @ self.visits)

    @property
    def flows(self) -> Floats:
        """Expected moves from the row's channel to the column's; staying in a channel is no flow."""
        moved = self.touches[:, None] * self.moves
        np.fill_diagonal(moved, 0)
        return floats(moved)

    @property
    def feeding_shares(self) -> Floats:
        """Of all that comes into the column's channel, its own starts counted in, what the row's channel sends.

        A column and the share of starts sum to 1. NaN where nobody comes.
        """
        return _share(self.flows, self.starts + self.flows.sum(axis=0))

    @property
    def started_shares(self) -> Floats:
        """Of all that comes into a channel, what starts there; NaN where nobody comes."""
        return _share(self.starts, self.starts + self.flows.sum(axis=0))

    def orphans(self, own: NDArray[np.bool_], *, below: float = ORPHAN_BELOW) -> NDArray[np.bool_]:
        """Which channels nothing feeds: what comes from own channels is less than this share of their starts.

        Args:
            own: which channels are the company's own, shape `(channels,)`.
            below: of the starts; a channel that nobody starts in is no orphan.
        """
        return np.asarray(self.flows[own].sum(axis=0) < below * self.starts, np.bool_)

    def removal_effects(self) -> Floats:
        """Share of purchases lost without each channel: its starts are lost, moves into it go to Exit.

        Raises:
            NotEnoughDataError: nobody buys.
        """
        if not self.purchases > 0:
            raise NotEnoughDataError("nobody bought, so no channel has an effect on purchases")
        # Whoever comes to a channel at all comes there touches / own visits times, and buys with the chance from there.
        arriving = self.touches / np.diag(self.visits)
        return floats(arriving * self.purchase_chances / self.purchases)


def _visits(moves: Floats) -> Floats:
    try:
        visits = np.linalg.inv(np.eye(len(moves)) - moves)
    except np.linalg.LinAlgError:
        visits = np.full_like(moves, np.inf)
    # Where nobody ever leaves, rounding may hide that there is no inverse: it then has huge or negative visits.
    if not (np.isfinite(visits).all() and (visits >= -ROUNDING).all() and visits.max(initial=0) < 1 / ROUNDING):
        raise NotEnoughDataError("from some channel nobody ever buys or leaves, so no journey ends")
    return floats(np.maximum(visits, 0))


def _share(part: Floats, whole: Floats) -> Floats:
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1), np.nan)
