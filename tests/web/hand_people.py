"""Sixty people by hand, and one whose every part is filled."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

Rows = list[dict[str, Any]]
AS_OF = datetime(2026, 11, 21)
RICH = 3
"""The person who has everything: identifiers, links, refused links, a long stream, spells asleep."""

_FIRST = (
    "Ana",
    "Bram",
    "Chloé",
    "Daan",
    "Elif",
    "Femke",
    "Gita",
    "Hana",
    "Ines",
    "Jonas",
    "Kofi",
    "Lena",
    "Mats",
    "Nora",
    "Omar",
    "Pia",
    "Quinn",
    "Rosa",
    "Sven",
    "Tess",
)
_LAST = ("Lind", "Okafor", "Meyer")


def standings() -> Rows:
    """Sixty people; some share the instant of their last action, some are browsers only."""
    chance = Random(5)
    rows: Rows = []
    for number in range(60):
        band = chance.choice([1, 1, 2, 2, 3, 3, 4, 5, 5, 5])
        known = band > 2 or number % 3 > 0
        orders = chance.choice([1, 1, 1, 2, 3, 7]) if band == 5 else 0
        last = AS_OF - timedelta(days=(number // 2) * 7 + 1, minutes=17 * (number // 2))
        full_name = f"{_FIRST[number % 20]} {_LAST[number // 20]}"
        rows.append(
            {
                "person_key": 3 + 4 * number,
                "known": known,
                "email": f"{full_name.lower().replace(' ', '.').replace('é', 'e')}@example.org" if known else None,
                "full_name": full_name if known and number % 7 else None,
                "country": ("SE", "DE", "NL", None)[number % 4] if known else None,
                "band": band,
                "band_since": last - timedelta(days=40),
                "way_in": "direct" if number % 5 == 0 else "normal",
                "first_source": ("shop", "web", "newsletter")[number % 3],
                "first_at": last - timedelta(days=300),
                "last_at": last,
                "last_inbound_at": last,
                "dormant": band >= 3 and number > 30,
                "reignited": number % 11 == 0,
                "support": orders > 0 and number % 4 == 0,
                "loyalty": orders > 1,
                "advocacy": orders > 2,
                "innovation": orders > 6,
                "facets_ever": (orders > 0) + 2 * (orders > 1) + 4 * (orders > 2) + 8 * (orders > 6),
                "actions": 3 + number,
                "visits": 1 + number // 4,
                "orders": orders,
                "first_order_at": last - timedelta(days=200) if orders else None,
                "last_order_at": last if orders else None,
                "spent": orders * chance.randrange(1_900, 14_000),
                "sources": 1 + number % 3,
                "only_source": ("web", "shop", "newsletter")[number % 3] if number % 3 == 0 else None,
            }
        )
    rich = {
        "known": True,
        "email": "ana.lind@example.org",
        "full_name": "Ana Lind",
        "country": "SE",
        "band": 5,
        "band_since": datetime(2026, 3, 8, 19, 41),
        "way_in": "normal",
        "first_source": "web",
        "first_at": datetime(2025, 11, 2, 8, 12),
        "last_at": datetime(2026, 11, 20, 18, 4),
        "dormant": False,
        "reignited": True,
        "support": True,
        "loyalty": True,
        "advocacy": True,
        "innovation": False,
        "facets_ever": 7,
        "actions": 148,
        "visits": 31,
        "orders": 4,
        "first_order_at": datetime(2026, 3, 8, 19, 41),
        "last_order_at": datetime(2026, 11, 14, 20, 10),
        "spent": 31_250,
        "sources": 4,
        "only_source": None,
    }
    rows[0] |= rich
    return rows


def row_key(load: int, line: int) -> int:
    """As landing makes them."""
    return load * 2**36 + line * 8


LOADS = {"web": 1, "newsletter": 2, "shop": 3, "help desk": 4, "survey": 5, "referrals": 6}


def stream() -> Rows:
    """The rich person's actions: 148, over all silos."""
    chance = Random(3)
    told: list[tuple[datetime, str, str, dict[str, Any]]] = []
    at = datetime(2025, 11, 2, 8, 12)
    pages = ("/guides/reed-beds", "/shop/willow-basket", "/journal/spring-flood", "/shop/linen-apron", "/about")
    while len(told) < 118:
        kind = chance.choice(["view", "view", "view", "visit", "click", "search", "open", "receive"])
        mail = kind in ("open", "receive")
        told.append(
            (
                at,
                kind,
                "newsletter" if mail else "web",
                {
                    "content": "Letter from the river" if mail else chance.choice(pages),
                    "site": None if mail else "alder-reed.example",
                },
            )
        )
        pause = 0.002 if chance.random() < 0.7 else 9 * chance.random() + 0.5
        at = min(at + timedelta(days=pause), datetime(2026, 11, 20, 18, 4) - timedelta(minutes=200 - len(told)))
    euro = {"currency": "EUR"}
    told += [
        (datetime(2025, 12, 1, 7, 30), "opt in", "newsletter", {"content": "Newsletter"}),
        (datetime(2026, 3, 8, 19, 20), "add to cart", "web", {"content": "Willow basket", "amount": 6_400} | euro),
        (datetime(2026, 3, 8, 19, 41), "order", "shop", {"content": "#10234", "amount": 8_950} | euro),
        (datetime(2026, 3, 17, 9, 2), "open case", "help desk", {"content": "Basket arrived damp"}),
        (datetime(2026, 3, 17, 15, 44), "solve case", "help desk", {"content": "Basket arrived damp"}),
        (datetime(2026, 3, 19, 9, 0), "refund", "shop", {"content": "#10234", "amount": -1_200} | euro),
        (datetime(2026, 3, 24, 20, 15), "answer", "survey", {"score": 9.0, "topic": "Would you recommend us?"}),
        (datetime(2026, 5, 2, 12, 0), "order", "shop", {"content": "#11870", "amount": 4_250} | euro),
        (datetime(2026, 10, 21, 8, 30), "refer", "referrals", {"content": "a friend"}),
        (datetime(2026, 10, 28, 21, 6), "order", "shop", {"content": "#15021", "amount": 7_800} | euro),
        (datetime(2026, 11, 14, 20, 10), "order", "shop", {"content": "#15644", "amount": 11_450} | euro),
        (datetime(2026, 11, 20, 18, 4), "view", "web", {"content": "/shop/reed-lamp", "site": "alder-reed.example"}),
    ]
    told += [
        (datetime(2026, 10, 20, 18, number), "view", "web", {"content": pages[number % 5]}) for number in range(18)
    ]
    empty = dict.fromkeys(
        (
            "name",
            "site",
            "content",
            "topic",
            "referrer",
            "utm_source",
            "medium",
            "campaign",
            "click_id",
            "amount",
            "currency",
            "score",
            "seconds",
        )
    )
    return [
        {
            "person_key": RICH,
            "occurred_at": at,
            "action_key": 16 * row_key(LOADS[source], 40 + number),
            "identifier_key": RICH,
            "kind": kind,
            "source": source,
            **empty,
            **rest,
        }
        for number, (at, kind, source, rest) in enumerate(sorted(told, key=lambda one: one[0]))
    ]


