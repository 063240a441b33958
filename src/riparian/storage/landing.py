"""Raw files as read, once, by content.

```text
landing/manifest.json                 what was landed; replaced atomically, so a load is either there or not
landing/raw/000007.parquet            the rows of load 7 as read: line, line_id, natural, malformed, raw, then fields
landing/mapped/000007/<table>.parquet what became of them
landing/registers/…                   numbers for identifiers and labels
landing/compiled.json                 query texts of the mappings, for the next build
```
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from itertools import chain
from pathlib import Path

import pyarrow as pa

from riparian.core.errors import StorageError
from riparian.storage.duckdb import DuckDB
from riparian.storage.layout import row_count
from riparian.storage.snapshot import replace_synced
from riparian.storage.sql import named, quoted, scan
from riparian.tables.actions import KINDS

# From arrays of nulls: Arrow loads pandas, where there is one, before it looks at a Python list.
_NO_ROWS = pa.RecordBatch.from_arrays(
    [pa.nulls(0, pa.int64()), pa.nulls(0, pa.string()), pa.nulls(0, pa.string())], ["line", "malformed", "raw"]
)
"""What every reader gives of every row, for a file without rows."""

WORDS = "consent_words"
"""Beside the tables of a load: what its browsers said of being measured (`riparian.storage.consent`)."""


@dataclass(frozen=True, slots=True)
class Landed:
    """One load: a file's content under a source, and what became of its rows."""

    load: int
    source: str
    preset: str
    file: str
    sha256: str
    bytes: int
    stamp: str
    """Size and modification time when read: the same stamp is taken for the same content."""
    mapping: str = ""
    """Fingerprint of the mapping that made the tables of this load."""
    rows_read: int = 0
    rows_kept: int = 0
    rows_rejected: int = 0
    rows_known: int = 0
    rows_refused_again: int = 0
    """Rows among those known that an earlier load had, refused for the same reason."""
    rows_added_up: int = 0
    """Rows among those kept that made none of their own: others say what they say, added up."""
    first_at: str = ""
    last_at: str = ""
    tables: dict[str, int] = field(default_factory=dict)
    """Rows of each table that the load made."""
    unnamed: dict[str, dict[str, int]] = field(default_factory=dict)
    """Of each value map the words that only its `"*"` takes, each with its rows as read; empty: all further words."""
    mapped_with: int = 0
    """The load with which its tables lie."""
    silent: int = 0
    """Rows, of all loads whose tables lie here, of browsers that say nothing of consent by themselves."""
    heard: str = ""
    """A digest of what their browsers said elsewhere, which counts for them."""
    words: int = 0
    """What its browsers said of being measured, in `consent_words.parquet` beside its tables."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """All loads, and the next free numbers."""

    loads: tuple[Landed, ...] = ()
    next_identifier: int = 1
    next_label: int = len(KINDS)
    version: int = 1
    forgotten: tuple[int, ...] = ()
    """Loads that were taken out again; their numbers are never given to another."""

    @property
    def next_load(self) -> int:
        """The number of the next load."""
        return max((*(load.load for load in self.loads), *self.forgotten), default=0) + 1


class Landing:
    """The landing folder of a workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def manifest(self) -> Manifest:
        """What was landed so far.

        Raises:
            StorageError: the manifest is damaged, or of a later version of Riparian.
        """
        file = self.folder / "manifest.json"
        try:
            said = json.loads(file.read_text())
            if said["version"] == 1:
                loads = tuple(Landed(**load) for load in said["loads"])
                return Manifest(**{**said, "loads": loads, "forgotten": tuple(said.get("forgotten", ()))})
        except FileNotFoundError:
            return Manifest()
        except (ValueError, KeyError, TypeError) as error:
            raise StorageError(
                f"the list of what was read is damaged ({error})",
                where=str(file),
                fix=f"take {self.folder} from a backup, or remove it, so that every source is read again",
            ) from error
        raise StorageError(
            "the landing folder was written by a later version", where=str(self.folder), fix="update riparian"
        )

    def commit(self, manifest: Manifest) -> None:
        """Make a manifest the one that counts."""
        self.folder.mkdir(parents=True, exist_ok=True)
        replace_synced(self.folder / "manifest.json", json.dumps(asdict(manifest), indent=1))

    def raw(self, load: int) -> Path:
        """Where the rows of a load lie as read."""
        return self.folder / "raw" / f"{load:06d}.parquet"

    def mapped(self, load: int, table: str) -> Path:
        """Where a table made from a load lies."""
        return self.folder / "mapped" / f"{load:06d}" / f"{table}.parquet"

    def remove(self, load: int) -> None:
        """Remove the rows of a load as read, and the tables that lie with it."""
        self.raw(load).unlink(missing_ok=True)
        shutil.rmtree(self.folder / "mapped" / f"{load:06d}", ignore_errors=True)

    @property
    def compiled(self) -> Path:
        """Where the query texts lie that map loads; they can be written again."""
        return self.folder / "compiled.json"

    @property
    def registers(self) -> Path:
        """Where the registers lie."""
        return self.folder / "registers"


