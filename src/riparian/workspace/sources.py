"""From the files of the configured sources to tables that derivations can read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from threading import Thread

import ibis

from riparian.build.fingerprint import fingerprint
from riparian.build.plan import Given
from riparian.core.errors import RiparianError, SourceError
from riparian.core.loading import load_ahead
from riparian.core.row import Row, schema_of
from riparian.expressions.identifiers import normal_identifier
from riparian.models.phones import normal_phones
from riparian.storage.again import reaches, write_newest
from riparian.storage.compiled import KeptTexts, compiled
from riparian.storage.duckdb import DuckDB
from riparian.storage.identifier_rules import IdentifierRules
from riparian.storage.landing import (
    WORDS,
    Landed,
    Landing,
    Manifest,
    codes_of_labels,
    mapped_anew,
    sha256_of,
    stamp_of,
    with_load,
)
from riparian.storage.registers import identifier_files, label_files, register_names
from riparian.storage.snapshot import Snapshot
from riparian.tables import landing as landed
from riparian.tables import sources as reported
from riparian.workspace.compiling import CompiledSource, versions
from riparian.workspace.config import FILE, Config, SourceConfig
from riparian.workspace.consenting import words_of_configured
from riparian.workspace.loading import batches_of, land_files, map_batch, mapping_fingerprint
from riparian.workspace.replays import replays_of
from riparian.workspace.unnamed import unnamed_table

MODELS_LOAD = ("scipy.sparse.csgraph", "scipy.special")
"""What the models ask for first when tables are computed, which takes as long to load as a small file to read."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file in this build."""

    load: Landed
    state: str
    """`read`, `mapped again` (its mapping changed) or `already known` (another file has the same content)."""


def configured(manifest: Manifest, config: Config) -> list[Landed]:
    """The loads of the sources that there are now, read by the presets they have now."""
    sources = {(source.name, source.preset.name) for source in config.sources}
    return [load for load in manifest.loads if (load.source, load.preset) in sources]


def source_tables() -> dict[str, type[Row]]:
    """The tables that come from sources, by name."""
    classes = [*vars(reported).values(), *vars(landed).values()]
    rows = [one for one in classes if isinstance(one, type) and issubclass(one, Row) and one is not Row]
    return {row.table: row for row in rows}


def identifier_rules(config: Config, texts: KeptTexts) -> IdentifierRules:
    """The identity settings, as landing needs them."""
    plus_tags = config.identity.plus_tags

    def written() -> str:
        given = ibis.table({"kind": "string", "given": "string"}, name="identifiers_given")
        value = normal_identifier(given.kind, given.given, plus_tags=plus_tags)
        return compiled(given.select("kind", "given", value=value))

    def normal_forms() -> str:
        return texts.of(fingerprint({"text": "normal forms", "plus tags": plus_tags}), written)

    return IdentifierRules(
        blocked=config.identity.blocked,
        unbranded_sites=tuple(site.host for site in config.sites if not site.branded),
        unknown_consent_joins=config.identity.unknown_consent_joins,
        plus_tags=plus_tags,
        normal_forms=normal_forms,
        region=config.company.region,
        normal_phones=normal_phones,
    )


def files_of(folder: Path, source: SourceConfig, *, read_before: bool = False) -> list[Path]:
    """The files of a source in order of name, then the rows of it that were mended and given back.

    A source that was `read_before` may have no files any more: what was read of them still counts.

    Raises:
        SourceError: a glob that is none, or that finds nothing.
    """
    where = f"{FILE} [[sources]] {source.name}"
    found: set[Path] = set()
    for pattern in source.files:
        try:
            here = [file for file in folder.glob(pattern) if file.is_file()]
        except (NotImplementedError, ValueError) as error:
            told = "it does not begin in this folder" if Path(pattern).is_absolute() else str(error)
            raise SourceError(
                f"{pattern!r} finds no files: {told}", where=where, fix='write it from here: files = "exports/*.csv"'
            ) from None
        if not here and not read_before:
            raise SourceError(f"no file matches {pattern!r}", where=where, fix=f"look in {folder}")
        found.update(here)
    return [*sorted(found), *replays_of(folder, source.name)]


