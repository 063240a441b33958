"""Participants of the ecosystem as pages tell them: who they are, what flows between them, and where they stand."""

from collections import Counter
from dataclasses import dataclass, fields, replace
from datetime import date

from riparian.tables.participants import EVERYTHING, MEASURED
from riparian.web.charts.ecosystem_map import MOST_NODES, spots_of
from riparian.web.deciding import Decide
from riparian.web.deeds.addressed import people_path
from riparian.web.deeds.visits import Visited
from riparian.web.reader import Condition, Reader
from riparian.web.words import counted, number
from riparian.workspace.mapping import EcosystemMap, MapEdge, MapNode

_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Site:
    """A participant with all its sites, in the latest window; what it brought is of all time. Money in minor units.

    Of a job what is of the job alone is None where its attention on that job is unknown, and so it has no rank there.
    """

    participant: str
    kind: str
    own: bool
    wanted: bool | None
    proposed: bool
    ring: int
    rank: int | None
    score: float | None
    attention: float | None
    attention_change: float | None
    visits_in: int | None
    """None: nobody measured it, as of a platform's own visitors."""
    visits_out: int | None
    page_rank: float
    betweenness: float
    people: int | None
    trusting: int | None
    customers: int | None
    value: int | None
    removal: float | None
    shapley: float | None
    shapley_error: float | None
    strength: str | None
    weakness: str | None

    @property
    def visits(self) -> int:
        """That are known to come and go: its size on the map."""
        return (self.visits_in or 0) + (self.visits_out or 0)

    @property
    def told(self) -> str:
        """Both in words: `300 visits in, 60 out`, `visits in not measured, 60 out`."""
        came = (
            "visits in not measured" if self.visits_in is None else counted(self.visits_in, "visit", "visits") + " in"
        )
        return f"{came}, {'visits out not measured' if self.visits_out is None else f'{number(self.visits_out)} out'}"


@dataclass(frozen=True, slots=True)
class Wish:
    """The last word on whether a participant is wanted, built or not."""

    wanted: bool
    reason: str
    decided_on: date
    decided_by: str


def wishes_of(decide: Decide) -> dict[str, Wish]:
    """What was decided, by participant."""
    return {
        name: Wish(one.said.wanted, one.said.reason, one.decided_on, one.decided_by)
        for name, one in decide.wishes().items()
    }


@dataclass(frozen=True, slots=True)
class SiteFlow:
    """Visits from one participant to another in a window."""

    giver: str
    receiver: str
    visits: int
    change: int | None
    share: float | None
    rank: int
    ring: int
    told: str
    source: str
    window_from: date
    window_to: date
    """The day after its last."""


@dataclass(frozen=True, slots=True)
class MeasuredVisits:
    """Of the visits in and out of a participant those measured on the company's sites, and where their people are."""

    visits_in: int
    visits_out: int
    in_path: str
    out_path: str


def measured_of(flows: tuple[SiteFlow, ...]) -> dict[str, MeasuredVisits]:
    """By participant; whoever has none is left out. Flows are those of the latest window."""
    came, went = Counter[str](), Counter[str]()
    for flow in flows:
        if flow.told == MEASURED:
            came[flow.receiver] += flow.visits
            went[flow.giver] += flow.visits
    return {
        name: MeasuredVisits(
            came[name], went[name], people_path(Visited(receiver=name)), people_path(Visited(giver=name))
        )
        for name in sorted(came.keys() | went.keys())
    }


def sites_of(tables: Reader, job: str = EVERYTHING) -> tuple[Site, ...]:
    """Every participant, that with the highest score on the job first, and those without one in their order of all."""
    everybody = _ranked(tables, EVERYTHING)
    if job == EVERYTHING:
        return tuple(everybody.values())
    here = _ranked(tables, job)
    return (*here.values(), *(_unranked(one) for name, one in everybody.items() if name not in here))


def _unranked(one: Site) -> Site:
    """What is known of a participant on a job on which its attention is not: what is of the whole network."""
    return replace(
        one, proposed=False, rank=None, score=None, attention=None, attention_change=None, people=None, trusting=None,
        customers=None, value=None, shapley=None, shapley_error=None, strength=None, weakness=None,
    )  # fmt: skip


def _ranked(tables: Reader, job: str) -> dict[str, Site]:
    columns = tuple(field.name for field in fields(Site))
    of: list[Condition] = [("job", "=", job)]
    rows = tables.rows("participant_influence", columns=columns, where=of, order_by=("rank",), limit=_MOST)
    return {row["participant"]: Site(**row) for row in rows}


def site_flows_of(tables: Reader, *, window: int = 0) -> tuple[SiteFlow, ...]:
    """The flows that are used, the largest first, without those that fell to nothing."""
    columns = tuple(field.name for field in fields(SiteFlow))
    used = [("window", "=", window), ("used", "=", True), ("visits", ">", 0)]
    order = ("-visits", "giver", "receiver")
    return tuple(
        SiteFlow(**row)
        for row in tables.rows("traffic_flows", columns=columns, where=used, order_by=order, limit=_MOST)
    )


def placed(sites: tuple[Site, ...], flows: tuple[SiteFlow, ...]) -> dict[str, tuple[float, float]]:
    """Where each stands off the middle, as the map of the command line places them; of many those with most visits."""
    nodes = tuple(
        MapNode(
            one.participant, one.kind, one.own, one.wanted, one.ring, one.attention, one.score, one.visits_in,
            one.visits_out, one.page_rank, one.betweenness, one.removal,
            one.shapley,
        )
        for one in sites
    )  # fmt: skip
    edges = tuple(
        MapEdge(one.giver, one.receiver, one.visits, None, one.change, one.rank, one.ring, one.told, one.source)
        for one in flows
    )
    spots = spots_of(EcosystemMap(EVERYTHING, "", "", nodes, edges), MOST_NODES)
    middle = next((spot for spot in spots if spot.node.own), None)
    return {spot.node.name: (spot.x - middle.x, spot.y - middle.y) if middle else (spot.x, spot.y) for spot in spots}
