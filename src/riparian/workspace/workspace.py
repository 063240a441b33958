"""One company's Riparian: its configuration, landing, ledger and snapshots in one folder. The only composition root."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb

import riparian
from riparian.build.derivation import Derivation
from riparian.build.discovery import discovered
from riparian.build.fingerprint import code_version
from riparian.build.graph import ordered
from riparian.build.plan import Plan, Step
from riparian.build.preset import presets_found
from riparian.build.run import run
from riparian.core.durations import AsOf, Seed
from riparian.core.errors import NotFoundError, SettingsError
from riparian.core.row import Row, schema_of
from riparian.storage.cut import leaves_out
from riparian.storage.damage import damage_told
from riparian.storage.duckdb import DuckDB
from riparian.storage.former import goes_on
from riparian.storage.landing import Landing, Manifest
from riparian.storage.reading import Published
from riparian.storage.snapshot import Snapshot, Snapshots, Stored
from riparian.tables.builds import BuildStep
from riparian.tables.identity import FormerPerson
from riparian.workspace.config import Config, nothing_to_read, read_config
from riparian.workspace.decided import READ_BY, decided_tables
from riparian.workspace.dictionary import all_rows
from riparian.workspace.former import former_people
from riparian.workspace.remedies import kept_files, remedy
from riparian.workspace.shown import workspace_html
from riparian.workspace.sources import Loaded, givens, load_all, source_tables
from riparian.workspace.unpublished import unpublished_told
from riparian.workspace.waiting import (
    Changed,
    Waiting,
    files_changed,
    midnight_after_last,
    orders_told_again,
    rows_waiting,
)

ROWS_IN_A_BUCKET = 2_000_000
"""Source rows from which people are kept in twice as many buckets."""

AHEAD = timedelta(days=1)
"""How far an as-of date may lie after now: the midnight after today is where rows of today end."""

Report = Callable[[Loaded | Step], None]


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build."""

    config: Config
    """What it was built with."""
    snapshot: Snapshot
    steps: tuple[Step, ...]
    manifest: Manifest
    seconds: float
    waiting: dict[str, Waiting]
    """By source, the rows that lie at or after the as-of instant and are not seen yet."""
    told_again: dict[str, int]
    """By source, the rows that tell of orders that rows read later tell again."""
    changed: tuple[Changed, ...]
    """Files that changed under the same name, and rows of which count that are in none any more."""


