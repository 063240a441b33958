"""What a source's preset makes of raw rows, as query text; compiled once for each shape of file."""

import json
from collections.abc import Callable

import ibis
import pyarrow as pa

from riparian.build.conform import conform_mapping
from riparian.build.fingerprint import MAPPING, code_version, compilers, fingerprint
from riparian.build.null_columns import null_columns
from riparian.build.preset import Preset, completed
from riparian.core.row import promises
from riparian.core.settings import Settings
from riparian.storage.arrow import ibis_schema
from riparian.storage.compiled import KeptTexts, compiled
from riparian.storage.encoding import Mapped

WRITING = (*MAPPING, "build", "workspace")
"""Folders that decide what is written of a mapping."""


def versions() -> str:
    """What every text depends on, whatever the source."""
    return fingerprint({"code": code_version(WRITING), "compilers": compilers()})


class CompiledSource:
    """A preset with its settings, and the query texts made of them so far."""

    def __init__(self, preset: Preset, settings: Settings, kept: KeptTexts | None = None) -> None:
        """`kept`: texts of former builds."""
        self.preset = preset
        self.settings = settings
        self._kept = kept or KeptTexts()
        self._says = {"preset": preset.name, "settings": settings.model_dump(mode="json")}
        self._mapped: dict[pa.Schema, tuple[Mapped, ...]] = {}

    @property
    def wanted(self) -> list[str]:
        """Fields that the mappings read, whether a file has them or not."""
        return [promise.name for promise in promises(self.preset.raw_row)]

    def mapped(self, schema: pa.Schema) -> tuple[Mapped, ...]:
        """What every mapping makes of raw rows of this schema, which stand in `raw_now`; compared when it is compiled.

        Raises:
            DerivationError: a mapping does not give what its table asks for. FormulaError: one cannot be read.
        """
        if schema not in self._mapped:
            mappings = self.preset.mappings(self.settings)

            def write() -> str:
                raw = completed(ibis.table(ibis_schema(schema), name="raw_now"), self.preset.raw_row)
                found = []
                for table, mapping in mappings.items():
                    made = mapping.expression(raw, self.settings)
                    conform_mapping(made, mapping.makes, where=f"presets.{self.preset.name}.{table}")
                    found.append((table, compiled(made), sorted(made.columns), sorted(null_columns(made))))
                return json.dumps(found)

            self._mapped[schema] = tuple(
                Mapped(mappings[table].makes, sql, frozenset(gives), frozenset(nulls))
                for table, sql, gives, nulls in json.loads(self._text("mapped", schema, write))
            )
        return self._mapped[schema]

    def natural_id(self, schema: pa.Schema) -> str:
        """A query that adds `natural_id` to the rows of `raw_rows`, which has this schema; empty: they have none."""
        line_id = self.preset.line_id
        if line_id is None:
            return ""

        def write() -> str:
            raw = ibis.table(ibis_schema(schema), name="raw_rows")
            return compiled(raw.mutate(natural_id=line_id(raw)))

        return self._text("natural id", schema, write)

    def told_together(self, schema: pa.Schema) -> str:
        """A query (line, together) for the rows of `raw_now`, which has this schema; empty: each line tells its own.

        Raises:
            FormulaError: a formula cannot be read.
        """

        def write() -> str:
            raw = completed(ibis.table(ibis_schema(schema), name="raw_now"), self.preset.raw_row)
            found = self.preset.told_together(raw, self.settings)
            return "" if found is None else compiled(found.select("line", "together"))

        return self._text("told together", schema, write)

    def fallen_through(self, schema: pa.Schema) -> str:
        """A query (value_map, word, rows) of words of `raw_now` that no value map names; empty: there is no such map.

        Raises:
            FormulaError: a formula cannot be read.
        """

        def write() -> str:
            raw = completed(ibis.table(ibis_schema(schema), name="raw_now"), self.preset.raw_row)
            found = self.preset.fallen_through(raw, self.settings)
            return "" if found is None else compiled(found.select("value_map", "word", "rows"))

        return self._text("fallen through", schema, write)

    def _text(self, what: str, schema: pa.Schema, write: Callable[[], str]) -> str:
        fields = [(field.name, str(field.type)) for field in schema]
        return self._kept.of(fingerprint({**self._says, "text": what, "fields": fields}), write)
