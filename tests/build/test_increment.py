"""A build that looks only at the people it has to comes to the same tables as one that looks at everybody."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.build import few, increment, kept_sums
from riparian.build.discovery import discovered
from riparian.build.fingerprint import code_version
from riparian.build.graph import ordered
from riparian.build.plan import Given, Plan, Step
from riparian.build.run import run
from riparian.core.durations import AsOf, Seed
from riparian.core.row import schema_of
from riparian.storage import snapshot
from riparian.storage.arrow import arrow_schema
from riparian.storage.cut import leaves_out
from riparian.storage.duckdb import DuckDB
from riparian.storage.snapshot import Snapshots
from riparian.storage.sums import KeptSum
from riparian.workspace.workspace import given_rows
from tests.derivations.alike import alike
from tests.derivations.world import AS_OF, world

GIVEN = given_rows()
ORDER = ordered(discovered(), GIVEN)
AFTER_ALL = AS_OF + timedelta(days=3_650)
"""An instant that nothing in these exports reaches."""
PARTED = {"source_events", "source_sightings", "source_links"}
"""Tables whose rows arrive in files; the others are written whole each time."""

Rows = dict[str, list[dict[str, Any]]]
Made = dict[str, list[dict[str, Any]]]


def clock() -> datetime:
    return datetime(2025, 1, 1)


class Company:
    """A company whose exports arrive in parts, built after each part."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._snapshots = Snapshots(folder / "snapshots")
        self._files: dict[str, list[Path]] = {table: [] for table in GIVEN}
        self.sums: dict[str, dict[str, KeptSum]] = {}

    def build(self, rows: Rows, buckets: int = 3, as_of: datetime = AS_OF) -> tuple[Made, dict[str, Step]]:
        """Bring rows (further ones of parted tables, all of the others) and build."""
        for table, some in rows.items():
            known = self._files[table] if table in PARTED else []
            file = self._folder / f"{table}-{len(list(self._folder.glob(f'{table}-*')))}.parquet"
            pq.write_table(pa.Table.from_pylist(some, schema=arrow_schema(schema_of(GIVEN[table]))), file)
            self._files[table] = [*known, file]
        given = {
            t: Given(row, tuple(self._files[t]), str([str(f) for f in self._files[t]])) for t, row in GIVEN.items()
        }
        former = self._snapshots.current()
        with (
            self._snapshots.building() as folder,
            DuckDB(threads=2, memory_limit="1GB", temporary=folder / "t") as engine,
        ):
            cuts = any(leaves_out(one.row, one.files, as_of) for one in given.values())
            plan = Plan(ORDER, given, {}, AsOf(as_of), Seed(1), buckets, former, folder, clock, cuts)
            ran = run(plan, engine, lambda _: None)
            stored, steps = ran.stored, ran.steps
            published = self._snapshots.publish(
                folder,
                as_of=as_of,
                built_at=AS_OF,
                tables=stored,
                notes={"cuts": cuts, "code": code_version()},
                sums=ran.sums,
            )
        self.sums = ran.sums
        made = {}
        reader = DuckDB(threads=1, memory_limit="1GB", temporary=self._folder / "t")
        for step in steps:
            found = reader.arrow(f"SELECT * FROM {published.rows(step.table)}")
            made[step.table] = alike(found)
            assert published.tables[step.table].rows == found.num_rows
        return made, {step.table: step for step in steps}

    def generations(self, table: str) -> int:
        """How many generations of a table the published snapshot has."""
        published = self._snapshots.current()
        return len(published.generations(table).files) if published else 0

    def lists_of_people(self) -> list[int]:
        """Of each table with generations, which file on the disk lists the people of the latest."""
        published = self._snapshots.current()
        tables = published.tables.values() if published else ()
        return [(published.folder / one.people[-1]).stat().st_ino for one in tables if published and one.people]


def parts(rows: Rows, latest: Callable[[dict[str, Any]], bool]) -> tuple[Rows, Rows]:
    """What came before, and what comes now."""
    before = {
        table: [row for row in some if not latest(row)] if table in PARTED else some for table, some in rows.items()
    }
    now = {table: [row for row in some if latest(row)] for table, some in rows.items() if table in PARTED}
    return before, now


