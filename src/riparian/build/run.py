"""Run derivations: take over what did not change, compute the rest side by side, keep a step for each."""

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis

from riparian.build import kept_sums
from riparian.build.conform import conform
from riparian.build.derivation import Derivation, call
from riparian.build.few import Few
from riparian.build.fingerprint import code_version, fingerprint
from riparian.build.gathering import DryGather, EngineGather, EngineSettle
from riparian.build.increment import touched_identifiers, touched_people
from riparian.build.keeping import keep_empty, take_given, take_over, told, with_generation
from riparian.build.kept_sums import KeptSums
from riparian.build.parting import tables_by_person
from riparian.build.plan import Plan, Step
from riparian.build.side_by_side import side_by_side
from riparian.build.texts import Texts, has_text
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Row, published, schema_of, unbound
from riparian.storage.clusters import of_identifiers, write_those_who_have
from riparian.storage.cut import cut_columns, cut_rows
from riparian.storage.engine import Engine
from riparian.storage.layout import bucket_file, part_file
from riparian.storage.snapshot import Snapshot, Stored
from riparian.storage.sums import KeptSum

SMALL = 2_000_000
"""Rows by person, of all inputs together, up to which one query for everybody is quicker than one for each bucket."""


_KEPT_PROMISES: set[tuple[Callable[..., ibis.Table], str]] = set()
"""Derivations that ask for doors, with the settings under which this process has seen them keep their promise."""


def check(derivations: Sequence[Derivation], texts: Texts) -> None:
    """Compare what every derivation would make with its promise, before anything runs.

    Raises:
        DerivationError: at the first broken promise.
    """
    gather = DryGather()
    doors: dict[str, Any] = {"as_of": texts.as_of, "seed": texts.seed, "gather": gather, "settle": gather.settle}
    for derivation in derivations:
        if has_text(derivation):
            texts.checked(derivation)
            continue
        settings = texts.settings.get(derivation.name)
        kept = (derivation.function, settings.model_dump_json() if settings else "")
        if kept in _KEPT_PROMISES:
            continue
        tables = {name: unbound(row) for name, row in derivation.reads.items()}
        try:
            expression = call(derivation, tables=tables, settings=settings, doors=doors)
        except NotEnoughDataError:
            continue
        conform(expression, derivation.makes, where=derivation.where)
        _KEPT_PROMISES.add(kept)


@dataclass(frozen=True, slots=True)
class Ran:
    """What is stored of each table, given ones included, the steps in order, and sums for the next build."""

    stored: dict[str, Stored]
    steps: list[Step]
    sums: dict[str, dict[str, KeptSum]]


def run(plan: Plan, engine: Engine, report: Callable[[Step], None]) -> Ran:
    """Materialise every table of a plan into its folder.

    What is computed by code that has made no snapshot yet is compared with its promise before anything runs.

    Raises:
        DerivationError: a broken promise.
    """
    texts = Texts(
        plan.settings,
        as_of=plan.as_of,
        seed=plan.seed,
        dialect=engine.dialect,
        file=plan.compiled,
        landed=[name for name, given in plan.given.items() if not given.row.grows],
    )
    recipes = {derivation.name: _recipe(plan, derivation) for derivation in plan.derivations}
    marks = _marks(plan, recipes)
    same = plan.former.tables if plan.former else {}
    names = [derivation.name for derivation in plan.derivations]
    due = {name for name in names if name not in same or same[name].fingerprint != marks[name]}
    goes_on = plan.former is not None and plan.former.notes.get("code") == code_version()
    if not goes_on:
        check([one for one in plan.derivations if one.name in due], texts)
    stored = {name: take_given(plan, name, given) for name, given in plan.given.items()}
    rows = {name: given.row for name, given in plan.given.items()} | {one.name: one.makes for one in plan.derivations}
    few = Few(engine, plan.former, stored, plan.folder, rows) if plan.former else None
    cut = plan.as_of if plan.cuts else None
    sums = KeptSums(engine, plan.folder, stored, cut, plan.former, few)
    steps: dict[str, Step] = {}

    def computed(worker: Engine, derivation: Derivation) -> tuple[Step, Stored]:
        name, started, clock = derivation.name, plan.clock(), time.perf_counter()
        mark, recipe, note = marks[name], recipes[name], ""
        try:
            state, kept = _compute(plan, worker, derivation, stored, mark, recipe, texts, sums.on(worker))
        except NotEnoughDataError as error:
            state, note, kept = "empty", error.what, keep_empty(plan, derivation, mark)
        return Step(name, state, kept.rows, time.perf_counter() - clock, kept.bytes, note, mark, started), kept

    def keep(made: tuple[Step, Stored]) -> None:
        step, kept = made
        stored[step.table], steps[step.table] = kept, step
        report(step)

    for name in names:
        if plan.former is not None and name not in due:
            keep(_taken_over(plan, plan.former, name, sums))
    # Tables that are computed whole keep the engine busy one by one, and share its memory with nobody.
    at_once = engine.threads if goes_on else 1
    side_by_side(engine, [one for one in plan.derivations if one.name in due], computed, keep, at_once=at_once)
    texts.save()
    for passing in ("few", "settling"):
        shutil.rmtree(plan.folder / passing, ignore_errors=True)
    return Ran(stored, [steps[name] for name in names], sums.made)