class Workspace:
    """A folder with `riparian.toml`; everything Riparian keeps lies in its `.riparian`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.home = self.folder / ".riparian"
        self.landing = Landing(self.home / "landing")
        self.snapshots = Snapshots(self.home / "snapshots")
        self._opened: dict[str, Published] = {}
        self._opening = Lock()

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

        `as_of` (naive UTC): freeze everything just before that instant; by default the midnight after the last thing
        that a row tells.

        Raises:
            SettingsError: `as_of` lies more than a day after now.
            RiparianError: with nothing published; the former snapshot stays. Where the system refuses what comes after
                publishing, as the removal of older snapshots, the error says that the new one is published.
        """
        started = _now()
        if as_of is not None and as_of > started + AHEAD:
            raise SettingsError(
                f"nobody knows yet what was so as of {as_of:%Y-%m-%d %H:%M}",
                where="--as-of",
                fix=f"an instant up to now, {started:%Y-%m-%d %H:%M} (UTC), or leave it out",
            )
        config, derivations = self.config(), self.derivations()
        nothing = nothing_to_read(config)
        if nothing:
            raise nothing
        whole = damage_told(lambda: kept_files(self.home), fix=lambda file: remedy(self.home, file))
        room = unpublished_told(self.home)
        with room, self.snapshots.building() as folder, self._engine(config) as engine, whole:
            manifest = load_all(engine, self.landing, config, report)
            former = self.snapshots.former()
            former = former if former and goes_on(engine, self.landing, manifest, former) else None
            scratch = self.home / "scratch" / "givens"
            # What stands on rows that were taken out since is computed anew, whatever it looks like.
            basis = former if former and former.notes.get("forgotten", []) == list(manifest.forgotten) else None
            frozen = AsOf(as_of or midnight_after_last(engine, self.landing, manifest, config, started))
            given = givens(engine, self.landing, manifest, config, as_of=frozen, folder=scratch, former=basis)
            given |= decided_tables(engine, self.home, scratch)
            given["former_people"] = former_people(engine, former, scratch)
            plan = Plan(
                derivations=derivations,
                given=given,
                settings=config.derivations,
                as_of=frozen,
                seed=Seed(config.snapshots.seed),
                buckets=config.engine.buckets or buckets_for(sum(load.rows_kept for load in manifest.loads)),
                former=basis,
                folder=folder,
                clock=_now,
                cuts=any(leaves_out(one.row, one.files, frozen) for one in given.values()),
                compiled=self.home / "compiled.json",
            )
            waiting = rows_waiting(engine, self.landing, manifest, config, frozen)
            told_again = orders_told_again(engine, self.landing, manifest, config)
            changed = files_changed(engine, self.landing, manifest, config)
            ran = run(plan, engine, report)
            stored, steps = ran.stored, ran.steps
            stored["build_steps"] = _steps_table(engine, folder, steps)
            snapshot = self.snapshots.publish(
                folder,
                as_of=plan.as_of,
                built_at=_now(),
                tables=stored,
                notes=_notes(plan, config, manifest),
                sums=ran.sums,
            )
            self.snapshots.prune(config.snapshots.keep)
            shutil.rmtree(self.home / "scratch", ignore_errors=True)
        seconds = (_now() - started).total_seconds()
        return Built(config, snapshot, tuple(steps), manifest, seconds, waiting, told_again, changed)

    def published(self, snapshot: str = "") -> Published:
        """The tables of the published snapshot, or of an older one by its id.

        A snapshot is opened once, so what is read of it can be joined; it stays open for as long as it is kept.

        Raises:
            NotFoundError: nothing was built yet, or no such snapshot is kept.
        """
        found = self.snapshots.open(snapshot) if snapshot else self.snapshots.current()
        if found is None:
            raise NotFoundError("nothing was built yet", where=str(self.folder), fix="riparian build")
        with self._opening:
            opened = self._opened.get(found.name)
            if opened is None or opened.snapshot != found:
                opened = Published(found, all_rows())
                kept = {name: self._opened[name] for name in self.snapshots.names() if name in self._opened}
                self._opened = kept | {found.name: opened}
            return opened

    def read(self, table: str, *, snapshot: str = "") -> duckdb.DuckDBPyRelation:
        """A published table as a lazy DuckDB relation: filter and query it, take it with `.pl()`, `.df()`, Arrow.

        Tables of one snapshot that are read in one thread can be joined.
        """
        return self.published(snapshot).relation(table)

    def _repr_html_(self) -> str:
        """As a notebook shows it."""
        return workspace_html(self.folder, self.snapshots.current())

    def _engine(self, config: Config) -> DuckDB:
        return DuckDB(
            threads=config.engine.threads,
            memory_limit=config.engine.memory_limit,
            temporary=self.home / "scratch" / "duckdb",
        )


def given_rows() -> dict[str, type[Row]]:
    """The tables that no derivation makes."""
    decided: list[type[Row]] = [*READ_BY, FormerPerson]
    return source_tables() | {row.table: row for row in decided}


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def buckets_for(rows: int) -> int:
    """How many buckets people are kept in: a power of two, so that a bucket holds so many rows at every size."""
    return 1 << (max(rows - 1, 0) // ROWS_IN_A_BUCKET).bit_length()


def _notes(plan: Plan, config: Config, manifest: Manifest) -> dict[str, Any]:
    return {
        "code": code_version(),
        "versions": {"riparian": riparian.__version__, "duckdb": duckdb.__version__, "ibis": version("ibis-framework")},
        "settings": {name: one.model_dump(mode="json") for name, one in plan.settings.items()},
        "company": config.company.name,
        "currency": config.company.currency,
        "region": config.company.region,
        "seed": plan.seed,
        "buckets": plan.buckets,
        "cuts": plan.cuts,
        "forgotten": manifest.forgotten,
    }


def _steps_table(engine: DuckDB, folder: Path, steps: list[Step]) -> Stored:
    target = folder / "build_steps" / "part.parquet"
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
    engine.write_rows(rows, target, schema=schema_of(BuildStep))
    return Stored(("build_steps/part.parquet",), len(rows), target.stat().st_size, "")
