"""Traffic flows: visits from one participant to another, window by window, measured, imported or noted by hand."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Annotated, Any, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import instant_of, seconds_between
from riparian.expressions.totals import whole
from riparian.expressions.unknown import null_for_nan
from riparian.models.rings import rings_around
from riparian.tables.actions import Session
from riparian.tables.landing import KnownLabel
from riparian.tables.participants import BY_HAND, IMPORTED, MEASURED, TOLD, ParticipantSite, TrafficFlow
from riparian.tables.sources import TrafficReading

_MOST: Final = 2_000_000
_DAY: Final = 86_400.0


class NotedFlow(Settings):
    """`[[derivations.traffic_flows.by_hand]]`"""

    giver: Annotated[str, Field(min_length=1)]
    """The participant's name, or a host."""
    receiver: Annotated[str, Field(min_length=1)]
    visits: Annotated[int, Field(ge=0)]
    minutes: Annotated[float, Field(ge=0)] | None = None
    noted_on: date
    """It counts in the window of this day."""
    source: Annotated[str, Field(min_length=1)]
    """Who says so."""


class TrafficFlowsSettings(Settings):
    """`[derivations.traffic_flows]`"""

    days: Annotated[int, Field(ge=1, le=3660)] = 90
    """Length of a window."""
    windows: Annotated[int, Field(ge=1, le=100)] = 4
    """How many, one before the other, the last ending at the as-of date."""
    by_hand: tuple[NotedFlow, ...] = ()
    """What somebody estimated, with source and date."""


def traffic_flows(
    sessions: Table[Session],
    traffic_readings: Table[TrafficReading],
    participant_sites: Table[ParticipantSite],
    labels: Table[KnownLabel],
    settings: TrafficFlowsSettings,
    as_of: AsOf,
    gather: Gather,
) -> Table[TrafficFlow]:
    """A flow known in several ways has a row for each; the best of them is used for ranks, shares and rings.

    A reading counts whole in the window of its day. Readings of single topics, and of all referrers together, are no
    flows. A measured flow that fell to nothing has a row with 0 visits in the first window without it, where the
    receiver had visits of any kind then. What is imported or noted may name the largest flows alone, so what it does
    not name is not known to be nothing.
    """
    whose = participant_sites.join(labels, participant_sites.host == labels.label).select("label_key", "participant")
    own = gather(participant_sites.filter(participant_sites.own).select("participant").distinct(), at_most=_MOST)
    parts = (measured(sessions, whose, settings, as_of), imported(traffic_readings, whose, labels, settings, as_of))
    found = [gather(part, at_most=_MOST) for part in parts]
    hosts = gather(participant_sites.select("host", "participant"), at_most=_MOST) if settings.by_hand else {}
    noted = by_hand(settings, as_of, dict(zip(hosts.get("host", ()), hosts.get("participant", ()), strict=True)))
    visited = gather(receiving(sessions, whose, settings, as_of), at_most=_MOST)
    watched = {(int(window), str(one)) for window, one in zip(visited["window"], visited["receiver"], strict=True)}
    flows = Flows(settings.windows, watched)
    for told, rows in zip(TOLD, (*found, noted), strict=True):
        flows.add(told, rows)
    flows.add_ended()
    columns = flows.columns(set(map(str, own["participant"])), settings, as_of)
    schema = dict.fromkeys(("giver", "receiver", "told", "source"), "string") | {"used": "boolean"}
    schema |= dict.fromkeys(("window_from", "window_to"), "date") | dict.fromkeys(("window", "visits", "ring"), "int64")
    schema |= dict.fromkeys(_MAY_BE_UNKNOWN, "float64")
    return promised(null_for_nan(gather.give_back(columns, ibis.schema(schema)), *_MAY_BE_UNKNOWN), TrafficFlow)


_MAY_BE_UNKNOWN: Final = ("minutes", "visits_before", "change", "share", "rank", "rank_change")


def window_of(instant: ibis.Value, settings: TrafficFlowsSettings, as_of: AsOf) -> ibis.Value:
    """The window in which an instant lies, counted back; the last holds its first instant and not the as-of date's."""
    back = seconds_between(instant, instant_of(as_of)) / (_DAY * settings.days)
    return (back.ceil() - 1).cast("int64")


