"""Channels as pages tell them: each one's part in the journeys to a goal, what feeds what, and what was diagnosed."""

from dataclasses import dataclass, fields

from riparian.core.errors import NotFoundError
from riparian.web.reader import Reader

USUAL = "order"
"""The goal that is shown where none was chosen, if anybody journeys to it."""
KINDS = ("orphan", "dead end", "unseen", "chain", "sides", "fed")
"""Kinds of diagnosis: what asks for something to be done comes first."""
_ANY = "any goal"
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel's part in the journeys to a goal (`channel_profiles`)."""

    channel: str
    touches: int
    starts: int
    conversions: int
    chance: float
    expected_touches: float
    started_share: float
    own_feeding_share: float
    own: bool
    orphan: bool
    removal_effect: float | None
    removal_tested: str
    left_touches: int
    left_people: int
    right_touches: int
    right_people: int


@dataclass(frozen=True, slots=True)
class Feed:
    """What one channel sends to another (`channel_feeds`)."""

    from_channel: str
    to_channel: str
    moves: int
    move_chance: float
    feeding_share: float
    own: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What journeys say of a channel, in a sentence (`channel_diagnoses`)."""

    kind: str
    channel: str
    says: str
    share: float
    count: int


def goals_of(tables: Reader, table: str) -> tuple[str, ...]:
    """Goals of a table, the usual one first, then by name."""
    return tuple(sorted(tables.counts(table, by="goal"), key=lambda goal: (goal != USUAL, goal)))


def known_goal(goal: str | None, goals: tuple[str, ...], *, where: str) -> str:
    """The goal chosen, or the first.

    Raises:
        NotFoundError: nobody journeys to it.
    """
    if goal is None:
        return goals[0] if goals else USUAL
    if goal not in goals:
        listed = ", ".join(goals) or "none"
        raise NotFoundError(f"There are no journeys to a goal {goal!r}.", where=where, fix=f"There are: {listed}.")
    return goal


def channels_of(tables: Reader, goal: str) -> tuple[Channel, ...]:
    """Every channel of the journeys to a goal, that with the most touches first."""
    of, order = [("goal", "=", goal)], ("-touches", "channel")
    rows = tables.rows("channel_profiles", columns=_columns(Channel), where=of, order_by=order, limit=_MOST)
    return tuple(Channel(**row) for row in rows)


def feeds_of(tables: Reader, goal: str) -> tuple[Feed, ...]:
    """Every feed between two channels, that with the most moves first; staying in one is none."""
    of, order = [("goal", "=", goal)], ("-moves", "from_channel", "to_channel")
    rows = tables.rows("channel_feeds", columns=_columns(Feed), where=of, order_by=order, limit=_MOST)
    return tuple(Feed(**row) for row in rows if row["from_channel"] != row["to_channel"])


def said_of(tables: Reader, goal: str) -> tuple[Said, ...]:
    """What was diagnosed for a goal and for any, by kind and then by how much it rests on."""
    of = [("goal", "in", (goal, _ANY)), ("kind", "in", KINDS)]
    rows = tables.rows("channel_diagnoses", columns=_columns(Said), where=of, order_by=("channel",), limit=_MOST)
    return tuple(sorted((Said(**row) for row in rows), key=lambda one: (KINDS.index(one.kind), -one.count)))


def _columns(shape: type[Channel] | type[Feed] | type[Said]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(shape))
