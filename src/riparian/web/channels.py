"""Channels as pages tell them: each one's part in the journeys to a goal, what feeds what, and what was diagnosed."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from riparian.core.errors import NotFoundError
from riparian.models.wilson import wilson_interval
from riparian.tables.ecosystem import CONVERSION, UNSTEERED
from riparian.web.orders import orders_told
from riparian.web.reader import Condition, Reader

USUAL = "order"
"""The goal that is shown where none was chosen, if anybody journeys to it."""
KINDS = ("orphan", "dead end", "unseen", "chain", "sides", "fed")
"""Kinds of diagnosis: what asks for something to be done comes first."""
ENOUGH = 100
"""Arrivals without which the first sentence does not name a channel."""
_ANY = "any goal"
_SIDES = ("left_touches", "left_people", "right_touches", "right_people")
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel's part in the journeys to a goal (`channel_profiles`)."""

    channel: str
    touches: int
    starts: int
    conversions: int
    chance: float | None
    """None: no source tells whether the goal was reached."""
    expected_touches: float
    started_share: float
    own_feeding_share: float
    own: bool
    orphan: bool
    removal_effect: float | None
    removal_tested: str
    left_touches: int | None
    """Of people who had not bought; None, like the others, where no source tells who has."""
    left_people: int | None
    right_touches: int | None
    """Of customers."""
    right_people: int | None
    median_hours: float | None = None
    """From its touch to the goal, where the goal was reached next."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What one channel sends to another (`channel_feeds`)."""

    from_channel: str
    to_channel: str
    moves: int
    move_chance: float
    feeding_share: float
    own: bool
    median_hours: float | None = None
    """Between the two touches, whatever the goal; None where no two of one person lay near enough."""


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
    hours = _hours(tables, goal)
    unknown: dict[str, object] = {}
    if not orders_told(tables, [row["right_touches"] for row in rows]):
        unknown = dict.fromkeys(_SIDES) | (dict.fromkeys(("chance", "removal_effect")) if goal == USUAL else {})
    # Where there is one channel alone, none could have fed it.
    alone = {"orphan": False} if len(rows) == 1 else {}
    return tuple(Channel(**row | unknown | alone, median_hours=hours.get((row["channel"], CONVERSION))) for row in rows)


def feeds_of(tables: Reader, goal: str) -> tuple[Feed, ...]:
    """Every feed between two channels, that with the most moves first; staying in one is none."""
    of, order = [("goal", "=", goal)], ("-moves", "from_channel", "to_channel")
    rows = tables.rows("channel_feeds", columns=_columns(Feed), where=of, order_by=order, limit=_MOST)
    hours = _hours(tables, goal)
    between = ((row, (row["from_channel"], row["to_channel"])) for row in rows)
    return tuple(Feed(**row, median_hours=hours.get(ends)) for row, ends in between if ends[0] != ends[1])


def strongest(feeds: Sequence[Feed]) -> tuple[Feed, int] | None:
    """The feed that sends the largest share of what comes in to a channel, and how much comes in; None: there is none.

    Of channels one can use: nobody steers what comes directly, and nothing that ends there can be told to be fed. The
    largest is that whose share is the largest at the least, by Wilson's interval (1927), so that few moves make none.
    """
    steered = [
        feed
        for feed in feeds
        if feed.own and feed.feeding_share > 0 and not {feed.from_channel, feed.to_channel} & set(UNSTEERED)
    ]
    comes_in = np.array([round(feed.moves / feed.feeding_share) for feed in steered])
    told = [place for place, count in enumerate(comes_in) if count >= ENOUGH]
    if not told:
        return None
    least, _ = wilson_interval(np.array([steered[place].moves for place in told]), comes_in[told])
    best = told[int(np.argmax(least))]
    return steered[best], int(comes_in[best])


def said_of(tables: Reader, goal: str) -> tuple[Said, ...]:
    """What was diagnosed for a goal and for any, by kind and then by how much it rests on."""
    of = [("goal", "in", (goal, _ANY)), ("kind", "in", KINDS)]
    rows = tables.rows("channel_diagnoses", columns=_columns(Said), where=of, order_by=("channel",), limit=_MOST)
    return tuple(sorted((Said(**row) for row in rows), key=lambda one: (KINDS.index(one.kind), -one.count)))


def _hours(tables: Reader, goal: str) -> dict[tuple[str, str], float]:
    """Median hours of each move of the journeys to a goal, where they are known."""
    columns = ("from_channel", "to_channel", "median_hours")
    of: list[Condition] = [("goal", "=", goal), ("median_hours", "not null", None)]
    rows = tables.rows("channel_transitions", columns=columns, where=of, limit=_MOST)
    return {(row["from_channel"], row["to_channel"]): row["median_hours"] for row in rows}


def _columns(shape: type[Channel] | type[Feed] | type[Said]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(shape) if field.name != "median_hours")
