"""Cohorts of a small company by hand: life tables with extended ends, and conversions by month of entry."""

from datetime import date
from typing import Any

from tests.web.hand_hourglass import months

Rows = list[dict[str, Any]]


def cohort_tables() -> dict[str, Rows]:
    """What the page of cohorts reads besides the conversions of the hourglass."""
    groups = (
        ("all", "all", 2_400, 0.06),
        ("orders", "1", 1_300, 0.05),
        ("orders", "2", 600, 0.07),
        ("orders", "7 or more", 40, 0.1),
        ("first channel", "web", 900, 0.05),
        ("first channel", "shop", 400, 0.06),
        ("first month", "2025-10", 130, 0.05),
        ("first month", "2025-12", 210, 0.06),
        ("visited last month", "yes", 500, 0.09),
        ("visited last month", "no", 1_900, 0.02),
    )
    return {"life_tables": [row for group in groups for row in _life(*group)]}


def _life(cut: str, group: str, orders: int, rate: float) -> Rows:
    """Thirty months, watched for twenty."""
    rows, stays = [], 1.0
    for month in range(30):
        hazard = rate * 0.93**month
        stays *= 1 - hazard
        observed = month < 20
        at_risk = round(orders * stays * (1 - month / 22)) if observed else 0
        rows.append(
            {
                "cut": cut,
                "group": group,
                "months": month,
                "at_risk": at_risk,
                "bought": round(at_risk * hazard),
                "rate": hazard,
                "low": hazard * 0.7 if observed else None,
                "high": hazard * 1.4 if observed else None,
                "cumulative": None if cut == "visited last month" else 1 - stays,
                "annual": 0.4 * 0.95**month,
                "observed": observed,
                "annual_observed": month < 8,
            }
        )
    return rows


def entry_conversions() -> Rows:
    """From Know and Try, within 30 and 90 days, of every month but the last ones."""
    return [
        {
            "from_band": start,
            "to_band": end,
            "within_days": days,
            "cohort_on": month,
            "people": 600 if month.month != 8 else 12,
            "converted": 240 if month.month != 8 else 5,
            "rate": 0.4 / (end - start),
            "low": 0.36 / (end - start),
            "high": 0.44 / (end - start),
            "median_days": 6.5,
        }
        for start, end in ((1, 2), (1, 3), (1, 4), (1, 5), (4, 5))
        for days in (30, 90)
        for month in _followed(days)
    ]


def _followed(days: int) -> list[date]:
    return months(number=15)[: -days // 30]
