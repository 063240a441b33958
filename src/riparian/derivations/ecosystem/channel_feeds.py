"""Channel feeds: which channel sends people to which, and how much of what comes in that is."""

import ibis

from riparian.core.row import Table, promised
from riparian.tables.ecosystem import CONVERSION, NOTHING, START, ChannelFeed, ChannelProfile, ChannelTransition


def channel_feeds(
    channel_transitions: Table[ChannelTransition], channel_profiles: Table[ChannelProfile]
) -> Table[ChannelFeed]:
    """Moves from channel to another channel, as a share of all that comes into the one that is fed.

    The shares are those of the absorbing chain fitted to the same journeys, in which as many touches are expected in
    each channel as were counted.
    """
    between = channel_transitions.filter(
        ~channel_transitions.to_channel.isin((CONVERSION, NOTHING))
        & (channel_transitions.from_channel != channel_transitions.to_channel)
    )
    all_in = ibis.window(group_by=["goal", "to_channel"])
    fed = between.mutate(feeding_share=between.moves / between.moves.sum().over(all_in), move_chance=between.share)
    fed = fed.filter(fed.from_channel != START)
    whose = channel_profiles.select("goal", "own", from_channel="channel")
    return promised(fed.join(whose, ["goal", "from_channel"]), ChannelFeed)
