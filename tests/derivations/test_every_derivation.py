"""What every derivation promises, asked of each of them on one small made-up company."""

import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from ibis.config import Config

from riparian.build.derivation import Derivation, call
from riparian.build.discovery import discovered
from riparian.build.gathering import DryGather
from riparian.build.graph import ordered
from riparian.build.parting import parted, tables_by_person
from riparian.build.plan import Given, Plan, Step
from riparian.build.run import run
from riparian.core.durations import AsOf, Seed
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Row, published, schema_of, unbound
from riparian.storage.arrow import arrow_schema
from riparian.storage.duckdb import DuckDB
from riparian.workspace.workspace import given_rows
from tests.derivations.alike import alike
from tests.derivations.world import AS_OF, EARLIER, SETTINGS, world

GIVEN = given_rows()
ORDER = ordered(discovered(), GIVEN)
NAMES = [derivation.name for derivation in ORDER]
BY_NAME = {derivation.name: derivation for derivation in ORDER}

Rows = dict[str, list[dict[str, Any]]]
Made = dict[str, pa.Table]


class Spark(Config):  # type: ignore[misc]  # Ibis is untyped
    """The one option that Ibis's Spark compiler reads, which only its own connection registers."""

    treat_nan_as_null: bool = False


def built(rows: Rows, folder: Path, *, as_of: datetime = AS_OF, buckets: int = 1) -> tuple[Made, dict[str, Step]]:
    """Every table of a build on these source rows."""
    given = {}
    for table, row in GIVEN.items():
        file = folder / f"{table}.parquet"
        pq.write_table(pa.Table.from_pylist(rows.get(table, []), schema=arrow_schema(schema_of(row))), file)
        given[table] = Given(row, (file,), table)
    (folder / "made").mkdir()
    with DuckDB(threads=2, memory_limit="1GB", temporary=folder / "t") as engine:
        plan = Plan(
            ORDER, given, SETTINGS, AsOf(as_of), Seed(1), buckets, None, folder / "made", lambda: datetime(2025, 1, 1)
        )
        ran = run(plan, engine, lambda _: None)
        stored, steps = ran.stored, ran.steps
    made = {
        name: pa.concat_tables(
            [pq.read_table(folder / "made" / file) for file in stored[name].files], promote_options="permissive"
        )
        for name in NAMES
    }
    return made, {step.table: step for step in steps}


@pytest.fixture(scope="module")
def rows() -> Rows:
    return world()


@pytest.fixture(scope="module")
def build(rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Made]:
    """Builds of the company by name of what was done to it, each made once."""
    kept: dict[str, Made] = {}

    def of(name: str) -> Made:
        if name not in kept:
            folder = tmp_path_factory.mktemp(name.replace(" ", "-"))
            variants: dict[str, Callable[[], tuple[Made, dict[str, Step]]]] = {
                "as it is": lambda: built(rows, folder),
                "shuffled": lambda: built(shuffled(rows), folder),
                "in buckets": lambda: built(rows, folder, buckets=4),
                "empty": lambda: built({"labels": rows["labels"]}, folder),
                "as of earlier": lambda: built(rows, folder, as_of=EARLIER),
                "cut earlier": lambda: built(cut(rows, EARLIER), folder, as_of=EARLIER),
            }
            kept[name] = variants[name]()[0]
        return kept[name]

    return of


def shuffled(rows: Rows) -> Rows:
    chance = random.Random(3)
    return {table: chance.sample(some, len(some)) for table, some in rows.items()}


