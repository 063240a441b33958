"""Months of spend and demand by hand, as ledgers and as economics of channels."""

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riparian.core.durations import AsOf
from riparian.core.row import Table
from riparian.tables.budgets import HoldoutVerdict
from riparian.tables.credits import ChannelEconomy
from riparian.tables.value import ReLedger
from riparian.testing.tables import at, table_of

AS_OF = AsOf(at(days=0))
"""1 January 2024: December 2023 is the last whole month."""

Series = NDArray[np.float64]
Given = tuple[Series, Series]
"""Spend and demand."""


def month(back: int) -> date:
    """The first day of a month, 0 for December 2023."""
    year, place = divmod(12 * 2023 + 11 - back, 12)
    return date(year, place + 1, 1)


def ledgers(**lanes: Given) -> Table[ReLedger]:
    """Spend and demand of each way in, the last month last, of orders of 1 each; spend and demand that no source tells
    is not a number."""
    rows: list[dict[str, Any]] = [
        {"period": "month", "period_to": month(len(spend) - 1 - place), "way": way.replace("_", "-")}
        | {
            "spend": None if np.isnan(spend[place]) else int(spend[place]),
            "demand": None if np.isnan(demand[place]) else int(demand[place]),
            "orders": None if np.isnan(demand[place]) else int(demand[place]),
        }
        for way, (spend, demand) in lanes.items()
        for place in range(len(spend))
    ]
    return table_of(ReLedger, *rows)


def economies(**channels: Given) -> Table[ChannelEconomy]:
    """Spend for new orders of each channel, the last month last, and what it is credited with."""
    rows: list[dict[str, Any]] = [
        {"month": month(len(spend) - 1 - place), "channel": channel, "campaign": "", "way": "new"}
        | {"spend": int(spend[place]), "value": float(demand[place])}
        for channel, (spend, demand) in channels.items()
        for place in range(len(spend))
    ]
    return table_of(ChannelEconomy, *rows)


def company(**channels: Given) -> tuple[Table[ReLedger], Table[ChannelEconomy]]:
    """Channels that together bring all new demand."""
    demand = np.sum([came for _, came in channels.values()], axis=0)
    return ledgers(new=(np.full(len(demand), np.nan), demand)), economies(**channels)


def saturating(seed: int, *, ceiling: float, half: float, months: int = 60) -> Given:
    """Spend around 10,000 a month, and what it brings by a curve, with noise of a fiftieth of the ceiling."""
    chance = np.random.default_rng(seed)
    spend = np.rint(chance.gamma(4.0, 2_500.0, months))
    return spend, 5_000 + ceiling * spend / (spend + half) + ceiling / 50 * chance.standard_normal(months)


def verdicts(**organic: tuple[float, float | None, float | None]) -> Table[HoldoutVerdict]:
    """By name of the test, the organic share with its interval."""
    rows = [
        {"test": test, "organic_share": share, "organic_low": low, "organic_high": high}
        for test, (share, low, high) in organic.items()
    ]
    return table_of(HoldoutVerdict, *rows)
