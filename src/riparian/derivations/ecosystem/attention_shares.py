"""Attention shares: each participant's part of the attention, credibility and trust on a job or topic."""

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.attended import attended, visits_here
from riparian.expressions.calendar import instant_of, seconds_between
from riparian.expressions.totals import whole
from riparian.expressions.unknown import null_for_nan
from riparian.models.attention_shares import Attention, Shares, credibility, trust_shares
from riparian.tables.actions import Action, Session
from riparian.tables.landing import KnownLabel
from riparian.tables.participants import (
    EVERYTHING,
    IMPORTED,
    MEASURED,
    AttentionShare,
    ContentAspect,
    ParticipantSite,
    TrafficFlow,
    VisitorState,
)
from riparian.tables.sources import ALL_REFERRERS, TrafficReading

_MOST: Final = 2_000_000
_DAY: Final = 86_400.0
_LATEST: Final = 0
_REGULAR: Final = "regular"
_NOT_EDITORIAL: Final = frozenset(("platform", "company"))
"""Kinds whose links say nothing of what their owner thinks: anybody gets them, or they are the company's own."""

Subject = tuple[str, str]
"""Kind and name: `all`, a topic or a job."""


class Citation(Settings):
    """`[[derivations.attention_shares.citations]]`"""

    giver: Annotated[str, Field(min_length=1)]
    """A participant's name."""
    receiver: Annotated[str, Field(min_length=1)]
    count: int = 1
    """Below 0: so many ratings that lower an opinion."""
    noted_on: date
    """It counts from this day on."""
    source: Annotated[str, Field(min_length=1)]
    """Who says so."""


class AttentionSharesSettings(Settings):
    """`[derivations.attention_shares]`"""

    days: Annotated[int, Field(ge=1, le=3660)] = 90
    """Length of a window."""
    windows: Annotated[int, Field(ge=1, le=100)] = 4
    """How many, the last ending at the as-of date."""
    citations: tuple[Citation, ...] = ()
    """Who cites whom, noted by hand. Links that brought visits in a window count as one citation each."""


def attention_shares(
    sessions: Table[Session],
    actions: Table[Action],
    content_aspects: Table[ContentAspect],
    traffic_readings: Table[TrafficReading],
    participant_sites: Table[ParticipantSite],
    traffic_flows: Table[TrafficFlow],
    visitor_states: Table[VisitorState],
    labels: Table[KnownLabel],
    settings: AttentionSharesSettings,
    as_of: AsOf,
    gather: Gather,
) -> Table[AttentionShare]:
    """The company's attention from its own visits, that of others from readings of all visits to a site.

    A visit to a job or topic is a day on which a person viewed something of it; a reading of a topic is of a job where
    it has a job's name. Where a participant has both, its own visits count. Citations are links of participants that
    are no platforms and not the company's, and what was noted. Credibility weighs each by its giver's share of
    attention, so a giver whose attention is unknown weighs nothing. Trust divides the people who have opted in and come
    regularly to any of the company's sites at the as-of date, so it is told of the latest window alone.
    """
    whose = participant_sites.join(labels, participant_sites.host == labels.label)
    whose = whose.select("participant", "own", site="label_key")
    opted = visitor_states.filter(visitor_states.opted_in & (visitor_states.visited == _REGULAR)).select("person_key")
    own = whose.filter(whose.own).select("participant", "site")
    viewed = attended(actions, content_aspects, labels).join(own, "site")
    parts = [
        counted(one.mutate(window=_window(one.attended_at, settings, as_of)), opted, settings)
        for one in (visits_here(sessions).join(own, "site"), viewed)
    ]
    noted = read(traffic_readings, whose, labels, settings, as_of)
    jobs = gather(content_aspects.select("job").distinct(), at_most=_MOST)
    table = Attended({str(job) for job in jobs["job"]})
    for part in parts:
        table.add(MEASURED, gather(part, at_most=_MOST))
    table.add(IMPORTED, gather(noted, at_most=_MOST))
    kinds = gather(
        participant_sites.group_by("participant").agg(
            kind=participant_sites.kind.max(), own=participant_sites.own.any()
        ),
        at_most=_MOST,
    )
    links = gather(
        traffic_flows.filter(traffic_flows.used & (traffic_flows.visits > 0)).select("window", "giver", "receiver"),
        at_most=_MOST,
    )
    known = {str(n): (str(k), bool(o)) for n, k, o in zip(*(kinds[c] for c in _KNOWN), strict=True)}
    columns = table.columns(known, _cited(links, known, settings, as_of))
    columns |= windows(columns["window"], settings, as_of)
    schema = dict.fromkeys(_TEXTS, "string") | {"own": "boolean"} | dict.fromkeys(_DAYS, "date")
    schema |= dict.fromkeys(("window", "participants"), "int64") | dict.fromkeys(_NUMBERS, "float64")
    made = null_for_nan(gather.give_back(columns, ibis.schema(schema)), *_MAY_BE_UNKNOWN)
    return promised(made, AttentionShare)


