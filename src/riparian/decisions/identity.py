"""Corrections of identity: that two identifiers are one person, or are not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pydantic import Field

from riparian.core.entries import Entry, Recorded, Refused

STREAM = "identity"
"""The stream of all corrections: whether one may stand depends on the others."""


class Joined(Entry):
    """Left and right are one person."""

    subject: ClassVar[str] = "identity"
    kind: ClassVar[str] = "join"

    left_key: int
    right_keys: tuple[int, ...] = Field(min_length=1)
    reason: str


class Split(Entry):
    """None of right is the person of left."""

    subject: ClassVar[str] = "identity"
    kind: ClassVar[str] = "split"

    left_key: int
    right_keys: tuple[int, ...] = Field(min_length=1)
    reason: str


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision on one pair: the columns of `riparian.tables.identity.IdentityCorrection`."""

    entry: int
    decision: str
    left_key: int
    right_key: int
    decided_at: datetime
    decided_by: str
    reason: str

    @property
    def pair(self) -> tuple[int, int]:
        """Both keys, the smaller first."""
        return min(self.left_key, self.right_key), max(self.left_key, self.right_key)


@dataclass(frozen=True, slots=True)
class IdentityState:
    """What a correction is decided on: the corrections so far, and the kinds of the identifiers it is about.

    `kinds` has the identifiers that the register knows; one that is missing is unknown.
    """

    corrections: tuple[Correction, ...]
    kinds: Mapping[int, str]


def corrections(recorded: Iterable[Recorded]) -> tuple[Correction, ...]:
    """All decisions on pairs, in the order of their entries: the rows of `identity_corrections`."""
    found: list[Correction] = []
    for one in recorded:
        entry = (Joined if one.kind == Joined.kind else Split).model_validate(one.content)
        found += [
            Correction(one.number, one.kind, entry.left_key, right, one.at, one.by, entry.reason)
            for right in entry.right_keys
        ]
    return tuple(found)


def decide(command: Joined | Split, state: IdentityState) -> tuple[Entry, ...] | Refused:
    """The entries of a correction, or why it cannot be made.

    It cannot where it is about an unknown identifier or one without consent, says what already stands, or joins through
    third identifiers what a person split: then the two themselves have to be joined first.
    """
    ends = (command.left_key, *command.right_keys)
    if len(set(ends)) < len(ends):
        return Refused("an identifier is always one person with itself: name different ones")
    if unknown := [key for key in ends if key not in state.kinds]:
        return Refused(f"no identifier has the key {unknown[0]}")
    if command.kind == Joined.kind and any(state.kinds[key] == "withheld_id" for key in ends):
        return Refused("consent was denied for one of them: it joins nobody, whoever decides")
    last = {one.pair: one for one in state.corrections}
    wanted = [(min(command.left_key, right), max(command.left_key, right)) for right in command.right_keys]
    if all(pair in last and last[pair].decision == command.kind for pair in wanted):
        return Refused(f"entry {last[wanted[0]].entry} says so already")
    if command.kind == Joined.kind:
        standing = {pair: one for pair, one in last.items() if pair not in wanted}
        joined = [pair for pair, one in standing.items() if one.decision == Joined.kind]
        group = _groups([*joined, *wanted])
        for (one, other), split in standing.items():
            if split.decision == Split.kind and one in group and group.get(one) == group.get(other):
                return Refused(
                    f"entry {split.entry} split {one} and {other}, which this would join: join the two themselves first"
                )
    return (command,)


def _groups(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The group of every key of these pairs."""
    group: dict[int, int] = {}
    for one, other in pairs:
        kept, gone = group.setdefault(one, one), group.setdefault(other, other)
        group.update({key: kept for key, where in group.items() if where == gone})
    return group
