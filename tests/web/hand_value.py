"""What orders, channels and a budget brought and cost, by hand; one campaign was paid for and never seen."""

from datetime import date
from typing import Any

from riparian.tables.credits import MODELS
from riparian.tables.value import WAYS

Rows = list[dict[str, Any]]

THIS_YEAR, LAST_YEAR = date(2026, 11, 20), date(2025, 11, 20)
DRAWN = frozenset(MODELS[:7])
"""Models whose intervals were drawn."""
_ORDERS = {
    "Email": (40.0, 52.0, 60.0, 45.0, 44.0, 48.0, 47.0, 46.0, 46.5, 70.0),
    "Paid Search": (90.0, 40.0, 62.0, 61.0, 60.0, 55.0, 58.0, 57.0, 59.0, 66.0),
    "Display": (5.0, 1.0, 1.0, 2.5, 2.6, 2.0, 3.0, 3.1, 3.2, -12.0),
}


def value_tables() -> dict[str, Rows]:
    """What the value page reads."""
    return {
        "re_ledgers": [
            _ledger(way, year, number) for year in (THIS_YEAR, LAST_YEAR) for number, way in enumerate(WAYS)
        ],
        "top_heaviness": [_top(THIS_YEAR, 0.366, 2.73), _top(LAST_YEAR, 1.0, 1.0)],
        "channel_credits": [*_credits("order", 9_000.0), *_credits("Trust", None)],
        "credit_disagreements": [_apart(goal, channel) for goal in ("order", "Trust") for channel in _ORDERS],
        "channel_economics": _economics(),
        "reignitions": [
            _back(pool, start, written)
            for pool in ("former customers", "former prospects")
            for start in (0, 3, 6)
            for written in (False, True)
        ],
        "referred_first_orders": [
            _referred("first order", 18, 4900.0, 11001.0, (-4960.0, -2458.0, -44.0)),
            _referred("bought soon", 66, 0.197, 0.051, (0.023, 0.101, 0.179)),
            _referred("came in at Like", 66, 0.0, 0.022, (-0.029, -0.023, -0.016)),
            _referred("came in at Try", 68, 0.147, 0.058, (-0.012, 0.08, 0.172)),
            _referred("first order", 2, 3492.0, 7440.0, (-8376.0, -3948.0, 479.0)) | {"month": "2024-04"},
        ],
        "response_curves": [
            _curve("Paid Search", None, 28_044.0),
            _curve("Display", None, 11_134.0),
            _curve("Organic Video", "fewer than 24 months", None),
        ],
        "budget_shifts": [
            _shift("Paid Search", 40_000, 38_000, gain=-900.0),
            _shift("Display", 4_000, 6_000, gain=2_400.0, doubt=0.9, first=True),
            _shift("Organic Video", 9_000, 9_000),
            _shift("all", 53_000, 53_000, gain=1_500.0),
            _shift("new", 53_000, 53_000) | {"level": "lane"},
            _shift("all", 53_000, 53_000) | {"level": "lane", "known": False},
        ],
        "dormancy_spans": [_span(person, person % 2 == 0) for person in range(1, 8)],
        "holdout_people": [
            {"person_key": person, "test": "spring catalogue", "held": person % 3 == 0, "watched": person != 9}
            for person in range(1, 13)
        ],
        "contact_frequencies": [
            {"test": "spring catalogue", "together": False, "contacts": contacts, "demand": demand, "profit": profit}
            | {"gain": profit - 245.0, "gain_low": profit - 330.0, "gain_high": profit - 160.0}
            | {"best": contacts == 2, "beyond": contacts == 3, "exponent": 0.7, "fitted": False}
            for contacts, demand, profit in ((0, 700.0, 245.0), (1, 823.0, 268.0), (2, 900.0, 275.0), (3, 965.0, 271.0))
        ],
        "holdout_verdicts": [
            {
                "test": "spring catalogue", "began_on": date(2026, 3, 1), "contacted": 400, "held_out": 100,
                "contacted_demand": 900.0, "held_out_demand": 700.0, "increment": 200.0, "low": -40.0, "high": 440.0,
                "organic_share": 0.78, "organic_low": 0.5, "organic_high": 1.04, "profit": 60.0, "profit_low": -50.0,
                "profit_high": 170.0, "verdict": "undecided",
            }
        ],
    }  # fmt: skip


def _ledger(way: str, year: date, number: int) -> dict[str, Any]:
    spend = 43_257 if way == "new" else 0
    return {
        "period": "year", "period_to": year, "covered": 1.0, "way": way, "people": 90 - 10 * number,
        "orders": 100 - 10 * number, "demand": 900_000 - 100_000 * number, "discount": 9_000, "refunded": 30_000,
        "support_cost": 4_000, "cost_to_serve": 43_000, "order_value": 9_000.0, "spend": spend, "spend_assumed": 0,
        "margin": 304_000.0, "taken_off": 4_000, "cost_per_order": 862.57, "contribution": 300_000.0 - spend,
        "organic_share": None, "incremental_contribution": None,
    }  # fmt: skip


def _span(person: int, woke: bool) -> dict[str, Any]:
    return {
        "person_key": person, "pool": "former customers", "months_from": 3, "months_to": 6, "written_to": False,
        "woke": woke, "messages": person % 2,
    }  # fmt: skip


