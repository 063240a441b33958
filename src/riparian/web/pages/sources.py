"""The sources page: what was read of each, how fresh and whole it is, what was rejected and why, and whom it knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from shlex import join
from typing import Annotated

from fastapi import Query

from riparian.core.errors import NotFoundError
from riparian.core.wordings import ANY, Reason, pattern, reasons
from riparian.web import compare, words
from riparian.web.charts.weekly import Weekly, draw_weekly
from riparian.web.compare import NOTHING, Against, beside
from riparian.web.noticing.notice import Notice
from riparian.web.noticing.sources import troubles
from riparian.web.page import Page
from riparian.web.reader import EXAMPLE_SNAPSHOT, Condition, Reader, Snapshot, snapshot_of
from riparian.web.refusals import NothingYetError
from riparian.web.silos import WEEKS, LoadedFile, Silo, SiloBefore, loaded_files, silos, silos_before

REASONS = 8
EXAMPLES = 3
FILES = 12
WORDS = 8
"""Words of a value map that are listed."""
MOST_WORDS = 10_000
RAW = 600
"""Characters of a raw row that are shown."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """A rejected row as it was read."""

    file: str
    line: int
    reason: str
    """As it is told of this row."""
    raw: str


@dataclass(frozen=True, slots=True)
class RejectReason:
    """Rows of the source that were rejected for one reason, whatever numbers and quoted values it tells."""

    reason: str
    """With `…` where what it tells differs from row to row."""
    wordings: int
    """In how many ways it is told."""
    example: str
    """One of them."""
    rows: int
    share: float
    """Of the rows read of the source."""
    examples: tuple[RawRow, ...]
    export: str
    """The command that writes these rows for mending."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Known people whom another source knows too."""

    other: str
    people: int
    share: float
    """Of the known people of the source that is told."""


@dataclass(frozen=True, slots=True)
class UnnamedWord:
    """A word that rows of the source hold."""

    word: str
    rows: int


@dataclass(frozen=True, slots=True)
class ValueMap:
    """A value map of the source that does not name every word of its rows."""

    name: str
    becomes: str
    """What its `"*"` says, and so what they are taken for."""
    rows: int
    words: tuple[UnnamedWord, ...]
    """From the most frequent."""
    further: int
    """Rows of words that are not listed."""


@dataclass(frozen=True, slots=True)
class ToldSource:
    """The source that is told in full."""

    silo: Silo
    troubles: tuple[Notice, ...]
    reasons: tuple[RejectReason, ...]
    """From the most frequent."""
    more_reasons: int
    """Further reasons that are not listed."""
    replay: str
    """The command that gives mended rows back; empty where nothing was rejected."""
    overlaps: tuple[Overlap, ...]
    """From the most people."""
    newest_files: tuple[LoadedFile, ...]
    value_maps: tuple[ValueMap, ...] = ()
    """Those that do not name every word, from the most rows."""


@dataclass(frozen=True, slots=True)
class ToldBefore:
    """The source that is told in full as another snapshot knew it: rows by reason, shares by the other source."""

    known_people: int
    """Of all sources."""
    reasons: dict[str, int]
    """As reasons are told of both snapshots together."""
    overlaps: dict[str, float]


@dataclass(frozen=True, slots=True)
class SourcesView:
    """What the page shows, and its JSON twin."""

    heading: str
    sentence: str
    of: Snapshot
    sources: tuple[Silo, ...]
    troubled: tuple[str, ...]
    """Sources with a trouble."""
    known_people: int
    told: ToldSource
    against: Against = NOTHING
    before: dict[str, SiloBefore] | None = None
    """By source what was known of it in another snapshot; None: nothing is compared."""
    told_before: ToldBefore | None = None
    """The source that is told in full; None: nothing is compared."""


