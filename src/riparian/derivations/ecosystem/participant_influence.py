"""Participant influence: how much each participant moves, and what came of it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Annotated, Any, Final

import ibis
import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf, Seed
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.attended import coded
from riparian.expressions.calendar import days_between, instant_of
from riparian.expressions.totals import whole
from riparian.expressions.unknown import null_for_nan
from riparian.models.channel_feeding import ChannelFeeding
from riparian.models.clickerati import losses, scored, ways_to_company
from riparian.models.influence import Flows, betweenness, flows_of, page_rank
from riparian.models.rings import OUTERMOST, rings_around
from riparian.models.visit_shapley import visit_shares
from riparian.tables.actions import Session
from riparian.tables.buyers import Purchase
from riparian.tables.hourglass import BandEntry
from riparian.tables.landing import KnownLabel
from riparian.tables.participants import (
    EVERYTHING,
    AttentionShare,
    ContentAspect,
    Participant,
    ParticipantInfluence,
    ParticipantSite,
    TrafficFlow,
)
from riparian.tables.sources import ContentPiece

_MOST: Final = 200_000
_TRUST: Final = 3
_TOPIC: Final = "topic"
"""The job of content where no job is set."""
_NOBODY_INVITES: Final = frozenset(("company", "competitor", "platform"))
_POINT: Final = 0.005
_FEW: Final = 10


class ParticipantInfluenceSettings(Settings):
    """`[derivations.participant_influence]`"""

    days: Annotated[int, Field(ge=1, le=3660)] = 90
    """How far back activity is counted."""
    propose: Annotated[float, Field(gt=0, le=1)] = 0.1
    """Part of those one may invite that is proposed …"""
    at_least: Annotated[int, Field(ge=0)] = 5
    """… but not fewer than so many, where there are."""
    pairs_of_orders: Annotated[int, Field(ge=2)] = 200
    """Orders, each with its reverse, drawn for `shapley` where more than 12 participants pass visits to one another."""


def participant_influence(
    participants: Table[Participant],
    traffic_flows: Table[TrafficFlow],
    attention_shares: Table[AttentionShare],
    participant_sites: Table[ParticipantSite],
    sessions: Table[Session],
    content_pieces: Table[ContentPiece],
    band_entries: Table[BandEntry],
    purchases: Table[Purchase],
    content_aspects: Table[ContentAspect],
    labels: Table[KnownLabel],
    settings: ParticipantInfluenceSettings,
    as_of: AsOf,
    seed: Seed,
    gather: Gather,
) -> Table[ParticipantInfluence]:
    """Everybody once for all jobs together, and for each job those whose attention on it is known.

    The network of flows is one for all jobs, as nobody tells what a flow was about; what a participant sends and brings
    is of a job where the visit began with a piece that serves it. People count with the participant that their first
    visit came from, so nobody is counted twice, and what they did before that visit is not of it. Platforms,
    competitors and the company's own are ranked and never proposed.
    """
    whose = participant_sites.join(labels, participant_sites.host == labels.label).select("label_key", "participant")
    known = gather(participants.select("participant", "kind", "own", "wanted"), at_most=_MOST)
    flows = gather(traffic_flows.filter(traffic_flows.used & (traffic_flows.window == 0)).select(*_FLOW), at_most=_MOST)
    shares = gather(
        attention_shares.filter(
            (attention_shares.window == 0)
            & (attention_shares.unit == "visits")
            & (attention_shares.subject_kind != "topic")
        ).select("subject", "participant", "share", "change"),
        at_most=_MOST,
    )
    serving = serving_jobs(content_aspects, labels)
    outcomes = gather(brought(sessions, whose, serving, band_entries, purchases), at_most=_MOST)
    active = gather(activity(sessions, content_pieces, whose, serving, settings, as_of), at_most=_MOST)
    names = sorted(map(str, known["participant"]))
    watched = gather(visited(sessions, whose, settings, as_of), at_most=_MOST)
    network = Network.of(names, known, flows, frozenset(map(str, watched["participant"])))
    rows, did = network.rows(), by_job_and_name(outcomes, active)
    ways = network.ways()
    told: list[Row] = []
    for job, parts in by_job(shares).items():
        members = [name for name in names if job == EVERYTHING or name in parts]
        added = network.added(members, ways, settings, seed)
        here = {name: of_job(job, row, did.get((job, name), {})) for name, row in rows.items()}
        told += [row | added[row["participant"]] for row in ranked(job, parts, here, settings)]
    schema = dict.fromkeys(_TEXTS, "string") | dict.fromkeys(("own", "proposed"), "boolean")
    schema |= dict.fromkeys(_COUNTS, "int64") | dict.fromkeys(_NUMBERS, "float64")
    kinds: dict[str, Any] = dict.fromkeys(_TEXTS, object) | dict.fromkeys(("own", "proposed"), bool)
    columns = {name: np.array([row[name] for row in told], dtype=kinds.get(name, float)) for name in schema}
    made = null_for_nan(gather.give_back(columns, ibis.schema(schema)), *_MAY_BE_UNKNOWN)
    wishes = participants.select("participant", "wanted")
    wanted = made.left_join(wishes, "participant").drop("participant_right")
    return promised(
        wanted.mutate(**{name: wanted[name].nullif("") for name in ("strength", "weakness")}), ParticipantInfluence
    )


_FLOW: Final = ("giver", "receiver", "visits", "change", "rank", "rank_change")
_TEXTS: Final = ("job", "participant", "kind", "strength", "weakness")
_COUNTS: Final = (
    "rank", "measures", "activity", "ring", "people", "trusting", "customers", "value",
)  # fmt: skip
_MAY_BE_UNKNOWN: Final = (
    "visits_in", "visits_out", "attention", "attention_change", "removal", "shapley", "shapley_error",
)  # fmt: skip
_NUMBERS: Final = ("score", "page_rank", "betweenness", *_MAY_BE_UNKNOWN)
Row = dict[str, Any]


def serving_jobs(content_aspects: Table[ContentAspect], labels: Table[KnownLabel]) -> ibis.Table:
    """Pieces with each job they serve: site, content, job."""
    pieces = coded(content_aspects.filter(content_aspects.job != _TOPIC), labels)
    return pieces.select("site", "content", "job")


def told_of_jobs(rows: ibis.Table, serving: ibis.Table) -> ibis.Table:
    """Rows with a site and content, each once for all jobs together and once for every job that the content serves."""
    everything = rows.mutate(job=ibis.literal(EVERYTHING))
    of_jobs = rows.join(serving, ["site", "content"]).select(*everything.columns)
    return ibis.union(everything, of_jobs)


def brought(
    sessions: Table[Session],
    whose: ibis.Table,
    serving: ibis.Table,
    band_entries: Table[BandEntry],
    purchases: Table[Purchase],
) -> ibis.Table:
    """By job and participant: people whose first visit came from it, and how many came to Trust, and bought, after it.

    Of a job are those whose first visit began with something of it. Who had trusted before, or bought before, was not
    brought to it: of their orders nothing counts.
    """
    sites = whose.rename(site="label_key", receiver="participant")
    first = sessions.filter(sessions.number == 1)
    first = first.select("person_key", "site", "content", "referrer", came_at="started_at")
    came = first.join(whose, first.referrer == whose.label_key).join(sites, "site")
    came = told_of_jobs(came.filter(came.participant != came.receiver), serving)
    near = band_entries.filter(band_entries.band >= _TRUST)
    trusted = near.group_by("person_key").agg(trusted_at=near.entered_at.min())
    spent = purchases.group_by("person_key").agg(
        bought_at=purchases.bought_at.min(), demand=whole(purchases.demand.sum()).fill_null(0)
    )
    each = came.select("job", "participant", "person_key", "came_at")
    each = each.left_join(trusted, "person_key").drop("person_key_right")
    each = each.left_join(spent, "person_key").drop("person_key_right")
    return each.group_by("job", "participant").agg(
        people=each.count(),
        trusting=each.count(where=each.trusted_at >= each.came_at),
        customers=each.count(where=each.bought_at >= each.came_at),
        value=whole(each.demand.sum(where=each.bought_at >= each.came_at)).fill_null(0),
    )


def activity(
    sessions: Table[Session],
    content_pieces: Table[ContentPiece],
    whose: ibis.Table,
    serving: ibis.Table,
    settings: ParticipantInfluenceSettings,
    as_of: AsOf,
) -> ibis.Table:
    """By job and participant: days on which it sent visits, and pieces published on its sites, of late."""
    recent = sessions.filter(days_between(sessions.started_at, instant_of(as_of)) <= settings.days)
    sent = recent.join(whose, recent.referrer == whose.label_key)
    dated = sent.mutate(day=sent.started_at.date()).select("participant", "site", "content", "day")
    told = told_of_jobs(dated.distinct(), serving)
    days = told.group_by("job", "participant").agg(times=told.day.nunique())
    published = content_pieces.filter(content_pieces.published_on.notnull())
    age = days_between(published.published_on.cast("timestamp(6)"), instant_of(as_of))
    fresh = published.filter((age > 0) & (age <= settings.days)).join(whose, ibis._.site == whose.label_key)
    shown = told_of_jobs(fresh.select("participant", "site", "content"), serving)
    pieces = shown.group_by("job", "participant").agg(times=shown.content.nunique())
    both = ibis.union(days, pieces)
    return both.group_by("job", "participant").agg(activity=whole(both.times.sum()))


def visited(
    sessions: Table[Session], whose: ibis.Table, settings: ParticipantInfluenceSettings, as_of: AsOf
) -> ibis.Table:
    """Participants whose visits the company counts itself: of late one of its own visits was to a site of theirs."""
    recent = sessions.filter(days_between(sessions.started_at, instant_of(as_of)) <= settings.days)
    return recent.join(whose, recent.site == whose.label_key).select("participant").distinct()


def by_job_and_name(*measured: dict[str, Array]) -> dict[tuple[str, str], Row]:
    """Figures by job and participant."""
    found: dict[tuple[str, str], Row] = defaultdict(dict)
    for columns in measured:
        figures = [name for name in columns if name not in ("job", "participant")]
        for place, key in enumerate(zip(map(str, columns["job"]), map(str, columns["participant"]), strict=True)):
            found[key].update({name: int(columns[name][place]) for name in figures})
    return found


def of_job(job: str, row: Row, did: Row) -> Row:
    """A participant's row with what it did for a job; flows are of no single job, so of one none is told."""
    figures = dict.fromkeys(("activity", *_OUTCOMES), 0) | did
    return row | figures | ({} if job == EVERYTHING else {"moved": []})