def load_all(engine: DuckDB, landing: Landing, config: Config, report: Callable[[Loaded], None]) -> Manifest:
    """Read every file that is new, map every load whose mapping changed, and commit after each batch.

    What a browser said of being measured may come to light after rows of it were mapped: those are mapped once more.
    """
    manifest = words_of_configured(landing.manifest(), config)
    texts = KeptTexts(landing.compiled, versions=versions())
    rules = identifier_rules(config, texts)
    sources = {source.name: CompiledSource(source.preset, source.settings, texts) for source in config.sources}
    loading: list[Thread] = []
    for source in config.sources:
        manifest, new = _read(engine, landing, manifest, config, source, sources[source.name], report)
        if new and not loading:
            loading.append(load_ahead(*MODELS_LOAD))
        manifest = _map(engine, landing, manifest, source, sources[source.name], rules, new, report)
    for source in config.sources:
        manifest = _map(engine, landing, manifest, source, sources[source.name], rules, (), report)
    texts.save()
    # Derivations that run side by side would otherwise load parts of the same package, each by another way.
    for thread in loading:
        thread.join()
    # A load with rows gave its source a code when they were mapped.
    empty_ones = sorted({load.source for load in manifest.loads if not load.rows_read})
    if empty_ones:
        next_label = register_names(engine, landing.registers, empty_ones, next_key=manifest.next_label)
        manifest = replace(manifest, next_label=next_label)
    landing.commit(manifest)
    return manifest


def _map(
    engine: DuckDB,
    landing: Landing,
    manifest: Manifest,
    source: SourceConfig,
    compiled_source: CompiledSource,
    rules: IdentifierRules,
    new: Sequence[Landed],
    report: Callable[[Loaded], None],
) -> Manifest:
    """Map the loads of a source that are not mapped as they should be, and the new ones; the manifest, committed."""
    mark = mapping_fingerprint(source.preset, source.settings, rules)
    mine = _loads_of(manifest, source)
    if _is_lost(landing, mine):
        # Loads that were mapped together keep their tables in one place, so what is lost of one is lost of all. That is
        # committed, as some of it is there again if the build ends on the way.
        manifest = mapped_anew(manifest, {load.mapped_with for load in mine if load.rows_read})
        for load in _loads_of(manifest, source):
            manifest = with_load(manifest, replace(load, words=0))
        landing.commit(manifest)
        mine = _loads_of(manifest, source)
    for loads, state in ((mine, "mapped again"), (new, "read")):
        for empty in (load for load in loads if not load.rows_read and load.mapping != mark):
            manifest = with_load(manifest, replace(empty, mapping=mark))
            report(Loaded(empty, state))
    filled = [load for load in mine if load.rows_read]
    runs = [(run, "mapped again") for run in _runs(filled, lambda one: one.mapping != mark)]
    for loads, state in (*runs, ([load for load in new if load.rows_read], "read")):
        for batch in batches_of(landing, loads, together=source.preset.row_by_row(source.settings)):
            try:
                manifest = map_batch(engine, landing, manifest, batch, compiled_source, rules)
            except RiparianError as error:
                error.where = f"{error.where}, reading {batch[0].file}"
                raise
            landing.commit(manifest)
            numbers = {load.load for load in batch}
            for done in manifest.loads:
                if done.load in numbers:
                    report(Loaded(done, state))
    return manifest


def _loads_of(manifest: Manifest, source: SourceConfig) -> list[Landed]:
    return [load for load in manifest.loads if (load.source, load.preset) == (source.name, source.preset.name)]


def _runs(loads: Sequence[Landed], due: Callable[[Landed], bool]) -> list[list[Landed]]:
    """Loads that are due, in runs without another between them: what is read again is known by what was read before."""
    return [list(run) for is_due, run in groupby(loads, due) if is_due]


def _read(
    engine: DuckDB,
    landing: Landing,
    manifest: Manifest,
    config: Config,
    source: SourceConfig,
    compiled_source: CompiledSource,
    report: Callable[[Loaded], None],
) -> tuple[Manifest, list[Landed]]:
    """Land the rows of a source's files that are not landed yet: the manifest, and the loads that are new."""
    new: list[Landed] = []
    unread: list[tuple[Landed, Path]] = []
    again: list[tuple[int, str]] = []
    read_before = any(load.source == source.name for load in manifest.loads)
    for file in files_of(config.folder, source, read_before=read_before):
        load = _load_of(manifest, new, config, source, file)
        name = str(file.relative_to(config.folder))
        if load.file != name:
            again.append((load.load, name))
        kept = landing.raw(load.load).is_file()
        if load in new or (load in manifest.loads and kept):
            continue
        before = any(one.load == load.load for one in manifest.loads)
        if before:
            manifest = with_load(manifest, load)
        else:
            new.append(load)
        if not (before and kept):
            unread.append((load, file))
    read = {load.load: load for load in land_files(engine, landing, unread, compiled_source)}
    known = [read.get(load.load, load) for load in manifest.loads]
    landed = read | {load.load: load for load in known}
    for number, name in again:
        report(Loaded(replace(landed[number], file=name), "already known"))
    return replace(manifest, loads=tuple(known)), [read[load.load] for load in new]


