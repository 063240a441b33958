"""From rows as read to tables with keys: what is new, what cannot be used and why, and who each row is about.

Texts that repeat become label codes, identifiers become identifier keys; both numbers come from the registers. Loads of
one source and one shape are encoded together, as a batch: inside it a row is told by `line`, which is
`load * LINES + line of the file`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from riparian.core.row import Promise, Row, later_instants, mapped, mapped_schema_of, published
from riparian.storage.duckdb import DuckDB
from riparian.storage.sql import TYPES, named, quoted, scan

LINES = 1 << 33
"""More lines than any file has."""
SLOTS = 8
"""row_key = line * SLOTS + slot, so a row key says load, line and slot."""

FIRST_DAY, LAST_DAY = "DATE '1971-01-01'", "DATE '2100-01-01'"
"""Instants beyond these are slips of the pen, the zero of a clock or a spreadsheet, or an engine's infinity."""

NOBODY = "no usable identifier"
"""Why a line is rejected that carries nothing but placeholders, or nothing at all."""
REFUSES = "[identity] blocked refuses its"
"""What stands behind that and a colon where there are placeholders, before the kind of each."""

KEPT_BESIDE = ("load", "line", "malformed", "raw", "line_id", "natural")
"""Columns of raw rows that are not fields of the file."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a preset's mapping makes of the rows of a batch: a row class, a query, and the columns the query gives."""

    row: type[Row]
    sql: str
    gives: frozenset[str]
    nulls: frozenset[str]
    """Columns that are null in every row, whatever the file says: they are not carried along."""

    @property
    def staged(self) -> str:
        """Name of the view of its rows while they are being encoded."""
        return f"staged_{self.row.table}"

    @property
    def keyed(self) -> str:
        """Name of the view of its rows with identifier keys."""
        return f"keyed_{self.row.table}"


def show_batch(engine: DuckDB, raws: Mapping[int, Path]) -> None:
    """Make the raw rows of a batch readable as `raw_now`, and what landing says of them as `raw_marks`.

    All files are one scan, which threads share out among them; a union of many scans would run one after another.
    """
    loads = ", ".join(f"{quoted(str(raw))}: CAST({load} AS BIGINT)" for load, raw in raws.items())
    engine.show_query(
        "raw_now",
        f"""SELECT * EXCLUDE (filename) REPLACE (load * {LINES} + line AS line) FROM (
              SELECT *, MAP {{{loads}}}[filename] AS load FROM {scan(sorted(raws.values()), filename=True)})""",
    )
    engine.show_query("raw_marks", 'SELECT load, line, malformed, line_id, "natural" FROM raw_now')


def keep_odd_lines(engine: DuckDB, earlier: Mapping[int, Path], rejects: Sequence[Path]) -> None:
    """Keep `odd_lines` (line, malformed): rows that cannot be read, and rows that an earlier load had already.

    `malformed` is null for the latter. `earlier` are the raw rows of the source's earlier loads, `rejects` the files
    with the rows among them that could not be used: these do not count, so that a row may come again once it is mended.
    """
    had_rows = " UNION ALL ".join(
        f"SELECT {load} AS load, line, line_id FROM {scan([raw])} WHERE malformed IS NULL"
        for load, raw in earlier.items()
    )
    unused = f"ANTI JOIN (SELECT load, line FROM {scan(rejects)}) AS unused USING (load, line)" if rejects else ""
    had = (
        f"""SELECT line_id, max(times) AS times FROM (
              SELECT line_id, load, count(*) AS times FROM ({had_rows}) SEMI JOIN raw_marks USING (line_id) {unused}
              GROUP BY line_id, load) GROUP BY line_id"""
        if earlier
        else "SELECT CAST(NULL AS BIGINT) AS line_id, CAST(NULL AS BIGINT) AS times WHERE false"
    )
    engine.keep("had_before", had)
    refused = " UNION ALL ".join(
        f"SELECT {load} AS load, line, line_id FROM {scan([raw])}" for load, raw in earlier.items()
    )
    engine.keep(
        "refused_before",
        f"SELECT line_id, reason, load, count(*) AS times FROM {scan(rejects)} JOIN ({refused}) USING (load, line) "
        "SEMI JOIN raw_marks USING (line_id) GROUP BY ALL"
        if rejects
        else "SELECT 0 AS line_id, '' AS reason, 0 AS load, 0 AS times WHERE false",
    )
    engine.keep("repeated_ids", "SELECT line_id FROM raw_marks GROUP BY line_id HAVING count(*) > 1")
    engine.keep(
        "odd_lines",
        f"""SELECT line, malformed FROM raw_marks WHERE malformed IS NOT NULL
            UNION ALL
            SELECT line, malformed FROM raw_marks JOIN had_before USING (line_id) LEFT JOIN
              (SELECT line, occurrence FROM ({_occurrences("malformed IS NULL")})) USING (line)
            WHERE malformed IS NULL AND ("natural" OR coalesce(occurrence, 0) < times)""",
    )


