"""Channel diagnoses: which channel starves, which feeds whom, and what is missing, in sentences."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Annotated, Any, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table, promised, schema_of
from riparian.core.settings import Settings
from riparian.expressions.sequence import firsts
from riparian.expressions.totals import whole
from riparian.tables.credits import ChannelEconomy
from riparian.tables.ecosystem import (
    BETWEEN,
    BOUGHT,
    UNSTEERED,
    ChannelDiagnosis,
    ChannelFeed,
    ChannelProfile,
    JourneyPath,
)

ALL_CHANNELS: Final = "all channels"
ANY_GOAL: Final = "any goal"
_MOST: Final = 100_000
_NAMED: Final = 3
"""Feeders that a sentence names."""
_CHAIN: Final = 3
"""Touches from which on a path is a chain."""

Found = dict[str, Any]


class ChannelDiagnosesSettings(Settings):
    """`[derivations.channel_diagnoses]`"""

    fewest: Annotated[int, Field(ge=1)] = 30
    """Touches that a channel needs before anything is said of it."""
    hardly: Annotated[float, Field(gt=0, lt=1)] = 0.01
    """What is less than this share counts as nothing."""


def channel_diagnoses(
    channel_profiles: Table[ChannelProfile],
    channel_feeds: Table[ChannelFeed],
    paths: Table[JourneyPath],
    channel_economics: Table[ChannelEconomy],
    settings: ChannelDiagnosesSettings,
    gather: Gather,
) -> Table[ChannelDiagnosis]:
    """Sentences from the figures of the feeding graph, with the figure that each rests on.

    What could feed an orphan is told of channels that the company can steer, which Direct is not; an orphan that is
    bought is told to need no feeding. A channel that money is spent on and that nobody was seen to come by has no place
    in the chain, so it is no orphan and is told apart from them. Where one channel alone is known nothing could feed
    it, nor it anything; where no touch is of a customer, nobody knows who has bought, and no sides are told.

    Raises:
        NotEnoughDataError: no channel has the touches that a sentence needs, and none has spend without touches.
    """
    unseen = list(on_spend(records(gather(spent(channel_economics), at_most=_MOST))))
    profiles = records(gather(channel_profiles, at_most=_MOST))
    known = [one for one in profiles if one["touches"] >= settings.fewest]
    if not known and not unseen:
        raise NotEnoughDataError(f"no channel has the {settings.fewest} touches that a sentence on it needs")
    feeds: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for feed in records(gather(channel_feeds, at_most=_MOST)):
        feeds[feed["goal"], feed["to_channel"]].append(feed)
    chains = records(gather(longest_ways(paths), at_most=_MOST))
    channels = Counter(one["goal"] for one in profiles)
    among = [one for one in known if channels[one["goal"]] > 1 or feeds[one["goal"], one["channel"]]]
    said = [*on_channels(among, feeds, settings), *unseen, *on_sides(profiles), *on_chains(chains)]
    schema = schema_of(ChannelDiagnosis)
    columns = {name: np.array([one[name] for one in said], dtype=object) for name in schema}
    return promised(gather.give_back(columns, schema), ChannelDiagnosis)


def records(columns: dict[str, Array]) -> list[Found]:
    """Columns as one dictionary a row."""
    names = list(columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*(columns[name].tolist() for name in names), strict=True)]


def on_channels(
    known: list[Found], feeds: dict[tuple[str, str], list[Found]], settings: ChannelDiagnosesSettings
) -> Iterator[Found]:
    """Orphans and who could feed them, who feeds the others, and dead ends."""
    for one in known:
        goal, channel = one["goal"], one["channel"]
        come_in = one["starts"] + sum(feed["moves"] for feed in feeds[goal, channel])
        rest = {"goal": goal, "channel": channel, "share": one["own_feeding_share"], "count": come_in}
        if one["own"] and one["orphan"]:
            sent = f"own channels send {percent(one['own_feeding_share'])} of the {come_in:,} that come to it"
            says = f"Nothing feeds {channel}: {sent}.{what_could_feed(one, known)}"
            yield rest | {"kind": "orphan", "says": says}
        told = sorted(feeds[goal, channel], key=lambda feed: (-feed["feeding_share"], feed["from_channel"]))
        told = [feed for feed in told if feed["feeding_share"] >= settings.hardly][:_NAMED]
        if told:
            by = listed([f"{feed['from_channel']} ({percent(feed['feeding_share'])})" for feed in told])
            yield rest | {
                "kind": "fed",
                "says": f"{channel} is fed by {by}; {percent(one['started_share'])} start there.",
            }
        on = one["conversions"] + sum(
            feed["moves"]
            for (of, _), some in feeds.items()
            if of == goal
            for feed in some
            if feed["from_channel"] == channel
        )
        if on < settings.hardly * one["touches"]:
            leads = f"of {one['touches']:,} touches {on:,} lead to another channel or to the goal"
            share = {"share": on / one["touches"], "count": one["touches"]}
            yield rest | share | {"kind": "dead end", "says": f"Nothing comes of {channel}: {leads}."}


def what_could_feed(orphan: Found, known: list[Found]) -> str:
    """The largest own channels of the same goal that can be steered; none where visits are bought or come of nobody."""
    if orphan["channel"] in BOUGHT:
        return " Its visits are bought, so it needs no feeding."
    others = [
        one
        for one in known
        if one["goal"] == orphan["goal"] and one["own"] and one["channel"] not in (orphan["channel"], *UNSTEERED)
    ]
    largest = sorted(others, key=lambda one: (-one["touches"], one["channel"]))[:_NAMED]
    if not largest or orphan["channel"] in UNSTEERED:
        return ""
    return f" {listed([one['channel'] for one in largest])} could."


def spent(channel_economics: Table[ChannelEconomy]) -> ibis.Table:
    """What was spent on each channel in all, and whether anybody was ever seen to come by it."""
    by_channel = channel_economics.group_by("channel").agg(
        spend=whole(channel_economics.spend.sum()), visited=channel_economics.visited.any()
    )
    return by_channel.filter(by_channel.spend > 0)


def on_spend(channels: list[Found]) -> Iterator[Found]:
    """Channels that money is spent on, and no touch of which is seen."""
    total = sum(one["spend"] for one in channels)
    for one in sorted(channels, key=lambda channel: channel["channel"]):
        if not one["visited"]:
            share = one["spend"] / total
            says = f"Money is spent on {one['channel']} ({percent(share)} of all spend), and no touch of it is seen."
            rest = {"says": says, "share": share, "count": total}
            yield {"goal": ANY_GOAL, "kind": "unseen", "channel": one["channel"]} | rest


def on_sides(profiles: list[Found]) -> Iterator[Found]:
    """How much of all touches is of prospects and how much of customers: the same touches, whatever the goal."""
    channels = {one["channel"]: one for one in profiles}.values()
    left, right = (sum(one[f"{side}_touches"] for one in channels) for side in ("left", "right"))
    if right:
        share = right / (left + right)
        before = f"{percent(1 - share)} are of people who had not bought (the left side)"
        says = f"Of {left + right:,} touches {before} and {percent(share)} of customers (the right side)."
        rest = {"says": says, "share": share, "count": left + right}
        yield {"goal": ANY_GOAL, "kind": "sides", "channel": ALL_CHANNELS} | rest


def longest_ways(paths: Table[JourneyPath]) -> ibis.Table:
    """Of each goal the path over several touches that most conversions took, and all conversions with a touch."""
    touched = paths.filter(paths.touches > 0)
    all_of = touched.group_by("goal").agg(all=whole(touched.conversions.sum()))
    long = touched.filter((touched.touches >= _CHAIN) & (touched.conversions > 0)).mutate(fewer=-touched.conversions)
    most = firsts(long, by=["goal"], order=["fewer", "touches", "path"])
    return most.join(all_of, "goal").select("goal", "path", "conversions", "all")


def on_chains(chains: list[Found]) -> Iterator[Found]:
    """The most walked way from end to end."""
    for one in sorted(chains, key=lambda chain: chain["goal"]):
        share = one["conversions"] / one["all"]
        walked = one["path"].split(BETWEEN)
        says = (
            f"The way over {len(walked)} touches that led to the goal most often is {', then '.join(walked)}: "
            f"{one['conversions']:,} of {one['all']:,} conversions ({percent(share)})."
        )
        yield {"goal": one["goal"], "kind": "chain", "channel": ALL_CHANNELS, "says": says} | {
            "share": share,
            "count": one["all"],
        }


def percent(share: float) -> str:
    """A share as people read it.

    >>> percent(0.0345)
    '3.5 %'
    """
    return f"{100 * share:.1f} %"


def listed(words: list[str]) -> str:
    """Words in a row.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
