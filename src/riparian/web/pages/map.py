"""The map page: which channel feeds which, or who takes part in the ecosystem, and one of them in full."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal

from fastapi import Query

from riparian.core.errors import NotFoundError
from riparian.web import words
from riparian.web.addresses import address
from riparian.web.channels import Channel, Feed, Said, channels_of, feeds_of, goals_of, known_goal, said_of
from riparian.web.charts.network import draw_network
from riparian.web.deciding import NOWHERE, Decide
from riparian.web.map_pictures import FEEDS_DRAWN, FLOWS_DRAWN, KIND_COLOURS, OTHER_KIND, channel_picture, site_picture
from riparian.web.page import Page
from riparian.web.reader import EXAMPLE_SNAPSHOT, Reader, Snapshot, snapshot_of
from riparian.web.reasons import why_empty
from riparian.web.refusals import NothingYetError
from riparian.web.sites import Site, SiteFlow, Wish, site_flows_of, sites_of, wishes_of

Of = Literal["channels", "sites"]
ENOUGH = 100
"""Arrivals without which the first sentence does not name an orphan."""


@dataclass(frozen=True, slots=True)
class MapView:
    """What the page shows, and its JSON twin. One of `channels` and `sites` is empty; `missing` tells why both are."""

    heading: str
    sentence: str
    of: Snapshot
    view: Of
    goal: str
    goals: tuple[str, ...]
    chosen: str
    """The channel or participant told in full."""
    said: tuple[Said, ...]
    channels: tuple[Channel, ...]
    feeds: tuple[Feed, ...]
    sites: tuple[Site, ...]
    flows: tuple[SiteFlow, ...]
    wishes: dict[str, Wish]
    """By participant, whether somebody decided that it is wanted; the next build publishes it."""
    seen: int
    """The last entry of the ledger."""
    missing: str | None

    @property
    def channel(self) -> Channel | None:
        """The channel told in full."""
        return next((one for one in self.channels if one.channel == self.chosen), None)

    @property
    def site(self) -> Site | None:
        """The participant told in full."""
        return next((one for one in self.sites if one.participant == self.chosen), None)

    @property
    def kinds(self) -> tuple[tuple[str, str], ...]:
        """Kinds on the map, each with its colour."""
        kinds = sorted({one.kind for one in self.sites}, key=lambda kind: (kind != "company", kind == "other", kind))
        return tuple((kind, KIND_COLOURS.get(kind, OTHER_KIND)) for kind in kinds)

    @property
    def drawn(self) -> int:
        """How many arrows are drawn besides those of what is chosen."""
        return FEEDS_DRAWN if self.view == "channels" else FLOWS_DRAWN


def show(
    tables: Reader,
    decide: Decide = NOWHERE,
    *,
    view: Annotated[
        Of, Query(description="Channels and what feeds them, or participants and their sites.")
    ] = "channels",
    goal: Annotated[
        str | None,
        Query(max_length=200, description="The goal of the journeys; without it orders.", examples=["order"]),
    ] = None,
    node: Annotated[
        str | None, Query(max_length=300, description="What is told in full; without it, what asks for it most.")
    ] = None,
) -> MapView:
    """One of the two maps."""
    goals = goals_of(tables, "channel_profiles")
    if not goals and not tables.count("participant_influence"):
        why = why_empty(tables, "channel_profiles", "Nobody has met the company through a channel yet.")
        raise NothingYetError(why, fix="riparian build")
    if view == "sites":
        return _of_sites(tables, decide, node)
    goal = known_goal(goal, goals, where="/map")
    channels, feeds, said = channels_of(tables, goal), feeds_of(tables, goal), said_of(tables, goal)
    names = [one.channel for one in (*(one for one in channels if one.orphan), *channels)]
    return MapView(
        heading="Ecosystem map",
        sentence=_of_orphans(channels, said) + _of_the_strongest(feeds),
        of=snapshot_of(tables),
        view=view,
        goal=goal,
        goals=goals,
        chosen=_known(node, names),
        said=said,
        channels=channels,
        feeds=feeds,
        sites=(),
        flows=(),
        wishes={},
        seen=0,
        missing=None if channels else why_empty(tables, "channel_profiles", "No journey touched a channel yet."),
    )


def _of_sites(tables: Reader, decide: Decide, node: str | None) -> MapView:
    seen, sites, flows = decide.latest(), sites_of(tables), site_flows_of(tables)
    names = [one.participant for one in (*(one for one in sites if not one.own), *sites)]
    return MapView(
        heading="Ecosystem map",
        sentence=_of_visits(sites, flows, tables.company),
        of=snapshot_of(tables),
        view="sites",
        goal="",
        goals=(),
        chosen=_known(node, names),
        said=(),
        channels=(),
        feeds=(),
        sites=sites,
        flows=flows,
        wishes=wishes_of(decide),
        seen=seen,
        missing=None if sites else why_empty(tables, "participants", "No visit named where it came from yet."),
    )


def _known(node: str | None, names: Sequence[str]) -> str:
    if node is not None and node not in names:
        listed = ", ".join(sorted(set(names))[:12]) or "none"
        raise NotFoundError(f"{node!r} is not on this map.", where="/map", fix=f"There are: {listed}.")
    return node or next(iter(names), "")


def _of_orphans(channels: Sequence[Channel], said: Sequence[Said]) -> str:
    seen = [one for one in said if one.kind == "orphan" and one.count >= ENOUGH]
    if seen:
        named = _listed([f"{one.channel} ({words.number(one.count)} came in)" for one in seen])
        return f"Nothing of your own feeds {named}."
    if any(one.orphan for one in channels):
        return "Nothing of your own feeds some channels, but too few came in to tell."
    return "Each channel is fed by another of your own." if channels else "No channel was touched yet."


def _of_the_strongest(feeds: Sequence[Feed]) -> str:
    own = next((feed for feed in feeds if feed.own), None)
    if own is None:
        return ""
    return (
        f" Your strongest feed: {own.from_channel} sends {words.share(own.feeding_share)} of what comes in to "
        f"{own.to_channel}."
    )


def _of_visits(sites: Sequence[Site], flows: Sequence[SiteFlow], company: str) -> str:
    own = {one.participant for one in sites if one.own}
    came = [flow for flow in flows if flow.receiver in own and flow.giver not in own]
    if not came:
        return f"No visit from others to sites of {company} is known in the latest window."
    visits, first = sum(flow.visits for flow in came), came[0]
    upto = first.window_to - timedelta(days=1)
    givers = words.counted(len({flow.giver for flow in came}), "participant", "participants")
    return (
        f"From {words.day(first.window_from)} to {words.day(upto)}, {words.number(visits)} visits came to sites of "
        f"{company} from {givers}; {first.giver} sent the most, {words.share(first.visits / visits)}."
    )


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def draw(view: MapView, *, width: float, height: float) -> str:
    """The map that is chosen."""
    if view.missing:
        return ""

    def path(name: str) -> str:
        goal = view.goal if view.goals and view.goal != view.goals[0] else None
        return address("/map", view=view.view if view.view == "sites" else None, goal=goal, node=name)

    if view.view == "sites":
        shown = site_picture(view.sites, view.flows, company=view.of.company, chosen=view.chosen, path=path)
    else:
        shown = channel_picture(view.channels, view.feeds, goal=view.goal, chosen=view.chosen, path=path)
    return draw_network(shown, width=width, height=height)


_CHANNEL = Channel(
    "Paid Social", 522, 500, 21, 0.0812, 1.62, 0.9980, 0.0020, True, True, 0.0541, "not tested", 498, 470, 31, 24
)

PAGE = Page(
    path="/map",
    title="Ecosystem map",
    says="Which channel feeds which on the way to a goal, or who takes part in the ecosystem; and one of them in full.",
    template="map.html",
    show=show,
    group="See",
    place=30,
    icon="map",
    pictures={
        "wide": lambda view: draw(view, width=680, height=600),
        "narrow": lambda view: draw(view, width=326, height=520),
    },
    example=MapView(
        heading="Ecosystem map",
        sentence="Nothing of your own feeds Paid Social (501 came in).",
        of=EXAMPLE_SNAPSHOT,
        view="channels",
        goal="order",
        goals=("order", "opt in"),
        chosen="Paid Social",
        said=(),
        channels=(_CHANNEL,),
        feeds=(Feed("Organic Search", "Direct", 464, 0.18, 0.276, True),),
        sites=(),
        flows=(),
        wishes={},
        seen=0,
        missing=None,
    ),
)
