"""A small ecosystem by hand: the company, its publication, a forum, a rival and a search engine."""

from typing import Any

import ibis

from riparian.derivations.ecosystem.participant_sites import (
    DeclaredParticipant,
    ParticipantSitesSettings,
    participant_sites,
)
from riparian.tables.actions import Session
from riparian.tables.sources import TrafficReading
from riparian.testing.tables import TestingGather, at, labels_table, table_of

SETTINGS = ParticipantSitesSettings(
    company="Alder",
    own_sites=("alder.example", "ledger.example"),
    non_branded_sites=("ledger.example",),
    participants=(DeclaredParticipant(name="The Forum", kind="community", sites=("forum.example",)),),
)


def visit(person: int, day: float, referrer: str | None, site: str = "alder.example", **more: Any) -> dict[str, Any]:
    return {
        "person_key": person,
        "number": int(day * 100),
        "started_at": at(days=day),
        "ended_at": at(days=day),
        "site": site,
        "referrer": referrer,
        "seconds": 60.0,
    } | more


def reading(site: str, visits: int, day: float, referrer: str = "(all)", **more: Any) -> dict[str, Any]:
    told = {"site": site, "referrer": referrer, "visits": visits, "read_on": at(days=day).date(), "topic": ""}
    return told | {"source": "counted"} | more


def sites_of(
    visits: tuple[dict[str, Any], ...],
    readings: tuple[dict[str, Any], ...] = (),
    settings: ParticipantSitesSettings = SETTINGS,
) -> tuple[ibis.Table, ibis.Table, ibis.Table]:
    """Sessions, readings and whose their sites are."""
    sessions, read = table_of(Session, *visits), table_of(TrafficReading, *readings)
    return sessions, read, participant_sites(sessions, read, labels_table(), settings, TestingGather())
