"""One company's Riparian: its configuration, landing, ledger and snapshots in one folder. The only composition root."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

import riparian
from riparian.build.derivation import Derivation
from riparian.build.discovery import discovered
from riparian.build.fingerprint import code_version, fingerprint
from riparian.build.graph import ordered
from riparian.build.preset import presets_found
from riparian.build.run import Given, Plan, Step, check, run
from riparian.core.durations import AsOf, Seed
from riparian.core.errors import NotFoundError
from riparian.core.row import Row, schema_of
from riparian.storage.arrow import arrow_schema
from riparian.storage.duckdb import DuckDB
from riparian.storage.landing import Landing, Manifest
from riparian.storage.reading import Published
from riparian.storage.snapshot import Snapshot, Snapshots, Stored
from riparian.tables.builds import BuildStep
from riparian.tables.forecast import Scenario
from riparian.tables.identity import FormerPerson, IdentityCorrection
from riparian.workspace.config import Config, read_config
from riparian.workspace.corrections import corrections_of
from riparian.workspace.former import former_people
from riparian.workspace.scenarios import scenarios_of
from riparian.workspace.sources import Loaded, configured, givens, load_all, source_tables

BUCKETED_FROM = 2_000_000
"""Source rows from which people are kept in 32 buckets."""

Report = Callable[[Loaded | Step], None]


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build."""

    snapshot: Snapshot
    steps: tuple[Step, ...]
    manifest: Manifest
    seconds: float


class Workspace:
    """A folder with `riparian.toml`; everything Riparian keeps lies in its `.riparian`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.home = self.folder / ".riparian"
        self.landing = Landing(self.home / "landing")
        self.snapshots = Snapshots(self.home / "snapshots")

    def config(self) -> Config:
        """The configuration, read and checked.

        Raises:
            SettingsError: no file, or no TOML. SeveralErrors: all other mistakes at once.
        """
        return read_config(self.folder, presets_found(), discovered())

    def derivations(self) -> tuple[Derivation, ...]:
        """All derivations, in the order in which they run."""
        return ordered(discovered(), given_rows())

    def build(self, *, as_of: datetime | None = None, report: Report = lambda _: None) -> Built:
        """Read what is new, derive what changed, publish one snapshot.

        `as_of` (naive UTC): freeze everything just before that instant; by default the midnight after the last row.

        Raises:
            RiparianError: with nothing published; the former snapshot stays.
        """
        started = _now()
        config, derivations = self.config(), self.derivations()
        with self.snapshots.building() as folder, self._engine(config) as engine:
            manifest = load_all(engine, self.landing, config, report)
            former = self.snapshots.current()
            scratch = self.home / "scratch" / "givens"
            given = givens(engine, self.landing, manifest, config, folder=scratch, former=former)
            frozen = AsOf(as_of or _midnight_after_last(manifest, config, started))
            given["identity_corrections"] = _decided(IdentityCorrection, corrections_of(self.home), scratch)
            given["scenarios"] = _decided(Scenario, scenarios_of(self.home), scratch)
            given["former_people"] = former_people(engine, former, scratch)
            plan = Plan(
                derivations=derivations,
                given=given,
                settings=config.derivations,
                as_of=frozen,
                seed=Seed(config.snapshots.seed),
                buckets=config.engine.buckets or (32 if _rows(manifest) >= BUCKETED_FROM else 1),
                former=former,
                folder=folder,
                clock=_now,
            )
            if former is None or former.notes.get("code") != code_version():
                check(derivations, plan.settings, as_of=plan.as_of, seed=plan.seed)
            stored, steps = run(plan, engine, report)
            stored["build_steps"] = _steps_table(folder, steps)
            snapshot = self.snapshots.publish(
                folder, as_of=plan.as_of, built_at=_now(), tables=stored, notes=_notes(plan, config)
            )
            self.snapshots.prune(config.snapshots.keep)
            shutil.rmtree(self.home / "scratch", ignore_errors=True)
        return Built(snapshot, tuple(steps), manifest, (_now() - started).total_seconds())

    def published(self, snapshot: str = "") -> Published:
        """The tables of the published snapshot, or of an older one by its id.

        Raises:
            NotFoundError: nothing was built yet, or no such snapshot is kept.
        """
        found = self.snapshots.open(snapshot) if snapshot else self.snapshots.current()
        if found is None:
            raise NotFoundError("nothing was built yet", where=str(self.folder), fix="riparian build")
        return Published(found, all_rows())

    def read(self, table: str, *, snapshot: str = "") -> duckdb.DuckDBPyRelation:
        """A published table as a lazy DuckDB relation: filter and query it, take it with `.pl()`, `.df()`, Arrow."""
        return self.published(snapshot).relation(table)

    def _engine(self, config: Config) -> DuckDB:
        return DuckDB(
            threads=config.engine.threads,
            memory_limit=config.engine.memory_limit,
            temporary=self.home / "scratch" / "duckdb",
        )


def given_rows() -> dict[str, type[Row]]:
    """The tables that no derivation makes."""
    return source_tables() | {row.table: row for row in (IdentityCorrection, FormerPerson, Scenario)}


def all_rows() -> dict[str, type[Row]]:
    """Every table there can be, by name."""
    made = {derivation.name: derivation.makes for derivation in discovered()}
    return given_rows() | made | {BuildStep.table: BuildStep}


def _decided(row: type[Row], rows: list[dict[str, Any]], folder: Path) -> Given:
    """Rows that people decided, as a table."""
    target = folder / f"{row.table}.parquet"
    target.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(schema_of(row))), target)
    return Given(row, (target,), fingerprint({row.table: rows}))


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _rows(manifest: Manifest) -> int:
    return sum(load.rows_kept for load in manifest.loads)


def _midnight_after_last(manifest: Manifest, config: Config, now: datetime) -> datetime:
    """The midnight after the last row, but never later than the next one: a clock that runs ahead shifts nothing."""
    lasts = [datetime.fromisoformat(load.last_at) for load in configured(manifest, config) if load.last_at]
    last = min(max(lasts, default=now), now)
    return datetime(last.year, last.month, last.day) + timedelta(days=1)


def _notes(plan: Plan, config: Config) -> dict[str, Any]:
    return {
        "code": code_version(),
        "versions": {"riparian": riparian.__version__, "duckdb": duckdb.__version__, "ibis": version("ibis-framework")},
        "settings": {name: one.model_dump(mode="json") for name, one in plan.settings.items()},
        "company": config.company.name,
        "currency": config.company.currency,
        "seed": plan.seed,
        "buckets": plan.buckets,
    }


def _steps_table(folder: Path, steps: list[Step]) -> Stored:
    schema = arrow_schema(schema_of(BuildStep))
    target = folder / "build_steps" / "part.parquet"
    target.parent.mkdir()
    rows = [
        {
            "step": number,
            "made": step.table,
            "state": step.state,
            "rows": step.rows,
            "seconds": step.seconds,
            "bytes": step.bytes,
            "note": step.note,
            "fingerprint": step.fingerprint,
            "started_at": step.started_at,
        }
        for number, step in enumerate(steps, 1)
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), target)
    return Stored(("build_steps/part.parquet",), len(rows), target.stat().st_size, "")