def measured(sessions: Table[Session], whose: ibis.Table, settings: TrafficFlowsSettings, as_of: AsOf) -> ibis.Table:
    """The company's own visits that name a referrer."""
    dated = sessions.mutate(window=window_of(sessions.started_at, settings, as_of))
    recent = dated.filter(dated.window < settings.windows)
    givers, takers = whose.rename(giver="participant"), whose.rename(receiver="participant")
    came = recent.join(givers, recent.referrer == givers.label_key).drop("label_key")
    between = came.join(takers, came.site == takers.label_key)
    between = between.filter(between.giver != between.receiver)
    return between.group_by("window", "giver", "receiver").agg(
        visits=between.count(), minutes=between.seconds.sum() / 60.0, source=ibis.literal("referrers of own visits")
    )


def receiving(sessions: Table[Session], whose: ibis.Table, settings: TrafficFlowsSettings, as_of: AsOf) -> ibis.Table:
    """Windows in which each of the company's participants had a visit, with or without a referrer."""
    dated = sessions.mutate(window=window_of(sessions.started_at, settings, as_of))
    takers = whose.rename(receiver="participant")
    came = dated.filter(dated.window < settings.windows).join(takers, dated.site == takers.label_key)
    return came.select("window", "receiver").distinct()


def imported(
    traffic_readings: Table[TrafficReading],
    whose: ibis.Table,
    labels: Table[KnownLabel],
    settings: TrafficFlowsSettings,
    as_of: AsOf,
) -> ibis.Table:
    """Readings from files, of one referrer and of no single topic."""
    words = labels.select(word_key="label_key", word="label")
    topics = words.rename(topic_word="word")
    read = traffic_readings.join(topics, traffic_readings.topic == topics.word_key).drop("word_key")
    read = read.join(words.rename(source_word="word"), read.source == words.word_key).drop("word_key")
    # A reading is of a whole day, so it lies at its end: that of the last day is in the last window.
    dated = read.mutate(window=window_of(read.read_on.cast("timestamp(6)"), settings, as_of))
    recent = dated.filter((dated.window >= 0) & (dated.window < settings.windows) & (dated.topic_word == ""))
    givers, takers = whose.rename(giver="participant"), whose.rename(receiver="participant")
    came = recent.join(givers, recent.referrer == givers.label_key).drop("label_key")
    between = came.join(takers, came.site == takers.label_key)
    between = between.filter(between.giver != between.receiver)
    return between.group_by("window", "giver", "receiver").agg(
        visits=whole(between.visits.sum()), minutes=between.minutes.sum(), source=between.source_word.max()
    )


def by_hand(settings: TrafficFlowsSettings, as_of: AsOf, hosts: dict[str, str]) -> dict[str, Array]:
    """Notes as rows; a host stands for whose it is."""
    rows: list[dict[str, Any]] = []
    for note in settings.by_hand:
        age = (as_of.date() - note.noted_on).days
        if age > 0:
            rows.append({
                "window": (age - 1) // settings.days,
                "giver": hosts.get(note.giver, note.giver),
                "receiver": hosts.get(note.receiver, note.receiver),
                "visits": note.visits,
                "minutes": np.nan if note.minutes is None else note.minutes,
                "source": f"{note.source}, {note.noted_on.isoformat()}",
            })  # fmt: skip
    names = ("window", "giver", "receiver", "visits", "minutes", "source")
    return {name: np.array([row[name] for row in rows], dtype=object) for name in names}


