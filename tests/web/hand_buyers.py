"""The buyers of a small company by hand: segments, the ladder, modes, accounts, items and value."""

from datetime import date
from typing import Any

Rows = list[dict[str, Any]]

_SEGMENTS = (
    ("Elite", 1, 12, 4, 1, 9.9),
    ("Loyal", 2, 40, 11, 6, 26.4),
    ("Quality", 3, 96, 22, 19, 46.1),
    ("Average", 4, 310, 31, 60, 88.0),
    ("Struggling", 5, 355, 12, 44, 50.2),
    ("Lapsed Spend", 6, 410, 9, 71, 61.0),
    ("Lapsed Experiment", 7, 640, 6, 88, 49.0),
)
MOVED = "Not a cause: who buys often comes to use several channels. Only a holdout test tells what a channel adds."


def buyer_tables(people: Rows) -> dict[str, Rows]:
    """What the page of buyers reads; `people` are standings, whose buyers get segments in turn."""
    buyers = [row["person_key"] for row in people if row["orders"]]
    segments: Rows = [
        {
            "person_key": key,
            "segment": _SEGMENTS[number % 7][0],
            "rank": _SEGMENTS[number % 7][1],
            "probability": 0.5 - 0.05 * (number % 7),
            "observed": number % 7 < 5,
            "sign": "−" if number % 3 == 0 else "none",
            "plus": number % 5 == 0,
            "minus": number % 3 == 0,
            "months_until_fall": 1 if number % 3 == 0 else number % 8 + 1,
        }
        for number, key in enumerate(buyers)
    ]
    counts = ("segment", "rank", "buyers", "plus", "minus", "expected")
    return {
        "buyers": [{"person_key": key} for key in buyers],
        "action_segments": segments,
        "period_buyers": [
            {"person_key": key, "bought": number % 2, "last": number % 2, "chances": 4}
            for number, key in enumerate(buyers[:-1])
        ],
        "segment_counts": [dict(zip(counts, row, strict=True)) for row in _SEGMENTS],
        **_file(),
        **_goods(),
        **_values(buyers),
    }


def _file() -> dict[str, Rows]:
    return {
        "rebuy_cells": [
            {
                "orders": n,
                "or_more": n == 7,
                "months": 0,
                "probability": 0.268 + 0.06 * (n - 1) - 0.003 * n * n,
                "step": None if n == 7 else 0.06 - 0.005 * n,
                "tried": 1900 // n**2,
                "bought": 510 // n**2,
                "buyers": 0,
            }
            for n in range(1, 8)
        ],
        "repurchase_modes": [
            _mode("company", "all", 790, 261, "Acquisition"),
            _mode("channel", "web", 610, 240, "Acquisition"),
            _mode("channel", "shop", 180, 90, "Hybrid"),
            _mode("category", "Tools", 60, 40, "Retention"),
        ],
        "channel_migrations": [
            {
                "from_channel": start,
                "to_channel": end,
                "buyers": buyers,
                "bought_there": there,
                "bought_anywhere": anywhere,
                "index": there / anywhere,
                "mode": mode,
                "caution": MOVED,
            }
            for start, end, buyers, there, anywhere, mode in (
                ("web", "web", 610, 220, 240, None),
                ("web", "shop", 610, 24, 240, "Isolation"),
                ("shop", "shop", 180, 70, 90, None),
                ("shop", "web", 180, 40, 90, "Equilibrium"),
            )
        ],
        "file_accounts": [
            _year(2026, 790, 261, 64, 488, 0.3304),
            _year(2025, 702, 230, 41, 519, 0.3276),
            _year(2024, 0, 0, 0, 702, None),
        ],
    }


