"""What leads what, how journeys differ, who brings whom, how near visitors are and how fast bands move, by hand."""

from datetime import date
from typing import Any

Rows = list[dict[str, Any]]


def apart_tables(everybody: Rows) -> dict[str, Rows]:
    """What stands beside the pictures of several pages."""
    keys = [row["person_key"] for row in everybody]
    states = ("first-time", "opted in", "customer")
    return {
        "channel_leads": [
            _lead("Organic Search", "Email", 0.04, (-0.02, 0.1), found=False),
            _lead("Paid Social", "Organic Search", 0.41, (0.2, 0.6), found=True),
        ],
        "journey_differences": [
            _difference(goal, channel, with_channel, other)
            for goal in ("order", "Trust", "Try")
            for channel, with_channel, other in (("Email", 40, 200), ("Referral", 10, 105), ("Display", 1, 300))
        ],
        "comp_segments": [
            _comp("all buyers", date(2025, 11, 20), 0.2),
            _comp("all buyers", date(2024, 11, 20), None),
            _comp("ours", date(2025, 11, 20), -0.1),
        ],
        "referral_tree": [
            _referral(keys[0], None, keys[0], 0, brought=1),
            _referral(keys[1], keys[0], keys[0], 1, brought=1),
            _referral(keys[2], keys[1], keys[0], 2, customer=False),
        ],
        "referral_economics": [_cohort("all"), _cohort("2025-03") | {"k_low": None, "k_high": None}],
        "return_on_attention": [
            _returned("other", 3_000, 900),
            _returned("a small garden", 400, 800),
            _returned("soil", 400, 100) | {"orders": 0, "opt_ins": 2, "per_thousand_visits": 900_000.0},
        ],
        "visitor_states": [
            {"person_key": key, "state": states[at % 3], "opted_in": at % 3 > 0, "visited": "regular"}
            for at, key in enumerate(keys)
        ],
        "band_rates": [
            _rate(band, months, exposed, moved)
            for band in (1, 2, 3, 4, 5)
            for months, exposed, moved in ((0, 100.0, 40.0), (1, 60.0, 6.0), (12, 240.0, 4.0))
        ],
    }


def _lead(leading: str, following: str, effect: float, ends: tuple[float, float], *, found: bool) -> dict[str, Any]:
    return {
        "leading": leading, "following": following, "effect": effect, "low": ends[0], "high": ends[1],
        "placebo_share": 0.01 if found else 0.7, "over_reversed": 6.2 if found else -0.4, "found": found,
        "peak_days": 2, "lags": 2, "days": 400, "caution": "Not a cause.",
    }  # fmt: skip


def _difference(goal: str, channel: str, with_channel: int, other: int) -> dict[str, Any]:
    share, other_share = with_channel / 100, other / 1000
    return {
        "goal": goal, "comparison": "converted", "channel": channel, "journeys": 100, "with_channel": with_channel,
        "other_journeys": 1000, "other_with_channel": other, "share": share, "other_share": other_share,
        "difference": share - other_share, "low": share - other_share - 0.06, "high": share - other_share + 0.06,
    }  # fmt: skip


def _comp(definition: str, day: date, change: float | None) -> dict[str, Any]:
    def part(of: float) -> float | None:
        return None if change is None else change * of

    return {
        "definition": definition, "frozen_on": day, "households": 40, "rebuyers": 10, "rebuy_rate": 0.25,
        "demand_per_household": 2_500.0, "spend_per_rebuyer": 10_000.0, "change": change, "change_by_rebuy": part(0.6),
        "change_by_orders": part(0.5), "change_by_items": part(-0.2), "change_by_price": part(0.1),
    }  # fmt: skip


def _referral(
    person: int, by: int | None, root: int, generation: int, *, brought: int = 0, customer: bool = True
) -> dict[str, Any]:
    return {
        "person_key": person, "referrer_key": by, "root_key": root, "generation": generation, "customer": customer,
        "brought": brought, "descendants": 2 - generation, "customers_descended": 1 if generation == 0 else 0,
        "value_brought": 4_000 if generation == 0 else 0,
    }  # fmt: skip


def _cohort(period: str) -> dict[str, Any]:
    return {
        "period": period, "customers": 20, "referrers": 2, "referred": 2, "converted": 1, "k": 0.05, "k_low": 0.0,
        "k_high": 0.14, "multiplier": 1.053, "self_sustaining": False, "value_brought": 4_000,
    }  # fmt: skip


def _returned(job: str, visits: int, value: int) -> dict[str, Any]:
    return {
        "site": "alder.example", "job": job, "visits": visits, "minutes": None, "opt_ins": 9, "orders": 4,
        "demand": value * 3, "value": value, "per_thousand_visits": 1000 * value / visits,
        "per_thousand_minutes": None,
    }  # fmt: skip


def _rate(band: int, months: int, exposed: float, moved: float) -> dict[str, Any]:
    return {
        "kind": "leaving", "from_band": band, "to_band": band, "months_in_band": months, "months": 12,
        "exposed": exposed, "total": moved, "rate": moved / exposed, "standing": 7,
    }  # fmt: skip