def stamp_of(file: Path) -> str:
    """Size and modification time of a file, as one text."""
    stat = file.stat()
    return f"{stat.st_size}-{stat.st_mtime_ns}"


def sha256_of(file: Path) -> str:
    """The digest of a file's content."""
    with open(file, "rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def land_rows(
    engine: DuckDB,
    batches: Iterator[pa.RecordBatch],
    target: Path,
    *,
    wanted: Sequence[str],
    natural_id: Callable[[pa.Schema], str] | None,
) -> int:
    """Write the rows of a file as read, each with its `line_id`, in one pass.

    `wanted` are fields that mappings read: those the file lacks are added as null text. `natural_id` makes, for the
    schema of the table `raw_rows`, a query that gives its rows and the text `natural_id`, null where a row has none;
    such rows, and all rows where there is no such query, are told apart by their content.

    Returns:
        The number of rows.
    """
    first = next(batches, _NO_ROWS)
    reader = pa.RecordBatchReader.from_batches(first.schema, chain((first,), batches))
    fields = [name for name in reader.schema.names if name not in _NO_ROWS.schema.names]
    parts = ", ".join(f"coalesce(CAST({named(name)} AS VARCHAR), chr(0))" for name in (*fields, "raw"))
    content = f"riparian_key(concat_ws(chr(31), {parts}))"
    absent = [name for name in wanted if name not in reader.schema.names]
    added = "".join(f", CAST(NULL AS VARCHAR) AS {named(name)}" for name in absent)
    engine.lend("raw_arriving", reader)
    engine.show_query("raw_rows", f"SELECT *{added} FROM raw_arriving")
    if natural_id is None:
        engine.copy(f"SELECT *, {content} AS line_id, false AS natural FROM raw_rows", target)
    else:
        schema = pa.schema([*reader.schema, *(pa.field(name, pa.string()) for name in absent)])
        engine.copy(
            f"""SELECT * EXCLUDE (natural_id), coalesce(riparian_key(natural_id), {content}) AS line_id,
                       natural_id IS NOT NULL AS natural FROM ({natural_id(schema)})""",
            target,
        )
    return row_count([target])


def codes_of_labels(engine: DuckDB, files: Sequence[Path], labels: Sequence[str]) -> dict[str, int]:
    """The codes of these texts in the label register."""
    if not labels:
        return {}
    listed = ", ".join(quoted(label) for label in labels)
    found = engine.rows(f"SELECT label, label_key FROM {scan(files)} WHERE label IN ({listed})")
    return {str(label): int(str(code)) for label, code in found}


def with_load(manifest: Manifest, load: Landed) -> Manifest:
    """The manifest with one load added, or put in place of its former self."""
    others = tuple(one for one in manifest.loads if one.load != load.load)
    return replace(manifest, loads=tuple(sorted((*others, load), key=lambda one: one.load)))


def without_loads(manifest: Manifest, gone: Sequence[Landed]) -> Manifest:
    """The manifest as if some loads had never been read.

    What else was read of their sources is mapped anew: its tables may lie with a load that goes, and rows of it may be
    known only because of one.
    """
    touched, numbers = {(load.source, load.preset) for load in gone}, {load.load for load in gone}
    left = (load for load in without_words(manifest, touched).loads if load.load not in numbers)
    loads = tuple(
        replace(load, mapping="", tables={}) if (load.source, load.preset) in touched else load for load in left
    )
    return replace(manifest, loads=loads, forgotten=tuple(sorted({*manifest.forgotten, *numbers})))


def without_words(manifest: Manifest, sources: Collection[tuple[str, str]]) -> Manifest:
    """The manifest as if the browsers of some sources (name and preset) had said nothing of consent so far.

    Their loads are mapped anew before they say it again; so are all others with rows that may have heard it.
    """
    speak = {load.load: load for load in manifest.loads if (load.source, load.preset) in sources and load.words}
    if not speak:
        return manifest
    leading = {load.mapped_with for load in speak.values()} | {load.load for load in manifest.loads if load.silent}
    loads = mapped_anew(manifest, leading).loads
    return replace(manifest, loads=tuple(replace(load, words=0) if load.load in speak else load for load in loads))


def mapped_anew(manifest: Manifest, leading: Collection[int]) -> Manifest:
    """The manifest with all loads due to be mapped again whose tables lie with one of these."""
    loads = (replace(load, mapping="") if load.mapped_with in leading else load for load in manifest.loads)
    return replace(manifest, loads=tuple(loads))


def instant_text(at: object) -> str:
    """An instant as the manifest keeps it; empty for none."""
    return at.isoformat() if isinstance(at, datetime) else ""
