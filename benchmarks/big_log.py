"""A large made-up event log as Parquet files by month, streamed in chunks of people; seeded.

Most people come once or twice, a few very often (lognormal visits); three in ten log in from some visit on; one event
in a hundred is an order. Nothing here claims to be a real company: it is a load of the right shape.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

START = np.datetime64("2023-11-01T00:00:00", "us")
DAYS = 1096
CHUNK = 50_000
EVENTS_EACH = 19.2
"""Events a person makes on average, so that a wanted number of events says how many people there are."""

KINDS = np.array(["page", "product", "search", "cart", "checkout", "order"])
SHARES = [0.62, 0.22, 0.09, 0.04, 0.02, 0.01]
CHANNELS = ["", "google/cpc", "google/organic", "newsletter/email", "facebook/social", "partner/referral"]
SCHEMA = pa.schema(
    [
        ("event_id", pa.int64()),
        ("anonymous_id", pa.string()),
        ("user_id", pa.string()),
        ("event", pa.string()),
        ("path", pa.string()),
        ("utm_source", pa.string()),
        ("utm_medium", pa.string()),
        ("occurred_at", pa.timestamp("us")),
        ("order_id", pa.string()),
        ("amount", pa.float64()),
    ]
)

TOML = """[company]
name = "Benchmark"
currency = "GBP"

[[sources]]
name = "web"
preset = "files"
files = "events-*.parquet"

[sources.tables.source_events]
where = "event != 'order'"
occurred_at = "instant(occurred_at)"
kind = "value_map(event, 'kind')"
name = "event"
site = "'shop.example'"
content = "path"
utm_source = "utm_source"
medium = "utm_medium"
user_id = "user_id"
anonymous_id = "anonymous_id"

[sources.values.kind]
page = "view"
product = "view"
search = "search"
cart = "add to cart"
checkout = "check out"

[sources.tables.source_orders]
where = "event == 'order'"
order_number = "order_id"
placed_at = "instant(occurred_at)"
total = "amount"
currency = "'GBP'"
site = "'shop.example'"
user_id = "user_id"
anonymous_id = "anonymous_id"
"""


@dataclass(frozen=True, slots=True)
class Log:
    """Where a log lies, and how large it came out."""

    folder: Path
    events: int
    people: int


def write_log(folder: Path, *, events: int, seed: int = 1) -> Log:
    """Write about that many events, and a `riparian.toml` for them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "riparian.toml").write_text(TOML)
    people = max(1, round(events / EVENTS_EACH))
    months = np.arange(np.datetime64("2023-11"), np.datetime64("2026-11"))
    writers = {str(m): pq.ParquetWriter(folder / f"events-{m}.parquet", SCHEMA, compression="zstd") for m in months}
    written = 0
    for number, first in enumerate(range(0, people, CHUNK)):
        chunk = made(np.random.default_rng([seed, number]), first, min(CHUNK, people - first), written)
        month = chunk["occurred_at"].to_numpy().astype("datetime64[M]")
        order = np.argsort(month, kind="stable")
        ordered, bounds = chunk.take(order), np.searchsorted(month[order], months)
        for at, (name, start) in enumerate(zip(writers, bounds, strict=True)):
            end = bounds[at + 1] if at + 1 < len(bounds) else len(order)
            if end > start:
                writers[name].write_table(ordered.slice(start, end - start))
        written += chunk.num_rows
    for writer in writers.values():
        writer.close()
    return Log(folder, written, people)


def made(chance: np.random.Generator, first: int, people: int, events_before: int) -> pa.Table:
    """The events of some people."""
    visits = np.minimum(np.ceil(chance.lognormal(0.7, 1.3, people)).astype(np.int64), 2000)
    person = np.repeat(np.arange(people), visits)
    visit_day = (1 - chance.random(len(person)) ** 0.8) * (DAYS - 1)
    number_in_visit = chance.geometric(0.25, len(person))
    event_visit = np.repeat(np.arange(len(person)), number_in_visit)
    size = len(event_visit)
    who = person[event_visit]
    pause = chance.exponential(45e6, size).astype(np.int64)
    started = (visit_day * 86_400e6).astype(np.int64)
    running = np.cumsum(pause)
    before = np.repeat(running[np.cumsum(number_in_visit) - number_in_visit], number_in_visit)
    at = START + (started[event_visit] + running - before).astype("timedelta64[us]")
    channel = chance.integers(0, len(CHANNELS), len(person))[event_visit]
    kind = chance.choice(len(KINDS), size, p=SHARES)
    logs_in = (chance.random(people) < 0.3)[who] & (chance.random(len(person)) < 0.5)[event_visit]
    is_order = KINDS[kind] == "order"
    number = first + who
    ids = np.char.add("a", np.char.mod("%015x", number * 7919 + 3))
    source, medium = ([(c.partition("/")[2 * part]) or None for c in CHANNELS] for part in (0, 1))
    event = events_before + np.arange(size)
    return pa.table(
        {
            "event_id": event,
            "anonymous_id": pa.array(ids),
            "user_id": pa.array(np.char.mod("u%d", number), mask=~logs_in),
            "event": pa.DictionaryArray.from_arrays(pa.array(kind), KINDS).cast(pa.string()),
            "path": pa.array(np.char.mod("/p/%d", chance.integers(0, 20_000, size))),
            "utm_source": pa.DictionaryArray.from_arrays(pa.array(channel), pa.array(source)).cast(pa.string()),
            "utm_medium": pa.DictionaryArray.from_arrays(pa.array(channel), pa.array(medium)).cast(pa.string()),
            "occurred_at": at,
            "order_id": pa.array(np.char.mod("o%d", event), mask=~is_order),
            "amount": pa.array(np.round(chance.lognormal(3.5, 0.8, size), 2), mask=~is_order),
        },
        schema=SCHEMA,
    )
