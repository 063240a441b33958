"""Regard: who wins how much of people's attention, credibility and trust, on everything, a job or a topic."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from riparian.core.errors import NotFoundError
from riparian.tables.participants import EVERYTHING
from riparian.web import words
from riparian.web.reader import Condition, Reader
from riparian.web.sites import Site

_MOST = 10_000
_SAID = {
    "visits_share": "attention ({} of visits)",
    "credibility": "credibility ({})",
    "trust": "trust ({} of those on your own sites)",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What attention is divided on."""

    name: str
    kind: str
    """`all`, `job` or `topic`: participants are ranked on all and on jobs, not on topics."""


ALL = Subject(EVERYTHING, EVERYTHING)


@dataclass(frozen=True, slots=True)
class Regard:
    """A participant's parts. Visits and minutes are two measures, each a whole of its own; None: not measured."""

    participant: str
    kind: str
    own: bool
    rank: int | None
    """On this subject, as `score`; of a topic None."""
    score: float | None
    visits: float | None
    visits_share: float | None
    visits_change: float | None
    """Points of share won since the window before."""
    minutes: float | None
    minutes_share: float | None
    minutes_change: float | None
    credibility_raw: float | None
    """May be below 0, where ratings that lower an opinion weigh more."""
    credibility: float | None
    trusting: int | None
    trust: float | None


@dataclass(frozen=True, slots=True)
class Regards:
    """All shares of a subject in the latest window."""

    subject: Subject
    since: date | None
    until: date | None
    """The last day of the window."""
    of: tuple[Regard, ...]
    """By rank, then by share of visits."""
    among_visits: int
    """Participants among whom visits are divided."""
    concentration_of_visits: float | None
    among_minutes: int
    concentration_of_minutes: float | None


NO_REGARDS = Regards(ALL, None, None, (), 0, None, 0, None)


def subjects_of(tables: Reader) -> tuple[Subject, ...]:
    """Everything, then the jobs and the topics of the latest window, by name."""
    found: list[Subject] = []
    for kind in ("job", "topic"):
        of: list[Condition] = [("window", "=", 0), ("subject_kind", "=", kind)]
        found += [Subject(name, kind) for name in sorted(tables.counts("attention_shares", by="subject", where=of))]
    return (ALL, *found)


def known_subject(job: str | None, among: Sequence[Subject]) -> Subject:
    """The one that the address names; without a name everything.

    Raises:
        NotFoundError: nobody's attention on it is known.
    """
    if not job:
        return ALL
    found = next((one for one in among if one.name == job), None)
    if found is None:
        listed = ", ".join(repr(one.name) for one in among)
        what = f"No attention on a job or topic {words.clip(job)!r} is known."
        raise NotFoundError(what, where="/map", fix=f"There are: {listed}.")
    return found


def regards_of(tables: Reader, subject: Subject, sites: Sequence[Site]) -> Regards:
    """Shares of the latest window, with the ranks of participants as told on the same subject."""
    of: list[Condition] = [
        ("window", "=", 0), ("subject_kind", "=", subject.kind), ("subject", "=", subject.name),
    ]  # fmt: skip
    rows = tables.rows("attention_shares", where=of, order_by=("participant",), limit=_MOST)
    if not rows:
        return Regards(subject, None, None, (), 0, None, 0, None)
    units = {unit: {row["participant"]: row for row in rows if row["unit"] == unit} for unit in ("visits", "minutes")}
    ranked = {} if subject.kind == "topic" else {one.participant: one for one in sites}
    told = [
        _regard(units["visits"].get(name), units["minutes"].get(name), ranked.get(name))
        for name in dict.fromkeys(row["participant"] for row in rows)
    ]
    told.sort(key=lambda one: (one.rank is None, one.rank or 0, -(one.visits_share or 0), one.participant))
    first = {unit: next(iter(found.values()), None) for unit, found in units.items()}
    by_visits, by_minutes = first["visits"], first["minutes"]
    return Regards(
        subject=subject,
        since=rows[0]["window_from"],
        until=rows[0]["window_to"] - timedelta(days=1),
        of=tuple(told),
        among_visits=by_visits["participants"] if by_visits else 0,
        concentration_of_visits=by_visits["concentration"] if by_visits else None,
        among_minutes=by_minutes["participants"] if by_minutes else 0,
        concentration_of_minutes=by_minutes["concentration"] if by_minutes else None,
    )


def attending(sites: Sequence[Site], regards: Regards) -> tuple[Site, ...]:
    """Participants with their share of visits on a topic, of which nothing else is told by itself."""
    on = {one.participant: one for one in regards.of}
    shares = ((one, on.get(one.participant)) for one in sites)
    return tuple(
        replace(
            one,
            attention=found.visits_share if found else None,
            attention_change=found.visits_change if found else None,
        )
        for one, found in shares
    )


def _regard(visits: dict[str, Any] | None, minutes: dict[str, Any] | None, site: Site | None) -> Regard:
    either = visits or minutes or {}
    by_visits, by_minutes = visits or {}, minutes or {}
    return Regard(
        participant=either["participant"],
        kind=either["kind"],
        own=either["own"],
        rank=site.rank if site else None,
        score=site.score if site else None,
        visits=by_visits.get("attention"),
        visits_share=by_visits.get("share"),
        visits_change=by_visits.get("change"),
        minutes=by_minutes.get("attention"),
        minutes_share=by_minutes.get("share"),
        minutes_change=by_minutes.get("change"),
        credibility_raw=by_visits.get("credibility_raw"),
        credibility=by_visits.get("credibility"),
        trusting=by_visits.get("trusting"),
        trust=by_visits.get("trust"),
    )


def regards_say(found: Regards) -> str:
    """Who has most of each, all of them where several have as much; nothing where nothing is measured."""
    told = []
    for column, what in _SAID.items():
        shares = {one.participant: round(getattr(one, column), 3) for one in found.of if getattr(one, column)}
        if shares:
            most = max(shares.values())
            names = [words.clip(name, 40) for name, share in shares.items() if share == most]
            have = "has" if len(names) == 1 else "have"
            told.append(f"{words.listed(names)} {have} the most {what.format(words.share(most))}")
    if not told:
        return ""
    on = "" if found.subject.kind == EVERYTHING else f"On “{words.clip(found.subject.name, 60)}” "
    return f"{on}{'; '.join(told)}."
