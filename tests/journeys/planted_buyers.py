"""Buyers of the sample company by the hundred thousand, straight from its generator: orders, and the true chances.

Exports of so many people take minutes to write and to read. What they say of orders is the same, but for the mess.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from riparian.core.durations import AsOf
from riparian.core.row import Table, schema_of
from riparian.storage.arrow import arrow_schema
from riparian.tables.buyers import Purchase
from riparian.testing.company.buying import drawn_purchases
from riparian.testing.company.flights import brought_people
from riparian.testing.company.people import drawn_people
from riparian.testing.company.seasons import END
from riparian.testing.tables import code, lent

AS_OF = AsOf(np.datetime64(END, "ms").item())


@dataclass(frozen=True)
class PlantedBuyers:
    """Everybody who bought in the three years."""

    purchases: Table[Purchase]
    chance: NDArray[np.float64]
    """By person key: the true chance to order within the year after the last day; NaN for who never bought."""


def planted_buyers(people: int, seed: int) -> PlantedBuyers:
    """Buyers among so many people of the company."""
    chance = np.random.default_rng(seed)
    who = brought_people(np.random.default_rng(seed + 1), drawn_people(chance, first=0, size=people))
    made = drawn_purchases(chance, who)
    order = np.lexsort((made.number, made.person))
    whose, number = made.person[order], made.number[order]
    at = pa.array(made.at[order], pa.timestamp("ms")).cast(pa.timestamp("us"))
    month = 12 * pc.year(at).to_numpy() + pc.month(at).to_numpy() - 1 - (12 * 2015 - 1001)
    last = np.append(whose[1:] != whose[:-1], True)
    first = month[np.maximum.accumulate(np.where(number == 1, np.arange(len(whose)), 0))]
    values = {
        "person_key": whose,
        "action_key": np.arange(len(whose)),
        "number": number,
        "bought_at": at,
        "month": month,
        "demand": np.full(len(whose), 3_000),
        "channel": np.full(len(whose), code("web")),
        "first_month": first,
        "first_channel": np.full(len(whose), code("web")),
        "next_month": pa.array(np.append(month[1:], 0), mask=last),
    }
    schema = arrow_schema(schema_of(Purchase))
    columns = {
        field.name: pa.array(values[field.name]).cast(field.type)
        if field.name in values
        else pa.nulls(len(whose), field.type)
        for field in schema
    }
    return PlantedBuyers(lent(pa.table(columns, schema=schema), schema_of(Purchase)), made.yearly_chance())
