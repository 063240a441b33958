"""Rules on channels: those that nothing of the company's own feeds, and those that nothing comes of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from riparian.tables.ecosystem import BOUGHT
from riparian.web.addresses import address
from riparian.web.noticing.notice import Notice

ENOUGH = 100
"""Arrivals or touches without which a diagnosis is not told."""
TOLD = {"orphan": 40.0, "dead end": 30.0}
"""Kinds of diagnosis that ask for something to be done, and how much they weigh."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What journeys say of a channel (`channel_diagnoses`)."""

    kind: str
    channel: str
    says: str
    count: int
    """What its share is of: what comes in, or touches."""
    goal: str


def unfed(diagnoses: Iterable[Diagnosis]) -> Iterator[Notice]:
    """Each channel's diagnosis of a kind once, however many goals it holds for.

    That nothing of the company's own feeds a channel that is bought is no loss: it is bought to begin something.
    """
    told = set()
    for one in diagnoses:
        bought = one.kind == "orphan" and one.channel in BOUGHT
        if one.kind not in TOLD or bought or one.count < ENOUGH or (one.kind, one.channel) in told:
            continue
        told.add((one.kind, one.channel))
        weight = TOLD[one.kind] + one.count / (one.count + ENOUGH)
        yield Notice(
            one.kind,
            "risk",
            one.says,
            f"Seen in {one.count:,}.",
            weight,
            address("/map", goal=one.goal, node=one.channel),
            "See it on the map",
        )
