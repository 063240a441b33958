"""A load by hand: rows of a small made-up web export, landed and encoded as a build does it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from riparian.build.preset import Mapping, Preset
from riparian.core.columns import Text
from riparian.core.row import Row, Table, mapped_schema_of
from riparian.core.settings import Settings
from riparian.expressions.engine_functions import riparian_instant
from riparian.storage.duckdb import DuckDB
from riparian.storage.identifier_rules import IdentifierRules
from riparian.storage.landing import WORDS, Landed, Landing, Manifest
from riparian.storage.registers import identifier_files, label_files
from riparian.storage.sql import scan
from riparian.tables.sources import ContactRecord, SourceEvent
from riparian.workspace.compiling import CompiledSource
from riparian.workspace.loading import land, map_batch

FIELDS = ("id", "at", "kind", "email", "anonymous", "site", "consent")


class Line(Row):
    """Grain: one row per line of the made-up export."""

    id: Text | None
    at: Text | None
    kind: Text | None
    email: Text | None
    anonymous: Text | None
    site: Text | None
    consent: Text | None


def source_events(raw: Table[Line], settings: Settings) -> Table[SourceEvent]:
    """Every line is an event."""
    have = {
        "occurred_at": riparian_instant(raw["at"], "UTC"),
        "kind": raw.kind,
        "site": raw.site,
        "consent": raw.consent,
        "email": raw.email,
        "anonymous_id": raw.anonymous,
    }
    wanted = mapped_schema_of(SourceEvent)
    return raw.select(line=raw.line, **{name: have.get(name, ibis.null()).cast(kind) for name, kind in wanted.items()})


def contact_records(raw: Table[Line], settings: Settings) -> Table[ContactRecord]:
    """Lines of the kind `account` are records of somebody."""
    accounts = raw.filter(raw.kind == "account")
    have = {
        "record_id": accounts.email,
        "recorded_at": riparian_instant(accounts["at"], "UTC"),
        "full_name": accounts.email.upper(),
        "site": accounts.site,
        "email": accounts.email,
        "anonymous_id": accounts.anonymous,
    }
    wanted = mapped_schema_of(ContactRecord)
    return accounts.select(
        line=accounts.line, **{name: have.get(name, ibis.null()).cast(kind) for name, kind in wanted.items()}
    )


RULES = IdentifierRules(
    blocked=("test@.*",),
    unbranded_sites=("think.example",),
    unknown_consent_joins=True,
    plus_tags=False,
    normal_forms=lambda: "SELECT kind, given, lower(trim(given)) AS value FROM identifiers_given",
    region="GB",
    normal_phones=lambda given, region: [None for _ in given],
)


class Desk:
    """A landing folder to which files of lines are brought one after the other."""

    def __init__(
        self,
        folder: Path,
        rules: IdentifierRules = RULES,
        *,
        with_ids: bool = True,
        row_by_row: bool = True,
        loses: str = "",
    ) -> None:
        self.landing = Landing(folder / "landing")
        self.engine = DuckDB(threads=1, memory_limit="500MB", temporary=folder / "t")
        self.manifest = Manifest()
        self._rules = rules
        self._with_ids = with_ids
        self._row_by_row = row_by_row
        self._loses = loses

    def bring(self, *lines: dict[str, Any]) -> Landed:
        """Land and map one file; a line is the fields that matter, or a text that cannot be read."""
        return self.bring_all(lines)[0]

    def bring_all(self, *files: tuple[dict[str, Any], ...]) -> list[Landed]:
        """Land several files and map them together."""
        loads = []
        for number, lines in enumerate(files, len(self.manifest.loads) + 1):
            load = Landed(number, "web", "toy", f"{number}.csv", str(number), 0, "")
            loads.append(land(self.engine, self.landing, load, Path(), CompiledSource(self._preset(lines), Settings())))
        source = CompiledSource(self._preset(()), Settings())
        self.manifest = map_batch(self.engine, self.landing, self.manifest, loads, source, self._rules)
        return list(self.manifest.loads[-len(files) :])

    def settle(self) -> list[int]:
        """Map once more what has to hear what browsers said in loads that came later; the numbers of these loads."""
        due = [load for load in self.manifest.loads if not load.mapping]
        source = CompiledSource(self._preset(()), Settings())
        for load in due:
            self.manifest = map_batch(self.engine, self.landing, self.manifest, [load], source, self._rules)
        return [load.load for load in due]

    def rows(self, table: str, sql: str = "*") -> list[tuple[Any, ...]]:
        """Rows of a table over all loads; `label(x)` gives the text of a code."""
        files = [
            self.landing.mapped(load.load, table)
            for load in self.manifest.loads
            if (load.words if table == WORDS else table in load.tables)
        ]
        if not files:
            return []
        labels = scan(label_files(self.landing.registers, self.manifest.next_label))
        self.engine.run(
            "CREATE OR REPLACE MACRO label(code) AS "
            f"(SELECT word FROM (SELECT label_key AS n, label AS word FROM {labels}) WHERE n = code)"
        )
        identifiers = scan(identifier_files(self.landing.registers, self.manifest.next_identifier))
        words = f"SELECT identifier_key AS n, label(kind) || ' ' || value AS word FROM {identifiers}"
        self.engine.run(f"CREATE OR REPLACE MACRO who(whose) AS (SELECT word FROM ({words}) WHERE n = whose)")
        return sorted(self.engine.rows(f"SELECT {sql} FROM {scan(files)}"), key=str)

    def raw_names(self, load: int) -> list[str]:
        """Columns of the raw rows of a load."""
        return list(pq.read_schema(self.landing.raw(load)).names)

    def _preset(self, lines: tuple[dict[str, Any], ...]) -> Preset:
        def extract(file: Path, settings: Settings) -> Iterator[pa.RecordBatch]:
            schema = pa.schema([("line", pa.int64()), *((name, pa.string()) for name in ("malformed", "raw", *FIELDS))])
            rows = [{"line": number, **line} for number, line in enumerate(lines, 2)]
            yield pa.RecordBatch.from_pylist(rows, schema=schema)

        return Preset(
            name="toy",
            settings=Settings,
            raw_row=Line,
            recognises=lambda header: 0.0,
            extract=extract,
            line_id=(lambda raw: raw.id) if self._with_ids else None,
            mappings=lambda settings: {
                "source_events": Mapping(
                    SourceEvent, lambda raw, given: source_events(raw.filter(raw.kind != self._loses), given)
                ),
                "contact_records": Mapping(ContactRecord, contact_records),
            },
            about="",
            row_by_row=lambda _: self._row_by_row,
        )