def _taken_over(plan: Plan, former: Snapshot, table: str, sums: KeptSums) -> tuple[Step, Stored]:
    """A table that stands as it stood, with its sums."""
    started, clock = plan.clock(), time.perf_counter()
    kept = take_over(plan, former, former.tables[table])
    sums.take_over(table)
    seconds = time.perf_counter() - clock
    return Step(table, "taken over", kept.rows, seconds, kept.bytes, "", kept.fingerprint, started), kept


def _marks(plan: Plan, recipes: Mapping[str, str]) -> dict[str, str]:
    """The fingerprint of every table, which rests on those of what it reads, not on their rows."""
    marks = {name: given.fingerprint for name, given in plan.given.items()}
    for one in plan.derivations:
        inputs = {name: marks[name] for name in one.reads}
        marks[one.name] = fingerprint({"recipe": recipes[one.name], "inputs": inputs})
    return marks


def _is_cut(derivation: Derivation, plan: Plan) -> bool:
    """Whether the as-of cut touches an input: source tables that have a time."""
    return plan.cuts and any(name in plan.given and row.happened for name, row in derivation.reads.items())


def _recipe(plan: Plan, derivation: Derivation) -> str:
    """What a table depends on besides its inputs."""
    settings = plan.settings.get(derivation.name)
    return fingerprint(
        {
            "code": code_version(),
            "compiler": ibis.__version__,
            "table": derivation.name,
            "settings": settings.model_dump(mode="json") if settings else None,
            "as of": plan.as_of if "as_of" in derivation.asks or _is_cut(derivation, plan) else None,
            "seed": plan.seed if "seed" in derivation.asks else None,
            "buckets": plan.buckets if derivation.makes.bucket else None,
        }
    )


def _compute(
    plan: Plan,
    engine: Engine,
    derivation: Derivation,
    stored: Mapping[str, Stored],
    mark: str,
    recipe: str,
    texts: Texts,
    sums: KeptSums,
) -> tuple[str, Stored]:
    row = derivation.makes
    folder = plan.folder / derivation.name
    folder.mkdir()
    touched = None
    if sums.few is not None:
        target = folder / f"people-{plan.folder.name.rpartition('-')[2]}.parquet"
        if derivation.per_cluster and _regrouped(plan, engine, derivation, stored, recipe, texts, sums, people=target):
            part = _generation(target)
            return "computed in part", with_generation(plan, sums.few, derivation.name, part, target, mark)
        touched = touched_people(engine, derivation, recipe, stored, sums.few, folder=plan.folder, target=target)
    try:
        sql = _readable(plan, engine, derivation, stored, texts, sums, people=touched)
    except NotEnoughDataError:
        if touched is None:
            raise
        # Whoever looks at rows first may find too few among some of the people where all of them have enough.
        touched.unlink()
        touched = None
        sql = _readable(plan, engine, derivation, stored, texts, sums, people=None)
    schema = schema_of(row)
    if not row.bucket:
        engine.write(sql, part_file(folder), schema=schema, sorted_by=row.sorted_by)
        return "computed", told(plan, [part_file(folder)], mark, recipe=recipe)
    if touched is not None and sums.few is not None:
        part = _generation(touched)
        engine.write(sql, part, schema=schema, sorted_by=row.sorted_by)
        return "computed in part", with_generation(plan, sums.few, derivation.name, part, touched, mark)
    files = _write_in_buckets(plan, engine, derivation, stored, sql, folder)
    return "computed", told(plan, files, mark, recipe=recipe, row=row, buckets=plan.buckets)


def _generation(people: Path) -> Path:
    """The file with the rows of the people in a file."""
    return people.with_name(people.name.replace("people", "generation"))


def _regrouped(
    plan: Plan,
    engine: Engine,
    derivation: Derivation,
    stored: Mapping[str, Stored],
    recipe: str,
    texts: Texts,
    sums: KeptSums,
    *,
    people: Path,
) -> bool:
    """Write whose identifiers are where that may have changed, and to `people` who had and has them; if it can be."""
    if sums.few is None:
        return False
    touched = touched_identifiers(engine, derivation, recipe, stored, sums.few, folder=plan.folder, owners=people)
    if touched is None:
        return False
    sql = _readable(plan, engine, derivation, stored, texts, sums, people=None, identifiers=touched)
    part, row = _generation(people), derivation.makes
    engine.write(sql, part, schema=schema_of(row), sorted_by=row.sorted_by)
    write_those_who_have(engine, people, part)
    return True


