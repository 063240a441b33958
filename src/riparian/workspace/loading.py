"""Files into the landing: read once, mapped, encoded, counted. Loads of one shape are encoded together, as a batch."""

import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from riparian.build.fingerprint import MAPPING, code_version, fingerprint
from riparian.build.preset import Preset
from riparian.core.errors import SourceError
from riparian.core.row import Row
from riparian.core.settings import Settings
from riparian.core.system import NO_ROOM
from riparian.storage.again import keep_told_again
from riparian.storage.consent import hear
from riparian.storage.duckdb import DuckDB
from riparian.storage.encoding import (
    Counted,
    Mapped,
    counted,
    drop_rows,
    keep_bad_lines,
    keep_known_lines,
    keep_odd_lines,
    label_texts,
    show_batch,
    stage,
    write_encoded,
    write_rejects,
)
from riparian.storage.identifier_rules import IdentifierRules
from riparian.storage.identifying import (
    BLOCKED,
    NO_CONSENT,
    NOT_BRANDED,
    STRENGTH,
    keep_identifiers,
    keep_keyed,
    key_identifiers,
    links_of,
    sightings_of,
)
from riparian.storage.landing import Landed, Landing, Manifest, instant_text, land_rows, with_load
from riparian.storage.layout import row_count
from riparian.storage.refusals import refusals_told
from riparian.storage.registers import register_identifiers, register_labels
from riparian.storage.snapshot import sync
from riparian.tables.landing import SourceLink, SourceReject, SourceSighting
from riparian.workspace.compiling import CompiledSource
from riparian.workspace.config import FILE
from riparian.workspace.consenting import words_of_others, words_told

FIXED_LABELS = (*STRENGTH, "reader_id", "withheld_id", BLOCKED, NO_CONSENT, NOT_BRANDED)
BATCH_ROWS = 2_000_000
"""Rows that are encoded together at the most, unless one file has more."""


def land(engine: DuckDB, landing: Landing, load: Landed, file: Path, source: CompiledSource) -> Landed:
    """Read a file's rows into the landing.

    Raises:
        SourceError: the file cannot be read. OSError: the landing cannot be written.
    """
    target = landing.raw(load.load)
    target.parent.mkdir(parents=True, exist_ok=True)
    batches = source.preset.extract(file, source.settings)
    natural_id = source.natural_id if source.preset.line_id else None
    try:
        rows_read = land_rows(engine, batches, target, wanted=source.wanted, natural_id=natural_id)
    except (OSError, pa.ArrowException) as error:
        if isinstance(error, OSError) and _is_not_of(file, error):
            raise
        raise SourceError(f"the file cannot be read: {error}", where=str(file)) from error
    return replace(load, rows_read=rows_read)


def _is_not_of(file: Path, error: OSError) -> bool:
    """Whether the system refused something else than to read a file: to write, or to open any more files."""
    elsewhere = error.filename is not None and Path(os.fsdecode(error.filename)) != file
    return elsewhere or error.errno in (*NO_ROOM, errno.EROFS, errno.EMFILE)


def land_files(
    engine: DuckDB, landing: Landing, files: Sequence[tuple[Landed, Path]], source: CompiledSource
) -> list[Landed]:
    """Read the rows of several files into the landing, as many at once as the engine has threads."""
    return engine.each(lambda worker, one: land(worker, landing, *one, source), files)


def batches_of(landing: Landing, loads: Sequence[Landed], *, together: bool) -> Iterator[tuple[Landed, ...]]:
    """Loads in order; several at once where the preset allows, they have the same fields and not too many rows."""
    batch: list[Landed] = []
    shape = pa.schema([])
    for load in loads:
        fields = pq.read_schema(landing.raw(load.load)).remove_metadata()
        full = sum(one.rows_read for one in (*batch, load)) > BATCH_ROWS
        if batch and (not together or full or fields != shape):
            yield tuple(batch)
            batch = []
        batch, shape = [*batch, load], fields
    if batch:
        yield tuple(batch)


