"""The sample company's orders and visits without its exports: as many buyers as a test needs, with the truth."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl
import pyarrow as pa

from riparian.core.durations import AsOf
from riparian.core.row import Row, Table, schema_of
from riparian.storage.arrow import arrow_schema
from riparian.tables.actions import Action, code_of
from riparian.tables.buyers import Purchase
from riparian.testing.company.chunk import drawn_chunk
from riparian.testing.tables import code, lent

AS_OF = AsOf(datetime(2026, 11, 1))
SIZE = 20_000


@dataclass(frozen=True)
class Company:
    """Its buyers at `AS_OF`, the first instant after its three years."""

    purchases: Table[Purchase]
    actions: Table[Action]
    truth: pl.DataFrame
    """person_key, chance: true probability to order within the next year."""


def company(*, chunks: int, seed: int = 1) -> Company:
    """So many times 20,000 people who can appear, of whom one in eleven buys."""
    orders, visits, truths = [], [], []
    for number in range(chunks):
        chunk = drawn_chunk(seed, number, first=number * SIZE, size=SIZE, consent_shown=True)
        bought, clicks = chunk.purchases, chunk.clicks
        in_store = np.where(bought.in_store, code("pos"), code("web"))
        orders.append(
            pl.DataFrame(
                {
                    "person_key": bought.person + number * SIZE,
                    "bought_at": bought.at,
                    "number": bought.number,
                    "demand": chunk.baskets.total,
                    "channel": in_store,
                }
            )
        )
        visits.append(
            pl.DataFrame({"person_key": clicks.person + number * SIZE, "day": clicks.at // 86_400_000}).unique()
        )
        who = np.flatnonzero(~np.isnan(bought.yearly_rate))
        truths.append(pl.DataFrame({"person_key": who + number * SIZE, "chance": bought.yearly_chance()[who]}))
    return Company(_purchases(pl.concat(orders)), _views(pl.concat(visits)), pl.concat(truths))


def _purchases(orders: pl.DataFrame) -> Table[Purchase]:
    instant = pl.from_epoch("bought_at", "ms").cast(pl.Datetime("us"))
    index = pl.col("bought_at").dt.year().cast(pl.Int64) * 12 + pl.col("bought_at").dt.month() - 1 - (24180 - 1001)
    turn = orders.with_columns(bought_at=instant).sort("person_key", "number").with_columns(month=index)
    made = turn.with_columns(
        action_key=pl.int_range(pl.len()) * 16 + 1,
        first_month=pl.col("month").first().over("person_key"),
        first_channel=pl.col("channel").first().over("person_key"),
        next_month=pl.col("month").shift(-1).over("person_key"),
    )
    return _lent(made, Purchase)


def _views(visits: pl.DataFrame) -> Table[Action]:
    moment = pl.from_epoch(pl.col("day") * 86_400_000, "ms").cast(pl.Datetime("us"))
    view = pl.lit(code_of("view"))
    made = visits.with_columns(action_key=pl.int_range(pl.len()), occurred_at=moment, kind=view)
    return _lent(made.with_columns(identifier_key="person_key").drop("day"), Action)


def _lent(made: pl.DataFrame, row: type[Row]) -> Table[Row]:
    schema = arrow_schema(schema_of(row))
    given = made.to_arrow()
    columns = [
        given[field.name].cast(field.type) if field.name in given.column_names else pa.nulls(len(given), field.type)
        for field in schema
    ]
    return lent(pa.table(columns, schema=schema), schema_of(row))
