"""Numbers for texts, given once and for good: identifiers and labels.

A register is a folder of Parquet files that are only ever added to, one per load, so the numbers of a build that died
are simply given again. Keys follow the order of landing; nothing is ever renumbered.
"""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from riparian.storage.duckdb import ROW_GROUP, DuckDB
from riparian.storage.snapshot import sync
from riparian.storage.sql import quoted, scan
from riparian.tables.actions import KINDS


def label_files(folder: Path, next_key: int) -> list[Path]:
    """The files of the label register; the first one holds the fixed vocabulary of action kinds."""
    first = label_file(folder, 0)
    if not first.exists():
        folder.mkdir(parents=True, exist_ok=True)
        table = pa.table({"label_key": pa.array(range(len(KINDS)), pa.int32()), "label": list(KINDS)})
        pq.write_table(table, first)
    return _committed(folder, "labels", next_key)


def identifier_files(folder: Path, next_key: int) -> list[Path]:
    """The files of the identifier register: identifier_key, kind (a label code) and value."""
    first = identifier_file(folder, 0)
    if not first.exists():
        folder.mkdir(parents=True, exist_ok=True)
        schema = pa.schema([("identifier_key", pa.int64()), ("kind", pa.int32()), ("value", pa.string())])
        pq.write_table(schema.empty_table(), first)
    return _committed(folder, "identifiers", next_key)


def label_file(folder: Path, first_key: int) -> Path:
    """Where the labels from this code on lie."""
    return folder / f"labels-{first_key:012d}.parquet"


def identifier_file(folder: Path, first_key: int) -> Path:
    """Where the identifiers from this key on lie."""
    return folder / f"identifiers-{first_key:012d}.parquet"


def _committed(folder: Path, register: str, next_key: int) -> list[Path]:
    """A file that begins at `next_key` or later was left by a load that was never committed: it does not count."""
    return [file for file in sorted(folder.glob(f"{register}-*.parquet")) if int(file.stem.split("-")[1]) < next_key]


def register_labels(engine: DuckDB, folder: Path, *, texts: str, next_key: int) -> int:
    """Give codes to the texts that have none yet, in alphabetical order.

    `texts` is a query with the column `label`. Afterwards the temporary table `label_codes` (label, label_key) holds
    the code of every one of them.

    Returns:
        The next free code.
    """
    engine.keep("label_wanted", f"SELECT DISTINCT label FROM ({texts}) WHERE label IS NOT NULL")
    engine.keep(
        "label_codes",
        f"SELECT label, label_key FROM {scan(label_files(folder, next_key))} SEMI JOIN label_wanted USING (label)",
    )
    engine.keep(
        "label_new",
        f"""SELECT label, CAST({next_key} - 1 + row_number() OVER (ORDER BY label) AS INTEGER) AS label_key
            FROM label_wanted ANTI JOIN label_codes USING (label)""",
    )
    return _append(
        engine,
        "label_new",
        "label_key, label",
        "label_codes",
        "label, label_key",
        label_file(folder, next_key),
        next_key,
    )


def register_names(engine: DuckDB, folder: Path, names: Sequence[str], *, next_key: int) -> int:
    """Give codes to these names as `register_labels` does, and make sure that they stay; the next free code."""
    texts = f"SELECT unnest([{', '.join(map(quoted, names))}]) AS label"
    free = register_labels(engine, folder, texts=texts, next_key=next_key)
    if free > next_key:
        sync(label_file(folder, next_key))
    return free


def register_identifiers(engine: DuckDB, folder: Path, *, next_key: int) -> int:
    """Give keys to the identifiers that have none yet, in the order in which their lines stand in the file.

    Of one line an order of a shop comes first: it names its guest for good, which the number alone may not do later.

    Reads `identifiers_seen` and `label_codes`. Afterwards `identifiers_numbered` is what was seen with the code of its
    kind (`kind_key`), and `identifier_keys` (kind, value, identifier_key) holds the key of every one of them.

    Returns:
        The next free key.
    """
    engine.keep(
        "identifiers_numbered",
        """SELECT seen.*, codes.label_key AS kind_key
           FROM identifiers_seen AS seen JOIN label_codes AS codes ON codes.label = seen.kind""",
    )
    engine.keep(
        "identifier_wanted",
        "SELECT kind_key AS kind, value, min(first_line) AS first_line FROM identifiers_numbered GROUP BY ALL",
    )
    engine.keep(
        "identifier_keys",
        f"""SELECT kind, value, identifier_key FROM {scan(identifier_files(folder, next_key))}
            SEMI JOIN identifier_wanted USING (kind, value)""",
    )
    of_shop = "(SELECT label_key FROM label_codes WHERE label = 'shop_order')"
    engine.keep(
        "identifier_new",
        f"""SELECT kind, value, {next_key} - 1 + row_number() OVER (
              ORDER BY first_line, kind <> coalesce({of_shop}, -1), kind, value) AS identifier_key
            FROM identifier_wanted ANTI JOIN identifier_keys USING (kind, value)""",
    )
    columns = "kind, value, identifier_key"
    target = identifier_file(folder, next_key)
    return _append(
        engine, "identifier_new", "identifier_key, kind, value", "identifier_keys", columns, target, next_key
    )


def _append(engine: DuckDB, new: str, stored: str, known: str, columns: str, target: Path, next_key: int) -> int:
    ((count,),) = engine.rows(f"SELECT count(*) FROM {new}")
    if count:
        engine.run(
            f"COPY (SELECT {stored} FROM {new} ORDER BY ALL) TO {quoted(str(target))} "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
        )
        engine.run(f"INSERT INTO {known} SELECT {columns} FROM {new}")
    engine.drop(new)
    return next_key + int(str(count))