def by_job(shares: dict[str, Array]) -> dict[str, dict[str, tuple[float, float]]]:
    """Attention share and its change by job and participant; all jobs together come first, even if nothing is known."""
    found: dict[str, dict[str, tuple[float, float]]] = {EVERYTHING: {}}
    columns = (shares[name] for name in ("subject", "participant", "share", "change"))
    for job, name, share, change in sorted(zip(*columns, strict=True)):
        found.setdefault(str(job), {})[str(name)] = (float(share), float(change))
    return found


@dataclass(frozen=True, slots=True)
class Network:
    """Participants in order of their names, and the flows of the latest window between them."""

    names: list[str]
    kinds: dict[str, tuple[str, bool]]
    flows: Flows
    links: list[tuple[str, str, float, float, float, float]]
    """Giver, receiver and the figures of each flow, also of one that is no more."""
    watched: frozenset[str]
    """Whose visits the company counts itself, so that what is not among them did not come."""

    @classmethod
    def of(
        cls, names: list[str], known: dict[str, Array], flows: dict[str, Array], watched: frozenset[str]
    ) -> "Network":
        """From gathered columns; flows of somebody who is no participant (noted by hand) are left out."""
        place = {name: number for number, name in enumerate(names)}
        kinds = {str(n): (str(k), bool(o)) for n, k, o in zip(*(known[c] for c in _KNOWN), strict=True)}
        links = [
            (str(giver), str(receiver), float(visits), float(change), float(rank), float(won))
            for giver, receiver, visits, change, rank, won in zip(*(flows[name] for name in _FLOW), strict=True)
            if giver in place and receiver in place
        ]
        givers, receivers = [place[link[0]] for link in links], [place[link[1]] for link in links]
        between = flows_of(givers, receivers, [link[2] for link in links], participants=len(names))
        return cls(names, kinds, between, sorted(links), watched)

    @property
    def own(self) -> NDArray[np.bool_]:
        """Who is the company's own, shape `(participants,)`."""
        return np.array([self.kinds[name][1] for name in self.names], dtype=bool)

    def rows(self) -> dict[str, Row]:
        """What is said of each participant, whatever the job."""
        own = self.own
        rings = rings_around(
            {n for n, o in zip(self.names, own, strict=True) if o}, {link[:2] for link in self.links if link[2] > 0}
        )
        try:
            lost = losses(self.flows, own)
        except NotEnoughDataError:
            lost = np.full(len(self.names), np.nan)
        ranks, between = page_rank(self.flows), betweenness(self.flows)
        came, went = self.visits()
        found: dict[str, Row] = {}
        for place, name in enumerate(self.names):
            kind, is_own = self.kinds[name]
            found[name] = {
                "participant": name, "kind": kind, "own": is_own,
                "visits_in": came[place], "visits_out": went[place],
                "page_rank": float(ranks[place]), "betweenness": float(between[place]),
                "ring": rings.get(name, OUTERMOST), "removal": float(lost[place]),
                "moved": [link[1:] for link in self.links if link[0] == name],
            }  # fmt: skip
        return found

    def visits(self) -> tuple[list[float], list[float]]:
        """In and out of each; not a number where nothing tells of any, and nobody was there to count."""
        givers = {link[0] for link in self.links}
        counted = {link[1] for link in self.links} | self.watched
        came = zip(self.names, map(float, self.flows.in_strength), strict=True)
        went = zip(self.names, map(float, self.flows.out_strength), strict=True)
        return (
            [visits if name in counted else np.nan for name, visits in came],
            [
                visits if name in givers or len(self.watched) > (name in self.watched) else np.nan
                for name, visits in went
            ],
        )

    def ways(self) -> ChannelFeeding | None:
        """How visits come to the company; None where that is not known."""
        try:
            return ways_to_company(self.flows, self.own)
        except NotEnoughDataError:
            return None

    def added(
        self, members: list[str], ways: ChannelFeeding | None, settings: ParticipantInfluenceSettings, seed: int
    ) -> dict[str, Row]:
        """What each of some participants adds to the visits that reach the company by way of them alone."""
        among = set(members)
        others = [name for name, is_own in zip(self.names, self.own, strict=True) if not is_own]
        places = np.array([place for place, name in enumerate(others) if name in among], dtype=np.int64)
        found: dict[str, Row] = {name: {"shapley": np.nan, "shapley_error": np.nan} for name in members}
        if ways is None:
            return found
        try:
            shares = visit_shares(ways, places, pairs_of_orders=settings.pairs_of_orders, seed=seed)
        except NotEnoughDataError:
            return found
        for place, share, error in zip(places, shares.of, shares.errors, strict=True):
            found[others[place]] = {"shapley": float(share), "shapley_error": float(error)}
        return found