def show(
    tables: Reader,
    *,
    source: Annotated[
        str | None,
        Query(max_length=200, description="The source told in full; else the first with a trouble.", examples=["shop"]),
    ] = None,
    against: compare.Snapshot = None,
) -> SourcesView:
    """Every source, and one in full."""
    files = loaded_files(tables)
    found = silos(tables, files)
    if not found:
        raise NothingYetError("No file of any source was read yet.", fix="riparian build")
    names = [one.source for one in found]
    if source is not None and source not in names:
        fix = f"Sources are {', '.join(names)}."
        raise NotFoundError(f"There is no source named {words.clip(source)!r}.", where="/sources", fix=fix)
    wrong = {one.source: tuple(troubles(one, files[one.source], tables.as_of)) for one in found}
    troubled = tuple(name for name in names if wrong[name])
    chosen = found[names.index(source or next(iter(troubled), names[0]))]
    other = beside(tables, against, where="/sources")
    rejected, rejected_then = (_rejected(one, chosen.source) if one else {} for one in (tables, other.tables))
    told = reasons([*rejected, *rejected_then])
    return SourcesView(
        heading="Sources",
        sentence=_sentence(found, wrong),
        of=snapshot_of(tables),
        sources=found,
        troubled=troubled,
        known_people=tables.count("people", where=[("known", "=", True)]),
        told=_told(tables, chosen, files[chosen.source], wrong[chosen.source], _by_reason(rejected, told)),
        against=other.against,
        before=silos_before(other.tables) if other.tables else None,
        told_before=_told_before(other.tables, chosen.source, _by_reason(rejected_then, told))
        if other.tables
        else None,
    )


def _rejected(tables: Reader, source: str) -> dict[str, int]:
    """Rows by the wording of their reason."""
    return tables.counts("source_rejects", by="reason", where=[("source", "=", source)])


def _by_reason(rows: Mapping[str, int], told: Mapping[str, Reason]) -> dict[str, dict[str, int]]:
    """Wordings with their rows, by the reason that they are told as."""
    found: dict[str, dict[str, int]] = {}
    for wording, count in rows.items():
        found.setdefault(told[wording].told, {})[wording] = count
    return found


def _sentence(found: tuple[Silo, ...], wrong: Mapping[str, tuple[Notice, ...]]) -> str:
    read, rejected = sum(one.rows_read for one in found), sum(one.rows_rejected for one in found)
    sources = words.counted(len(found), "source", "sources")
    rows = f"{words.counted(read, 'row', 'rows')} {'was' if read == 1 else 'were'} read from {sources}"
    told = f"{rows}; {words.number(rejected)} could not be used"
    if rejected:
        told += f" ({words.share(rejected / read) if rejected >= 0.0005 * read else 'under 0.1 %'})"
    told += "."
    first = [notice.says for notices in wrong.values() for notice in notices]
    if not first:
        return f"{told} Each is as fresh and as full as it used to be."
    further = len(first) - 1
    return f"{told} {first[0]}" + (f" {words.counted(further, 'more trouble', 'more troubles')}." if further else "")


def _told(
    tables: Reader,
    silo: Silo,
    files: list[LoadedFile],
    wrong: tuple[Notice, ...],
    rejected: Mapping[str, Mapping[str, int]],
) -> ToldSource:
    largest = sorted(rejected, key=lambda reason: (-sum(rejected[reason].values()), reason))
    overlaps = tables.rows("silo_overlaps", where=[("source", "=", silo.source)], order_by=("-people",), limit=100)
    mended = _mended(files)
    return ToldSource(
        silo=silo,
        troubles=wrong,
        reasons=tuple(_reason(tables, silo, reason, rejected[reason], mended) for reason in largest[:REASONS]),
        more_reasons=max(len(largest) - REASONS, 0),
        replay=join(["riparian", "rejects", "replay", mended]) if largest else "",
        overlaps=tuple(Overlap(row["other"], row["people"], row["share"]) for row in overlaps),
        newest_files=tuple(files[: -FILES - 1 : -1]),
        value_maps=_value_maps(tables, silo.source),
    )


def _value_maps(tables: Reader, source: str) -> tuple[ValueMap, ...]:
    found: dict[tuple[str, str], list[UnnamedWord]] = {}
    where: list[Condition] = [("source", "=", source)]
    for row in tables.rows("unnamed_words", where=where, order_by=("-rows", "word"), limit=MOST_WORDS):
        found.setdefault((row["value_map"], row["becomes"]), []).append(UnnamedWord(row["word"], row["rows"]))
    maps = (_value_map(name, becomes, rows) for (name, becomes), rows in found.items())
    return tuple(sorted(maps, key=lambda one: (-one.rows, one.name)))


def _value_map(name: str, becomes: str, rows: list[UnnamedWord]) -> ValueMap:
    """Rows of words that were not kept by name have an empty one."""
    listed = tuple(one for one in rows if one.word)[:WORDS]
    held = sum(one.rows for one in rows)
    return ValueMap(name, becomes, held, listed, held - sum(one.rows for one in listed))


