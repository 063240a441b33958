"""The tables of a build, as files in its folder: given, taken over, empty, written, or with a further generation."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from riparian.build.derivation import Derivation
from riparian.build.few import Few
from riparian.build.plan import Given, Plan
from riparian.core.row import Row, schema_of
from riparian.storage.arrow import empty
from riparian.storage.layout import bucket_file, part_file, row_count
from riparian.storage.snapshot import Snapshot, Stored, link


def with_generation(plan: Plan, few: Few, table: str, part: Path, people: Path, mark: str) -> Stored:
    """The former table with one more generation; files of it that still count stay where they are, linked."""
    before = few.former.tables[table]
    now = before.grown(*(str(file.relative_to(plan.folder)) for file in (part, people)))
    for file in now.all_files():
        if file in before.all_files():
            link(few.former.folder / file, plan.folder / file)
    return replace(
        now,
        rows=before.rows - few.rows_before(table, people) + row_count([part]),
        bytes=sum((plan.folder / file).stat().st_size for file in now.all_files()),
        fingerprint=mark,
    )


def take_given(plan: Plan, name: str, given: Given) -> Stored:
    """A table that no derivation makes; with no rows where it has no files."""
    folder = plan.folder / name
    folder.mkdir()
    files = []
    for number, source in enumerate(given.files):
        files.append(folder / f"part-{number:06d}.parquet")
        link(source, files[-1])
    if not files:
        files = [part_file(folder)]
        pq.write_table(empty(schema_of(given.row)), files[0])
    return told(plan, files, given.fingerprint)


def take_over(plan: Plan, former: Snapshot, stored: Stored) -> Stored:
    """A table of the former snapshot, linked as it was."""
    for file in stored.all_files():
        link(former.folder / file, plan.folder / file)
    return stored


def keep_empty(plan: Plan, derivation: Derivation, mark: str) -> Stored:
    """A table without rows, for want of data."""
    folder = plan.folder / derivation.name
    folder.mkdir(exist_ok=True)
    buckets = plan.buckets if derivation.makes.bucket else 0
    files = [bucket_file(folder, bucket) for bucket in range(buckets)] or [part_file(folder)]
    nothing: pa.Table = empty(schema_of(derivation.makes))
    for file in files:
        pq.write_table(nothing, file)
    return told(plan, files, mark, row=derivation.makes, buckets=buckets)


def told(
    plan: Plan, files: list[Path], mark: str, *, recipe: str = "", row: type[Row] = Row, buckets: int = 0
) -> Stored:
    """What is kept of a table that was written to these files."""
    return Stored(
        files=tuple(str(file.relative_to(plan.folder)) for file in files),
        rows=row_count(files),
        bytes=sum(file.stat().st_size for file in files),
        fingerprint=mark,
        buckets=buckets,
        key=row.bucket,
        recipe=recipe,
    )