def keep_known_lines(engine: DuckDB) -> None:
    """Keep `known_lines` (line): usable rows that an earlier load, or an earlier line of the batch, had already.

    A row that is told apart by its content is known as often as one earlier load had that content, so overlapping
    exports change nothing while equal rows inside one file all count. A row with an id of its own is known at its
    second appearance anywhere. A row that cannot be used makes no other one known.
    """
    usable = "line NOT IN (SELECT line FROM bad_lines)"
    engine.keep(
        "known_lines",
        f"""WITH repeated AS ({_occurrences(usable)}),
              times AS (SELECT line_id, load, count(*) AS times FROM repeated GROUP BY line_id, load),
              most AS (SELECT line_id, load, max(times) OVER (PARTITION BY line_id ORDER BY load
                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS most FROM times)
            SELECT line FROM odd_lines WHERE malformed IS NULL
            UNION
            SELECT line FROM repeated JOIN most USING (line_id, load)
            WHERE CASE WHEN "natural" THEN anywhere > 0 ELSE coalesce(most, 0) > occurrence END""",
    )
    _know_what_was_refused(engine)
    engine.keep("unused_lines", "SELECT line FROM bad_lines UNION SELECT line FROM known_lines")


def _know_what_was_refused(engine: DuckDB) -> None:
    """Move bad lines that one earlier load had as often, refused for the same reason, to the known ones."""
    engine.keep(
        "refused_again",
        """WITH bad AS (
              SELECT line, load, line_id, reason,
                     row_number() OVER (PARTITION BY line_id, reason, load ORDER BY line) AS occurrence
              FROM bad_lines JOIN raw_marks USING (line)),
            times AS (
              SELECT line_id, reason, load, times FROM refused_before
              UNION ALL SELECT line_id, reason, load, count(*) FROM bad GROUP BY line_id, reason, load)
            SELECT line FROM bad WHERE EXISTS (
              SELECT 1 FROM times WHERE times.line_id = bad.line_id AND times.reason = bad.reason
                AND times.load < bad.load AND times.times >= bad.occurrence)""",
    )
    engine.run("DELETE FROM bad_lines WHERE line IN (SELECT line FROM refused_again)")
    engine.run("INSERT INTO known_lines SELECT line FROM refused_again EXCEPT SELECT line FROM known_lines")


def _occurrences(which: str) -> str:
    """A query that counts, of the rows that share their `line_id`, how many like it stand before each.

    `occurrence`: in its load; `anywhere`: in the batch. Rows that share theirs with none are left out.
    """
    return f"""
        SELECT line, load, line_id, "natural",
               row_number() OVER (PARTITION BY line_id, load ORDER BY line) - 1 AS occurrence,
               row_number() OVER (PARTITION BY line_id ORDER BY line) - 1 AS anywhere
        FROM raw_marks WHERE {which}
          AND line_id IN (SELECT line_id FROM repeated_ids)"""


