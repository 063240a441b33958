"""How long the subjects `buyers` and `forecast` take: all their tables, made by the build's own runner.

    python -m benchmarks.buyers 250000 10000000

The two numbers are about how many bought within the last twelve months, and how many orders there are in all. Four
times as many people came evenly over six years, bought more or less often, and left; an order has one to four lines
and follows a visit. Actions and visits lie in buckets by person, as a build makes them; making them is not counted.
Nobody stands in a band, so that the tables of the bands say why they are empty.
"""

import resource
import shutil
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from riparian.build.derivation import Derivation, derivation_of
from riparian.build.discovery import discovered
from riparian.build.graph import ordered
from riparian.build.plan import Given, Plan, Step
from riparian.build.run import run
from riparian.core.durations import AsOf, Seed
from riparian.core.row import Row, Table, promised, schema_of
from riparian.expressions.sequence import position
from riparian.storage.arrow import arrow_schema
from riparian.storage.duckdb import DuckDB
from riparian.tables.actions import Action, OrderCurrency, Session, code_of
from riparian.tables.identity import Identifier, Person
from riparian.tables.landing import KnownLabel
from riparian.tables.sources import SourceOrder, SourceOrderLine
from riparian.workspace.workspace import given_rows

SEED = 7
AS_OF = datetime(2026, 1, 1)
YEARS = 6.0
STAY = 0.85
"""Mean years from a person's first order to their leaving."""
ITEMS = 20_000
CATEGORIES = 20
CHANNELS = 6
FEWEST_BUYERS, FEWEST_ORDERS = 25_000, 1_000_000
HOME, SHOP, USER = 50, 60, 40
FIRST_CHANNEL, FIRST_CATEGORY, FIRST_ITEM = 70, 200, 100_000
_SUBJECTS = ("buyers", "forecast")


def actions(source_orders: Table[SourceOrder]) -> Table[Action]:
    """Orders as actions of whoever placed them; the identifier is the person."""
    known = source_orders.mutate(
        person_key="identifier_key",
        occurred_at="placed_at",
        action_key=source_orders.row_key * 16 + 1,
        kind=ibis.literal(code_of("order")),
        name="channel",
        amount="total",
    )
    unknown = {name: ibis.null(dtype) for name, dtype in schema_of(Action).items() if name not in known.columns}
    return promised(known.mutate(**unknown), Action)


def sessions(actions: Table[Action]) -> Table[Session]:
    """A visit of ten minutes before each order."""
    began = actions.occurred_at - ibis.interval(minutes=10)
    visits = actions.mutate(
        number=position(["person_key"], ["occurred_at", "action_key"]), started_at=began, ended_at=actions.occurred_at
    )
    one = ibis.literal(1, type="int64")
    return promised(
        visits.mutate(actions=one, views=one, seconds=600.0, first_action_key="action_key", bounced=False), Session
    )


