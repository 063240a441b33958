"""Re-ignitions: of people who had been dormant for so many months, how many woke in the months after."""

from typing import Annotated, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Gather
from riparian.core.row import Table
from riparian.core.settings import Settings
from riparian.expressions.rows_given import rows_given
from riparian.expressions.totals import whole
from riparian.models.re_ledgers import reignition
from riparian.tables.value import DormancySpan, Reignition

_MOST: Final = 1_000


class ReignitionsSettings(Settings):
    """`[derivations.reignitions]`"""

    cost_per_message: Annotated[float, Field(ge=0)] = 0.0
    """In minor units; 0 stands for unknown, and there is no cost then."""


def reignitions(
    dormancy_spans: Table[DormancySpan], settings: ReignitionsSettings, gather: Gather
) -> Table[Reignition]:
    """A row for each pool, span of months and whether people were written to before it.

    A spell is in a span if it had lasted to the span's beginning, and if the span was over at the as-of date, whether
    or not the person woke: who woke early is counted no sooner than who did not.
    """
    grouped = dormancy_spans.group_by("pool", "months_from", "months_to", "written_to")
    counts = gather(
        grouped.agg(people=ibis._.count(), back=ibis._.count(where=ibis._.woke), messages=whole(ibis._.messages.sum())),
        at_most=_MOST,
    )
    cost = counts["messages"].astype(np.float64) * (settings.cost_per_message or np.nan)
    rates = reignition(counts["people"], counts["back"], cost)
    figures = {"rate": rates.rate, "low": rates.low, "high": rates.high, "cost": cost, "cost_each": rates.cost_each}
    columns = {name: column.tolist() for name, column in (counts | figures).items()}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return rows_given(rows, Reignition, gather)