def _write_in_buckets(
    plan: Plan, engine: Engine, derivation: Derivation, stored: Mapping[str, Stored], sql: str, folder: Path
) -> list[Path]:
    """Write a table kept by person, whole: in one go, or bucket by bucket where its derivation allows it."""
    row, schema = derivation.makes, schema_of(derivation.makes)
    bucketed = [name for name in derivation.reads if stored[name].buckets]
    by_bucket = derivation.per_person and not derivation.at_once and bucketed and plan.buckets > 1
    if plan.buckets > 1 and _is_small(plan, derivation, stored, by_bucket=bool(by_bucket)):
        engine.write_few(sql, folder, by=row.bucket, buckets=plan.buckets, schema=schema, sorted_by=row.sorted_by)
    elif by_bucket:

        def write_bucket(worker: Engine, bucket: int) -> None:
            for name in bucketed:
                _show(plan, worker, name, derivation.reads[name], stored[name], bucket=bucket)
            worker.write(sql, bucket_file(folder, bucket), schema=schema, sorted_by=row.sorted_by)

        engine.each(write_bucket, range(plan.buckets))
    else:
        engine.write_buckets(sql, folder, by=row.bucket, buckets=plan.buckets, schema=schema, sorted_by=row.sorted_by)
    return [bucket_file(folder, bucket) for bucket in range(plan.buckets)]


def _is_small(plan: Plan, derivation: Derivation, stored: Mapping[str, Stored], *, by_bucket: bool) -> bool:
    """Whether a table kept by person is written through memory: by what it is made of, or as it was the last time."""
    if by_bucket:
        return sum(stored[name].rows for name in tables_by_person(derivation.reads)) <= SMALL
    former = plan.former.tables.get(derivation.name) if plan.former else None
    return former is not None and former.rows <= SMALL


def _readable(
    plan: Plan,
    engine: Engine,
    derivation: Derivation,
    stored: Mapping[str, Stored],
    texts: Texts,
    sums: KeptSums,
    *,
    people: Path | None,
    identifiers: Path | None = None,
) -> str:
    """The query of a derivation, and all that it reads made readable: of those in a file, or of everybody."""
    by_person = tables_by_person(derivation.reads)
    for name, read in derivation.reads.items():
        if people is None or name not in by_person or not sums.show_few(name, people):
            _show(plan, engine, name, read, stored[name], people=people, identifiers=identifiers)
    summing = people is None and identifiers is None and _is_worth_summing(derivation, stored)
    if has_text(derivation):
        return sums.ready(derivation.name, texts.of(derivation, summing=summing))
    return _through_doors(plan, engine, derivation, texts, sums, summing=summing)


def _is_worth_summing(derivation: Derivation, stored: Mapping[str, Stored]) -> bool:
    """Whether sums over rows take long enough to be kept. What is computed in part is kept as it is."""
    if derivation.per_person or derivation.per_cluster:
        return False
    return any(stored[name].rows >= kept_sums.SMALLEST for name in derivation.reads)


def _through_doors(
    plan: Plan, engine: Engine, derivation: Derivation, texts: Texts, sums: KeptSums, *, summing: bool
) -> str:
    """The query of a derivation that looks at rows before it says what it computes."""

    def text(table: ibis.Table) -> str:
        return sums.ready(derivation.name, texts.asked(derivation, table, summing=summing))

    doors: dict[str, Any] = {
        "as_of": plan.as_of,
        "seed": plan.seed,
        "gather": EngineGather(engine, text),
        "settle": EngineSettle(engine, plan.folder / "settling"),
    }
    tables = {name: unbound(read) for name, read in derivation.reads.items()}
    expression = call(derivation, tables=tables, settings=plan.settings.get(derivation.name), doors=doors)
    conform(expression, derivation.makes, where=derivation.where)
    return text(expression)


def _show(
    plan: Plan,
    engine: Engine,
    name: str,
    row: type[Row],
    stored: Stored,
    *,
    bucket: int | None = None,
    people: Path | None = None,
    identifiers: Path | None = None,
) -> None:
    """Make an input readable: cut at the as-of date, of one bucket, or of the people or identifiers in a file."""
    names = [promise.name for promise in published(row)]
    if name in plan.given or identifiers:
        files = [plan.folder / file for file in stored.files]
        columns, where = (
            (cut_columns(row, plan.as_of), cut_rows(row, plan.as_of)) if name in plan.given else ("*", "true")
        )
        only = f" AND {of_identifiers(names, identifiers)}" if identifiers else ""
        engine.show(name, files, columns=columns, where=f"{where}{only}")
        return
    of_people = "person_key" in names
    engine.show_item(name, stored.rows_item(plan.folder, bucket=bucket), people=people if of_people else None)