def _is_lost(landing: Landing, loads: Sequence[Landed]) -> bool:
    """Whether a table that was made of these loads is not there any more, or what their browsers said."""
    return any(
        rows and not landing.mapped(load.load, table).is_file()
        for load in loads
        for table, rows in (*load.tables.items(), (WORDS, load.words))
    )


def _load_of(manifest: Manifest, new: Sequence[Landed], config: Config, source: SourceConfig, file: Path) -> Landed:
    """The load of a file's content: one there is, the same with a new stamp or name, or a new one.

    Where another file that is still there has the content, the load keeps the name of that one.
    """
    name, stamp = str(file.relative_to(config.folder)), stamp_of(file)
    loads = (*manifest.loads, *new)
    mine = [load for load in loads if load.source == source.name and load.preset == source.preset.name]
    for load in mine:
        if load.file == name and load.stamp == stamp:
            return load
    digest = sha256_of(file)
    for load in mine:
        if load.sha256 == digest:
            first = config.folder / load.file
            copied = load.file != name and first.is_file() and stamp_of(first) == load.stamp
            return load if copied else replace(load, file=name, stamp=stamp)
    number = max((manifest.next_load, *(load.load + 1 for load in new)))
    return Landed(number, source.name, source.preset.name, name, digest, file.stat().st_size, stamp)


def givens(
    engine: DuckDB,
    landing: Landing,
    manifest: Manifest,
    config: Config,
    *,
    as_of: datetime,
    folder: Path,
    former: Snapshot | None,
) -> dict[str, Given]:
    """The tables of all configured sources, put together: of versioned rows the one that was read last counts.

    Rows of versioned tables that happened at `as_of` or later are left out first, so that they take nobody's place.
    What has to be written goes to `folder`; what the former snapshot holds already is taken from there.
    """
    loads = configured(manifest, config)
    found: dict[str, Given] = {}
    for table, row in source_tables().items():
        mine = [load for load in loads if load.tables.get(table)]
        files = [landing.mapped(load.load, table) for load in mine]
        late = as_of if row.versioned and files and reaches(engine, files, row, as_of) else None
        mark = fingerprint(
            {"table": table, "loads": [(load.load, load.mapping, load.heard) for load in mine], "before": late}
        )
        if former and table in former.tables and former.tables[table].fingerprint == mark:
            files = list(former.files(table))
        elif row.versioned and files:
            newest = folder / f"{table}.parquet"
            write_newest(engine, files, row, newest, as_of=as_of)
            files = [newest]
        found[table] = Given(row, tuple(files), mark)
    labels = label_files(landing.registers, manifest.next_label)
    identifiers = identifier_files(landing.registers, manifest.next_identifier)
    found["labels"] = Given(landed.KnownLabel, tuple(labels), fingerprint({"labels": manifest.next_label}))
    found["source_identifiers"] = Given(
        landed.SourceIdentifier, tuple(identifiers), fingerprint({"identifiers": manifest.next_identifier})
    )
    codes = codes_of_labels(engine, labels, sorted({load.source for load in loads}))
    found["source_loads"] = _loads_table(engine, loads, folder / "source_loads.parquet", codes)
    found["unnamed_words"] = unnamed_table(engine, loads, config.sources, folder / "unnamed_words.parquet", codes)
    return found


def _loads_table(engine: DuckDB, loads: list[Landed], target: Path, codes: Mapping[str, int]) -> Given:
    row = landed.SourceLoad
    counts = ("rows_read", "rows_kept", "rows_rejected", "rows_known", "bytes")
    rows = [
        {name: getattr(load, name) for name in ("load", "file", "sha256", *counts)}
        | {"source": codes[load.source], "first_at": _instant(load.first_at), "last_at": _instant(load.last_at)}
        for load in loads
    ]
    engine.write_rows(rows, target, schema=schema_of(row))
    return Given(
        row,
        (target,),
        fingerprint({"loads": [load.load for load in loads], "mappings": [load.mapping for load in loads]}),
    )


def _instant(text: str) -> object:
    return datetime.fromisoformat(text) if text else None
