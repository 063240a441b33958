"""The map page: which channel feeds which, or who takes part in the ecosystem, and one of them in full."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from fastapi import Query

from riparian.core.errors import NotFoundError
from riparian.tables.ecosystem import BOUGHT
from riparian.tables.participants import EVERYTHING
from riparian.web import compare, words
from riparian.web.addresses import address
from riparian.web.attention_return import returned, returned_says
from riparian.web.channels import (
    ENOUGH,
    Channel,
    Feed,
    Said,
    channels_of,
    feeds_of,
    goals_of,
    known_goal,
    said_of,
    strongest,
)
from riparian.web.charts.network import draw_network
from riparian.web.charts.ranges import draw_ranges
from riparian.web.compare import Beside, beside
from riparian.web.deciding import NOWHERE, Decide
from riparian.web.leads import leads_of, leads_picture, leads_say
from riparian.web.map_before import EXAMPLE as EXAMPLE_BEFORE
from riparian.web.map_before import channels_before, sites_before
from riparian.web.map_pictures import channel_picture, site_picture, who_went
from riparian.web.map_view import AtMoment, MapView, Of, kept_of, known_kind, name_of
from riparian.web.moments import channels_in, moment_of, months_of, sites_in, windows_of
from riparian.web.page import Page
from riparian.web.reader import EXAMPLE_SNAPSHOT, Reader, snapshot_of
from riparian.web.reasons import why_empty
from riparian.web.refusals import NothingYetError
from riparian.web.regard import attending, known_subject, regards_of, regards_say, subjects_of
from riparian.web.sites import Site, SiteFlow, measured_of, site_flows_of, sites_of, wishes_of


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
    kind: Annotated[
        str | None, Query(max_length=60, description="Show this kind alone.", examples=["thought leader"])
    ] = None,
    find: Annotated[
        str | None, Query(max_length=200, description="Show names with this in them alone.", examples=["garden"])
    ] = None,
    job: Annotated[
        str | None,
        Query(
            max_length=300,
            description="The job or topic that participants are told on; without it all.",
            examples=["a garden that lives"],
        ),
    ] = None,
    against: compare.Snapshot = None,
    moment: Annotated[
        str | None,
        Query(max_length=20, description="Draw a month of channels, or a window of visits.", examples=["2026-09"]),
    ] = None,
) -> MapView:
    """One of the two maps."""
    goals = goals_of(tables, "channel_profiles")
    if not goals and not tables.count("participant_influence"):
        why = why_empty(tables, "channel_profiles", "Nobody has met the company through a channel yet.")
        raise NothingYetError(why, fix="riparian build")
    find = find.strip() or None if find else None
    other = beside(tables, against, where="/map")
    if view == "sites":
        return _of_sites(tables, decide, node=node, kind=kind, find=find, job=job, other=other, moment=moment)
    if job:
        known_subject(job, subjects_of(tables))
    return _of_channels(tables, goal, goals, node=node, kind=kind, find=find, other=other, moment=moment)


def _of_channels(
    tables: Reader,
    goal: str | None,
    goals: tuple[str, ...],
    *,
    node: str | None,
    kind: str | None,
    find: str | None,
    other: Beside,
    moment: str | None,
) -> MapView:
    goal = known_goal(goal, goals, where="/map")
    channels, feeds, said = channels_of(tables, goal), feeds_of(tables, goal), said_of(tables, goal)
    kind = known_kind(kind, "channels", channels)
    kept = kept_of(channels, kind, find)
    former = channels_before(other.tables, goal)
    leads, moments = leads_of(tables), moment_of(moment, months_of(tables))
    names = [one.channel for one in (*(one for one in channels if one.orphan), *channels) if one.channel in kept]
    return MapView(
        heading="Ecosystem map",
        sentence=_of_orphans(channels, said) + _of_the_strongest(feeds),
        of=snapshot_of(tables),
        view="channels",
        goal=goal,
        goals=goals,
        chosen=_known(node, names, channels),
        said=said,
        channels=channels,
        feeds=feeds,
        sites=(),
        flows=(),
        wishes={},
        seen=0,
        missing=None if channels else why_empty(tables, "channel_profiles", "No journey touched a channel yet."),
        kind=kind,
        find=find,
        kept=kept,
        against=other.against,
        former=former,
        before=former.sizes if former else None,
        moves_before=former.moves if former else None,
        moments=moments,
        at_moment=AtMoment(*channels_in(tables, goal, moments.chosen.value, channels), (), ())
        if moments.chosen
        else None,
        leads=leads,
        leads_say=leads_say(leads),
        apart_missing=""
        if leads
        else why_empty(tables, "channel_leads", "Too few days of touches to look for what leads what."),
    )


def _of_sites(
    tables: Reader,
    decide: Decide,
    *,
    node: str | None,
    kind: str | None,
    find: str | None,
    job: str | None,
    other: Beside,
    moment: str | None,
) -> MapView:
    moments = moment_of(moment, windows_of(tables))
    subjects = subjects_of(tables)
    subject = known_subject(job, subjects)
    ranked_on = EVERYTHING if subject.kind == "topic" else subject.name
    seen, sites, flows = decide.latest(), sites_of(tables, ranked_on), site_flows_of(tables)
    regards = regards_of(tables, subject, sites)
    if subject.kind == "topic":
        sites = attending(sites, regards)
    kind = known_kind(kind, "sites", sites)
    kept = kept_of(sites, kind, find)
    former = sites_before(other.tables, subject)
    gains = returned(tables)
    ordered = (*(one for one in sites if not one.own), *sites)
    names = [one.participant for one in ordered if one.participant in kept]
    return MapView(
        heading="Ecosystem map",
        sentence=_of_visits(sites, flows, tables.company),
        of=snapshot_of(tables),
        view="sites",
        goal="",
        goals=(),
        chosen=_known(node, names, sites),
        said=(),
        channels=(),
        feeds=(),
        sites=sites,
        flows=flows,
        wishes=wishes_of(decide),
        seen=seen,
        missing=None if sites else why_empty(tables, "participants", "No visit named where it came from yet."),
        kind=kind,
        find=find,
        kept=kept,
        against=other.against,
        former=former,
        before=former.sizes if former else None,
        moves_before=former.moves if former else None,
        moments=moments,
        at_moment=AtMoment((), (), *sites_in(tables, int(moments.chosen.value), sites)) if moments.chosen else None,
        job=subject.name,
        subjects=subjects,
        regards=regards,
        regards_say=regards_say(regards),
        returned=gains,
        returned_say=returned_says(gains, tables.currency),
        apart_missing=""
        if gains
        else why_empty(tables, "return_on_attention", "No piece of content was viewed in the last year."),
        measured=measured_of(flows),
    )


def _known(node: str | None, kept: Sequence[str], everybody: Sequence[Channel | Site]) -> str:
    """Who is told beside the map: whom the address names, else the first of those that are shown."""
    if node is None or node in kept:
        return node or next(iter(kept), "")
    if node in {name_of(one) for one in everybody}:
        what = f"{words.clip(node)!r} is on this map, but not of the kind and name that are shown."
        raise NotFoundError(what, where="/map", fix="Take kind and find out of the address.")
    listed = ", ".join(sorted(set(kept))[:12]) or "none of this kind and name"
    raise NotFoundError(f"{words.clip(node)!r} is not on this map.", where="/map", fix=f"There are: {listed}.")


def _of_orphans(channels: Sequence[Channel], said: Sequence[Said]) -> str:
    seen = [one for one in said if one.kind == "orphan" and one.count >= ENOUGH]
    bought = [one.channel in BOUGHT for one in seen]
    if seen:
        named, paid = (
            [f"{one.channel} ({words.number(one.count)} came in)" for one, is_paid in zip(seen, bought, strict=True)
             if is_paid == is_bought] for is_bought in (False, True)
        )  # fmt: skip
        are = "is bought and needs" if len(paid) == 1 else "are bought and need"
        if not named:
            return f"Nothing of your own feeds {_listed(paid)}, which {are} no feeding."
        also = f" {_listed(paid)} {are} none." if paid else ""
        return f"Nothing of your own feeds {_listed(named)}.{also}"
    if len(channels) == 1:
        return f"{channels[0].channel} is the only channel that people were seen to come by, so nothing could feed it."
    if any(one.orphan for one in channels):
        return "Nothing of your own feeds some channels, but too few came in to tell."
    return "Each channel is fed by another of your own." if channels else "No channel was touched yet."


def _of_the_strongest(feeds: Sequence[Feed]) -> str:
    found = strongest(feeds)
    if found is None:
        return ""
    feed, comes_in = found
    return (
        f" Your strongest feed: {feed.from_channel} sends {words.share(feed.feeding_share)} of the "
        f"{words.number(comes_in)} that come in to {feed.to_channel}."
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
    if view.missing or not view.kept:
        return ""

    def path(name: str) -> str:
        goal = view.goal if view.goals and view.goal != view.goals[0] else None
        against = view.against.chosen.value if view.against.chosen else None
        of = "sites" if view.view == "sites" else None
        moment = view.moments.chosen.value if view.moments.chosen else None
        job = view.job if view.job != EVERYTHING else None
        return address(
            "/map", view=of, goal=goal, node=name, kind=view.kind, find=view.find, job=job, against=against,
            moment=moment,
        )  # fmt: skip

    now = view.at_moment or view
    if view.view == "sites":
        shown = site_picture(
            now.sites,
            now.flows,
            company=view.of.company,
            chosen=view.chosen,
            path=path,
            kept=view.kept,
            before=view.before if now is view else None,
            placing=(view.sites, view.flows),
        )
    else:
        shown = channel_picture(
            now.channels,
            now.feeds,
            goal=view.goal,
            chosen=view.chosen,
            path=path,
            arrow=lambda feed: who_went(feed, view.goal, view.moments.chosen.value if view.moments.chosen else None),
            kept=view.kept,
            before=view.before if now is view else None,
        )
    return draw_network(shown, width=width, height=height)


def draw_leads(view: MapView, *, width: float) -> str:
    """Pairs of channels of which the one leads; nothing where none were looked at."""
    then = view.former.leads if view.former else None
    return draw_ranges(leads_picture(view.leads, then), width=width) if view.leads else ""


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
        "leads": lambda view: draw_leads(view, width=720),
        "leads_widest": lambda view: draw_leads(view, width=1104),
        "leads_narrow": lambda view: draw_leads(view, width=326),
    },
    example=MapView(
        heading="Ecosystem map",
        sentence="Nothing of your own feeds Paid Social (501 came in), which is bought and needs no feeding.",
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
        kept=("Paid Social",),
        former=EXAMPLE_BEFORE,
    ),
)