def _values(buyers: list[int]) -> dict[str, Rows]:
    return {
        "value_models": [
            {
                "model": "BG/NBD",
                "buyers": 2240,
                "repeat_buyers": 902,
                "held_out": 47,
                "foretold": 46.4,
                "chosen": True,
                "expected_orders": 970.0,
                "low": 814.0,
                "high": 1156.0,
            },
            {
                "model": "Pareto/NBD",
                "buyers": 2240,
                "repeat_buyers": 902,
                "held_out": 47,
                "foretold": 49.0,
                "chosen": False,
                "expected_orders": 950.0,
                "low": 700.0,
                "high": 1260.0,
            },
            {
                "model": "gamma-gamma",
                "buyers": 880,
                "repeat_buyers": 880,
                "held_out": None,
                "foretold": None,
                "chosen": True,
                "expected_orders": None,
                "low": None,
                "high": None,
            },
        ],
        "period_models": [
            {"model": "BG/BB", "buyers": 2200, "repeat_buyers": 860, "held_out": 610, "foretold": 602.3}
            | {"expected_periods": 741.0, "low": 690.0, "high": 795.0}
        ],
        "contract_periods": [
            {"period": period, "at_risk": at_risk, "left": left, "survivors": survivors, "expected_survivors": expected}
            | {
                "seconds": 2_592_000.0,
                "low": expected - 0.02,
                "high": expected + 0.02,
                "running": running,
                "renewals_to_come": 20.0 + period,
            }
            for period, at_risk, left, survivors, expected, running in (
                (1, 900, 90, 0.9, 0.895, 40),
                (2, 700, 42, 0.846, 0.84, 500),
                (3, 0, 0, None, 0.8, 160),
            )
        ],
        "customer_values": [
            {
                "person_key": key,
                "repeats": number % 3,
                "probability_alive": 0.9 - 0.01 * number,
                "expected_orders": 2.5 - 0.1 * number,
                "residual_value": None if number == 3 else 20_000.0 - 700 * number,
            }
            for number, key in enumerate(buyers)
        ],
    }


def _mode(scope: str, name: str, buyers: int, again: int, mode: str) -> dict[str, Any]:
    rate = again / buyers
    half = 1.96 * (rate * (1 - rate) / buyers) ** 0.5
    return {
        "scope": scope,
        "name": name,
        "buyers": buyers,
        "bought_again": again,
        "rate": rate,
        "low": rate - half,
        "high": rate + half,
        "mode": mode,
        "monthly_churn": 1 - rate ** (1 / 12),
        "orders_per_buyer": 1.44,
    }


def _year(year: int, previous: int, retained: int, back: int, new: int, rate: float | None) -> dict[str, Any]:
    buyers = retained + back + new
    return {"year_to": date(year, 11, 20), "covered": 0.96 if rate is None else 1.0, "previous": previous,
            "retained": retained, "reactivated": back, "new": new, "buyers": buyers, "rebuy_rate": rate,
            "demand": buyers * 11_300, "retained_demand": retained * 13_000, "reactivated_demand": back * 11_000,
            "new_demand": new * 10_100, "guest_orders": 12, "guest_demand": 84_000,
            "fixed_point": (back + new) / (1 - rate) if rate else None}  # fmt: skip


def _goods() -> dict[str, Rows]:
    names = ("Kadai fire bowl", "Border fork", "Storm lantern, large", "Leather gauntlets", "Waterproof hat")
    sold = [("all", "all", 1.0), ("channel", "web", 0.8), ("channel", "shop", 0.2)]
    items: Rows = [
        {
            "scope": scope,
            "name": name,
            "item": f"AR-{number}",
            "item_name": called,
            "category": "Tools" if number % 2 else None,
            "item_class": ("Winner", "Contender", "Contender", "Other", "Other")[number],
            "demand": round(90_000 * share / (number + 1)),
            "quantity": 20.0 - number,
            "buyers": 14 - number,
            "winner_days": 9 - number,
            "first_sold_on": date(2025, 1 + number, 4),
            "new": number == 4,
        }
        for scope, name, share in sold
        for number, called in enumerate(names)
    ]
    together: Rows = [
        {
            "channel": channel,
            "category": "Tools",
            "place": place,
            "item": f"AR-{place}",
            "item_name": called,
            "demand": 40_000 // place,
            "item_class": "Winner",
        }
        for channel in ("web", "shop")
        for place, called in enumerate(names[:3], start=1)
    ]
    return {
        "winning_items": items,
        "mini_assortments": together,
        "new_item_shares": [{"category": "all", "share": 0.071}, {"category": "Tools", "share": 0.2}],
    }
