"""Rebuy cells: the chance to buy within a year, by number of orders and months since the last."""

from typing import Final

import ibis
import numpy as np

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.expressions.waits import counted_waits, months_at, waits
from riparian.models.rebuy_cells import ORDERS, RebuyCells, WatchedYears, annual_rates_by_orders
from riparian.tables.buyers import Purchase, RebuyCell

_MOST: Final = 500_000
_AHEAD: Final = 25
_WHOLE: Final = ("orders", "months", "buyers", "tried", "bought")
_FIGURES: Final = ("raw", "probability", "step")


def rebuy_cells(purchases: Table[Purchase], as_of: AsOf, gather: Gather) -> Table[RebuyCell]:
    """Every wait that was watched for twelve months after some month of it is a case of that month.

    So a cell rests on all orders of the log, not only on who stands in it now, and nobody whose year is not over
    counts, whether they bought or not. A cell of fewer than 100 cases is filled up with the mean of its recency, and a
    recency of fewer than 100 with the life table of as many orders, extended where it must be (`observed`).

    Raises:
        NotEnoughDataError: nobody was watched for a year, and the life table is too short to be extended.
    """
    step = ibis.least(purchases.number, ORDERS)
    waited = waits(purchases.mutate(orders=step), as_of)
    counts = gather(counted_waits(waited, "orders", "watched"), at_most=_MOST)
    newest = purchases.group_by("person_key").agg(orders=purchases.number.max(), month=purchases.month.max())
    stands = newest.mutate(orders=ibis.least(newest.orders, ORDERS), months=months_at(as_of) - newest.month)
    held = gather(stands.group_by("orders", "months").agg(buyers=stands.count()), at_most=_MOST)
    columns = (
        cells(counts, held)
        if held["buyers"].size
        else dict.fromkeys((*_WHOLE, *_FIGURES), np.zeros(0)) | {"observed": np.zeros(0, np.bool_)}
    )
    kinds = dict.fromkeys(_WHOLE, "int64") | dict.fromkeys(_FIGURES, "float64") | {"observed": "boolean"}
    made = gather.give_back(columns, ibis.schema(kinds))
    known = {name: ibis.ifelse(made[name].isnan(), ibis.null("float64"), made[name]) for name in _FIGURES}
    return promised(made.mutate(or_more=made.orders == ORDERS, **known), RebuyCell)


def cells(counts: dict[str, Array], held: dict[str, Array]) -> dict[str, Array]:
    """All cells up to two years beyond the longest recency of a buyer, as columns."""
    months = int(held["months"].max()) + _AHEAD
    given = [counts[one] for one in ("orders", "months", "bought", "last_seen")]
    annual = annual_rates_by_orders(*given, recencies=months)
    years = WatchedYears.of_waits(*(counts[one] for one in ("orders", "months", "watched", "bought", "last_seen")))
    found = RebuyCells.of(years, annual)
    buyers = np.zeros((ORDERS, months))
    buyers[held["orders"].astype(np.int64) - 1, held["months"].astype(np.int64)] = held["buyers"]
    orders, recency = np.indices(buyers.shape)
    grids = {
        "orders": orders + 1,
        "months": recency,
        "buyers": buyers,
        "tried": found.years.tried,
        "bought": found.years.bought,
        "raw": found.raw,
        "probability": found.probability,
        "observed": found.observed,
        "step": np.where(recency == 0, found.steps[:, None], np.nan),
    }
    return {name: grid.ravel() for name, grid in grids.items()}
