"""What each participant adds to the visits that reach the company, averaged over every order of participants.

Participants together are worth the visits that come to the company by way of them alone: whoever would have started
at another, or gone on to one, does not come. Removal asks what is lost if one goes and all others stay; where visits
pass through two, each of them is told the whole of these visits. Here they share them.

Source: Shapley (1953), "A value for n-person games"; Castro, Gómez and Tejada (2009), "Polynomial calculation of the
Shapley value based on sampling", for values from orders drawn.
"""

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from riparian.core.errors import NotEnoughDataError
from riparian.models.attribution_shapley import LEAST_ORDERS, MOST_EXACT, shapley_values
from riparian.models.channel_feeding import ChannelFeeding
from riparian.models.histories import Floats

MOST_TOGETHER = 300
"""Participants that pass visits to one another for whom orders are drawn: each order turns over such a matrix."""

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class VisitShares:
    """Parts of all visits from others to the company, and how far each may be off by the drawing of orders alone."""

    of: Floats
    """Shape `(members,)`; they sum to what all members are worth together."""
    errors: Floats
    """Standard errors; 0 where every order was taken in."""


def visit_shares(ways: ChannelFeeding, members: Places, *, pairs_of_orders: int, seed: int) -> VisitShares:
    """The Shapley value of each member: exactly where up to 12 pass visits to one another, else from orders drawn.

    Members that pass one another nothing, by no way, add nothing to each other's worth: groups without a way between
    them are valued apart.

    Args:
        ways: of visits to the company, with its own participants left out.
        members: places in `ways` of those who may carry visits, each once.
        pairs_of_orders: drawn for a group above 12, 2 at least; an order and its reverse are a pair.
        seed: of the drawing.

    Raises:
        NotEnoughDataError: nothing comes to the company, or too many pass visits to one another.
    """
    if pairs_of_orders < LEAST_ORDERS:
        raise ValueError("a standard error needs 2 pairs of orders")
    if not ways.purchases > 0:
        raise NotEnoughDataError("nobody sends the company anything, so nobody adds to it")
    shares, errors = np.zeros(len(members)), np.zeros(len(members))
    chance = np.random.default_rng(seed)
    inside = _among(ways, members)
    for group in _groups(inside):
        part = _among(inside, group)
        if len(group) <= MOST_EXACT:
            shares[group] = shapley_values(_worth_of_all(part))
            continue
        if len(group) > MOST_TOGETHER:
            raise NotEnoughDataError(f"{len(group):,} pass visits to one another; {MOST_TOGETHER:,} at most are valued")
        drawn = _drawn(part, pairs_of_orders, chance)
        shares[group] = drawn.mean(axis=0)
        errors[group] = drawn.std(axis=0, ddof=1) / np.sqrt(pairs_of_orders)
    return VisitShares(np.clip(shares / ways.purchases, 0, 1), errors / ways.purchases)


def _among(ways: ChannelFeeding, members: Places) -> ChannelFeeding:
    return ChannelFeeding.of(ways.starts[members], ways.moves[np.ix_(members, members)], ways.buys[members])


def _groups(ways: ChannelFeeding) -> list[Places]:
    """Those who pass visits on to the company, by whom a way joins; the others add nothing to anybody."""
    carrying = np.flatnonzero(ways.touches * ways.purchase_chances > 0)
    if not len(carrying):
        return []
    links = scipy.sparse.csr_array(ways.moves[np.ix_(carrying, carrying)])
    count, group = scipy.sparse.csgraph.connected_components(links, directed=False)
    return [carrying[group == number] for number in range(count)]


def _worth_of_all(ways: ChannelFeeding) -> Floats:
    """Visits that come by each coalition alone, shape `(2**participants,)`."""
    players = len(ways.starts)
    member = np.arange(2**players)[:, np.newaxis] >> np.arange(players) & 1
    moves = ways.moves * member[:, :, np.newaxis] * member[:, np.newaxis, :]
    chances = np.linalg.solve(np.eye(players) - moves, (member * ways.buys)[:, :, np.newaxis])[:, :, 0]
    worth: Floats = (member * ways.starts * chances).sum(axis=1)
    return worth


def _drawn(ways: ChannelFeeding, pairs: int, chance: np.random.Generator) -> Floats:
    """What each adds, mean of an order and its reverse: `(pairs, participants)`."""
    players = len(ways.starts)
    # With each column times the visits expected from there, every row sums to 1 and its diagonal is its largest: so
    # elimination never swaps rows, and its first steps are those of the coalition of the first few.
    expected = ways.visits.sum(axis=1)
    staying = (np.eye(players) - ways.moves) * expected
    starts = ways.starts * expected
    added = np.empty((pairs, players))
    for pair in range(pairs):
        order = chance.permutation(players)
        first, reverse = (_added(staying, starts, ways.buys, one) for one in (order, order[::-1]))
        added[pair] = (first + reverse) / 2
    return added


def _added(staying: Floats, starts: Floats, buys: Floats, order: Places) -> Floats:
    """What each adds to those before it in this order.

    A coalition is worth `starts @ inverse(staying) @ buys` of its members. With `staying` as a lower times an upper
    triangle this is a sum over members, and each term depends on those before alone.
    """
    factors, _ = scipy.linalg.lu_factor(staying[np.ix_(order, order)].T)
    begun = scipy.linalg.solve_triangular(factors, starts[order], lower=True, unit_diagonal=True)
    arrived = scipy.linalg.solve_triangular(factors, buys[order], trans="T")
    added = np.empty(len(order))
    added[order] = begun * arrived
    return added