_KNOWN: Final = ("participant", "kind", "own")
_OUTCOMES: Final = ("people", "trusting", "customers", "value")


def ranked(
    job: str, parts: dict[str, tuple[float, float]], rows: dict[str, Row], settings: ParticipantInfluenceSettings
) -> list[Row]:
    """The rows of one job: score, rank and proposal, strength and weakness."""
    names = [name for name in rows if job == EVERYTHING or name in parts]
    nothing = (np.nan, np.nan)
    shares = np.array([parts.get(name, nothing)[0] for name in names])
    if not names:
        return []
    scores = scored([shares, *([rows[name][one] for name in names] for one in ("activity", "betweenness"))])
    order = sorted(range(len(names)), key=lambda n: (-scores.of[n], -rows[names[n]]["value"], names[n]))
    open_to = [n for n in order if may_be_invited(rows[names[n]], float(shares[n]))]
    proposed = set(open_to[: max(round(settings.propose * len(open_to)), settings.at_least)])
    told = []
    for place, n in enumerate(order, 1):
        row, change = rows[names[n]], parts.get(names[n], nothing)[1]
        strength, weakness = judged(row, change)
        told.append(row | {
            "job": job, "rank": place, "score": float(scores.of[n]), "measures": int(scores.measures[n]),
            "attention": float(shares[n]), "attention_change": change, "proposed": n in proposed,
            "strength": strength, "weakness": weakness,
        })  # fmt: skip
    return told