_KNOWN: Final = ("participant", "kind", "own")
_TEXTS: Final = ("subject_kind", "subject", "unit", "participant", "kind", "told")
_MAY_BE_UNKNOWN: Final = ("change", "credibility_raw", "credibility", "trusting", "trust")
_DAYS: Final = ("window_from", "window_to")
_NUMBERS: Final = ("attention", "share", "concentration", *_MAY_BE_UNKNOWN)
Cited = dict[int, dict[tuple[str, str], int]]
"""By window, citations from giver to receiver."""


def _window(instant: ibis.Value, settings: AttentionSharesSettings, as_of: AsOf) -> ibis.Value:
    back = seconds_between(instant, instant_of(as_of)) / (_DAY * settings.days)
    return (back.ceil() - 1).cast("int64")


def windows(numbers: Array, settings: AttentionSharesSettings, as_of: AsOf) -> dict[str, Array]:
    """The first day of each window, and the day after its last."""
    ends = np.datetime64(as_of.date(), "D") - (numbers * settings.days).astype("timedelta64[D]")
    return {"window_from": ends - np.timedelta64(settings.days, "D"), "window_to": ends}


def counted(dated: ibis.Table, opted: ibis.Table, settings: AttentionSharesSettings) -> ibis.Table:
    """Visits, minutes and trusting people by participant, subject and window."""
    recent = dated.filter(dated.window < settings.windows)
    trusting = opted.mutate(trusts=ibis.literal(True))
    marked = recent.left_join(trusting, "person_key").drop("person_key_right")
    return marked.group_by("job", "aspect", "participant", "window").agg(
        visits=marked.count(),
        minutes=marked.seconds.sum() / 60.0,
        trusting=marked.person_key.nunique(where=marked.trusts.fill_null(False)),
    )


def read(
    traffic_readings: Table[TrafficReading],
    whose: ibis.Table,
    labels: Table[KnownLabel],
    settings: AttentionSharesSettings,
    as_of: AsOf,
) -> ibis.Table:
    """Readings of all visits to a site, in the same columns; the topic stands for job and aspect."""
    words = labels.select(word_key="label_key", word="label")
    everybody = words.filter(words.word == ALL_REFERRERS)
    rows = traffic_readings.semi_join(everybody, traffic_readings.referrer == everybody.word_key)
    topics = labels.select(topic="label_key", topic_word="label")
    rows = rows.join(topics, "topic")
    dated = rows.mutate(window=_window(rows.read_on.cast("timestamp(6)"), settings, as_of))
    recent = dated.filter((dated.window >= 0) & (dated.window < settings.windows)).join(whose, "site")
    return recent.group_by("participant", "window", job="topic_word", aspect="topic_word").agg(
        visits=whole(recent.visits.sum()), minutes=recent.minutes.sum(), trusting=ibis.literal(0, "int64")
    )


def _cited(
    links: dict[str, Array], known: dict[str, tuple[str, bool]], settings: AttentionSharesSettings, as_of: AsOf
) -> Cited:
    found: Cited = defaultdict(lambda: defaultdict(int))
    for window, giver, receiver in zip(links["window"], links["giver"], links["receiver"], strict=True):
        kind, own = known.get(str(giver), ("other", False))
        if kind not in _NOT_EDITORIAL and not own:
            found[int(window)][str(giver), str(receiver)] += 1
    for window in range(settings.windows):
        for one in settings.citations:
            if (as_of.date() - one.noted_on).days > window * settings.days:
                found[window][one.giver, one.receiver] += one.count
    return found


