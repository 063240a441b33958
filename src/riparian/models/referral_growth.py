"""Referral growth: what those who come bring on, generation after generation."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats, floats

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ReferralRate:
    """How many new customers one customer brings: `K = share who refer × referrals each × conversion`."""

    referring: float
    """Share of customers who refer anybody."""
    referrals_each: float
    """Parties that one who refers names."""
    conversion: float
    """Share of those named who become customers."""

    def __post_init__(self) -> None:
        if not (0 <= self.referring <= 1 and 0 <= self.conversion <= 1 and 0 <= self.referrals_each < np.inf):
            raise ValueError("shares lie between 0 and 1, and referrals are not negative")

    @property
    def k(self) -> float:
        """Customers that a customer brings, directly."""
        return self.referring * self.referrals_each * self.conversion

    @property
    def self_sustaining(self) -> bool:
        """Whether every generation is at least as large as the one before, so that no sum has an end."""
        return self.k >= 1

    @property
    def multiplier(self) -> float:
        """All customers for one from the ordinary entry, over all generations: `1 ÷ (1 − K)`.

        Raises:
            NotEnoughDataError: K is 1 or more: it is self-sustaining, and no number is an answer.
        """
        if self.self_sustaining:
            raise NotEnoughDataError(f"K is {self.k:.3f}: referrals sustain themselves, so the sum has no end")
        return 1 / (1 - self.k)

    def generations(self, entered: float, *, count: int) -> Floats:
        """Customers of each generation, shape `(count,)`; those who entered are the first."""
        return entered * floats(self.k) ** np.arange(count)


def referral_rate(*, customers: int, referrers: int, referred: int, converted: int) -> ReferralRate:
    """The rate that counts of one cohort show; its K is `converted ÷ customers`.

    Raises:
        NotEnoughDataError: there are no customers, or nobody referred anybody.
    """
    if not customers:
        raise NotEnoughDataError("there are no customers who could refer anybody")
    if not referrers or not referred:
        raise NotEnoughDataError(f"none of {customers} customers referred anybody, so nothing is known of conversion")
    if not (referrers <= customers and referrers <= referred and converted <= referred):
        raise ValueError("who refers is a customer and names at least one; who converts was named")
    return ReferralRate(referrers / customers, referred / referrers, converted / referred)


@dataclass(frozen=True, slots=True, eq=False)
class ReferralTree:
    """People by who brought them. Arrays have shape `(people,)`; each person's place is their number."""

    generation: Ints
    """0 for those whom nobody brought, else one more than the referrer's."""
    brought: Ints
    """People whom one brought directly."""
    descendants: Ints
    """People whom one brought over all generations."""
    value_brought: Floats
    """Value of all descendants, without one's own."""

    @property
    def people_by_generation(self) -> Ints:
        """How many each generation has, shape `(generations,)`."""
        return np.bincount(self.generation).astype(np.int64)


def topmost(referrer: Sequence[int] | Ints, cohort: Sequence[int] | Ints) -> NDArray[np.bool_]:
    """Who is of a cohort and came of nobody of the same, over any generations, shape `(people,)`.

    What these brought, summed by cohort, is all that came of the cohort, each once.

    Args:
        referrer: place of who brought each person, −1 where nobody did, without rings, shape `(people,)`.
        cohort: of each person, not negative; −1: of none.
    """
    parent, of = np.asarray(referrer, dtype=np.int64), np.asarray(cohort, dtype=np.int64)
    first = of >= 0
    asked = np.flatnonzero(first)
    above = parent[asked]
    while asked.size:
        known = above >= 0
        asked, above = asked[known], above[known]
        alike = of[above] == of[asked]
        first[asked[alike]] = False
        asked, above = asked[~alike], parent[above[~alike]]
    return first


def referral_tree(referrer: Sequence[int] | Ints, value: Sequence[float] | Floats) -> ReferralTree:
    """Generations, and what each person brought over all of them.

    Args:
        referrer: place of who brought each person, −1 where nobody did, shape `(people,)`.
        value: what each person is worth by themselves, shape `(people,)`, may be negative.

    Raises:
        ValueError: a referrer that is no person, or people who brought one another in a ring.
    """
    parent = np.asarray(referrer, dtype=np.int64)
    people = len(parent)
    if np.any((parent < -1) | (parent >= people)):
        raise ValueError("a referrer is the place of a person, or −1")
    generation = np.full(people, -1, dtype=np.int64)
    generation[parent < 0] = 0
    levels = [np.flatnonzero(parent < 0)]
    by_referrer = np.argsort(parent, kind="stable")
    sorted_referrers = parent[by_referrer]
    begin = np.searchsorted(sorted_referrers, np.arange(people), "left")
    end = np.searchsorted(sorted_referrers, np.arange(people), "right")
    while levels[-1].size:
        first, brings = begin[levels[-1]], (end - begin)[levels[-1]]
        places = np.repeat(first - np.cumsum(brings) + brings, brings) + np.arange(brings.sum())
        levels.append(by_referrer[places])
        generation[levels[-1]] = len(levels) - 1
    if np.any(generation < 0):
        raise ValueError(f"{int(np.sum(generation < 0))} people brought one another in a ring, or were brought by one")
    own = floats(value)
    descendants, value_brought = np.zeros(people, dtype=np.int64), np.zeros(people)
    # From the leaves up: each level is complete before it is passed on.
    for level in reversed(levels[1:]):
        np.add.at(descendants, parent[level], descendants[level] + 1)
        np.add.at(value_brought, parent[level], value_brought[level] + own[level])
    brought = np.bincount(parent[parent >= 0], minlength=people).astype(np.int64)
    return ReferralTree(generation, brought, descendants, value_brought)