def _told_before(other: Reader, source: str, rejected: Mapping[str, Mapping[str, int]]) -> ToldBefore:
    where: list[Condition] = [("source", "=", source)]
    overlaps = other.rows("silo_overlaps", columns=("other", "share"), where=where, limit=100)
    return ToldBefore(
        known_people=other.count("people", where=[("known", "=", True)]),
        reasons={reason: sum(wordings.values()) for reason, wordings in rejected.items()},
        overlaps={row["other"]: row["share"] for row in overlaps},
    )


def _mended(files: list[LoadedFile]) -> str:
    """A name for the file of mended rows, which are written as the source writes its own."""
    return "mended.jsonl" if any(".json" in one.file or ".ndjson" in one.file for one in files) else "mended.csv"


def _reason(tables: Reader, silo: Silo, reason: str, wordings: Mapping[str, int], mended: str) -> RejectReason:
    alike: Condition = ("reason", "matches", pattern(reason)) if ANY in reason else ("reason", "=", reason)
    rows = sum(wordings.values())
    examples = tables.rows(
        "source_rejects",
        columns=("file", "line", "reason", "raw"),
        where=[("source", "=", silo.source), alike],
        order_by=("load", "line"),
        limit=EXAMPLES,
    )
    return RejectReason(
        reason=reason,
        wordings=len(wordings),
        example=examples[0]["reason"],
        rows=rows,
        share=rows / silo.rows_read if silo.rows_read else 0.0,
        examples=tuple(
            RawRow(row["file"], row["line"], row["reason"], words.clip(row["raw"], RAW)) for row in examples
        ),
        export=join(["riparian", "rejects", "export", mended, "--source", silo.source, "--reason", reason]),
    )


def week_pictures(view: SourcesView) -> Mapping[str, str]:
    """For each source its rows by week."""
    return {
        one.source: draw_weekly(
            Weekly(
                name=f"weeks-{number}",
                title=f"Rows of {one.source} by week",
                description=f"The last {len(one.weeks)} weeks, from {words.number(min(one.weeks))} to "
                f"{words.number(max(one.weeks))} rows; {sum(not rows for rows in one.weeks)} weeks without any."
                if one.weeks
                else "No dated row.",
                weeks=one.weeks,
                room=WEEKS,
            )
        )
        for number, one in enumerate(view.sources)
    }


_EXAMPLE = Silo(
    source="shop", rows_read=814, rows_kept=809, rows_rejected=4, rows_known=1, files=1, bytes=309_315,
    last_at=datetime(2026, 9, 30, 13, 53, tzinfo=UTC), days_since_last=1, longest_gap_days=4, people=263, only_here=7,
    share=0.248, anonymous=16, identified=0.989, rows=1_418, weeks=(21, 25, 24), active_days=19,
)  # fmt: skip

PAGE = Page(
    path="/sources",
    title="Sources",
    says="What was read of each source, how fresh and whole it is, what was rejected and why, and whom it knows.",
    template="sources.html",
    show=show,
    group="Set up",
    place=110,
    icon="sources",
    pictures={"weeks": week_pictures},
    example=SourcesView(
        heading="Sources",
        sentence="814 rows were read from 1 source; 4 could not be used (0.5 %).",
        of=EXAMPLE_SNAPSHOT,
        sources=(_EXAMPLE,),
        troubled=(),
        known_people=1_062,
        told=ToldSource(
            silo=_EXAMPLE,
            troubles=(),
            reasons=(
                RejectReason(
                    "Name is missing",
                    1,
                    "Name is missing",
                    1,
                    1 / 814,
                    (RawRow("shopify_orders.csv", 52, "Name is missing", '{"name": null, "total": "10.00"}'),),
                    "riparian rejects export mended.csv --source shop --reason 'Name is missing'",
                ),
            ),
            more_reasons=0,
            replay="riparian rejects replay mended.csv",
            overlaps=(Overlap("newsletter", 190, 0.722),),
            newest_files=(LoadedFile("shopify_orders.csv", 814, 809, 4, 1, None, None, 309_315),),
            value_maps=(ValueMap("kind", "other", 31, (UnnamedWord("pos", 31),), 0),),
        ),
    ),
)