def stage(engine: DuckDB, mapping: Mapped) -> None:
    """Keep what a mapping makes of the new rows, with the reasons why a row cannot be used (null when it can).

    Of a row that the mapping itself refuses (`outright`) nothing else is told: it gives no columns to look at.
    """
    slot = "CAST(slot AS INTEGER)" if "slot" in mapping.gives else "0"
    refused = "refused" if "refused" in mapping.gives else "NULL"
    faults = ", ".join(_faults(mapping.row)) or "NULL"
    given = [named(promise.name) for promise in mapped(mapping.row) if promise.name not in mapping.nulls]
    engine.keep(
        f"{mapping.staged}_rows",
        f"""SELECT {", ".join((*given, "line"))}, {slot} AS slot, ({refused}) IS NOT NULL AS outright,
                   coalesce({refused}, nullif(concat_ws('; ', {faults}), '')) AS fault
            FROM ({mapping.sql}) AS made ANTI JOIN ({passed_over(mapping.row)}) AS passed_over USING (line)""",
    )
    show_with_nulls(engine, mapping.staged, nulls_of(mapping))


def passed_over(row: type[Row], lines: str = "odd_lines") -> str:
    """A query for those of some lines that make no row of a table: versioned rows are made of lines told again, too."""
    return f"SELECT line FROM {lines}" + (" EXCEPT SELECT line FROM told_again" if row.versioned else "")


def nulls_of(mapping: Mapped) -> dict[str, str]:
    """The data types, before encoding, of the columns that are null throughout."""
    types = mapped_schema_of(mapping.row)
    return {name: str(types[name]) for name in types.names if name in mapping.nulls}


def show_with_nulls(engine: DuckDB, name: str, nulls: Mapping[str, str]) -> None:
    """Make the table `<name>_rows` readable as `name`, with these columns (name to data type) as nulls beside it."""
    absent = "".join(f", CAST(NULL AS {TYPES[dtype]}) AS {named(column)}" for column, dtype in nulls.items())
    engine.show_query(name, f"SELECT *{absent} FROM {named(f'{name}_rows')}")


def drop_rows(engine: DuckDB, mapping: Mapped) -> None:
    """Forget what was kept of a mapping."""
    engine.drop(f"{mapping.staged}_rows")
    engine.drop(f"{mapping.keyed}_rows")


def _faults(row: type[Row]) -> list[str]:
    """Why a mapped row breaks the promise of its row class, as one SQL text or null for each column."""
    told = []
    for promise in mapped(row):
        name = named(promise.name)
        column = promise.column
        if not promise.nullable:
            told.append(f"CASE WHEN {name} IS NULL THEN '{promise.name} is missing or unreadable' END")
        if column.dtype in ("timestamp(6)", "date"):
            told.append(
                f"CASE WHEN {name} NOT BETWEEN {FIRST_DAY} AND {LAST_DAY} THEN '{promise.name} is out of time' END"
            )
        if column.minimum is not None:
            told.append(
                f"CASE WHEN {name} < {column.minimum} "
                f"THEN '{promise.name} ' || {name} || ' is below {column.minimum:g}' END"
            )
        if column.maximum is not None:
            told.append(
                f"CASE WHEN {name} > {column.maximum} "
                f"THEN '{promise.name} ' || {name} || ' is above {column.maximum:g}' END"
            )
    return told