@dataclass(slots=True)
class Attended:
    """Attention by unit, subject, window and participant."""

    jobs: set[str]
    amounts: dict[tuple[str, Subject, int], dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    told: dict[tuple[str, Subject, int, str], str] = field(default_factory=dict)
    trusting: dict[tuple[Subject, int], dict[str, float]] = field(default_factory=lambda: defaultdict(dict))

    def subject(self, job: str, aspect: str) -> Subject:
        """What a job and aspect, or the topic of a reading, are called here."""
        if job in ("", EVERYTHING):
            return EVERYTHING, EVERYTHING
        if job == "topic" or job not in self.jobs:
            return "topic", aspect
        return "job", job

    def add(self, told: str, rows: dict[str, Array]) -> None:
        """Take in what was not known yet: the way that comes first is kept."""
        names = ("job", "aspect", "participant", "window", "visits", "minutes", "trusting")
        for job, aspect, who, window, visits, minutes, trusting in zip(*(rows[name] for name in names), strict=True):
            subject = self.subject(str(job), str(aspect))
            for unit, amount in (("visits", float(visits)), ("minutes", float(minutes))):
                if not np.isnan(amount) and who not in self.amounts[unit, subject, int(window)]:
                    self.amounts[unit, subject, int(window)][str(who)] = amount
                    self.told[unit, subject, int(window), str(who)] = told
            if told == MEASURED and window == _LATEST:
                self.trusting[subject, int(window)].setdefault(str(who), float(np.nan_to_num(trusting)))

    def columns(self, known: dict[str, tuple[str, bool]], cited: Cited) -> dict[str, Array]:
        """The columns of the table; whoever got nothing in a window is there with 0 if they are in the one after."""
        rows: list[dict[str, Any]] = []
        shares = {key: _shares(got) for key, got in self.amounts.items()}
        for (unit, subject, window), got in sorted(self.amounts.items()):
            now, before = shares[unit, subject, window], shares.get((unit, subject, window + 1))
            if now is None:
                continue
            names = sorted(got)
            visits = unit == "visits"
            extra = self._regard(subject, window, names, now, cited[window]) if visits else {}
            for place, name in enumerate(names):
                kind, own = known.get(name, ("other", False))
                rows.append({
                    "subject_kind": subject[0], "subject": subject[1], "unit": unit, "window": window,
                    "participant": name, "kind": kind, "own": own,
                    "told": self.told[unit, subject, window, name], "attention": got[name],
                    "share": now.of[place], "participants": len(names), "concentration": now.concentration,
                    "change": now.of[place] - self._part(before, unit, subject, window + 1, name),
                } | {measure: values[place] for measure, values in extra.items()})  # fmt: skip
        names = [*_TEXTS, "own", "window", "participants", *_NUMBERS]
        kinds: dict[str, Any] = dict.fromkeys(_TEXTS, object) | {"own": bool}
        return {name: np.array([row.get(name, np.nan) for row in rows], dtype=kinds.get(name, float)) for name in names}

    def _part(self, before: Shares | None, unit: str, subject: Subject, window: int, name: str) -> float:
        if before is None:
            return np.nan
        names = sorted(self.amounts[unit, subject, window])
        return float(before.of[names.index(name)]) if name in names else 0.0

    def _regard(
        self, subject: Subject, window: int, names: list[str], attention: Shares, cited: dict[tuple[str, str], int]
    ) -> dict[str, np.ndarray[Any, Any]]:
        """Credibility and trust of these participants; NaN where they are unknown."""
        place = {name: number for number, name in enumerate(names)}
        given, taken = np.zeros((len(names), len(names))), np.zeros(len(names))
        for (giver, receiver), count in cited.items():
            if giver in place and receiver in place and giver != receiver:
                given[place[giver], place[receiver]] += max(count, 0)
                taken[place[receiver]] += attention.of[place[giver]] * max(-count, 0)
        regard = credibility(given, attention, negative_ratings=taken)
        parties = self.trusting.get((subject, window), {})
        trusting = np.array([parties.get(name, np.nan) for name in names])
        measured = ~np.isnan(trusting)
        trust, credible = np.full(len(names), np.nan), np.full(len(names), np.nan)
        with suppress(NotEnoughDataError):
            trust[measured] = trust_shares(trusting[measured]).of
        with suppress(NotEnoughDataError):
            credible = regard.shares().of
        return {"credibility_raw": regard.raw, "credibility": credible, "trusting": trusting, "trust": trust}


def _shares(got: dict[str, float]) -> Shares | None:
    """Of participants in order of their names; None where nobody got anything."""
    try:
        return Attention(np.array([got[name] for name in sorted(got)]), "visits").shares()
    except NotEnoughDataError:
        return None
