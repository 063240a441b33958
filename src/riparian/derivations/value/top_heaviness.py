"""Top-heaviness: what part of each year's budget went to the top of the hourglass, and what part of the fruit came."""

from datetime import date
from typing import Final

import numpy as np

from riparian.core.doors import Array, Gather
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table
from riparian.expressions.rows_given import rows_given
from riparian.models.re_ledgers import top_heaviness as compared
from riparian.tables.value import LANES, ReLedger, TopHeavinessRow

_MOST: Final = 10_000


def top_heaviness(re_ledgers: Table[ReLedger], gather: Gather) -> Table[TopHeavinessRow]:
    """A row for each year in which any source reports spend.

    The lanes stand in the order new, repeat, referral, re-ignited, so that the first third of them is the top. Fruit is
    incremental contribution where a holdout told the organic share of every way in with spend; what a lane without
    spend brought is then nobody's fruit. Else fruit is all contribution, with the share that would have come anyway.

    Raises:
        NotEnoughDataError: no year has spend, so there is no budget to divide.
    """
    years = re_ledgers.filter((re_ledgers.period == "year") & re_ledgers.spend.notnull())
    found = gather(years, at_most=_MOST)
    days = found["period_to"].astype("datetime64[D]")
    rows = [row_of(day.item(), only(found, days == day)) for day in np.unique(days)]
    kept = [row for row in rows if row is not None]
    if not kept:
        raise NotEnoughDataError(
            "no year of orders has any spend, so there is no budget to compare with what it brought",
            fix="add a source of spend (preset ad_spend) in the company's currency",
        )
    return rows_given(kept, TopHeavinessRow, gather)


def only(found: dict[str, Array], held: Array) -> dict[str, Array]:
    """The rows that are held."""
    return {name: column[held] for name, column in found.items()}


def row_of(year_to: date, ledgers: dict[str, Array]) -> dict[str, object] | None:
    """One year; None where no lane of it has spend above 0."""
    spend = ledgers["spend"].astype(np.float64)
    paid = spend > 0
    tested = bool(np.isfinite(ledgers["incremental_contribution"].astype(np.float64)[paid]).all())
    column = "incremental_contribution" if tested else "contribution"
    before = np.nan_to_num(ledgers[column].astype(np.float64) + spend)
    fruit = np.where(paid | (not tested), before, 0.0)
    lanes = [np.isin(ledgers["way"].astype(str), ways) for ways in LANES.values()]
    brought = np.array([fruit[lane].sum() for lane in lanes])
    # A lane that was credited more for former spend than it spent had no budget; its credit is nobody's.
    budget = np.array([max(spend[lane].sum(), 0.0) for lane in lanes])
    if not budget.sum() > 0:
        return None
    assumed = np.nan_to_num(ledgers["spend_assumed"].astype(np.float64))[lanes[0]].sum()
    share = index = None
    if brought.sum() > 0:
        heaviness = compared(budget, brought)
        share = heaviness.contribution_share
        index = heaviness.index if share > 0 else None
    return {
        "year_to": year_to,
        "covered": float(ledgers["covered"][0]),
        "spend": int(budget.sum()),
        "spend_top": int(budget[0]),
        "top_assumed": int(np.clip(assumed, 0, budget[0])),
        "budget_share": float(budget[0] / budget.sum()),
        "contribution_top": float(brought[0]),
        "contribution_all": float(brought.sum()),
        "contribution_share": share,
        "index": index,
        "tested": tested,
    }