@dataclass(slots=True)
class Flows:
    """Flows by window, giver, receiver and how they came to be known."""

    windows: int
    watched: set[tuple[int, str]]
    """Windows and receivers whose visits are measured there."""
    visits: dict[tuple[int, str, str, str], int] = field(default_factory=lambda: defaultdict(int))
    minutes: dict[tuple[int, str, str, str], float] = field(default_factory=dict)
    sources: dict[tuple[int, str, str, str], str] = field(default_factory=dict)

    def add(self, told: str, rows: dict[str, Array]) -> None:
        """Take rows in; several of one flow add up."""
        columns = (rows[name] for name in ("window", "giver", "receiver", "visits", "minutes", "source"))
        for window, giver, receiver, visits, minutes, source in zip(*columns, strict=True):
            if giver == receiver or not 0 <= window < self.windows:
                continue
            key = (int(window), str(giver), str(receiver), told)
            self.visits[key] += int(visits)
            if not np.isnan(minutes):
                self.minutes[key] = self.minutes.get(key, 0.0) + float(minutes)
            self.sources[key] = str(source)

    def add_ended(self) -> None:
        """A row with nothing for each measured flow of the window before that is no more."""
        for window, giver, receiver, told in [key for key, visits in self.visits.items() if visits]:
            key = (window - 1, giver, receiver, told)
            if told == MEASURED and key[:1] + key[2:3] in self.watched and key not in self.visits:
                self.visits[key] = 0
                self.minutes[key] = 0.0
                self.sources[key] = self.sources[window, giver, receiver, told]

    def columns(self, own: set[str], settings: TrafficFlowsSettings, as_of: AsOf) -> dict[str, Array]:
        """The columns of the table."""
        keys = sorted(self.visits)
        used = self._used(keys)
        ranks, shares = self._ranked(used)
        rings = rings_around(own, {key[1:3] for key in used if self.visits[key]})
        known = {(key[0], key[3]) for key in keys}
        rows = []
        for key in keys:
            window, giver, receiver, told = key
            visits = self.visits[key]
            earlier = (window + 1, giver, receiver, told)
            measured_then = told == MEASURED and (window + 1, receiver) in self.watched
            looked = measured_then or (window + 1, told) in known
            before = float(self.visits.get(earlier, 0)) if looked else np.nan
            end = as_of.date() - timedelta(days=window * settings.days)
            ring = max(rings.get(giver, 3), rings.get(receiver, 3), 1)
            rows.append((
                window, end - timedelta(days=settings.days), end, giver, receiver, told, self.sources[key], visits,
                self.minutes.get(key, np.nan), key in used, before, visits - before,
                shares.get(key, np.nan), ranks.get(key, np.nan),
                ranks.get(earlier, np.nan) - ranks.get(key, np.nan), min(ring, 3),
            ))  # fmt: skip
        names = (
            "window", "window_from", "window_to", "giver", "receiver", "told", "source", "visits", "minutes", "used",
            "visits_before", "change", "share", "rank",
            "rank_change", "ring",
        )  # fmt: skip
        values = list(zip(*rows, strict=True)) if rows else [()] * len(names)
        kinds: dict[str, Any] = {
            "used": bool,
            "window_from": "datetime64[D]",
            "window_to": "datetime64[D]",
        } | dict.fromkeys(("giver", "receiver", "told", "source"), object)
        return {name: np.array(one, dtype=kinds.get(name, float)) for name, one in zip(names, values, strict=True)}

    def _used(self, keys: Iterable[tuple[int, str, str, str]]) -> set[tuple[int, str, str, str]]:
        order = {MEASURED: 0, IMPORTED: 1, BY_HAND: 2}
        best: dict[tuple[int, str, str], str] = {}
        for window, giver, receiver, told in keys:
            flow = (window, giver, receiver)
            if flow not in best or order[told] < order[best[flow]]:
                best[flow] = told
        return {(*flow, told) for flow, told in best.items()}

    def _ranked(
        self, used: set[tuple[int, str, str, str]]
    ) -> tuple[dict[tuple[int, str, str, str], int], dict[tuple[int, str, str, str], float]]:
        """Rank and share of each used flow among those into its receiver; of equals the giver's name decides.

        Flows of nothing have no rank.
        """
        into: dict[tuple[int, str], list[tuple[int, str, str, str]]] = defaultdict(list)
        for key in used:
            into[key[0], key[2]].append(key)
        ranks, shares = {}, {}
        for keys in into.values():
            total = sum(self.visits[key] for key in keys)
            for rank, key in enumerate(sorted(keys, key=lambda one: (-self.visits[one], one[1])), 1):
                if self.visits[key]:
                    ranks[key] = rank
                if total:
                    shares[key] = self.visits[key] / total
        return ranks, shares
