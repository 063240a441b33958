"""How long paths and transitions take on many actions: `python -m benchmarks.paths [ACTIONS ...]`.

Made-up visits, each one action and one touch, of people who come by eight channels; of thirty visits one leads to an
order. Counted are, one after the other, `journeys` to the order, `paths`, and `channel_transitions` with their times,
with reading and writing Parquet files; making the visits and the queries' texts is not. Where retentioneering can be
imported, its stream of events and its transitions of the same visits are measured in this run. One run each.
"""

import importlib
import importlib.util
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from riparian.core.durations import AsOf
from riparian.core.row import Row, schema_of, unbound
from riparian.derivations.ecosystem.channel_transitions import ChannelTransitionsSettings, channel_transitions
from riparian.derivations.ecosystem.journeys import Goal, JourneysSettings, journeys
from riparian.derivations.ecosystem.paths import paths
from riparian.storage.compiled import compiled
from riparian.storage.duckdb import DuckDB
from riparian.storage.layout import bucket_file
from riparian.tables.actions import Action, OrderCurrency, code_of
from riparian.tables.ecosystem import ChannelTransition, Journey, JourneyPath, Touchpoint
from riparian.tables.hourglass import BandEntry

SIZES = (1_000_000, 10_000_000)
THREADS, BUCKETS, A_PERSON = 2, 8, 5
CHANNELS = (
    "Direct",
    "Email",
    "Organic Search",
    "Organic Social",
    "Organic Video",
    "Paid Search",
    "Paid Social",
    "Referral",
)
AS_OF = AsOf(datetime(2026, 1, 1))
MADE: dict[type[Row], str] = {
    Touchpoint: """
      SELECT *, row_number() OVER (PARTITION BY person_key ORDER BY occurred_at, action_key) AS number FROM (
        SELECT (hash(i) % {people})::BIGINT AS person_key, i AS action_key, 0 AS kind, 0 AS source,
               'made up' AS rule_version,
               TIMESTAMP '2023-01-01' + to_seconds((hash(i, 1) % 94608000)::BIGINT) AS occurred_at,
               {channels}[(1 + least(hash(i, 2) % 8, hash(i, 3) % 8))::BIGINT] AS channel
        FROM range({actions}) AS made(i))
    """,
    Action: """
      SELECT person_key, action_key + {actions} AS action_key, {order_kind} AS kind, 0 AS source, 0 AS currency,
             occurred_at + to_seconds((hash(action_key, 4) % 1500)::BIGINT) AS occurred_at,
             (1000 + hash(action_key, 5) % 9000)::BIGINT AS amount
      FROM touchpoints WHERE hash(action_key, 6) % 30 = 0
    """,
    OrderCurrency: "SELECT 0 AS currency, true AS home",
    BandEntry: "SELECT 0 AS person_key WHERE false",
}
"""What is read, by hand: columns that these derivations do not read are null."""


def make(engine: DuckDB, folder: Path, actions: int) -> None:
    """Write what is read, as a build keeps it."""
    fills = {"actions": actions, "people": actions // A_PERSON, "channels": list(CHANNELS)}
    for row, query in MADE.items():
        text = query.format(**fills, order_kind=code_of("order"))
        schema = schema_of(row)
        there = {name for name, *_ in engine.rows(f"DESCRIBE {text}")}
        null = ", ".join(f'NULL AS "{name}"' for name in schema if name not in there)
        target = folder / row.table
        given = f"SELECT *, {null} FROM ({text}) AS made" if null else text
        if row.bucket:
            engine.write_buckets(given, target, by=row.bucket, buckets=BUCKETS, schema=schema, sorted_by=row.sorted_by)
        else:
            engine.write(given, target / "part.parquet", schema=schema)
        engine.show(row.table, sorted(target.glob("*.parquet")))


def measured(what: str, work: Callable[[], object]) -> dict[str, object]:
    """Do it once, and tell how long it took."""
    began, began_cpu = time.perf_counter(), time.process_time()
    told = work()
    wall, cpu = time.perf_counter() - began, time.process_time() - began_cpu
    print(f"  {what:<28} {wall:7.2f} s {cpu:7.2f} s cpu   {told}", flush=True)
    return {"what": what, "seconds": wall, "cpu_seconds": cpu, "told": str(told)}


def written(engine: DuckDB, folder: Path, row: type[Row], text: str) -> str:
    """Make a table as a build does, bucket by bucket where it is of people; how many rows it has."""
    target, schema = folder / row.table, schema_of(row)

    def write_bucket(worker: DuckDB, bucket: int) -> None:
        for one in (one for one in MADE if one.bucket):
            worker.show(one.table, [bucket_file(folder / one.table, bucket)])
        worker.write(text, bucket_file(target, bucket), schema=schema, sorted_by=row.sorted_by)

    if row.bucket:
        engine.each(write_bucket, range(BUCKETS))
    else:
        engine.write(text, target / "part.parquet", schema=schema, sorted_by=row.sorted_by)
    engine.show(row.table, sorted(target.glob("*.parquet")))
    ((rows,),) = engine.rows(f"SELECT count(*) FROM {row.table}")
    return f"{rows:,} rows"


def by_retentioneering(engine: DuckDB) -> list[dict[str, object]]:
    """Its stream of the same visits, with starts and ends, and how often each channel follows each."""
    os.environ["RETENTIONEERING_NO_TRACK"] = "1"  # It reports its use to its makers otherwise.
    package = importlib.import_module("retentioneering")
    events = engine.arrow(
        "SELECT person_key AS user_id, channel AS event, occurred_at AS timestamp FROM touchpoints"
    ).to_pandas()
    made = []
    stream = measured("retentioneering, stream", lambda: made.append(package.Eventstream(events)))
    moves = measured("retentioneering, transitions", lambda: len(made[0].transition_graph_data()))
    return [stream, moves]


def run(actions: int) -> dict[str, object]:
    """Measure one size."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with DuckDB(threads=THREADS, memory_limit="6GB", temporary=folder / "spilled") as engine:
            print(f"{actions:,} actions")
            make(engine, folder, actions)
            goals = JourneysSettings(goals=(Goal(goal="order", kinds=("order",)),))
            tables = {row: unbound(row) for row in (*MADE, Journey, JourneyPath)}
            asked = {
                Journey: journeys(
                    tables[Touchpoint], tables[Action], tables[BandEntry], tables[OrderCurrency], goals, AS_OF
                ),
                JourneyPath: paths(tables[Journey]),
                ChannelTransition: channel_transitions(
                    tables[JourneyPath], tables[Journey], tables[Touchpoint], ChannelTransitionsSettings()
                ),
            }
            found = [
                measured(row.table, lambda row=row, text=text: written(engine, folder, row, text))
                for row, text in {row: compiled(made) for row, made in asked.items()}.items()
            ]
            if importlib.util.find_spec("retentioneering"):
                found += by_retentioneering(engine)
            else:
                print("  retentioneering is not installed here")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory so far {peak:,.0f} MB")
    return {"actions": actions, "measured": found, "peak_mb": peak}


def main(sizes: tuple[int, ...]) -> None:
    """Measure every size and keep the figures in `benchmarks/data/paths.json`."""
    kept = Path(__file__).parent / "data" / "paths.json"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps([run(size) for size in sizes], indent=1))


if __name__ == "__main__":
    main(tuple(int(text) for text in sys.argv[1:]) or SIZES)
