"""Run derivations in order: take over what did not change, compute the rest, keep a step for each."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from riparian.build.conform import conform
from riparian.build.derivation import Derivation, call
from riparian.build.fingerprint import code_version, fingerprint
from riparian.build.gathering import DryGather, EngineGather, EngineSettle
from riparian.core.durations import AsOf, Seed
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Row, schema_of, unbound
from riparian.core.settings import Settings
from riparian.storage.arrow import empty
from riparian.storage.cut import cut_columns, cut_rows
from riparian.storage.engine import Engine
from riparian.storage.layout import bucket_file, part_file, row_count
from riparian.storage.snapshot import Snapshot, Stored


@dataclass(frozen=True, slots=True)
class Given:
    """A table that no derivation makes: its files, and what they depend on."""

    row: type[Row]
    files: tuple[Path, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one table of a build."""

    table: str
    state: str
    rows: int
    seconds: float
    bytes: int
    note: str
    fingerprint: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a run needs, decided beforehand."""

    derivations: tuple[Derivation, ...]
    given: Mapping[str, Given]
    settings: Mapping[str, Settings]
    as_of: AsOf
    seed: Seed
    buckets: int
    former: Snapshot | None
    folder: Path
    clock: Callable[[], datetime]


def check(derivations: tuple[Derivation, ...], settings: Mapping[str, Settings], *, as_of: AsOf, seed: Seed) -> None:
    """Compare what every derivation would make with its promise, before anything runs.

    Raises:
        DerivationError: at the first broken promise.
    """
    gather = DryGather()
    doors: dict[str, Any] = {"as_of": as_of, "seed": seed, "gather": gather, "settle": gather.settle}
    for derivation in derivations:
        tables = {name: unbound(row) for name, row in derivation.reads.items()}
        try:
            expression = call(derivation, tables=tables, settings=settings.get(derivation.name), doors=doors)
        except NotEnoughDataError:
            continue
        conform(expression, derivation.makes, where=derivation.where)


def run(plan: Plan, engine: Engine, report: Callable[[Step], None]) -> tuple[dict[str, Stored], list[Step]]:
    """Materialise every table of a plan into its folder.

    Returns:
        What is stored of each table, given ones included, and the steps in order.
    """
    stored = {name: _take_given(plan, name, given) for name, given in plan.given.items()}
    marks = {name: given.fingerprint for name, given in plan.given.items()}
    steps: list[Step] = []
    for derivation in plan.derivations:
        started, clock = plan.clock(), time.perf_counter()
        mark = fingerprint(
            {
                "code": code_version(),
                "compiler": ibis.__version__,
                "table": derivation.name,
                "settings": plan.settings[derivation.name].model_dump(mode="json")
                if derivation.name in plan.settings
                else None,
                "inputs": {name: marks[name] for name in derivation.reads},
                "as of": plan.as_of if "as_of" in derivation.asks or _reads_given(derivation, plan) else None,
                "seed": plan.seed if "seed" in derivation.asks else None,
                "buckets": plan.buckets if derivation.makes.bucket else None,
            }
        )
        former = plan.former.tables.get(derivation.name) if plan.former else None
        state, note = "computed", ""
        if former is not None and plan.former is not None and former.fingerprint == mark:
            state, kept = "taken over", _take_over(plan, plan.former, former)
        else:
            try:
                kept = _compute(plan, engine, derivation, stored, mark)
            except NotEnoughDataError as error:
                state, note, kept = "empty", error.what, _keep_empty(plan, derivation, mark)
        stored[derivation.name], marks[derivation.name] = kept, mark
        step = Step(derivation.name, state, kept.rows, time.perf_counter() - clock, kept.bytes, note, mark, started)
        steps.append(step)
        report(step)
    return stored, steps


def _reads_given(derivation: Derivation, plan: Plan) -> bool:
    """Whether the as-of cut touches an input: source tables that have a time."""
    return any(name in plan.given and row.happened for name, row in derivation.reads.items())


def _compute(plan: Plan, engine: Engine, derivation: Derivation, stored: Mapping[str, Stored], mark: str) -> Stored:
    row = derivation.makes
    folder = plan.folder / derivation.name
    folder.mkdir()
    for name in derivation.reads:
        _show(plan, engine, name, derivation.reads[name], stored[name], bucket=None)
    gather = EngineGather(engine)
    doors: dict[str, Any] = {
        "as_of": plan.as_of,
        "seed": plan.seed,
        "gather": gather,
        "settle": EngineSettle(engine, plan.folder / "settling"),
    }
    tables = {name: unbound(read) for name, read in derivation.reads.items()}
    expression = call(derivation, tables=tables, settings=plan.settings.get(derivation.name), doors=doors)
    conform(expression, row, where=derivation.where)
    sql = str(ibis.to_sql(expression, dialect=engine.dialect))
    if not row.bucket:
        engine.write(sql, part_file(folder), schema=schema_of(row), sorted_by=row.sorted_by)
        return _kept(plan, [part_file(folder)], mark, buckets=0)
    bucketed = [name for name in derivation.reads if stored[name].buckets]
    if derivation.per_person and bucketed and plan.buckets > 1:
        for bucket in range(plan.buckets):
            for name in bucketed:
                _show(plan, engine, name, derivation.reads[name], stored[name], bucket=bucket)
            engine.write(sql, bucket_file(folder, bucket), schema=schema_of(row), sorted_by=row.sorted_by)
    else:
        engine.write_buckets(
            sql, folder, by=row.bucket, buckets=plan.buckets, schema=schema_of(row), sorted_by=row.sorted_by
        )
    return _kept(plan, [bucket_file(folder, bucket) for bucket in range(plan.buckets)], mark, buckets=plan.buckets)


def _show(plan: Plan, engine: Engine, name: str, row: type[Row], stored: Stored, *, bucket: int | None) -> None:
    files = [plan.folder / file for file in stored.files]
    if bucket is not None:
        files = [files[bucket]]
    if name in plan.given:
        engine.show(name, files, columns=cut_columns(row, plan.as_of), where=cut_rows(row, plan.as_of))
    else:
        engine.show(name, files)


def _take_given(plan: Plan, name: str, given: Given) -> Stored:
    folder = plan.folder / name
    folder.mkdir()
    files = []
    for number, source in enumerate(given.files):
        files.append(folder / f"part-{number:06d}.parquet")
        os.link(source, files[-1])
    if not files:
        files = [part_file(folder)]
        pq.write_table(empty(schema_of(given.row)), files[0])
    return _kept(plan, files, given.fingerprint, buckets=0)


def _take_over(plan: Plan, former: Snapshot, stored: Stored) -> Stored:
    for file in stored.files:
        (plan.folder / file).parent.mkdir(exist_ok=True)
        os.link(former.folder / file, plan.folder / file)
    return stored


def _keep_empty(plan: Plan, derivation: Derivation, mark: str) -> Stored:
    folder = plan.folder / derivation.name
    folder.mkdir(exist_ok=True)
    buckets = plan.buckets if derivation.makes.bucket else 0
    files = [bucket_file(folder, bucket) for bucket in range(buckets)] or [part_file(folder)]
    nothing: pa.Table = empty(schema_of(derivation.makes))
    for file in files:
        pq.write_table(nothing, file)
    return _kept(plan, files, mark, buckets=buckets)


def _kept(plan: Plan, files: list[Path], mark: str, *, buckets: int) -> Stored:
    return Stored(
        files=tuple(str(file.relative_to(plan.folder)) for file in files),
        rows=row_count(files),
        bytes=sum(file.stat().st_size for file in files),
        fingerprint=mark,
        buckets=buckets,
    )