def keep_bad_lines(engine: DuckDB, mappings: Sequence[Mapped]) -> None:
    """Keep `bad_lines` (line, reason): a line with a fault in any table is not used for any.

    A row about nobody is left out where its line says something of somebody: an order with a placeholder for an
    address stands, what its buyer told is nobody's. A line that is about nobody in all its rows is bad.
    """
    faults = " UNION ALL ".join(
        f"SELECT line, fault AS reason FROM {one.keyed} WHERE fault IS NOT NULL" for one in mappings
    )
    about = [one.keyed for one in mappings if _is_about_somebody(one.row)]
    nobodys = " UNION ALL ".join(
        f"SELECT line, outright, blocked_told FROM {one} WHERE identifier_key IS NULL" for one in about
    )
    if about:
        somebodys = " UNION ALL ".join(
            f"SELECT line FROM {one} SEMI JOIN ({nobodys}) AS nobodys USING (line) WHERE identifier_key IS NOT NULL"
            for one in about
        )
        nobody = f"""SELECT line, '{NOBODY}' || coalesce(': {REFUSES} ' || max(blocked_told), '') AS reason
                     FROM ({nobodys}) ANTI JOIN ({somebodys}) AS somebodys USING (line)
                     GROUP BY line HAVING NOT bool_or(outright)"""
        faults = f"{faults} UNION ALL {nobody}"
    malformed = "SELECT line, malformed AS reason FROM odd_lines WHERE malformed IS NOT NULL"
    engine.keep(
        "bad_lines",
        f"""SELECT line, string_agg(DISTINCT reason, '; ' ORDER BY reason) AS reason
            FROM ({malformed} {"UNION ALL " + faults if faults else ""}) GROUP BY line""",
    )
    engine.run("DELETE FROM told_again WHERE line IN (SELECT line FROM bad_lines)")
    engine.run("DELETE FROM bad_lines WHERE line IN (SELECT line FROM odd_lines WHERE malformed IS NULL)")


def _is_about_somebody(row: type[Row]) -> bool:
    return any(promise.name == "identifier_key" for promise in published(row))


def label_texts(mappings: Sequence[Mapped], more: Sequence[str]) -> str:
    """A query with every text of the staged rows that tables keep as a code, and these constants."""
    parts = [
        f"SELECT DISTINCT {named(promise.name)} AS label FROM {one.staged}"
        for one in mappings
        for promise in mapped(one.row)
        if promise.column.coded
    ]
    parts += [f"SELECT {quoted(text)} AS label" for text in more]
    return " UNION ALL ".join(parts)


def write_encoded(engine: DuckDB, mapping: Mapped, *, source: str, target: Path) -> None:
    """Write a table of a batch in its published form, without the lines that are rejected or known."""
    row = mapping.row
    joins: list[str] = []
    columns = []
    for promise in published(row):
        columns.append(f"{_encoded(promise, source, mapping.nulls, joins)} AS {named(promise.name)}")
    order = f" ORDER BY {named(row.happened)}" if row.happened and row.versioned else ""
    somebodys = " WHERE rows.identifier_key IS NOT NULL" if _is_about_somebody(row) else ""
    engine.copy(
        f"""SELECT {", ".join(columns)} FROM {mapping.keyed} AS rows {" ".join(joins)}
            ANTI JOIN ({passed_over(row, "unused_lines")}) AS unused ON unused.line = rows.line{somebodys}{order}""",
        target,
    )


def _encoded(promise: Promise, source: str, nulls: frozenset[str], joins: list[str]) -> str:
    name = promise.name
    if name == "row_key":
        return f"CAST(rows.line * {SLOTS} + rows.slot AS BIGINT)"
    if name == "source":
        return f"(SELECT label_key FROM label_codes WHERE label = {quoted(source)})"
    if promise.column.coded and name in nulls:
        return "CAST(NULL AS INTEGER)"
    if promise.column.coded:
        alias = f"code_{name}"
        joins.append(f"LEFT JOIN label_codes AS {alias} ON {alias}.label = rows.{named(name)}")
        return f"{alias}.label_key"
    return f"rows.{named(name)}"