def make(folder: Path, buyers: int, orders: int) -> dict[str, Given]:
    """Write what the subjects rest on: orders, their lines, people, labels and the currency."""
    dice = np.random.default_rng(SEED)
    people = 4 * buyers
    came = dice.uniform(0, YEARS, people)
    stays = np.minimum(dice.exponential(STAY, people), YEARS - came)
    rates = dice.gamma(1.0, 1.0, people) * stays
    counts = 1 + dice.poisson(rates * max(orders - people, 0) / rates.sum())
    whose = np.repeat(np.arange(people), counts)
    dice.shuffle(whose)
    chance = dice.random(len(whose)) ** 1.2
    first = np.zeros(len(whose), bool)
    first[np.unique(whose, return_index=True)[1]] = True
    when = came[whose] + np.where(first, 0, chance * stays[whose])
    placed = np.datetime64(AS_OF, "us") - ((YEARS - when) * 365.25 * 86_400e6).astype("timedelta64[us]") - 1
    keys = np.arange(len(whose))
    numbers = pc.binary_join_element_wise("R", pa.array(keys).cast(pa.string()), "")
    shop, home = np.full(len(keys), SHOP), np.full(len(keys), HOME)
    told = {"row_key": keys, "identifier_key": whose, "order_number": numbers, "placed_at": placed}
    medium = FIRST_CHANNEL + dice.integers(0, CHANNELS, len(keys))
    total = dice.integers(500, 9_500, len(keys))
    write(folder, SourceOrder, told | {"source": shop, "currency": home, "medium": medium, "total": total})
    lines = np.repeat(keys, dice.choice([1, 2, 3, 4], len(keys), p=[0.2, 0.3, 0.3, 0.2]))
    place = np.arange(len(lines)) - np.searchsorted(lines, lines) + 1
    item = (dice.random(len(lines)) ** 3 * ITEMS).astype(np.int64)
    goods = pa.array([f"SKU-{number:06d}" for number in range(ITEMS)]).take(pa.array(item))
    told = {"row_key": np.arange(len(lines)), "order_number": numbers.take(pa.array(lines)), "position": place}
    told |= {"placed_at": placed[lines], "item": goods, "item_name": FIRST_ITEM + item}
    told |= {"category": FIRST_CATEGORY + item % CATEGORIES, "amount": total[lines] // 3}
    told |= {"quantity": dice.integers(1, 4, len(lines)), "source": shop[lines], "currency": home[lines]}
    write(folder, SourceOrderLine, told)
    everybody = np.arange(people)
    told = {"person_key": everybody, "first_at": np.full(people, np.datetime64(AS_OF, "us"))}
    write(folder, Person, told | {"known": np.ones(people, bool)})
    told = {"identifier_key": everybody, "person_key": everybody, "kind": np.full(people, USER)}
    write(folder, Identifier, told | {"value": pa.array(everybody).cast(pa.string())})
    words = [*range(FIRST_ITEM), *range(FIRST_ITEM, FIRST_ITEM + ITEMS)]
    write(folder, KnownLabel, {"label_key": words, "label": [f"word {code}" for code in words]})
    write(folder, OrderCurrency, {"currency": [HOME], "home": [True]})
    lately = len(np.unique(whose[placed >= np.datetime64(AS_OF, "us") - np.timedelta64(365, "D")]))
    print(f"{people:,} people, {lately:,} buyers of twelve months, {len(keys):,} orders, {len(lines):,} lines")
    read = {name: row for one in of_subjects() for name, row in one.reads.items()}
    made = {one.name for one in of_subjects()}
    rows = given_rows() | {name: row for name, row in read.items() if name not in made}
    for row in rows.values():
        if not (folder / f"{row.table}.parquet").exists():
            write(folder, row, {})
    return {name: Given(row, (folder / f"{name}.parquet",), name) for name, row in rows.items()}


def write(folder: Path, row: type[Row], columns: dict[str, object]) -> None:
    """A table with these columns; the others are null."""
    arrays = {name: pa.array(column) for name, column in columns.items()}
    length = len(next(iter(arrays.values()), ()))
    every = {field.name: arrays.get(field.name, pa.nulls(length, field.type)) for field in arrow_schema(schema_of(row))}
    table = pa.table(every).cast(arrow_schema(schema_of(row)))
    pq.write_table(table, folder / f"{row.table}.parquet", compression="zstd")


class Told:
    """Prints what each table cost as it is done."""

    def __init__(self) -> None:
        self.seconds = self.cpu = 0.0
        self._before = time.process_time()

    def __call__(self, step: Step) -> None:
        now = time.process_time()
        spent, self._before = now - self._before, now
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        counted = step.table not in (actions.__name__, sessions.__name__)
        if counted:
            self.seconds, self.cpu = self.seconds + step.seconds, self.cpu + spent
        print(
            f"  {step.table:20} {step.rows:>12,} rows {step.seconds:7.1f} s wall {spent:7.1f} s cpu {peak:7,.0f} MB"
            f"{'' if counted else '   (not counted)'} {step.note}",
            flush=True,
        )


def of_subjects() -> list[Derivation]:
    """The derivations of both subjects, and of what they read that is made here."""
    mine = [one for one in discovered() if one.function.__module__.split(".")[2] in _SUBJECTS]
    return [derivation_of(actions), derivation_of(sessions), *mine]


def main(buyers: int, orders: int) -> None:
    """Make the rows, then every table, and say what each cost; memory is the highest so far."""
    with tempfile.TemporaryDirectory(prefix="riparian-bench-") as home:
        folder = Path(home)
        given = make(folder, buyers, orders)
        made = folder / "made"
        made.mkdir()
        derivations = ordered(of_subjects(), {name: one.row for name, one in given.items()})
        told = Told()
        with DuckDB(threads=2, memory_limit="4GB", temporary=folder / "spill") as engine:
            engine.run("SET enable_progress_bar = false")
            plan = Plan(derivations, given, {}, AsOf(AS_OF), Seed(SEED), 32, None, made, lambda: AS_OF)
            run(plan, engine, told)
        print(f"  in all {told.seconds:.1f} s wall, {told.cpu:.1f} s cpu", flush=True)
        shutil.rmtree(made)


if __name__ == "__main__":
    sizes = [int(float(text)) for text in sys.argv[1:]]
    main(*(sizes if len(sizes) == 2 else (FEWEST_BUYERS, FEWEST_ORDERS)))
