"""A small made-up company as source tables: seeded, plausible, with every kind of row that derivations meet."""

import random
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from riparian.core.row import Row, published
from riparian.core.settings import Settings
from riparian.derivations.buyers.contracts import ContractsSettings
from riparian.derivations.value.contact_frequencies import ContactFrequenciesSettings
from riparian.tables.actions import KINDS, codes_of
from riparian.tables.forecast import BandChange, Scenario
from riparian.tables.identity import FormerPerson, IdentityCorrection
from riparian.tables.landing import KnownLabel, SourceIdentifier, SourceLink, SourceLoad, SourceSighting
from riparian.tables.participants import ParticipantWish
from riparian.tables.sources import (
    ALL_REFERRERS,
    ConsentRecord,
    ContactRecord,
    Referral,
    SourceEvent,
    SourceOrder,
    SourceOrderLine,
    Spend,
    SupportCase,
    SurveyAnswer,
    TrafficReading,
)
from riparian.testing.tables import code

FIRST, LAST = datetime(2021, 7, 5), datetime(2024, 6, 20)
AS_OF = datetime(2024, 6, 21)
"""The midnight after the last row."""
EARLIER = datetime(2023, 9, 10)

SOURCES = ("shop", "web", "post", "help", "survey")
WORDS: dict[str, tuple[str, ...]] = {
    "kind": KINDS,
    "source": SOURCES,
    "site": ("shop.example", "think.example"),
    "content": ("/a", "/b", "/c", "/d"),
    "topic": ("garden", "walks"),
    "channel": ("email", "sms", "any"),
    "purpose": ("marketing", "measuring"),
    "state": ("granted", "denied", "revoked"),
    "scale": ("nps", "csat"),
    "currency": ("GBP", "GBP", "GBP", "EUR"),
    "satisfaction": ("good", "bad"),
    "consent": ("granted", "denied"),
    "referrer": ("google.com", "l.facebook.com", "forum.example", "think.example"),
}
MEDIA = ("email", "cpc", "video")
"""Of events: channels with enough visits to be compared."""
RIVALS = ("rival.example", "forum.example", "shop.example")
KIND_OF_KEY = ("user_id", "email", "phone", "anonymous_id", "anonymous_id", "device_id", "order_id", "reader_id")
PEOPLE_KEYS = 240
SETTINGS: dict[str, Settings] = {
    "contracts": ContractsSettings(begins=("opt in", "sign up"), ends=("unsubscribe", "cancel", "complain", "bounce")),
    "contact_frequencies": ContactFrequenciesSettings(contacts={"/a": 3}, cost_of_contact=25),
}
"""By derivation, what this company has set: rows that fall by chance hold few contracts, and no source tells how often
the people of a test were contacted."""


def world(seed: int = 7) -> dict[str, list[dict[str, Any]]]:
    """Rows of every table that no derivation makes, by table name; coded columns as codes."""
    chance = random.Random(seed)
    made: dict[str, list[dict[str, Any]]] = {
        row.table: [filled(row, chance, number) for number in range(count)]
        for row, count in (
            (SourceEvent, 2600),
            (SourceOrder, 1500),
            (SourceOrderLine, 300),
            (ContactRecord, 120),
            (ConsentRecord, 60),
            (SurveyAnswer, 90),
            (SupportCase, 60),
            (Referral, 30),
            (Spend, 40),
        )
    }
    told_twice(made, chance)
    made[SourceEvent.table] += held_out(made[SourceEvent.table])
    for number, event in enumerate(made[SourceEvent.table]):
        # By turns and not by chance, so that rows of other tables stay as they are.
        event["medium"] = code(MEDIA[number % len(MEDIA)])
    made[Referral.table] += early_referrals()
    made[TrafficReading.table] = readings()
    made[SourceIdentifier.table] = [
        {"identifier_key": key, "kind": code(KIND_OF_KEY[key % len(KIND_OF_KEY)]), "value": f"value {key}"}
        for key in range(1, PEOPLE_KEYS + 1)
    ]
    made[SourceOrderLine.table] += lines_of(made[SourceOrder.table])
    made[SourceSighting.table] = sightings(made)
    made[SourceLink.table] = [link(chance, number) for number in range(150)]
    made[SourceLoad.table] = [
        load | {"load": number, "source": code(source)}
        for number, source in enumerate(SOURCES, 1)
        for load in [a_load()]
    ]
    made |= decided()
    words = {text for row in (*WORDS.values(), KIND_OF_KEY, RIVALS, ("", ALL_REFERRERS)) for text in row} | {
        "withheld_id",
        "loyalty_card",
        "other",
        *MEDIA,
    }
    words |= {"holdout"}
    words |= {f"{name} {number}" for name in ("medium", "name", "category", "item_name") for number in (1, 2)}
    made[KnownLabel.table] = [
        {"label_key": code(text), "label": text} for text in [*KINDS, *sorted(words - set(KINDS))]
    ]
    return made


