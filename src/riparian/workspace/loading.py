"""One file into the landing: read once, mapped, encoded, counted."""

from dataclasses import replace
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from riparian.build.conform import conform_mapping
from riparian.build.fingerprint import MAPPING, code_version, fingerprint
from riparian.build.preset import Preset
from riparian.core.row import Row, promises
from riparian.core.settings import Settings
from riparian.storage.arrow import ibis_schema
from riparian.storage.duckdb import DuckDB, compiled
from riparian.storage.encoding import (
    Mapped,
    counts,
    first_and_last,
    keep_bad_lines,
    label_texts,
    stage,
    tell_known,
    write_encoded,
    write_rejects,
)
from riparian.storage.identifying import (
    BLOCKED,
    NO_CONSENT,
    NOT_BRANDED,
    STRENGTH,
    IdentifierRules,
    keep_identifiers,
    key_identifiers,
    links_of,
    sightings_of,
    write_keyed,
)
from riparian.storage.landing import Landed, Landing, Manifest, instant_text, land_rows, with_load
from riparian.storage.layout import row_count
from riparian.storage.registers import register_identifiers, register_labels
from riparian.tables.landing import SourceLink, SourceReject, SourceSighting

FIXED_LABELS = (*STRENGTH, "reader_id", "withheld_id", BLOCKED, NO_CONSENT, NOT_BRANDED)


def land(engine: DuckDB, landing: Landing, load: Landed, file: Path, preset: Preset, settings: Settings) -> Landed:
    """Read a file's rows into the landing."""
    wanted = [promise.name for promise in promises(preset.raw_row)] if preset.raw_row else []
    target = landing.raw(load.load)
    target.parent.mkdir(parents=True, exist_ok=True)
    line_id = preset.line_id

    def natural_id(schema: pa.Schema) -> str:
        raw = ibis.table(ibis_schema(schema), name="raw_rows")
        return compiled(raw.mutate(natural_id=line_id(raw))) if line_id else ""

    batches = preset.extract(file, settings)
    rows = land_rows(engine, batches, target, wanted=wanted, natural_id=natural_id if line_id else None)
    return replace(load, rows_read=rows)


def raw_table(landing: Landing, load: int) -> ibis.Table:
    """The rows of a load as read, as an unbound table."""
    return ibis.table(ibis_schema(pq.read_schema(landing.raw(load))), name="raw_now")


def map_load(
    engine: DuckDB,
    landing: Landing,
    manifest: Manifest,
    load: Landed,
    preset: Preset,
    settings: Settings,
    rules: IdentifierRules,
) -> Manifest:
    """Make the tables of a load from its raw rows, and add it to the manifest (not yet committed)."""
    raw = landing.raw(load.load)
    earlier = [landing.raw(one.load) for one in manifest.loads if one.source == load.source and one.load < load.load]
    tell_known(engine, raw, earlier)
    scratch = landing.folder / "under way"
    mappings = []
    for table, mapping in preset.mappings(settings).items():
        made = mapping.expression(raw_table(landing, load.load), settings)
        conform_mapping(made, mapping.makes, where=f"presets.{preset.name}.{table}")
        mappings.append(Mapped(mapping.makes, compiled(made), frozenset(made.columns)))
    for one in mappings:
        stage(engine, one, scratch / f"staged-{one.row.table}.parquet")
    keep_identifiers(engine, mappings, rules)
    kinds = " UNION ALL SELECT DISTINCT kind AS label FROM identifiers_seen"
    next_label = register_labels(
        engine,
        landing.registers,
        texts=label_texts(mappings, [load.source, *FIXED_LABELS]) + kinds,
        next_key=manifest.next_label,
    )
    next_identifier = register_identifiers(engine, landing.registers, next_key=manifest.next_identifier)
    key_identifiers(engine)
    for one in mappings:
        write_keyed(engine, one, scratch / f"keyed-{one.row.table}.parquet", rules)
    keep_bad_lines(engine, mappings)
    written: list[tuple[type[Row], Path]] = []
    for one in mappings:
        target = landing.mapped(load.load, one.row.table)
        write_encoded(engine, one, load=load.load, source=load.source, target=target)
        written.append((one.row, target))
    timed = [one for one in mappings if one.row.happened]
    links = links_of(timed, load=load.load, source=load.source)
    engine.copy(links, landing.mapped(load.load, SourceLink.table))
    sightings = sightings_of(timed, load=load.load, source=load.source)
    engine.copy(sightings, landing.mapped(load.load, SourceSighting.table))
    rejects = landing.mapped(load.load, SourceReject.table)
    write_rejects(engine, raw, load=load.load, source=load.source, file=load.file, target=rejects)
    kept, rejected, known = counts(engine)
    first, last = first_and_last(engine, written)
    names = [*(row.table for row, _ in written), SourceLink.table, SourceSighting.table, SourceReject.table]
    tables = {table: row_count([landing.mapped(load.load, table)]) for table in names}
    for file in scratch.glob("*.parquet"):
        file.unlink()
    done = replace(
        load,
        rows_kept=kept,
        rows_rejected=rejected,
        rows_known=known,
        first_at=instant_text(first),
        last_at=instant_text(last),
        tables=tables,
        mapping=mapping_fingerprint(preset, settings, rules),
    )
    return replace(with_load(manifest, done), next_label=next_label, next_identifier=next_identifier)


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
            "normal forms": rules.normal_forms,
        }
    )
