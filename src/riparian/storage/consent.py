"""What browsers said of being measured, and how long it counts: until the browser says something else.

A row may carry the consent of its browser, or say nothing of it; then what the browser said last before it counts, in
whatever file or source. Landing keeps of each load what its browsers said (`consent_words`), so that rows of another
load can be read by it, and tells which loads were read before such a word was known.

```text
consent_words: load, browser, state, stated_at, until
```

Denials that follow one another in a load on one day (UTC) are one stretch, from `stated_at` to `until`; of grants that
follow one another the first and the last are kept, each an instant. Where two loads contradict each other within a
stretch of denials, the denial counts. No stretch goes past midnight, so a build as of a day sees nothing later.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from riparian.core.row import mapped
from riparian.storage.duckdb import DuckDB
from riparian.storage.encoding import LINES, Mapped, nulls_of, show_with_nulls
from riparian.storage.landing import WORDS
from riparian.storage.sql import named, quoted, scan

BROWSERS = ("anonymous_id", "device_id")
"""Columns, and kinds, of the identifiers that stand for a browser or a device."""

_NOTHING = "CAST(NULL AS VARCHAR)"

STATEMENTS = "consent_records"
"""The table whose rows are statements of consent."""

KINDS_OF_BROWSERS = (*BROWSERS, "reader_id", "withheld_id")

_BY_STATEMENT = """
    CASE WHEN rows.purpose IN ('measuring', 'any') AND rows.channel IN ('web', 'any')
      THEN CASE WHEN rows.state = 'granted' THEN 'granted' WHEN rows.state IN ('denied', 'revoked') THEN 'denied' END
    END"""


_NO_WORDS = (
    "SELECT 0::BIGINT AS load, '' AS browser, '' AS state, NULL::TIMESTAMP AS stated_at, NULL::TIMESTAMP AS until "
    "WHERE false"
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of the consent of a batch's rows."""

    silent: int
    """Rows of a browser that say nothing of consent by themselves."""
    digest: str
    """What the words of browsers, of whatever load, made of them: the same text, the same rows. Empty: nothing."""


def said(mapping: Mapped) -> str:
    """SQL over `rows`: `granted` or `denied` as a row itself says, null where it says nothing."""
    if mapping.row.table == STATEMENTS:
        return _BY_STATEMENT
    if any(promise.name == "consent" for promise in mapped(mapping.row)) and "consent" not in mapping.nulls:
        return "CASE WHEN rows.consent IN ('granted', 'denied') THEN rows.consent END"
    return _NOTHING


def of_browser(mapping: Mapped) -> list[str]:
    """The columns that may hold the id of a browser in some row."""
    return [
        promise.name
        for promise in mapped(mapping.row)
        if promise.name in BROWSERS and promise.name not in mapping.nulls and mapping.row.happened
    ]


def hear(engine: DuckDB, mappings: Sequence[Mapped], normal_forms: Callable[[], str], earlier: str) -> Heard:
    """Give the staged rows the column `heard`, the consent that counts for each; keep `consent_words` of the batch.

    `earlier` is a query with the words of other loads, empty for none; `normal_forms` as in `IdentifierRules`.
    """
    browsing = [one for one in mappings if of_browser(one)]
    speaking = [one for one in browsing if said(one) != _NOTHING]
    silent = sum(_silent(engine, one) for one in browsing)
    engine.keep(WORDS, _NO_WORDS)
    for one in mappings:
        show_with_nulls(engine, one.staged, nulls_of(one) | {"heard": "string"})
    if not (speaking or (earlier and silent)):
        return Heard(silent, "")
    _keep_browsers(engine, browsing, normal_forms)
    if speaking:
        _keep_words(engine, mappings, speaking)
    _keep_last_words(engine, browsing, earlier)
    digests = [_pass_on(engine, one) for one in browsing]
    return Heard(silent, " ".join(digest for digest in digests if digest))


def _at(mapping: Mapped) -> str:
    return f"CAST(rows.{named(mapping.row.happened)} AS TIMESTAMP)"


def _silent(engine: DuckDB, mapping: Mapped) -> int:
    some = " OR ".join(f"rows.{name} IS NOT NULL" for name in of_browser(mapping))
    of_silent = f"({said(mapping)}) IS NULL AND ({some})"
    ((count,),) = engine.rows(f"SELECT count(*) FROM {mapping.staged} AS rows WHERE {of_silent}")
    return int(str(count))