def decided() -> dict[str, list[dict[str, Any]]]:
    """Rows of the tables that people decide, and of who was known before."""
    return {
        FormerPerson.table: [{"person_key": key} for key in (1, 2, 33, 999)],
        Scenario.table: [
            {"scenario": "dearer", "position": 1, "what": "price", "segment": "all", "factor": 1.05}
            | {"reason": "costs", "decided_on": date(2024, 6, 1), "decided_by": "ana"}
        ],
        BandChange.table: [
            {"scenario": "warmer", "position": 1, "move": "like -> trust", "factor": 1.1}
            | {"reason": "a club", "decided_on": date(2024, 6, 1), "decided_by": "ana"}
        ],
        ParticipantWish.table: [
            {"participant": name, "wanted": name == "forum.example", "reason": "heard of"}
            | {"decided_on": date(2022, 6, 1), "decided_by": "ana"}
            for name in ("forum.example", "nobody.example")
        ],
        IdentityCorrection.table: [
            {
                "entry": 1,
                "decision": "join",
                "left_key": 1,
                "right_key": 33,
                "decided_at": datetime(2023, 1, 1),
                "decided_by": "ana",
                "reason": "the same hand",
            }
        ],
    }


def early_referrals() -> list[dict[str, Any]]:
    """Every third identifier was referred before anybody ordered."""
    chance = random.Random(13)
    return [
        filled(Referral, chance, 1000 + key)
        | {"identifier_key": key, "referred_at": FIRST + timedelta(minutes=key), "referrer_key": 1 + key % 40}
        for key in range(41, PEOPLE_KEYS, 3)
    ]


def readings() -> list[dict[str, Any]]:
    """Every month what somebody counted: all visits to three sites, on both topics and on none, and links between."""
    chance = random.Random(17)
    months = [FIRST.date() + timedelta(days=30 * month) for month in range(30)]
    whole = [
        {"site": site, "referrer": ALL_REFERRERS, "topic": topic, "read_on": month}
        for month in months
        for site in RIVALS
        for topic in ("", *WORDS["topic"])
    ]
    links = [
        {"site": site, "referrer": referrer, "topic": "", "read_on": month}
        for month in months
        for site in RIVALS
        for referrer in (*RIVALS, "google.com")
    ]
    return [
        filled(TrafficReading, chance, number)
        | {name: value if name == "read_on" else code(str(value)) for name, value in one.items()}
        | {"source": code("web")}
        for number, one in enumerate((*whole, *links))
    ]


def told_twice(made: dict[str, list[dict[str, Any]]], chance: random.Random) -> None:
    """Let a website see half of the orders: every event that buys or takes back is about an order of the same person,
    and some orders stand in the books of one source and were tracked by another."""
    orders = made["source_orders"]
    for order in orders:
        order["tracked"] = order["source"] == code("web")
    for order, seen in zip(orders[::4], orders[1::4], strict=False):
        if order["source"] != seen["source"]:
            seen |= {name: order[name] for name in ("order_number", "identifier_key")}
    for event in made["source_events"]:
        event["order_number"] = None
        if event["kind"] in codes_of(("order", "refund", "cancel")) and chance.random() < 0.8:
            order = chance.choice(orders)
            event |= {name: order[name] for name in ("order_number", "identifier_key")}


