"""Attribution by a Markov chain: what share of conversions would go if nobody came through a channel any more.

Journeys move between states, which are their last one, two or three touches, until they convert or end without. The
chain is solved, not simulated: a small channel's credit is as exact as a large one's.

Source: Anderl, Becker, von Wangenheim and Schumann (2016), "Mapping the customer journey", International Journal of
Research in Marketing 33(3).
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import scipy
from numpy.typing import NDArray

from riparian.core.errors import NotEnoughDataError
from riparian.models.attribution_credits import Credits, credits_by_effect
from riparian.models.channel_paths import ChannelPaths, Codes
from riparian.models.drawn_journeys import DrawnJourneys, Way, summed_along
from riparian.models.histories import Floats, floats, summed

ORDERS = (1, 2, 3)
MOST_DENSE = 64
"""States up to which systems are solved as full matrices, which for so few is much quicker than as sparse ones."""
MOST_FACTORED = 500
"""States of a chain that is solved by its factors; those of a larger one fill up, and its series is summed instead."""
STILL_ON_THE_WAY = 1e-15
"""Share of journeys that may be left over when a series is cut: less than the last digit of a share."""
MOST_MOVES = 20_000
MOST_MOVES_HELD = 2**22
"""Counts of moves that draws hold in memory at once."""
MOST_TABLED = 2**24
"""Histories that could be for which a table is kept; of more, those that are there are sorted, which is slower."""


@dataclass(frozen=True, slots=True)
class MarkovAttribution:
    """A removal effect is a description of these journeys, not of what would happen: that only a holdout says."""

    credits: Credits
    removal_effects: Floats
    """Share of conversions lost without each channel, shape `(channels,)`."""
    value_removal_effects: Floats
    """Share of their value lost; all 0 where the paths have no value."""
    conversion_rate: float
    """Of a journey, by the chain; the same as in the paths, which checks it."""


@dataclass(frozen=True, slots=True, eq=False)
class MarkovChain:
    """Chances of a journey's next move from each state; state 0 is the start."""

    moves: "scipy.sparse.csc_array"
    """From the row's state to the column's, shape `(states, states)`."""
    converts: Floats
    """Chance to convert as the next move, shape `(states,)`."""
    earns: Floats
    """Value expected of converting as the next move, shape `(states,)`."""
    remembers: NDArray[np.bool_]
    """Whether a state is one of having touched a channel, shape `(states, channels)`."""

    @classmethod
    def fit(cls, paths: ChannelPaths, *, order: int) -> Self:
        """Count the moves of all journeys.

        Args:
            paths: with their journeys that did not convert.
            order: touches that a state remembers, 1 to 3; a journey of fewer remembers those it has.
        """
        if order not in ORDERS:
            raise ValueError("a chain is of order 1, 2 or 3")
        keys, after = _numbered(_histories(paths, order), (paths.channels + 1) ** order)
        before = np.append(0, after)[: len(after)]
        before[paths.firsts] = 0
        last = after[paths.lasts]
        weights = np.repeat(paths.journeys, paths.lengths)
        left = summed(weights, before, len(keys)) + summed(paths.journeys, last, len(keys))
        # A state that only paths without journeys reach is left by nobody; it gets no moves, and no share of anything.
        leaving = np.where(left > 0, left, 1)
        counts = scipy.sparse.coo_array((weights / leaving[before], (before, after)), shape=(len(keys), len(keys)))
        return cls(
            counts.tocsc(),
            summed(paths.conversions, last, len(keys)) / leaving,
            summed(paths.value, last, len(keys)) / leaving,
            _remembered(keys, paths.channels, order),
        )

    def expected(self) -> tuple[Floats, Floats]:
        """Conversions and value expected of a journey: with all channels, then without each, shape `(1 + channels,)`.

        Without a channel, a journey ends in vain where it would touch it.
        """
        kept = np.column_stack([np.ones(len(self.converts), np.bool_), ~self.remembers])
        visits = _visits_summed
        if len(kept) <= MOST_FACTORED:
            visits = _visits_solved if len(kept) > MOST_DENSE else _visits_solved_together
        expected = visits(self.moves, kept)
        return self.converts @ expected, self.earns @ expected