def _keep_browsers(engine: DuckDB, mappings: Sequence[Mapped], normal_forms: Callable[[], str]) -> None:
    """Keep `browsers_given` (kind, given, browser): the ids of browsers in one form, however they are written."""
    parts = [
        f"SELECT {quoted(name)} AS kind, {name} AS given FROM {one.staged} WHERE {name} IS NOT NULL"
        for one in mappings
        for name in of_browser(one)
    ]
    engine.keep("identifiers_given", f"SELECT DISTINCT kind, given FROM ({' UNION ALL '.join(parts)})")
    engine.keep(
        "browsers_given",
        f"SELECT kind, given, kind || ' ' || nfc_normalize(value) AS browser FROM ({normal_forms()}) WHERE value <> ''",
    )


def _browsers_of(mapping: Mapped, where: str, columns: str) -> str:
    """A query with the rows of a mapping, once for each browser that they name."""
    return " UNION ALL ".join(
        f"SELECT {columns}, ids.browser, {_at(mapping)} AS at_instant FROM {mapping.staged} AS rows "
        f"JOIN browsers_given AS ids ON ids.kind = {quoted(name)} AND ids.given = rows.{name} "
        f"WHERE {where} AND {_at(mapping)} IS NOT NULL"
        for name in of_browser(mapping)
    )


def _keep_words(engine: DuckDB, mappings: Sequence[Mapped], speaking: Sequence[Mapped]) -> None:
    """Keep `consent_words`: what the usable rows of the batch say."""
    faulty = " UNION ALL ".join(f"SELECT line FROM {one.staged} WHERE fault IS NOT NULL" for one in mappings)
    rows = " UNION ALL ".join(
        _browsers_of(one, f"({said(one)}) IS NOT NULL", f"rows.line, {said(one)} = 'denied' AS denied")
        for one in speaking
    )
    engine.keep(
        "words_said",
        f"""SELECT line // {LINES} AS load, browser, CAST(at_instant AS DATE) AS day, at_instant,
                   bool_or(denied) AS denied
            FROM ({rows}) ANTI JOIN ({faulty}) AS faulty USING (line) GROUP BY ALL""",
    )
    # Most browsers never say no: two instants tell of all their words of a day. Of the others a stretch is what has as
    # many turns before it.
    engine.keep(
        WORDS,
        """WITH denying AS (SELECT DISTINCT load, browser, day FROM words_said WHERE denied),
            turned AS (
              SELECT *, coalesce(denied <> lag(denied) OVER (PARTITION BY load, browser, day ORDER BY at_instant), true)
                        AS turns FROM words_said SEMI JOIN denying USING (load, browser, day)),
            stretches AS (
              SELECT *, sum(turns::INTEGER) OVER (PARTITION BY load, browser, day ORDER BY at_instant) AS stretch
              FROM turned),
            found AS (
              SELECT load, browser, denied, min(at_instant) AS first_at, max(at_instant) AS last_at
              FROM stretches GROUP BY load, browser, day, denied, stretch
              UNION ALL
              SELECT load, browser, false, min(at_instant), max(at_instant)
              FROM words_said ANTI JOIN denying USING (load, browser, day) GROUP BY load, browser, day)
            SELECT load, browser, 'denied' AS state, first_at AS stated_at, last_at AS until FROM found WHERE denied
            UNION ALL SELECT load, browser, 'granted', first_at, first_at FROM found WHERE NOT denied
            UNION ALL SELECT load, browser, 'granted', last_at, last_at FROM found
                      WHERE NOT denied AND last_at > first_at""",
    )
    engine.drop("words_said")


def _keep_last_words(engine: DuckDB, mappings: Sequence[Mapped], earlier: str) -> None:
    """Keep `denials` and `grants` of the browsers whose rows say nothing, from the batch and from other loads."""
    silent = " UNION ALL ".join(_browsers_of(one, f"({said(one)}) IS NULL", "0 AS line") for one in mappings)
    words = f"SELECT * FROM {WORDS}" + (f" UNION ALL {earlier}" if earlier else "")
    engine.keep(
        "words_of_silent",
        f"SELECT browser, state, stated_at, until FROM ({words}) WHERE browser IN (SELECT browser FROM ({silent}))",
    )
    engine.keep(
        "denials",
        """SELECT browser, stated_at,
                  max(until) OVER (PARTITION BY browser ORDER BY stated_at ROWS UNBOUNDED PRECEDING) AS until
           FROM (SELECT browser, stated_at, max(until) AS until FROM words_of_silent
                 WHERE state = 'denied' GROUP BY ALL)""",
    )
    engine.keep("grants", "SELECT DISTINCT browser, stated_at FROM words_of_silent WHERE state = 'granted'")