def held_out(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Assignments to the groups of a holdout test, one for each of the first events."""
    (seen,) = codes_of(("test seen",))
    return [
        event
        | {"row_key": event["row_key"] + 4, "kind": seen, "content": code("/a"), "order_number": None}
        | {"name": code("holdout" if number % 2 else "name 1")}
        for number, event in enumerate(events[:80])
    ]


def filled(row: type[Row], chance: random.Random, number: int) -> dict[str, Any]:
    """One plausible row: optional columns are null now and then."""
    at = FIRST + chance.random() ** 0.6 * (LAST - FIRST)
    at = at.replace(microsecond=0) if chance.random() < 0.7 else at.replace(minute=0, second=0, microsecond=0)
    values: dict[str, Any] = {}
    for promise in published(row):
        name, kind = promise.name, promise.column.dtype
        pick = partial(chance.choice, WORDS.get(name, (f"{name} 1", f"{name} 2")))
        if promise.nullable and chance.random() < 0.3:
            values[name] = None
        elif name == "row_key":
            values[name] = (1 << 36) + 8 * number + 1000 * len(row.table)
        elif name in ("identifier_key", "referrer_key"):
            values[name] = 1 + int(PEOPLE_KEYS * chance.random() ** 2)
        elif promise.column.coded:
            values[name] = code(pick())
        elif name == row.happened:
            values[name] = at.date() if kind == "date" else at
        elif kind == "timestamp(6)":
            values[name] = at + timedelta(hours=chance.randint(0, 900))
        elif kind == "date":
            values[name] = date(2023, 1, 1)
        elif kind == "string":
            values[name] = f"{name} {number}"
        elif name == "score":
            values[name] = float(chance.randint(0, 10))
        else:
            values[name] = {"float64": float, "boolean": bool}.get(kind, int)(chance.randint(1, 5000))
    return values


def lines_of(orders: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Up to three lines for each order, of a dozen items; the lines filled by chance are mostly of no order known."""
    chance = random.Random(11)
    lines = []
    for number, order in enumerate(orders):
        for place in range(chance.randint(0, 3)):
            item = min(int(chance.expovariate(0.3)), 11)
            lines.append({
                "row_key": (1 << 37) + 8 * number + place,
                "source": order["source"],
                "order_number": order["order_number"],
                "position": 10_000 + place,
                "placed_at": order["placed_at"],
                "item": f"item {item}",
                "item_name": code(f"item_name {1 + item % 2}"),
                "category": code(f"category {1 + item % 2}") if item else None,
                "quantity": float(chance.randint(1, 4)),
                "amount": chance.randint(1, 5) * 100,
                "currency": order["currency"],
            })  # fmt: skip
    return lines


def sightings(made: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """When each source first saw each identifier of its rows."""
    first: dict[tuple[int, int], datetime] = {}
    for rows, column in (
        (made["source_events"], "occurred_at"),
        (made["source_orders"], "placed_at"),
        (made["contact_records"], "recorded_at"),
        (made["consent_records"], "stated_at"),
        (made["survey_answers"], "answered_at"),
        (made["support_cases"], "opened_at"),
        (made["referrals"], "referred_at"),
    ):
        for row in rows:
            for name in ("identifier_key", "referrer_key"):
                if name in row:
                    key = (row["source"], row[name])
                    first[key] = min(first.get(key, row[column]), row[column])
    load = {code(source): number for number, source in enumerate(SOURCES, 1)}
    return [
        {"load": load[source], "source": source, "identifier_key": key, "first_at": at, "owns": True}
        for (source, key), at in sorted(first.items())
    ]


def link(chance: random.Random, number: int) -> dict[str, Any]:
    """Evidence that two identifiers are one person; now and then refused already."""
    left = chance.randint(1, PEOPLE_KEYS // 2)
    return {
        "load": 1,
        "source": code(chance.choice(SOURCES)),
        "left_key": left,
        "right_key": left + chance.randint(1, 3),
        "row_key": (1 << 36) + number,
        "linked_at": FIRST + timedelta(days=chance.randint(0, 800)),
        "refused": code("no consent") if chance.random() < 0.1 else None,
    }


def a_load() -> dict[str, Any]:
    """A load of ten rows, all kept."""
    return {
        "file": "file.csv",
        "sha256": "0",
        "rows_read": 10,
        "rows_kept": 10,
        "rows_rejected": 0,
        "rows_known": 0,
        "first_at": FIRST,
        "last_at": LAST,
        "bytes": 100,
    }