def write_rejects(engine: DuckDB, files: Mapping[int, str], *, source: str, target: Path) -> None:
    """Write the rows that cannot be used: the raw line, or its fields as a JSON object. `files`: file name by load."""
    names = [str(name) for name, *_ in engine.rows("DESCRIBE raw_now")]
    fields = ", ".join(f"{named(name)} := rows.{named(name)}" for name in names if name not in KEPT_BESIDE)
    of_load = " ".join(f"WHEN {load} THEN {quoted(file)}" for load, file in files.items())
    engine.copy(
        f"""SELECT load, (SELECT label_key FROM label_codes WHERE label = {quoted(source)}) AS source,
                   CASE load {of_load} END AS file, line - load * {LINES} AS line, bad.reason,
                   coalesce(rows.raw, CAST(to_json(struct_pack({fields or "line := line"})) AS VARCHAR)) AS raw
            FROM raw_now AS rows JOIN bad_lines AS bad USING (line) ORDER BY rows.line""",
        target,
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """What became of the rows of one load, and when its first and last thing happened (None: nothing has a time).

    The last thing may be one that happened to a row later: a refund, a cancellation, a solution.
    """

    read: int
    kept: int
    rejected: int
    known: int
    refused_again: int
    """Rows among those known that an earlier load had, refused for the same reason."""
    first_at: datetime | None
    last_at: datetime | None
    rowless: int
    """Lines that were kept and made no row of their own."""
    first_rowless: int
    """The first of them, as a line of the file; 0: there is none."""


def _last_of(row: type[Row]) -> str:
    """The last instant of which a row tells: when it happened, or what happened to it later."""
    told = [f"CAST({named(name)} AS TIMESTAMP)" for name in (row.happened, *later_instants(row))]
    return f"greatest({', '.join(told)})" if len(told) > 1 else told[0]


def counted(engine: DuckDB, tables: Sequence[tuple[type[Row], Path]]) -> dict[int, Counted]:
    """The counts of every load of a batch that has rows; kept, rejected and known together are the rows read."""
    timed = [
        f"""SELECT row_key // {LINES * SLOTS} AS load, CAST({named(row.happened)} AS TIMESTAMP) AS happened,
                   {_last_of(row)} AS last FROM {scan([path])}"""
        for row, path in tables
        if row.happened
    ]
    no_time = "CAST(NULL AS TIMESTAMP)"
    nothing = f"SELECT CAST(NULL AS BIGINT) AS load, {no_time} AS happened, {no_time} AS last WHERE false"
    made = " ".join(
        f"ANTI JOIN (SELECT row_key // {SLOTS} AS line FROM {scan([path])}) AS made_{place} USING (line)"
        for place, (_, path) in enumerate(tables)
    )
    found = engine.rows(
        f"""WITH all_rows AS (SELECT load, count(*) AS read FROM raw_marks GROUP BY load),
              known AS (SELECT line // {LINES} AS load, count(*) AS known FROM known_lines GROUP BY 1),
              bad AS (SELECT line // {LINES} AS load, count(*) AS bad FROM bad_lines GROUP BY 1),
              again AS (SELECT line // {LINES} AS load, count(*) AS again FROM refused_again GROUP BY 1),
              times AS (SELECT load, min(happened) AS first_at, max(last) AS last_at
                        FROM ({" UNION ALL ".join(timed) or nothing}) GROUP BY load),
              rowless AS (
                SELECT load, count(*) AS rowless, min(line) - load * {LINES} AS first_rowless
                FROM raw_marks ANTI JOIN unused_lines USING (line) {made} GROUP BY load)
            SELECT load, read, coalesce(known, 0), coalesce(bad, 0), coalesce(again, 0), first_at, last_at,
                   coalesce(rowless, 0), coalesce(first_rowless, 0)
            FROM all_rows LEFT JOIN known USING (load) LEFT JOIN bad USING (load) LEFT JOIN again USING (load)
            LEFT JOIN times USING (load) LEFT JOIN rowless USING (load)"""
    )
    return {
        int(str(load)): Counted(
            read=int(str(read)),
            kept=int(str(read)) - int(str(known)) - int(str(bad)),
            rejected=int(str(bad)),
            known=int(str(known)),
            refused_again=int(str(again)),
            first_at=first if isinstance(first, datetime) else None,
            last_at=last if isinstance(last, datetime) else None,
            rowless=int(str(rowless)),
            first_rowless=int(str(first_rowless)),
        )
        for load, read, known, bad, again, first, last, rowless, first_rowless in found
    }