def _pass_on(engine: DuckDB, mapping: Mapped) -> str:
    """Let the rows that say nothing hear what their browser said last; a digest of what they heard."""
    passed, kept, nulls = f"passed_{mapping.row.table}", f"{mapping.staged}_rows", nulls_of(mapping)
    engine.keep(
        passed,
        f"""SELECT line, slot, CASE WHEN max(denied_at) >= coalesce(max(granted_at), max(denied_at)) THEN 'denied'
                                    ELSE 'granted' END AS state
            FROM (SELECT silent.line, silent.slot, grants.stated_at AS granted_at,
                         CASE WHEN denials.until < silent.at_instant THEN denials.until
                              WHEN denials.until IS NOT NULL THEN silent.at_instant END AS denied_at
                  FROM ({_browsers_of(mapping, f"({said(mapping)}) IS NULL", "rows.line, rows.slot")}) AS silent
                  ASOF LEFT JOIN denials
                    ON denials.browser = silent.browser AND denials.stated_at <= silent.at_instant
                  ASOF LEFT JOIN grants ON grants.browser = silent.browser AND grants.stated_at <= silent.at_instant
                  WHERE denials.stated_at IS NOT NULL OR grants.stated_at IS NOT NULL)
            GROUP BY line, slot""",
    )
    engine.keep(
        kept,
        f"""SELECT rows.* EXCLUDE ({", ".join(map(named, ("heard", *nulls)))}),
                   coalesce({said(mapping)}, passed.state) AS heard
            FROM {mapping.staged} AS rows LEFT JOIN {passed} AS passed USING (line, slot)""",
    )
    show_with_nulls(engine, mapping.staged, nulls)
    ((count, digest),) = engine.rows(
        f"SELECT count(*), bit_xor(riparian_key(concat_ws(' ', line, slot, state))) FROM {passed}"
    )
    engine.drop(passed)
    return f"{count}-{digest}" if count else ""


def words_in(files: Sequence[Path], loads: Sequence[int], *, apart: bool) -> str:
    """A query with the words of some loads, or of all others (`apart`); empty without files."""
    if not files:
        return ""
    which = f"load {'NOT ' if apart else ''}IN ({', '.join(map(str, loads))})"
    return f"SELECT load, browser, state, stated_at, until FROM {scan(files)} WHERE {which}"


def write_words(engine: DuckDB, target: Path) -> None:
    """Write what the browsers of a batch said; no file where they said nothing."""
    target.unlink(missing_ok=True)
    if engine.rows(f"SELECT 1 FROM {WORDS} LIMIT 1"):
        engine.copy(f"SELECT * FROM {WORDS} ORDER BY browser, stated_at", target)


def keep_changed_words(engine: DuckDB, before: str) -> None:
    """Keep `words_changed` (browser, since): where the batch says something else than its loads did `before`.

    `before` is a query with their words as they were, empty for none.
    """
    now = f"SELECT browser, state, stated_at, until FROM {WORDS}"
    was = f"SELECT browser, state, stated_at, until FROM ({before or _NO_WORDS})"
    engine.keep(
        "words_changed",
        f"SELECT browser, min(stated_at) AS since FROM (({now} EXCEPT {was}) UNION ALL ({was} EXCEPT {now})) "
        "GROUP BY browser",
    )


def first_change(engine: DuckDB) -> datetime | None:
    """The first instant of `words_changed`; None: every word is as it was."""
    ((since,),) = engine.rows("SELECT min(since) FROM words_changed")
    return since if isinstance(since, datetime) else None


def concerned(engine: DuckDB, registers: Sequence[Path], seen: Mapping[int, tuple[Path, Path]]) -> list[int]:
    """Which loads know a browser of `words_changed`, by any of its identifiers.

    `seen` gives, by load, its sightings and its links; `registers` are the files of the identifiers.
    """
    kinds = ", ".join(quoted(kind) for kind in KINDS_OF_BROWSERS)
    # A reader of a non-branded site is told by its site, too: `think.example a1`.
    engine.keep(
        "keys_changed",
        f"""WITH ids AS (SELECT substr(browser, strpos(browser, ' ') + 1) AS id FROM words_changed)
            SELECT known.identifier_key FROM {scan(registers)} AS known
            JOIN label_codes AS codes ON codes.label_key = known.kind AND codes.label IN ({kinds})
            WHERE known.value IN (SELECT id FROM ids)
               OR substr(known.value, strpos(known.value, ' ') + 1) IN (SELECT id FROM ids)""",
    )
    return [
        load
        for load, (sightings, links) in seen.items()
        if engine.rows(
            f"SELECT 1 FROM (SELECT identifier_key FROM {scan([sightings])} UNION ALL "
            f"SELECT left_key FROM {scan([links])} UNION ALL SELECT right_key FROM {scan([links])}) AS seen "
            "SEMI JOIN keys_changed USING (identifier_key) LIMIT 1"
        )
    ]
