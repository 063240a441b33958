"""Shares of attention, credibility and trust of those who speak on one job, and how concentrated they are.

A share divides one measure of one job in one window. Visits and minutes are two measures: each amount says which it is,
and amounts of two measures are refused, never added.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats, floats

AttentionUnit = Literal["visits", "minutes"]
"""What attention is counted in."""

PER_THOUSAND = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Parts of one whole, one a participant; they sum to 1."""

    of: Floats
    """Shape `(participants,)`."""

    @property
    def concentration(self) -> float:
        """The sum of squares (Herfindahl and Hirschman): 1 where one has all, `1 ÷ n` where `n` have the same."""
        return float((self.of**2).sum())

    @property
    def equal_participants(self) -> float:
        """How many participants of one size would be as concentrated."""
        return 1 / self.concentration


@dataclass(frozen=True, slots=True, eq=False)
class Attention:
    """What participants got of people's attention for one job in one window."""

    amount: Floats
    """Shape `(participants,)`, not negative; NaN where it was not measured."""
    unit: AttentionUnit

    def __post_init__(self) -> None:
        if np.any(self.amount < 0) or np.any(np.isinf(self.amount)):
            raise ValueError("attention is finite and not negative")

    def __add__(self, other: "Attention") -> "Attention":
        if self.unit != other.unit:
            raise ValueError(f"{self.unit} and {other.unit} do not add up: they measure two things")
        return Attention(self.amount + other.amount, self.unit)

    def shares(self) -> Shares:
        """Each participant's part.

        Raises:
            NotEnoughDataError: nobody got any, or somebody's was not measured: a part of an unknown whole is no share.
        """
        unknown = int(np.isnan(self.amount).sum())
        if unknown:
            raise NotEnoughDataError(f"{unknown} participants have no measured {self.unit}; leave them out or measure")
        return _parts(self.amount, f"nobody got any {self.unit}")


@dataclass(frozen=True, slots=True, eq=False)
class Credibility:
    """What citations and links by others, weighted by who gives them, make of each participant."""

    raw: Floats
    """Given minus taken away, shape `(participants,)`; below 0 where what others say lowers an opinion."""

    def shares(self) -> Shares:
        """Parts of what is above 0; a raw score below 0 has the share 0.

        Raises:
            NotEnoughDataError: nobody's score is above 0.
        """
        return _parts(np.maximum(self.raw, 0.0), "nobody was cited by anybody with attention")


def credibility(citations: ArrayLike, attention: Shares, *, negative_ratings: ArrayLike | float = 0.0) -> Credibility:
    """Citations and editorial links received, each weighted by the giver's share of attention.

    Args:
        citations: from each giver (row) to each receiver (column), shape `(participants, participants)`; what one
            gives to oneself is left out.
        attention: of the same participants.
        negative_ratings: what is taken off each, already in the same weight, shape `(participants,)`.
    """
    given = floats(citations).copy()
    if given.shape != (len(attention.of), len(attention.of)):
        raise ValueError("citations go from each participant to each, so they are a square of that side")
    if np.any(given < 0) or not np.all(np.isfinite(given)):
        raise ValueError("citations are counts: finite and not negative")
    np.fill_diagonal(given, 0.0)
    return Credibility((attention.of[:, np.newaxis] * given).sum(axis=0) - floats(negative_ratings))


def trust_shares(opted_in_and_regular: ArrayLike) -> Shares:
    """Parts of all who opted in to, and regularly visit, a participant of the job.

    Args:
        opted_in_and_regular: parties that are both, shape `(participants,)`; one who is so with two counts with each.

    Raises:
        NotEnoughDataError: there is no such party.
    """
    parties = floats(opted_in_and_regular)
    if np.any(parties < 0):
        raise ValueError("parties are counted, so there are not fewer than none")
    return _parts(parties, "nobody opted in and comes regularly")


@dataclass(frozen=True, slots=True)
class ReturnOnAttention:
    """Value gained for attention spent or bought; shown with both, never as a ratio alone."""

    value: float
    """Money, may be negative."""
    attention: float
    unit: AttentionUnit

    @property
    def per_thousand(self) -> float:
        """Money for 1,000 of the unit.

        Raises:
            NotEnoughDataError: no attention was spent.
        """
        if not self.attention > 0:
            raise NotEnoughDataError(f"no {self.unit} were spent, so nothing came back for them")
        return PER_THOUSAND * self.value / self.attention


def link_ranks(flows: ArrayLike) -> NDArray[np.int64]:
    """Rank of each flow among those into the same participant, shape as given: 1 is the largest, 0 is no flow.

    Args:
        flows: from each participant (row) to each (column), square. Equal flows rank in order of the giver's place.
    """
    weights = floats(flows)
    order = np.argsort(-weights, axis=0, kind="stable")
    ranks = np.empty(weights.shape, dtype=np.int64)
    np.put_along_axis(ranks, order, np.arange(1, len(weights) + 1)[:, np.newaxis], axis=0)
    return np.where(weights > 0, ranks, 0)


def share_changes(before: Shares, after: Shares) -> Floats:
    """Points of share won (above 0) or lost by each between two equal windows; they sum to 0."""
    if len(before.of) != len(after.of):
        raise ValueError("both windows hold the same participants")
    return after.of - before.of


def percentile_means(measures: Sequence[ArrayLike]) -> Floats:
    """The clickerati score: the mean of each participant's percentiles over the measures, shape `(participants,)`.

    A percentile is the share of participants below, plus half of those equal (oneself among them), so it lies between
    0 and 1 and equal participants have equal ones.

    Args:
        measures: say attention share, activity, betweenness; each of shape `(participants,)`.
    """
    percentiles = []
    for measure in measures:
        values = floats(measure)
        ordered = np.sort(values)
        below, up_to = np.searchsorted(ordered, values, "left"), np.searchsorted(ordered, values, "right")
        percentiles.append((below + up_to) / (2 * max(len(values), 1)))
    return floats(np.mean(percentiles, axis=0))


def _parts(amounts: Floats, empty: str) -> Shares:
    whole = float(amounts.sum())
    if not whole > 0:
        raise NotEnoughDataError(empty)
    return Shares(amounts / whole)