@pytest.fixture
def small_tables_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write tables in part whatever their size, as long as it is but some of the people."""
    monkeypatch.setattr(increment, "SMALLEST", 1)
    monkeypatch.setattr(kept_sums, "SMALLEST", 1)
    monkeypatch.setattr(kept_sums, "MOST_LANDED", 100)
    monkeypatch.setattr(few, "MOST", 10.0)


@pytest.mark.usefixtures("small_tables_in_part")
def test_new_rows_of_a_few_people_give_the_same_tables_as_a_whole_build(tmp_path: Path) -> None:
    rows = world()
    before, now = parts(rows, lambda row: row.get("identifier_key", row.get("left_key", 0)) % 23 == 0)
    grown = Company(tmp_path / "grown")
    grown.build(before)

    made, steps = grown.build(now)

    whole, _ = Company(tmp_path / "whole").build(rows)
    assert {name for name, step in steps.items() if step.state == "computed in part"} >= {
        "actions",
        "sessions",
        "milestones",
        "band_entries",
        "facet_entries",
        "dormant_spells",
        "standings",
        "identifiers",
        "people",
        "person_sources",
        "purchased_items",
        "ways_in",
    }
    listed = grown.lists_of_people()
    assert len(set(listed)) < len(listed) / 2
    changed = {name for name, sums in grown.sums.items() if any(one.changes for one in sums.values())}
    assert changed >= {"band_flows", "paths", "channel_economics", "life_tables", "file_accounts", "visit_channels"}
    assert changed >= {"silo_coverage", "source_weeks"}
    # Sums over visits change; that over readings of traffic, of which no file came, stands as it was.
    assert {one.changes for one in grown.sums["traffic_flows"].values()} == {0, 1}
    for name in whole:
        assert made[name] == whole[name] or name == "merged_people", name


@pytest.mark.usefixtures("small_tables_in_part")
@pytest.mark.parametrize("most_generations", [2, 3])
def test_generations_and_orders_corrected_or_mapped_anew_give_the_same_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most_generations: int
) -> None:
    """With three builds the third adds a generation to the second's, or takes its place where there may be but two."""
    monkeypatch.setattr(snapshot, "MOST_GENERATIONS", most_generations)
    # In one of them the rows of the few are held in memory, in the other they are written.
    monkeypatch.setattr(few, "MOST_HELD", 0 if most_generations == 2 else 10_000)
    rows = world()
    grown = Company(tmp_path / "grown")
    late, now = parts(rows, lambda row: row.get("identifier_key", 0) % 31 == 0)
    first, later = parts(late, lambda row: row.get("identifier_key", 0) % 29 == 0)
    changed = [
        order | {7: {"total": 1, "row_key": order["row_key"] + 1}, 9: {"total": 2}}.get(n, {})
        for n, order in enumerate(rows["source_orders"])
    ]
    grown.build(first)
    grown.build(later)

    made, steps = grown.build({**now, "source_orders": changed})

    whole, _ = Company(tmp_path / "whole").build({**rows, "source_orders": changed})
    assert steps["standings"].state == "computed in part"
    assert grown.generations("standings") == most_generations
    for name in whole:
        assert made[name] == whole[name] or name == "merged_people", name


@pytest.mark.usefixtures("small_tables_in_part")
def test_the_next_day_looks_at_few_where_no_date_leaves_anything_out(tmp_path: Path) -> None:
    rows = world()
    before, now = parts(rows, lambda row: row.get("identifier_key", row.get("left_key", 0)) % 23 == 0)
    grown = Company(tmp_path / "grown")
    grown.build(before, as_of=AFTER_ALL)

    made, steps = grown.build(now, as_of=AFTER_ALL + timedelta(days=1))

    whole, _ = Company(tmp_path / "whole").build(rows, as_of=AFTER_ALL + timedelta(days=1))
    assert steps["actions"].state == steps["sessions"].state == "computed in part"
    assert any(one.changes for one in grown.sums["content_aspects"].values())
    for name in whole:
        assert made[name] == whole[name] or name == "merged_people", name


def test_a_small_table_is_always_written_whole(tmp_path: Path) -> None:
    rows = world()
    before, now = parts(rows, lambda row: row.get("identifier_key", 0) % 23 == 0)
    company = Company(tmp_path)
    company.build(before)

    _, steps = company.build(now)

    assert {step.state for step in steps.values()} <= {"computed", "taken over", "empty"}


def test_the_identifiers_of_five_million_people_are_few_enough_to_be_compared() -> None:
    """Measured on 108 million events of 5.2 million people: 7.5 million identifiers, some of which every batch changes.

    Where they could not be compared, every table by person was made whole again.
    """
    assert few.MOST_COMPARED >= 2 * 7_509_125