def map_batch(
    engine: DuckDB,
    landing: Landing,
    manifest: Manifest,
    loads: Sequence[Landed],
    source: CompiledSource,
    rules: IdentifierRules,
) -> Manifest:
    """Make the tables of some loads of one source and shape, and add the loads to the manifest (not yet committed).

    The tables lie with the first of the loads, and the words that no value map names stand there. Loads that have to
    hear what the browsers of these said are due to be mapped again afterwards.

    Raises:
        SourceError: a formula or a setting makes of a value what the engine refuses.
    """
    first, name = loads[0].load, loads[0].source
    show_batch(engine, {load.load: landing.raw(load.load) for load in loads})
    before = [
        one for one in manifest.loads if one.source == name and one.preset == loads[0].preset and one.load < first
    ]
    rejects = [landing.mapped(one.load, SourceReject.table) for one in before if one.tables.get(SourceReject.table)]
    keep_odd_lines(engine, {one.load: landing.raw(one.load) for one in before}, rejects)
    shape = pq.read_schema(landing.raw(first)).remove_metadata().append(pa.field("load", pa.int64()))
    mappings = source.mapped(shape)
    with refusals_told(f"{FILE} [[sources]] {name}"):
        keep_told_again(engine, source.told_together(shape))
        unnamed = _unnamed(engine, source.fallen_through(shape))
        for one in mappings:
            stage(engine, one)
    heard = hear(engine, mappings, rules, words_of_others(landing, manifest, loads))
    next_label, next_identifier = _give_keys(engine, landing, manifest, mappings, rules, source=name)
    keep_bad_lines(engine, mappings)
    keep_known_lines(engine)
    written: list[tuple[type[Row], Path]] = []
    for one in mappings:
        target = landing.mapped(first, one.row.table)
        write_encoded(engine, one, source=name, target=target)
        written.append((one.row, target))
    timed = [one for one in mappings if one.row.happened]
    engine.copy(links_of(timed, source=name), landing.mapped(first, SourceLink.table))
    engine.copy(sightings_of(timed, source=name), landing.mapped(first, SourceSighting.table))
    files = {load.load: load.file for load in loads}
    write_rejects(engine, files, source=name, target=landing.mapped(first, SourceReject.table))
    became = counted(engine, written)
    if source.preset.row_by_row(source.settings):
        _nothing_lost(became, loads)
    for one in mappings:
        drop_rows(engine, one)
    names = [*(row.table for row, _ in written), SourceLink.table, SourceSighting.table, SourceReject.table]
    manifest, words = words_told(engine, landing, manifest, loads)
    tables = {table: row_count([landing.mapped(first, table)]) for table in names}
    mark = mapping_fingerprint(source.preset, source.settings, rules)
    landed = [landing.raw(load.load) for load in loads] + [landing.mapped(first, table) for table in names]
    for file in (*landed, *landing.registers.glob("*.parquet")):
        sync(file)
    for load in loads:
        leads = load.load == first
        done = replace(
            load,
            mapping=mark,
            mapped_with=first,
            tables=tables if leads else {},
            unnamed=unnamed if leads else {},
            silent=heard.silent if leads else 0,
            heard=heard.digest if leads else "",
            words=words[load.load],
        )
        manifest = with_load(manifest, _with_counts(done, became.get(load.load)))
    return replace(manifest, next_label=next_label, next_identifier=next_identifier)


def _give_keys(
    engine: DuckDB,
    landing: Landing,
    manifest: Manifest,
    mappings: Sequence[Mapped],
    rules: IdentifierRules,
    *,
    source: str,
) -> tuple[int, int]:
    """Put keys in place of the identifiers of staged rows; the next free code of a label, and key of an identifier."""
    keep_identifiers(engine, mappings, rules, source=source)
    kinds = " UNION ALL SELECT DISTINCT kind AS label FROM identifiers_seen"
    texts = label_texts(mappings, [source, *FIXED_LABELS]) + kinds
    next_label = register_labels(engine, landing.registers, texts=texts, next_key=manifest.next_label)
    next_identifier = register_identifiers(engine, landing.registers, next_key=manifest.next_identifier)
    key_identifiers(engine)
    for one in mappings:
        keep_keyed(engine, one, rules, source=source)
    return next_label, next_identifier


def _unnamed(engine: DuckDB, query: str) -> dict[str, dict[str, int]]:
    """Of each value map the words that it does not name, with their rows."""
    found: dict[str, dict[str, int]] = {}
    for name, word, rows in engine.rows(query) if query else ():
        words = found.setdefault(str(name), {})
        words[str(word or "")] = words.get(str(word or ""), 0) + int(str(rows))
    return found


def _with_counts(load: Landed, counts: Counted | None) -> Landed:
    """The load with what became of its rows; as it is where it has none."""
    if counts is None:
        return load
    return replace(
        load,
        rows_kept=counts.kept,
        rows_rejected=counts.rejected,
        rows_known=counts.known,
        rows_refused_again=counts.refused_again,
        rows_added_up=counts.rowless,
        first_at=instant_text(counts.first_at),
        last_at=instant_text(counts.last_at),
    )


def _nothing_lost(became: Mapping[int, Counted], loads: Sequence[Landed]) -> None:
    """Where every row is mapped by itself, each that is kept has to be found again in a table.

    Raises:
        SourceError: one is not; the preset has a mistake.
    """
    for load in loads:
        of_load = became.get(load.load)
        if of_load is not None and of_load.rowless:
            raise SourceError(
                f"{of_load.rowless} of {of_load.kept} rows kept of the source {load.source!r} are in no table; "
                f"the first is line {of_load.first_rowless} of {load.file}",
                where=f"presets.{load.preset}",
                fix="a mistake of the preset: it has to make something of every row, or refuse it with a reason",
            )


def mapping_fingerprint(preset: Preset, settings: Settings, rules: IdentifierRules) -> str:
    """What the tables of a load depend on besides its rows."""
    return fingerprint(
        {
            "preset": preset.name,
            "code": code_version(MAPPING),
            "settings": settings.model_dump(mode="json"),
            "blocked": rules.blocked,
            "unbranded": rules.unbranded_sites,
            "unknown consent": rules.unknown_consent_joins,
            "compiler": version("ibis-framework"),
            "plus tags": rules.plus_tags,
            "phones": [rules.region, version("phonenumbers")],
        }
    )