def may_be_invited(row: Row, share: float) -> bool:
    """Not the company's own, a platform or a competitor, and there is a sign of life."""
    return (
        not row["own"] and row["kind"] not in _NOBODY_INVITES and (share > 0 or row["activity"] + row["visits_out"] > 0)
    )


def judged(row: Row, change: float) -> tuple[str, str]:
    """What a participant wins and loses by, in words; empty where nothing stands out."""
    good: list[str] = []
    bad: list[str] = []
    if abs(change) >= _POINT:
        words = f"{abs(change) * 100:.1f} points of attention against the window before"
        (good if change > 0 else bad).append(f"{'won' if change > 0 else 'lost'} {words}")
    moved = [link for link in row["moved"] if not np.isnan(link[2]) and link[2] != 0]
    total = sum(link[2] for link in moved)
    if total:
        most = max(moved, key=lambda link: link[2] if total > 0 else -link[2])
        words = f"{abs(total):,.0f} {'more' if total > 0 else 'fewer'} visits sent, most of the change to {most[0]}"
        (good if total > 0 else bad).append(words)
    placed = [link for link in row["moved"] if not np.isnan(link[4]) and link[4] != 0]
    if placed:
        receiver, _, _, rank, won = max(placed, key=lambda link: abs(link[4]))
        words = f"from place {rank + won:.0f} to {rank:.0f} of those who send visits to {receiver}"
        (good if won > 0 else bad).append(f"{'rose' if won > 0 else 'fell'} {words}")
    if row["customers"]:
        good.append(f"brought {row['customers']:,} customer{'' if row['customers'] == 1 else 's'}")
    elif row["people"] >= _FEW:
        bad.append(f"brought {row['people']:,} people, none of whom ordered")
    return "; ".join(good), "; ".join(bad)
