"""What a source's preset makes of raw rows, as query text; compiled once for each shape of file."""

import ibis
import pyarrow as pa

from riparian.build.conform import conform_mapping
from riparian.build.null_columns import null_columns
from riparian.build.preset import Preset, completed
from riparian.core.row import promises
from riparian.core.settings import Settings
from riparian.storage.arrow import ibis_schema
from riparian.storage.compiled import compiled
from riparian.storage.encoding import Mapped


class CompiledSource:
    """A preset with its settings, and the query texts made of them so far."""

    def __init__(self, preset: Preset, settings: Settings) -> None:
        self.preset = preset
        self.settings = settings
        self._mapped: dict[pa.Schema, tuple[Mapped, ...]] = {}
        self._natural: dict[pa.Schema, str] = {}
        self._together: dict[pa.Schema, str] = {}
        self._fallen: dict[pa.Schema, str] = {}

    @property
    def wanted(self) -> list[str]:
        """Fields that the mappings read, whether a file has them or not."""
        return [promise.name for promise in promises(self.preset.raw_row)]

    def mapped(self, schema: pa.Schema) -> tuple[Mapped, ...]:
        """What every mapping makes of raw rows of this schema, which stand in `raw_now`.

        Raises:
            DerivationError: a mapping does not give what its table asks for. FormulaError: one cannot be read.
        """
        if schema not in self._mapped:
            raw = completed(ibis.table(ibis_schema(schema), name="raw_now"), self.preset.raw_row)
            found = []
            for table, mapping in self.preset.mappings(self.settings).items():
                made = mapping.expression(raw, self.settings)
                conform_mapping(made, mapping.makes, where=f"presets.{self.preset.name}.{table}")
                found.append(Mapped(mapping.makes, compiled(made), frozenset(made.columns), null_columns(made)))
            self._mapped[schema] = tuple(found)
        return self._mapped[schema]

    def natural_id(self, schema: pa.Schema) -> str:
        """A query that adds `natural_id` to the rows of `raw_rows`, which has this schema; empty: they have none."""
        line_id = self.preset.line_id
        if line_id is None:
            return ""
        if schema not in self._natural:
            raw = ibis.table(ibis_schema(schema), name="raw_rows")
            self._natural[schema] = compiled(raw.mutate(natural_id=line_id(raw)))
        return self._natural[schema]

    def told_together(self, schema: pa.Schema) -> str:
        """A query (line, together) for the rows of `raw_now`, which has this schema; empty: each line tells its own.

        Raises:
            FormulaError: a formula cannot be read.
        """
        if schema not in self._together:
            raw = completed(ibis.table(ibis_schema(schema), name="raw_now"), self.preset.raw_row)
            found = self.preset.told_together(raw, self.settings)
            self._together[schema] = "" if found is None else compiled(found.select("line", "together"))
        return self._together[schema]

    def fallen_through(self, schema: pa.Schema) -> str:
        """A query (value_map, word, rows) of words of `raw_now` that no value map names; empty: there is no such map.

        Raises:
            FormulaError: a formula cannot be read.
        """
        if schema not in self._fallen:
            raw = completed(ibis.table(ibis_schema(schema), name="raw_now"), self.preset.raw_row)
            found = self.preset.fallen_through(raw, self.settings)
            self._fallen[schema] = "" if found is None else compiled(found.select("value_map", "word", "rows"))
        return self._fallen[schema]
