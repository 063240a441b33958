"""Rows that could not be used: why, out for mending, and back in."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from riparian.core import wordings
from riparian.core.cells import inert, own
from riparian.core.errors import NotFoundError, SourceError
from riparian.core.settings import did_you_mean
from riparian.storage.encoding import KEPT_BESIDE
from riparian.storage.landing import Landed
from riparian.storage.looking import Look, sample_of
from riparian.storage.reading import Condition
from riparian.storage.text_files import utf8_blocks
from riparian.workspace.config import Config
from riparian.workspace.replays import Place, keep_replay, places_of, replayed, replays_of
from riparian.workspace.workspace import Workspace

FILE, LINE, REASON, RAW = "_file", "_line", "_reason", "_raw"
OURS = (FILE, LINE, REASON, RAW)
"""Columns of an export that are not the source's own. `_raw` is there where rows could not be cut into fields."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Rows of one source that were rejected for one reason, with `…` where numbers and quoted values differ."""

    source: str
    reason: str
    rows: int
    replayed: int
    example: Place


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay came to."""

    source: str
    file: Path | None
    """Where the rows lie now; None: the same rows had been given back before."""
    rows: int


def rejected(workspace: Workspace, *, source: str = "") -> list[Rejected]:
    """Rejected rows of the published snapshot by source and reason, the most frequent first."""
    tables = workspace.published()
    counts: Counter[tuple[str, str]] = Counter()
    back: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], Place] = {}
    given_back: dict[str, frozenset[Place]] = {}
    where = [("source", "=", source)] if source else []
    told_as = {
        one: wordings.reasons(tables.counts("source_rejects", by="reason", where=[("source", "=", one)]))
        for one in tables.counts("source_rejects", by="source", where=where)
    }
    for batch in tables.batches("source_rejects", columns=("source", "reason", "file", "line"), where=where):
        for one in batch.to_pylist():
            reason = told_as[one["source"]][one["reason"]].told
            told, place = (one["source"], reason), (one["file"], one["line"])
            done = given_back.setdefault(one["source"], replayed(workspace.folder, one["source"]))
            counts[told] += 1
            back[told] += place in done
            examples.setdefault(told, place)
    return [
        Rejected(source, reason, rows, back[source, reason], examples[source, reason])
        for (source, reason), rows in sorted(counts.items(), key=lambda one: (one[0][0], -one[1], one[0][1]))
    ]


def rows_mended(config: Config, loads: Sequence[Landed]) -> tuple[int, int]:
    """How many rows came back and were kept, and how many that came back were rejected again, of some loads.

    A row that came back is kept, too, where its source told it as well, and so it was already known.
    """
    back = {
        str(file.relative_to(config.folder)): len(places_of(file))
        for source in config.sources
        for file in replays_of(config.folder, source.name)
    }
    kept, again = 0, 0
    for load in (one for one in loads if one.file in back):
        # A row that was added by hand is none that was rejected.
        places, usable = back[load.file], load.rows_kept + load.rows_known - load.rows_refused_again
        mended = min(usable, places)
        kept += mended
        again += min(load.rows_rejected, places - mended)
    return kept, again


def export_rejects(workspace: Workspace, target: Path, *, source: str = "", reason: str = "") -> int:
    """Write rejected rows in their source's own columns, with file, line and reason; those given back are left out.

    Args:
        workspace: whose they are.
        target: the file to write.
        source: of this source only.
        reason: those alone whose reason contains this, where `…` stands for any number or quoted value.

    Returns:
        The number of rows.

    Raises:
        NotFoundError: there are none, or they are of several sources and none was named.
        SourceError: a source would read the target, so that its rejected rows would come in again.
    """
    _refuse_a_file_of_a_source(workspace, target)
    where: list[Condition] = [("source", "=", source)] if source else []
    where += [_tells(reason)] if reason else []
    columns = ("load", "source", "file", "line", "reason")
    rows = workspace.published().batches("source_rejects", columns=columns, where=where).read_all().to_pylist()
    names = sorted({one["source"] for one in rows})
    if len(names) > 1:
        raise NotFoundError(
            f"rows of {len(names)} sources were rejected", fix=f"name one with --source: {', '.join(names)}"
        )
    done = replayed(workspace.folder, names[0]) if names else frozenset()
    rows = [one for one in rows if (one["file"], one["line"]) not in done]
    if not rows:
        raise NotFoundError("no such row was rejected, or all were replayed", fix="riparian rejects")
    looks = {file: look_at(workspace.folder / file) for file in dict.fromkeys(one["file"] for one in rows)}
    if any(look and look.format == "json lines" for look in looks.values()):
        return _write_lines(target, _records(workspace, rows, {}))
    headers = {file: dict(zip(look.header, look.written, strict=True)) for file, look in looks.items() if look}
    return _write_csv(target, _records(workspace, rows, headers))


def _tells(reason: str) -> Condition:
    if wordings.ANY not in reason:
        return "reason", "contains", reason
    return "reason", "matches", f"(?is).*{wordings.pattern(reason)}.*"


def _refuse_a_file_of_a_source(workspace: Workspace, target: Path) -> None:
    """Refuse to write where the next build would read the rows as new ones, rejected columns and all."""
    here = target.resolve()
    for source in workspace.config().sources:
        for pattern in source.files:
            if here.is_relative_to(workspace.folder) and _is_found_by(here.relative_to(workspace.folder), pattern):
                raise SourceError(
                    f"source {source.name!r} reads {pattern!r}, and would read {target} too",
                    where=f"riparian.toml [[sources]] {source.name}",
                    fix=f"write it beside: riparian rejects export ../{source.name}-rejects{target.suffix}",
                )


def _is_found_by(file: Path, pattern: str) -> bool:
    """Whether a glob of a source finds a file, which need not be there yet; both are told from one folder."""
    with TemporaryDirectory() as empty:
        would_be = Path(empty) / file
        would_be.parent.mkdir(parents=True, exist_ok=True)
        would_be.touch()
        return would_be in Path(empty).glob(pattern)


def look_at(file: Path) -> Look | None:
    """What a source file looks like; None where it is no longer there."""
    return sample_of(file, rows=1) if file.is_file() else None


def replay(workspace: Workspace, mended: Path, *, source: str = "") -> Replay:
    """Give mended rows of an export back: they become a further file of their source at the next build.

    Raises:
        SourceError: the file is no export of rejected rows, or a value does not fit its column.
        NotFoundError: no such source.
    """
    rows = _read(mended)
    loads = {load.file: load for load in workspace.landing.manifest().loads}
    names = {loads[row[FILE]].source for row in rows if row.get(FILE) in loads} | ({source} if source else set())
    if len(names) != 1:
        known = sorted({load.source for load in loads.values()} & {one.name for one in workspace.config().sources})
        raise SourceError(
            f"rows of {len(names) or 'no known'} sources",
            where=str(mended),
            fix=f"one source at a time; --source {' | '.join(known)}",
        )
    (name,) = names
    there_are = [one.name for one in workspace.config().sources]
    if name not in there_are:
        gone = name in {load.source for load in loads.values()}
        raise NotFoundError(
            f"there is no source {name!r} in riparian.toml"
            + (" any more, so nothing would read the rows" if gone else ""),
            where=str(mended),
            fix="write its [[sources]] again" if gone else did_you_mean(name, there_are),
        )
    if name not in {load.source for load in loads.values()}:
        raise NotFoundError(
            f"nothing was read of a source {name!r}", fix=did_you_mean(name, [load.source for load in loads.values()])
        )
    # A row that came back blank says nothing: it is not mended, and stays rejected.
    rows = [row for row in rows if any(value not in ("", None) for key, value in row.items() if key not in OURS)]
    if not rows:
        raise SourceError(
            "every row is blank", where=str(mended), fix="fill in the fields, and leave out what is not mended"
        )
    places = [
        (str(row[FILE]), int(row[LINE])) for row in rows if row.get(FILE) and str(row.get(LINE) or "").isdecimal()
    ]
    own = [{key: value for key, value in row.items() if key not in OURS} for row in rows]
    looks = [look for file in dict.fromkeys(file for file, _ in places) if (look := look_at(workspace.folder / file))]
    form, content = _content(own, looks, mended)
    if any(file.read_bytes() == content for file in replays_of(workspace.folder, name)):
        return Replay(name, None, len(own))
    return Replay(name, keep_replay(workspace.folder, name, form, content, places), len(own))


def _records(
    workspace: Workspace, rows: list[dict[str, Any]], headers: dict[str, dict[str, str]]
) -> Iterator[dict[str, Any]]:
    """Rejected rows as they were read: fields under the names of the file, then ours."""
    for load in sorted({one["load"] for one in rows}):
        mine = {one["line"]: one for one in rows if one["load"] == load}
        wanted = pa.array(list(mine), pa.int64())
        found: list[dict[str, Any]] = []
        for batch in pq.ParquetFile(workspace.landing.raw(load)).iter_batches():
            found += batch.filter(pc.is_in(batch.column("line"), wanted)).to_pylist()
        for raw in sorted(found, key=lambda raw: raw["line"]):  # An engine writes them in any order.
            one = mine[raw["line"]]
            fields = {name: value for name, value in raw.items() if name not in KEPT_BESIDE}
            written = headers.get(one["file"], {name: name for name in fields})
            record = {written[name]: value for name, value in fields.items() if name in written}
            yield record | {FILE: one["file"], LINE: one["line"], REASON: one["reason"], RAW: raw["raw"]}


def _write_csv(target: Path, records: Iterator[dict[str, Any]]) -> int:
    kept = list(records)
    cut = all(one[RAW] is None for one in kept)
    names = list(dict.fromkeys(name for one in kept for name in one if name not in OURS))
    with open(target, "w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(
            out, [*names, *(name for name in OURS if name != RAW or not cut)], extrasaction="ignore"
        )
        writer.writeheader()
        writer.writerows({name: inert(value) for name, value in one.items()} for one in kept)
    return len(kept)


def _write_lines(target: Path, records: Iterator[dict[str, Any]]) -> int:
    count = 0
    with open(target, "w", encoding="utf-8") as out:
        for one in records:
            try:
                fields = json.loads(one[RAW])
            except ValueError:
                fields = {RAW: one[RAW]}
            own = fields if isinstance(fields, dict) else {RAW: one[RAW]}
            out.write(json.dumps(own | {name: one[name] for name in (FILE, LINE, REASON)}, ensure_ascii=False) + "\n")
            count += 1
    return count


def _read(mended: Path) -> list[dict[str, Any]]:
    """The rows of an export that was mended, in whichever of its two forms and of the encodings that sources have."""
    try:
        text = b"".join(utf8_blocks(mended)).decode()
        if text.lstrip().startswith("{"):
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        delimiter = csv.Sniffer().sniff(text.partition("\n")[0], ",;\t").delimiter
        rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [{name: own(value) for name, value in row.items()} for row in rows]
    except (ValueError, csv.Error) as error:
        raise SourceError(
            f"not readable as rejected rows: {error}", where=str(mended), fix="riparian rejects export FILE"
        ) from None


def _content(rows: list[dict[str, Any]], looks: list[Look], mended: Path) -> tuple[str, bytes]:
    """The rows in the format of the files they are from, so that the same preset reads them."""
    form = looks[0].format if looks else "delimited"
    if form == "json lines":
        return ".jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    if form == "parquet":
        return ".parquet", _as_parquet(rows, looks[0], mended)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(
        out, list(dict.fromkeys(name for row in rows for name in row if name)), extrasaction="ignore"
    )
    writer.writeheader()
    writer.writerows(rows)
    return ".csv", out.getvalue().encode()


def _as_parquet(rows: list[dict[str, Any]], look: Look, mended: Path) -> bytes:
    columns = {}
    for written, name in zip(look.written, look.header, strict=True):
        try:
            texts = pa.array([row.get(written) or None for row in rows], pa.string())
            columns[written] = texts.cast(look.rows.schema.field(name).type)
        except pa.ArrowInvalid as error:
            raise SourceError(
                f"{written}: {error}", where=str(mended), fix="write it as the file it is from does"
            ) from None
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()