def cut(rows: Rows, as_of: datetime) -> Rows:
    """The company as exports made at `as_of` would have told it."""

    def known(row: type[Row], values: dict[str, Any]) -> dict[str, Any]:
        return {
            name: None if name != row.happened and isinstance(v, datetime) and v >= as_of else v
            for name, v in values.items()
        }

    def happened(row: type[Row], values: dict[str, Any]) -> bool:
        at = values.get(row.happened) if row.happened else None
        return at is None or (at if isinstance(at, datetime) else datetime(at.year, at.month, at.day)) < as_of

    return {
        table: [
            known(GIVEN[table], one) if GIVEN[table].happened else one for one in some if happened(GIVEN[table], one)
        ]
        for table, some in rows.items()
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_table_has_the_promised_columns(name: str, build: Callable[[str], Made]) -> None:
    table = build("as it is")[name]

    assert table.schema.names == list(schema_of(BY_NAME[name].makes))
    assert [field.type for field in table.schema] == [
        field.type for field in arrow_schema(schema_of(BY_NAME[name].makes))
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_company_says_something_about_every_table(name: str, build: Callable[[str], Made]) -> None:
    assert build("as it is")[name].num_rows > 0


@pytest.mark.parametrize("name", NAMES)
def test_the_key_of_a_table_is_unique(name: str, build: Callable[[str], Made]) -> None:
    table, key = build("as it is")[name], list(BY_NAME[name].makes.key)

    assert key
    assert table.group_by(key).aggregate([]).num_rows == table.num_rows


@pytest.mark.parametrize("name", NAMES)
def test_values_keep_to_their_ranges_and_nulls_to_where_they_are_declared(
    name: str, build: Callable[[str], Made]
) -> None:
    table = build("as it is")[name]

    for promise in published(BY_NAME[name].makes):
        column = table.column(promise.name)
        assert promise.nullable or column.null_count == 0, f"{promise.name} is null"
        values = [value for value in column.to_pylist() if value is not None]
        if promise.column.minimum is not None:
            assert all(value >= promise.column.minimum for value in values), f"{promise.name} is below its range"
        if promise.column.maximum is not None:
            assert all(value <= promise.column.maximum for value in values), f"{promise.name} is above its range"


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_input_rows_does_not_matter(name: str, build: Callable[[str], Made]) -> None:
    assert alike(build("shuffled")[name]) == alike(build("as it is")[name])


@pytest.mark.parametrize("name", NAMES)
def test_the_number_of_buckets_does_not_matter(name: str, build: Callable[[str], Made]) -> None:
    assert alike(build("in buckets")[name]) == alike(build("as it is")[name])


@pytest.mark.parametrize("name", NAMES)
def test_nothing_in_gives_nothing_out(name: str, build: Callable[[str], Made]) -> None:
    assert build("empty")[name].num_rows == 0


@pytest.mark.parametrize("name", NAMES)
def test_an_earlier_date_never_sees_later_rows(name: str, build: Callable[[str], Made]) -> None:
    assert alike(build("as of earlier")[name]) == alike(build("cut earlier")[name])


@pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
@pytest.mark.parametrize("name", NAMES)
def test_it_compiles_for_every_engine(name: str, dialect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ibis.options, "pyspark", Spark())
    gather = DryGather()
    doors = {"as_of": AsOf(AS_OF), "seed": Seed(1), "gather": gather, "settle": gather.settle}

    texts = compiled_texts(BY_NAME[name], doors, dialect)

    assert all("SELECT" in text for text in texts)


def compiled_texts(derivation: Derivation, doors: dict[str, Any], dialect: str) -> list[str]:
    """Its query, and where it has sums over people also what it is without them, and theirs."""
    tables = {name: unbound(row) for name, row in derivation.reads.items()}
    try:
        expression = call(derivation, tables=tables, settings=None, doors=doors)
    except NotEnoughDataError:
        pytest.skip("needs data before it has an expression")
    by_person = tables_by_person(derivation.reads)
    made = parted(
        expression,
        by_person=by_person,
        fixed=derivation.reads.keys() - by_person,
        landed=[name for name, row in derivation.reads.items() if name in GIVEN and not row.grows],
        text=lambda one: str(ibis.to_sql(one, dialect=dialect)),
    )
    whole = [str(ibis.to_sql(expression, dialect=dialect))] if made.sums else []
    return [made.text, *whole, *(one.text for one in made.sums)]
