"""A made-up company whose customer file has a known law: how many come, how often they buy, how long they stay."""

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from riparian.core.durations import AsOf
from riparian.core.row import Table, schema_of
from riparian.storage.arrow import arrow_schema
from riparian.tables.buyers import Purchase
from riparian.testing.tables import code, lent

AS_OF = AsOf(datetime(2024, 7, 1))
CHANNELS = ("web", "shop", "post")


def company(new_a_year: int, *, years: float, seed: int, as_of: datetime = AS_OF) -> Table[Purchase]:
    """Purchases of everybody who came in so many years: gamma rates, exponential lifetimes, about 50.00 an order."""
    chance = np.random.default_rng(seed)
    people = chance.poisson(new_a_year * years)
    came = chance.uniform(0, years, people)
    rates, ends = chance.gamma(1.2, 1.5, people), came + chance.exponential(2.0, people)
    orders = 1 + chance.poisson(rates * (np.minimum(ends, years) - came))
    whose = np.repeat(np.arange(people), orders)
    first = np.concatenate([[True], np.diff(whose) > 0])
    span = (np.minimum(ends, years) - came)[whose]
    when = came[whose] + np.where(first, 0, chance.uniform(0, 1, len(whose)) * span)
    order = np.lexsort((when, whose))
    when, whose = when[order], whose[order]
    starts = np.flatnonzero(np.concatenate([[True], np.diff(whose) > 0]))
    number = np.arange(len(whose)) - np.repeat(starts, np.diff([*starts, len(whose)])) + 1
    start = as_of - timedelta(days=365.25 * years)
    bought_at = [start + timedelta(days=365.25 * float(one)) for one in when]
    channels = np.array([code(name) for name in CHANNELS])[chance.choice(3, len(whose), p=[0.6, 0.3, 0.1])]
    months = np.array([12 * at.year + at.month - 1 - (12 * 2015 - 1001) for at in bought_at])
    values = {
        "person_key": whose + 1,
        "action_key": np.arange(len(whose)),
        "number": number,
        "bought_at": bought_at,
        "month": months,
        "demand": np.rint(chance.gamma(4, 1250, len(whose))).astype(np.int64),
        "channel": channels,
    }
    schema = arrow_schema(schema_of(Purchase))
    columns = {
        field.name: pa.array(values[field.name], field.type)
        if field.name in values
        else pa.nulls(len(whose), field.type)
        for field in schema
    }
    return lent(pa.table(columns, schema=schema), schema_of(Purchase))
