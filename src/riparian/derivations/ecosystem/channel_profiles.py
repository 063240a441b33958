"""Channel profiles: each channel's part in the journeys to a goal, and who it is touched by."""

from typing import Final

import ibis
import numpy as np

from riparian.core.doors import Array, Gather
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.unknown import null_for_nan
from riparian.models.channel_feeding import ChannelFeeding
from riparian.tables.ecosystem import CONVERSION, NOTHING, START, ChannelProfile, ChannelTransition, Touchpoint
from riparian.tables.hourglass import Standing

NOT_TESTED: Final = "not tested"
_MOST_MOVES: Final = 500_000
_SIDES: Final = ("left_touches", "left_people", "right_touches", "right_people")
_COUNTS: Final = ("touches", "starts", "conversions")
_FLAGS: Final = ("own", "orphan")
_SHARES: Final = ("chance", "expected_touches", "started_share", "own_feeding_share", "removal_effect")


class ChannelProfilesSettings(Settings):
    """`[derivations.channel_profiles]`"""

    not_own: tuple[str, ...] = ("Referral", "Affiliates", "AI Assistants", "Unassigned")
    """Channels of others: the company cannot use them itself, and what they send is no feeding of its own."""


def channel_profiles(
    channel_transitions: Table[ChannelTransition],
    touchpoints: Table[Touchpoint],
    standings: Table[Standing],
    settings: ChannelProfilesSettings,
    gather: Gather,
) -> Table[ChannelProfile]:
    """Chances from the absorbing chain of each goal's moves, and the touches of prospects and of customers.

    Prospects are the left side: people who had not ordered before the touch began; customers the right side.

    Raises:
        NotEnoughDataError: no journey with a touch is over.
    """
    rows = gather(channel_transitions.select("goal", "from_channel", "to_channel", "moves"), at_most=_MOST_MOVES)
    goals = sorted(set(rows["goal"].tolist()))
    if not goals:
        raise NotEnoughDataError("no journey that has a touch is over, so nobody knows what feeds which channel")
    parts = [
        profiles_of({name: column[rows["goal"] == goal] for name, column in rows.items()}, settings) for goal in goals
    ]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    types = {"goal": "string", "channel": "string"} | dict.fromkeys(_COUNTS, "int64") | dict.fromkeys(_FLAGS, "boolean")
    made = gather.give_back(columns, ibis.schema(types | dict.fromkeys(_SHARES, "float64")))
    made = null_for_nan(made, "removal_effect").mutate(removal_tested=ibis.literal(NOT_TESTED))
    both = made.left_join(sides(touchpoints, standings), "channel")
    return promised(both.mutate(**{name: both[name].fill_null(0) for name in _SIDES}), ChannelProfile)


def profiles_of(moves: dict[str, Array], settings: ChannelProfilesSettings) -> dict[str, Array]:
    """The profiles of all channels for one goal."""
    ends = (START, CONVERSION, NOTHING)
    channels = sorted(set(moves["from_channel"].tolist()) - set(ends))
    places = {channel: place for place, channel in enumerate((*channels, *ends))}
    size = len(channels)
    counted = np.zeros((size + len(ends), size + len(ends)))
    here = [places[channel] for channel in moves["from_channel"]]
    there = [places[channel] for channel in moves["to_channel"]]
    counted[here, there] = moves["moves"]
    touches, starts, conversions = counted[:size].sum(axis=1), counted[size, :size], counted[:size, size + 1]
    feeding = ChannelFeeding.of(starts, counted[:size, :size] / touches[:, None], conversions / touches)
    own = ~np.isin(np.array(channels), settings.not_own)
    return {
        "goal": np.full(size, moves["goal"][0], dtype=object),
        "channel": np.array(channels, dtype=object),
        "touches": touches.astype(np.int64),
        "starts": starts.astype(np.int64),
        "conversions": conversions.astype(np.int64),
        "own": own,
        "orphan": feeding.orphans(own),
        "chance": np.clip(feeding.purchase_chances, 0, 1),
        "expected_touches": feeding.visits.sum(axis=1),
        "started_share": feeding.started_shares,
        "own_feeding_share": feeding.feeding_shares[own].sum(axis=0),
        "removal_effect": np.clip(removal_effects(feeding), 0, 1),
    }


def removal_effects(feeding: ChannelFeeding) -> Array:
    """Share of conversions lost without each channel; unknown where there are none to lose."""
    try:
        return feeding.removal_effects()
    except NotEnoughDataError:
        return np.full(len(feeding.starts), np.nan)


def sides(touchpoints: Table[Touchpoint], standings: Table[Standing]) -> ibis.Table:
    """Touches and people of each channel before and after the first order."""
    bought = standings.select("person_key", "first_order_at")
    touched = touchpoints.select("person_key", "occurred_at", "channel").left_join(bought, "person_key")
    left = touched.first_order_at.isnull() | (touched.occurred_at <= touched.first_order_at)
    each = touched.group_by("channel", "person_key").agg(left=touched.count(where=left), all=touched.count())
    right = each["all"] - each.left
    return each.group_by("channel").agg(
        left_touches=each.left.sum(),
        left_people=each.count(where=each.left > 0),
        right_touches=right.sum(),
        right_people=each.count(where=right > 0),
    )
