"""What the two maps draw: channels that feed one another, and participants on their rings."""

from collections.abc import Callable, Collection, Mapping, Sequence
from math import atan2, cos, pi, sin

from riparian.tables.ecosystem import BETWEEN
from riparian.web import words
from riparian.web.channels import Channel, Feed
from riparian.web.charts.network import Edge, NetworkPicture, Node, Tone
from riparian.web.deeds.addressed import people_path
from riparian.web.deeds.journeys import Journeyed
from riparian.web.sites import Site, SiteFlow, placed

FEEDS_DRAWN = 24
"""The largest; those of the chosen channel are drawn besides."""
FLOWS_DRAWN = 60
_RINGS = {0: (1.0,), 1: (1.0,), 2: (0.64, 1.0), 3: (0.6, 0.82, 1.0)}
"""How far the rings lie from the middle, by how many hold anybody."""
OWN_SITE = "var(--waist, #976712)"
KIND_COLOURS = {
    "company": OWN_SITE,
    "partner": "var(--series-1, #0B6B63)",
    "supplier": "var(--series-1, #0B6B63)",
    "platform": "var(--series-2, #3F87ED)",
    "community": "var(--series-4, #DF6AA6)",
    "customer": "var(--series-4, #DF6AA6)",
    "prospect": "var(--series-4, #DF6AA6)",
    "thought leader": "var(--series-5, #563396)",
    "analyst": "var(--series-5, #563396)",
    "publisher": "var(--series-6, #9E9518)",
    "competitor": "var(--series-8, #751E26)",
}
"""Kinds that are alike share a colour: the word beneath each circle tells them apart."""
OTHER_KIND = "var(--ink-3, #5C6963)"


def channel_picture(
    channels: Sequence[Channel],
    feeds: Sequence[Feed],
    *,
    goal: str,
    chosen: str,
    path: Callable[[str], str],
    arrow: Callable[[Feed], str],
    kept: Collection[str],
    before: Mapping[str, int] | None,
) -> NetworkPicture:
    """Channels in a circle, in the order of their names whatever the goal, so that none moves between loads."""
    around = sorted(one.channel for one in channels)
    angles = {name: 2 * pi * place / len(around) - pi / 2 for place, name in enumerate(around)}
    drawn = [
        feed
        for place, feed in enumerate(feeds)
        if place < FEEDS_DRAWN or chosen in (feed.from_channel, feed.to_channel)
    ]
    return NetworkPicture(
        name="channels",
        title=f"Which channel feeds which, on the way to {goal}",
        description=f"{len(channels)} channels in a circle, as large as their touches, and {len(drawn)} of "
        f"{len(feeds)} feeds between them as arrows, as wide as their moves. The arrows of {chosen} stand out.",
        nodes=tuple(
            Node(
                name=one.channel,
                note="orphan" if one.orphan else words.short(one.touches),
                says=f"{one.channel}: {words.counted(one.touches, 'touch', 'touches')}"
                + (", an orphan: nothing of your own feeds it" if one.orphan else ""),
                x=cos(angles[one.channel]),
                y=sin(angles[one.channel]),
                amount=one.touches,
                fill="var(--waist, #976712)" if one.orphan else "var(--band, #0B6B63)",
                hollow=not one.own,
                diamond=one.orphan,
                chosen=one.channel == chosen,
                href=path(one.channel),
                before=before.get(one.channel, 0) if before is not None else None,
            )
            for one in channels
            if one.channel in kept
        ),
        edges=tuple(
            Edge(
                feed.from_channel,
                feed.to_channel,
                feed.moves,
                f"{feed.from_channel} to {feed.to_channel}: {words.counted(feed.moves, 'move', 'moves')}, "
                f"{words.share(feed.feeding_share)} of what comes in there",
                _tone(feed.from_channel, feed.to_channel, chosen),
                # Of what is chosen alone, or the keyboard would stop at every arrow; the table opens them all.
                href=arrow(feed) if chosen in (feed.from_channel, feed.to_channel) else "",
            )
            for feed in drawn
        ),
    )


def who_went(feed: Feed, goal: str, month: str | None) -> str:
    """Where the people are listed who made the moves of an arrow: of settled journeys, or of all of a month."""
    way = f"{feed.from_channel}{BETWEEN}{feed.to_channel}"
    return people_path(Journeyed(goal, "strict", way, None if month else "settled", "moves", month))


def site_picture(
    sites: Sequence[Site],
    flows: Sequence[SiteFlow],
    *,
    company: str,
    chosen: str,
    path: Callable[[str], str],
    kept: Collection[str],
    before: Mapping[str, int] | None,
    placing: tuple[Sequence[Site], Sequence[SiteFlow]],
) -> NetworkPicture:
    """Participants on rings by how many flows away they are, the company in the middle.

    `placing`: what places rest on, so that nobody moves where the flows of another window are drawn.
    """
    places = placed(tuple(placing[0]), tuple(placing[1]))
    outermost = max((min(max(one.ring, 1), 3) for one in sites if one.participant in places and not one.own), default=1)
    far = _RINGS[outermost]
    drawn = [flow for place, flow in enumerate(flows) if place < FLOWS_DRAWN or chosen in (flow.giver, flow.receiver)]

    def at(one: Site) -> tuple[float, float]:
        x, y = places[one.participant]
        if one.own:
            return (0.16 * cos(atan2(y, x)), 0.16 * sin(atan2(y, x))) if x or y else (0.0, 0.0)
        away = far[min(max(one.ring, 1), 3) - 1]
        return away * cos(atan2(y, x)), away * sin(atan2(y, x))

    return NetworkPicture(
        name="sites",
        title=f"The ecosystem of {company}",
        description=f"{len(places)} participants, as large as the visits that come and go, {company} in the middle and "
        f"others on {len(far)} rings, and {len(drawn)} flows of visits. The arrows of {chosen} stand out.",
        nodes=tuple(
            Node(
                name=one.participant,
                note=one.kind,
                says=f"{one.participant}: {one.kind}, {one.told}",
                x=at(one)[0],
                y=at(one)[1],
                amount=one.visits,
                fill=KIND_COLOURS.get(one.kind, OTHER_KIND),
                hollow=one.attention is None,
                chosen=one.participant == chosen,
                href=path(one.participant),
                named=one.own,
                before=before.get(one.participant, 0) if before is not None else None,
            )
            for one in sites
            if one.participant in places and one.participant in kept
        ),
        edges=tuple(
            Edge(
                flow.giver,
                flow.receiver,
                flow.visits,
                f"{flow.giver} to {flow.receiver}: {words.counted(flow.visits, 'visit', 'visits')} ({flow.told})",
                _tone(flow.giver, flow.receiver, chosen),
                dashed=flow.told != "measured",
            )
            for flow in drawn
        ),
        rings=far,
    )


def _tone(giver: str, receiver: str, chosen: str) -> Tone:
    return "into" if receiver == chosen else "out" if giver == chosen else "rest"
