"""The values of some paths out of batch after batch of JSON texts, by DuckDB."""

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

from riparian.storage.json_paths import query_of
from riparian.storage.sql import named, quoted
from riparian.storage.whole_numbers import with_whole_numbers

_CHUNK = 8192


class JsonColumns:
    """Owns a connection of its own; close it."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._query = query_of(fields)
        self._connection = duckdb.connect(
            ":memory:", config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}
        )

    def close(self) -> None:
        """Give the memory back."""
        self._connection.close()

    def read(self, lines: pa.Array, texts: pa.Array) -> pa.RecordBatch:
        """A batch with `line`, `malformed`, `raw` (the text as it is) and a text column per field.

        Whole numbers have no fraction and no power of ten, however the text writes them.
        """
        given = pa.table({"line": lines, "raw": texts, "written": with_whole_numbers(texts)})
        return self._one_batch("texts", given, self._query)

    def objects(self, rows: pa.Table) -> pa.Array:
        """Each row of a table as a JSON object."""
        return self._one_batch("rows", rows, "SELECT CAST(to_json(rows) AS VARCHAR) AS object FROM rows").column(0)

    def objects_of_texts(self, rows: pa.RecordBatch, columns: Sequence[str]) -> pa.Array:
        """Each row as a JSON object of these columns of text; a cell that holds an object or array is one."""
        cells = (
            f"{quoted(name)}, CASE WHEN {named(name)}[1] IN ('{{', '[') AND json_valid({named(name)}) "
            f"THEN CAST({named(name)} AS JSON) ELSE to_json({named(name)}) END"
            for name in columns
        )
        told = f"SELECT CAST(json_object({', '.join(cells)}) AS VARCHAR) AS object FROM rows"
        return self._one_batch("rows", pa.Table.from_batches([rows]), told).column(0)

    def values(self, column: pa.Array) -> pa.Array:
        """Each value of a column as JSON; null stays null."""
        told = "SELECT CASE WHEN value IS NOT NULL THEN CAST(to_json(value) AS VARCHAR) END AS written FROM rows"
        return self._one_batch("rows", pa.table({"value": column}), told).column(0)

    def shapes(self, lines: pa.Array, texts: pa.Array) -> list[tuple[str, int]]:
        """The shapes of the objects among some texts, as they come up, each with how many objects have it.

        A shape is the object as JSON, with words for kinds in the place of its values; an empty object
        inside is such a word, and one that is empty itself is left out.
        """
        told = """
            SELECT shape, count(*) AS objects FROM (
              SELECT line, CAST(json_structure(raw) AS VARCHAR) AS shape FROM texts
              WHERE json_valid(raw) AND raw[1] = '{')
            WHERE shape[1] = '{' GROUP BY shape ORDER BY min(line)
        """
        found = self._one_batch("texts", pa.table({"line": lines, "raw": texts}), told)
        return list(zip(found.column("shape").to_pylist(), found.column("objects").to_pylist(), strict=True))

    def _one_batch(self, name: str, data: pa.Table, sql: str) -> pa.RecordBatch:
        # DuckDB shares out an Arrow table among threads by its chunks.
        self._connection.register(name, pa.Table.from_batches(data.to_batches(max_chunksize=_CHUNK), data.schema))
        made = self._connection.sql(sql).to_arrow_table().combine_chunks()
        self._connection.unregister(name)
        columns = [column.chunk(0) if column.num_chunks else pa.nulls(0, column.type) for column in made.columns]
        return pa.RecordBatch.from_arrays(columns, names=made.column_names)