def markov(paths: ChannelPaths, *, order: int = 1) -> MarkovAttribution:
    """Credit channels in proportion to their removal effects: the share of conversions lost without each.

    Without a channel, journeys end in vain where they would touch it.

    Args:
        paths: with their journeys that did not convert.
        order: touches that a state remembers, 1 to 3.

    Raises:
        NotEnoughDataError: nobody converted, or journeys go in circles for too long.
    """
    if not paths.conversions.sum() > 0:
        raise NotEnoughDataError("nobody converted, so there is nothing to attribute")
    chain = MarkovChain.fit(paths, order=order)
    converting, earning = chain.expected()
    effects = np.clip(1 - converting[1:] / converting[0], 0, 1)
    value_effects = np.clip(1 - earning[1:] / earning[0], 0, 1) if earning[0] else np.zeros(paths.channels)
    return MarkovAttribution(
        credits_by_effect(paths, effects, value_effects), effects, value_effects, float(converting[0])
    )


def states_of(paths: ChannelPaths, *, order: int) -> int:
    """How many states a chain over these paths has, the start among them."""
    return len(_numbered(_histories(paths, order), (paths.channels + 1) ** order)[0])


def markov_of_draws(paths: ChannelPaths, *, order: int = 1) -> Way:
    """`markov` as a way to divide draws of these paths, many draws at once.

    A draw moves between states as often as its journeys do along their paths, so its moves are a sum of theirs. Without
    a channel, all that those convert is lost who ever reach a state that remembers it; who they are the visits among
    those states tell. So one inverse of the chain gives the effects of all channels.
    """
    keys, after = _numbered(_histories(paths, order), (paths.channels + 1) ** order)
    size = len(keys)
    before = np.append(0, after)[: len(after)]
    before[paths.firsts] = 0
    begins = np.append(0, np.cumsum(paths.lengths))
    along = scipy.sparse.csr_array(
        (np.ones(len(after)), before * size + after, begins), shape=(len(paths.lengths), size**2)
    )
    rows = np.arange(len(paths.lengths) + 1)
    ends = scipy.sparse.csr_array((np.ones(len(rows) - 1), after[paths.lasts], rows), shape=(len(rows) - 1, size))
    remembering = [np.flatnonzero(states) for states in _remembered(keys, paths.channels, order).T]
    together = max(MOST_MOVES_HELD // size**2, 1)

    def divided(drawn: DrawnJourneys) -> Floats:
        journeys, counts = drawn.journeys, (drawn.conversions, drawn.value)
        made = np.zeros((drawn.draws, 2, paths.channels))
        for begin in range(0, drawn.draws, together):
            some = slice(begin, begin + together)
            moves = summed_along(journeys[some], along).reshape(-1, size, size)
            ended = np.stack([summed_along(one[some], ends) for one in counts], axis=2)
            lost = _lost(moves, summed_along(journeys[some], ends), ended, remembering)
            whole = lost.sum(axis=2, keepdims=True)
            shares = np.divide(lost, whole, out=np.zeros_like(lost), where=whole > 0)
            made[some] = shares * ended.sum(axis=1)[:, :, None]
        return made

    return divided


def _lost(moves: Floats, leave: Floats, ended: Floats, remembering: list[Codes]) -> Floats:
    """What is lost without each channel: conversions and value, shape `(draws, 2, channels)`.

    Args:
        moves: of each draw between states, shape `(draws, states, states)`.
        leave: journeys that end in each state, shape `(draws, states)`.
        ended: what they end with, shape `(draws, states, 2)`.
        remembering: of each channel, the states that remember it.
    """
    leaving = moves.sum(axis=2) + leave
    # A state that no journey of the draw came to moves nobody on, and is not reached.
    leaving = np.where(leaving > 0, leaving, 1)[:, :, None]
    visits = np.linalg.inv(np.eye(moves.shape[1]) - moves / leaving)
    expected = visits @ (ended / leaving)
    lost = np.zeros((len(moves), 2, len(remembering)))
    for channel, states in enumerate(remembering):
        if len(states):
            among = visits[:, states[:, None], states]
            begun = np.linalg.solve(among, expected[:, states])
            lost[:, :, channel] = (visits[:, :1, states] @ begun)[:, 0]
    return lost


def _visits_solved(moves: "scipy.sparse.csc_array", kept: NDArray[np.bool_]) -> Floats:
    """How often a journey from the start is expected in each state that is kept, shape of `kept`, by linear systems."""
    visits = np.zeros(kept.shape)
    for column, states in enumerate(kept.T):
        among = moves[states][:, states]
        start = np.zeros(among.shape[0])
        start[0] = 1
        left = scipy.sparse.csc_array(scipy.sparse.eye_array(len(start)) - among)
        visits[states, column] = scipy.sparse.linalg.splu(left).solve(start, trans="T")
    return visits


def _visits_solved_together(moves: "scipy.sparse.csc_array", kept: NDArray[np.bool_]) -> Floats:
    """The same for few states, all systems at once; whom a state that is not kept sends on, nobody comes from."""
    among = moves.toarray() * kept.T[:, :, None] * kept.T[:, None, :]
    start = np.zeros((len(kept), 1))
    start[0] = 1
    return floats(np.linalg.solve(np.eye(len(kept)) - among.transpose(0, 2, 1), start)[:, :, 0].T)


def _visits_summed(moves: "scipy.sparse.csc_array", kept: NDArray[np.bool_]) -> Floats:
    """The same, added up move by move until nobody is on the way any more."""
    # Staying where one is, is divided out: visits of a state are those that come to it, over the chance to leave it.
    staying = moves.diagonal()
    onward = (moves - scipy.sparse.diags_array(staying)).T.tocsr()
    stays = 1 / (1 - staying)[:, None]
    arriving = np.zeros(kept.shape)
    arriving[0] = 1
    visits = np.zeros(kept.shape)
    for _ in range(MOST_MOVES):
        visits += arriving
        arriving = (onward @ (arriving * stays)) * kept
        # With all channels kept, most are on the way: the first column bounds the others.
        if arriving[:, 0].sum() <= STILL_ON_THE_WAY:
            return floats(visits * stays)
    raise NotEnoughDataError(
        f"journeys are still under way after {MOST_MOVES} moves between channels",
        fix="take order 1, or paths on which repeated touches are one",
    )


def _numbered(histories: Codes, size: int) -> tuple[Codes, Codes]:
    """The histories there are, that of no touch first, and of each touch the number of its own."""
    if size > MOST_TABLED:
        keys, numbers = np.unique(np.append(0, histories), return_inverse=True)
        return keys, numbers[1:]
    there = np.zeros(size, np.bool_)
    there[0] = there[histories] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[histories]


def _histories(paths: ChannelPaths, order: int) -> Codes:
    """The last touches after each touch as one number: to the base of the channels and one, 0 for no touch."""
    places, code = paths.positions, paths.touches + 1
    histories = code.copy()
    for back in range(1, order):
        earlier = np.append(np.zeros(back, np.int64), code)[: len(code)]
        histories += np.where(places >= back, earlier, 0) * (paths.channels + 1) ** back
    return histories


def _remembered(keys: Codes, channels: int, order: int) -> NDArray[np.bool_]:
    remembers = np.zeros((len(keys), channels + 1), np.bool_)
    for back in range(order):
        remembers[np.arange(len(keys)), keys // (channels + 1) ** back % (channels + 1)] = True
    return remembers[:, 1:]