def _top(year: date, share: float, index: float) -> dict[str, Any]:
    return {
        "year_to": year, "covered": 1.0, "spend": 43_257, "spend_top": 43_257, "top_assumed": 0, "budget_share": 1.0,
        "contribution_top": 366.0, "contribution_all": 1000.0, "contribution_share": share, "index": index,
        "tested": False,
    }  # fmt: skip


def _credits(goal: str, each: float | None) -> Rows:
    named = {**_ORDERS, "(no touch)": (20.0,) * len(MODELS)}
    found = []
    for channel, amounts in named.items():
        for model, amount in zip(MODELS, amounts, strict=True):
            around = (amount - 4, amount + 4) if model in DRAWN and channel in _ORDERS else (None, None)
            found.append(
                {
                    "goal": goal, "model": model, "channel": channel, "conversions": amount,
                    "low": around[0], "high": around[1],
                    "value": amount * each if each else None,
                    "value_low": around[0] * each if each and around[0] is not None else None,
                    "value_high": around[1] * each if each and around[1] is not None else None,
                    "journeys": 90, "removal_effect": None, "error": None,
                }
            )  # fmt: skip
    return found


def _apart(goal: str, channel: str) -> dict[str, Any]:
    told = sorted(zip(_ORDERS[channel], MODELS, strict=True))
    (lowest, by), (highest, above) = told[0], told[-1]
    return {
        "goal": goal, "channel": channel, "models": len(told), "lowest": lowest, "lowest_model": by, "middle": 46.0,
        "highest": highest, "highest_model": above, "spread": highest - lowest,
        "relative_spread": (highest - lowest) / 46, "beyond_chance": channel == "Paid Search",
    }  # fmt: skip


def _economics() -> Rows:
    months = [date(2025, 11, 1), date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]
    found = [
        _economy(month, channel, campaign, spend)
        for month in months
        for channel, campaign, spend in (
            ("Paid Search", "brand", 10_000),
            ("Paid Search", "gifts", 5_000),
            ("Email", "newsletter", None),
        )
    ]
    blind = {
        "visited": False, "orders": None, "first_orders": None, "touched_orders": None, "value": None,
        "touched_first_orders": None, "campaign_orders": None, "campaign_first_orders": None,
        "contribution": -2_500.0, "ppo": None,
        "payback_month": None,
    }  # fmt: skip
    found.append(_economy(date(2026, 10, 1), "Paid Search", "radio code", 2_500) | blind)
    return found


def _economy(month: date, channel: str, campaign: str, spend: int | None) -> dict[str, Any]:
    late = month >= date(2026, 11, 1)
    return {
        "month": month, "channel": channel, "campaign": campaign, "goal": "order", "model": "linear", "visited": True,
        "spend": spend,
        "clicks": 120 if spend else None, "orders": 8.0, "first_orders": 3.0, "value": 72_000.0,
        "touched_orders": 21 if channel == "Paid Search" else 12, "touched_first_orders": 5,
        "campaign_orders": 14 if campaign == "brand" else 12, "campaign_first_orders": 4,
        "contribution": 28_800.0 - (spend or 0), "roas": 7.2, "cac": 33.0, "ppo": 2350.0,
        "payback_month": None if late or not spend else 2 if campaign == "gifts" else 1,
    }  # fmt: skip


def _back(pool: str, start: int, written: bool) -> dict[str, Any]:
    return {
        "pool": pool, "months_from": start, "months_to": start + 3, "written_to": written,
        "people": 20 if written and start == 6 else 120, "back": 12, "rate": 0.1, "low": 0.06, "high": 0.17,
        "messages": 150 if written else 0, "cost": None, "cost_each": None,
    }  # fmt: skip


def _referred(
    measure: str, referred: int, mean: float, other: float, around: tuple[float, float, float]
) -> dict[str, Any]:
    low, difference, high = around
    return {
        "measure": measure, "month": "all", "referred": referred, "others": 287, "referred_mean": mean,
        "other_mean": other, "difference": difference, "low": low, "high": high,
    }  # fmt: skip


def _curve(name: str, refused: str | None, result: float | None) -> dict[str, Any]:
    known = result is not None
    return {
        "level": "channel", "name": name, "months": 36, "months_with_spend": 35, "spend": 4_000, "refused": refused,
        "ceiling": 56_364.0 if known else None, "half": 1_094.0 if known else None, "slope": 0.75 if known else None,
        "decay": 0.6 if known else None, "result": result, "result_low": 0.0 if known else None,
        "result_high": 82_093.0 if known else None, "marginal": 11.1 if known else None,
        "marginal_low": 0.0 if known else None, "marginal_high": 25.2 if known else None,
    }  # fmt: skip


def _shift(
    name: str, now: int, then: int, *, gain: float | None = None, doubt: float | None = None, first: bool = False
) -> dict[str, Any]:
    known = gain is not None
    return {
        "level": "channel", "name": name, "spend_now": now, "spend_then": then, "change": then - now,
        "lower": round(now * 0.7) if known else now, "upper": round(now * 1.5) if known else now, "known": known,
        "gain": gain, "gain_low": gain - 2_000 if gain is not None else None,
        "gain_high": gain + 2_000 if gain is not None else None, "doubt": doubt, "test_first": first,
    }  # fmt: skip