def identity() -> dict[str, Rows]:
    """Who the rich person is, and why."""
    kinds = [
        (3, "anonymous_id", "a81f-77c0", 1),
        (12, "email", "ana.lind@example.org", 3),
        (19, "user_id", "80341", 2),
        (44, "phone", "+46 70 174 06 05", 1),
    ]
    seen = datetime(2025, 11, 2, 8, 12)
    identifiers = [
        {
            "identifier_key": key,
            "kind": kind,
            "value": value,
            "person_key": RICH,
            "first_at": seen + timedelta(days=9 * key),
            "sources": sources,
        }
        for key, kind, value, sources in kinds
    ] + [
        {
            "identifier_key": 71,
            "kind": "email",
            "value": "front.desk@example.org",
            "person_key": 71,
            "first_at": seen,
            "sources": 1,
        }
    ]

    def link(left: int, right: int, source: str, key: int, days: int, **rest: object) -> dict[str, Any]:
        return {
            "left_key": left,
            "right_key": right,
            "source": source,
            "row_key": key,
            "linked_at": seen + timedelta(days=days),
        } | rest

    return {
        "identifiers": identifiers,
        "identity_links": [
            link(12, 3, "newsletter", row_key(2, 9), 29, sources=1),
            link(19, 12, "shop", row_key(3, 1_204), 126, sources=2),
            link(19, 44, "corrections", -7, 140, sources=1),
        ],
        "refused_links": [link(71, 44, "help desk", row_key(4, 88), 135, reason="shared by too many")],
        "merged_people": [{"former_key": 44, "person_key": RICH}],
        "source_loads": [
            {"load": number, "file": file}
            for number, file in enumerate(
                (
                    "events-2026.jsonl.gz",
                    "letters.csv",
                    "orders-2026.csv",
                    "tickets.json",
                    "answers.csv",
                    "friends.csv",
                ),
                start=1,
            )
        ],
    }


def journey() -> dict[str, Rows]:
    """The rich person's way over the hourglass."""
    steps = [
        (1, datetime(2025, 11, 2, 8, 12), "first action", False),
        (2, datetime(2025, 11, 9, 21, 3), "second visit", False),
        (3, datetime(2025, 12, 1, 7, 30), "opt-in", False),
        (5, datetime(2026, 3, 8, 19, 41), "first order", True),
    ]
    facets = [(6, datetime(2026, 3, 17, 15, 44)), (7, datetime(2026, 5, 2, 12, 0)), (8, datetime(2026, 10, 21, 8, 30))]
    return {
        "band_entries": [
            {
                "person_key": RICH,
                "band": band,
                "entered_at": at,
                "left_at": None,
                "from_band": 0,
                "direct": direct,
                "rule": rule,
                "action_key": 0,
                "source": "web",
            }
            for band, at, rule, direct in steps
        ],
        "facet_entries": [
            {
                "person_key": RICH,
                "facet": facet,
                "entered_at": at,
                "left_at": None,
                "first": True,
                "action_key": 0,
                "times": 1,
            }
            for facet, at in facets
        ],
        "dormant_spells": [
            {
                "person_key": RICH,
                "dormant_at": datetime(2026, 2, 10),
                "band": 3,
                "reignited_at": datetime(2026, 3, 1, 10),
                "action_key": None,
            }
        ],
    }
