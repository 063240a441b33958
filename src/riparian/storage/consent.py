"""What browsers said of being measured, and how long it counts: until the browser says something else.

A row may carry the consent of its browser, or say nothing of it; then what the browser said last before it counts, in
whatever file or source. Landing keeps of each load what its browsers said (`consent_words`), so that rows of another
load can be read by it, and tells which loads were read before such a word was known.

```text
consent_words: load, browser, state, stated_at, until
```

Denials that follow one another in a load on one day (UTC) are one stretch, from `stated_at` to `until`; of grants that
follow one another the first and the last are kept, each an instant. Where two loads contradict each other within a day,
the denial counts. No stretch goes past midnight, so a build as of a day sees nothing later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from riparian.core.row import mapped
from riparian.storage.duckdb import DuckDB
from riparian.storage.encoding import LINES, Mapped, nulls_of, show_with_nulls
from riparian.storage.identifier_rules import SITE, STATEMENTS, IdentifierRules, blocked, by_site, unbranded
from riparian.storage.landing import WORDS
from riparian.storage.snapshot import sync
from riparian.storage.sql import TYPES, named, quoted, scan

BROWSERS = ("anonymous_id", "device_id")
"""Columns, and kinds, of the identifiers that stand for a browser or a device."""

_NOTHING = "CAST(NULL AS VARCHAR)"

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


def hear(engine: DuckDB, mappings: Sequence[Mapped], rules: IdentifierRules, earlier: str) -> Heard:
    """Give the staged rows the column `heard`, the consent that counts for each; keep `consent_words` of the batch.

    `earlier` is a query with the words of other loads, empty for none.
    """
    browsing = [one for one in mappings if of_browser(one)]
    speaking = [one for one in browsing if said(one) != _NOTHING]
    silent = sum(_silent(engine, one) for one in browsing)
    engine.keep(WORDS, _NO_WORDS)
    for one in mappings:
        _show_said(engine, one)
    if speaking or (earlier and silent):
        _keep_browsers(engine, browsing, rules)
    if speaking:
        _keep_words(engine, mappings, speaking, rules)
    if not silent or not (speaking or earlier):
        return Heard(silent, "")
    _keep_last_words(engine, browsing, rules, earlier)
    digests = [_pass_on(engine, one, rules) for one in browsing]
    return Heard(silent, " ".join(digest for digest in digests if digest))


def _show_said(engine: DuckDB, mapping: Mapped) -> None:
    """Let the staged rows hear what they say themselves."""
    absent = nulls_of(mapping).items()
    nulls = "".join(f", CAST(NULL AS {TYPES[dtype]}) AS {named(name)}" for name, dtype in absent)
    engine.show_query(
        mapping.staged,
        f"SELECT rows.*, {said(mapping)} AS heard FROM (SELECT *{nulls} FROM {mapping.staged}_rows) AS rows",
    )


def _at(mapping: Mapped) -> str:
    return f"CAST(rows.{named(mapping.row.happened)} AS TIMESTAMP)"


def _silent(engine: DuckDB, mapping: Mapped) -> int:
    some = " OR ".join(f"rows.{name} IS NOT NULL" for name in of_browser(mapping))
    of_silent = f"({said(mapping)}) IS NULL AND ({some})"
    ((count,),) = engine.rows(f"SELECT count(*) FROM {mapping.staged} AS rows WHERE {of_silent}")
    return int(str(count))


def _keep_browsers(engine: DuckDB, mappings: Sequence[Mapped], rules: IdentifierRules) -> None:
    """Keep `browsers_given` (kind, given, browser): the ids of browsers in one form, without placeholders."""
    parts = [
        f"SELECT {quoted(name)} AS kind, {name} AS given FROM {one.staged} WHERE {name} IS NOT NULL"
        for one in mappings
        for name in of_browser(one)
    ]
    engine.keep("identifiers_given", f"SELECT DISTINCT kind, given FROM ({' UNION ALL '.join(parts)})")
    engine.keep(
        "browsers_given",
        f"""SELECT kind, given, value AS browser
            FROM (SELECT kind, given, nfc_normalize(value) AS value FROM ({rules.normal_forms()}))
            WHERE value <> '' AND NOT {blocked("value", rules)}""",
    )


def _browsers_of(mapping: Mapped, rules: IdentifierRules, where: str, columns: str) -> str:
    """A query with the rows of a mapping, once for each browser that they name.

    On a non-branded site a browser is another: `anonymous_id think.example a1`.
    """
    site = f"CASE WHEN {unbranded(rules)} THEN {SITE} || ' ' ELSE '' END" if by_site(mapping.row, rules) else "''"
    return " UNION ALL ".join(
        f"SELECT {columns}, {quoted(f'{name} ')} || {site} || ids.browser AS browser, {_at(mapping)} AS at_instant "
        f"FROM {mapping.staged} AS rows "
        f"JOIN browsers_given AS ids ON ids.kind = {quoted(name)} AND ids.given = rows.{name} "
        f"WHERE {where} AND {_at(mapping)} IS NOT NULL"
        for name in of_browser(mapping)
    )


def _keep_words(engine: DuckDB, mappings: Sequence[Mapped], speaking: Sequence[Mapped], rules: IdentifierRules) -> None:
    """Keep `consent_words`: what the usable rows of the batch say."""
    faulty = " UNION ALL ".join(f"SELECT line FROM {one.staged} WHERE fault IS NOT NULL" for one in mappings)
    rows = " UNION ALL ".join(
        _browsers_of(one, rules, "rows.heard IS NOT NULL", "rows.line, rows.heard = 'denied' AS denied")
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


def _keep_last_words(engine: DuckDB, mappings: Sequence[Mapped], rules: IdentifierRules, earlier: str) -> None:
    """Keep `denials` and `grants` of the browsers whose rows say nothing, from the batch and from other loads."""
    silent = " UNION ALL ".join(_browsers_of(one, rules, "rows.heard IS NULL", "0 AS line") for one in mappings)
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


def _pass_on(engine: DuckDB, mapping: Mapped, rules: IdentifierRules) -> str:
    """Let the rows that say nothing hear what their browser said last; a digest of what they heard."""
    passed, kept, nulls = f"passed_{mapping.row.table}", f"{mapping.staged}_rows", nulls_of(mapping)
    engine.keep(
        passed,
        f"""SELECT line, slot, CASE WHEN max(denied_at) >= coalesce(max(granted_at), max(denied_at)) THEN 'denied'
                                    ELSE 'granted' END AS state
            FROM (SELECT silent.line, silent.slot, grants.stated_at AS granted_at,
                         CASE WHEN denials.until < silent.at_instant THEN denials.until
                              WHEN denials.until IS NOT NULL THEN silent.at_instant END AS denied_at
                  FROM ({_browsers_of(mapping, rules, "rows.heard IS NULL", "rows.line, rows.slot")}) AS silent
                  ASOF LEFT JOIN denials
                    ON denials.browser = silent.browser AND denials.stated_at <= silent.at_instant
                  ASOF LEFT JOIN grants ON grants.browser = silent.browser AND grants.stated_at <= silent.at_instant
                  WHERE denials.stated_at IS NOT NULL OR grants.stated_at IS NOT NULL)
            GROUP BY line, slot""",
    )
    engine.keep(
        kept,
        f"""SELECT rows.* EXCLUDE ({", ".join(map(named, ("heard", *nulls)))}),
                   coalesce(rows.heard, passed.state) AS heard
            FROM {mapping.staged} AS rows LEFT JOIN {passed} AS passed USING (line, slot)""",
    )
    show_with_nulls(engine, mapping.staged, nulls)
    ((count, digest),) = engine.rows(
        f"SELECT count(*), bit_xor(riparian_key(concat_ws(' ', line, slot, state))) FROM {passed}"
    )
    engine.drop(passed)
    return f"{count}-{digest}" if count else ""


def words_in(files: Sequence[Path]) -> str:
    """A query with the words of some loads; empty without files."""
    return f"SELECT load, browser, state, stated_at, until FROM {scan(files)}" if files else ""


def write_words(engine: DuckDB, target: Path, load: int) -> int:
    """Write what the browsers of one load of the batch said, as a whole or not at all; how many words."""
    ((count,),) = engine.rows(f"SELECT count(*) FROM {WORDS} WHERE load = {load}")
    if count:
        written = target.with_suffix(".new")
        engine.copy(f"SELECT * FROM {WORDS} WHERE load = {load} ORDER BY browser, stated_at", written)
        sync(written)
        written.replace(target)
    else:
        target.unlink(missing_ok=True)
    return int(str(count))


def keep_changed_words(engine: DuckDB, before: str) -> bool:
    """Keep `words_changed` (browser, since): where the batch says something else than its loads did `before`.

    `before` is a query with their words as they were, empty for none. False: every word is as it was.
    """
    now = f"SELECT browser, state, stated_at, until FROM {WORDS}"
    was = f"SELECT browser, state, stated_at, until FROM ({before or _NO_WORDS})"
    engine.keep(
        "words_changed",
        f"SELECT browser, min(stated_at) AS since FROM (({now} EXCEPT {was}) UNION ALL ({was} EXCEPT {now})) "
        "GROUP BY browser",
    )
    return bool(engine.rows("SELECT 1 FROM words_changed LIMIT 1"))


def first_change(engine: DuckDB) -> datetime:
    """The first instant of `words_changed`."""
    ((since,),) = engine.rows("SELECT min(since) FROM words_changed")
    return since if isinstance(since, datetime) else datetime.min


@dataclass(frozen=True, slots=True)
class Seen:
    """What a load knows of browsers: the files of its sightings and links, and when the last of its rows happened."""

    sightings: Path
    links: Path
    last_at: datetime


def concerned(engine: DuckDB, registers: Sequence[Path], seen: Mapping[int, Seen]) -> list[int]:
    """Which loads know, by any of its identifiers, a browser of `words_changed` after it said something else.

    `registers` are the files of the identifiers.
    """
    kinds = ", ".join(quoted(kind) for kind in KINDS_OF_BROWSERS)
    # A browser on a non-branded site has that before its id, with the kind in the words and without it in the register.
    engine.keep(
        "keys_changed",
        f"""WITH ids AS (SELECT substr(browser, strpos(browser, ' ') + 1) AS id, since FROM words_changed),
              tails AS (SELECT id, since FROM ids
                        UNION ALL SELECT substr(id, strpos(id, ' ') + 1), since FROM ids WHERE strpos(id, ' ') > 0),
              known AS (
                SELECT identifier_key, value FROM {scan(registers)} AS register
                JOIN label_codes AS codes ON codes.label_key = register.kind AND codes.label IN ({kinds}))
            SELECT identifier_key, min(since) AS since
            FROM (SELECT identifier_key, since FROM known JOIN tails ON tails.id = known.value
                  UNION ALL
                  SELECT identifier_key, since FROM known
                  JOIN tails ON tails.id = substr(known.value, strpos(known.value, ' ') + 1)
                  WHERE strpos(known.value, ' ') > 0)
            GROUP BY identifier_key""",
    )
    return [load for load, one in seen.items() if engine.rows(_knows(one))]


def _knows(seen: Seen) -> str:
    links = scan([seen.links])
    keys = " UNION ALL ".join(
        (
            f"SELECT identifier_key FROM {scan([seen.sightings])}",
            f"SELECT left_key FROM {links}",
            f"SELECT right_key FROM {links}",
        )
    )
    before = f"since <= TIMESTAMP {quoted(str(seen.last_at))}"
    return (
        f"SELECT 1 FROM ({keys}) AS seen SEMI JOIN (SELECT identifier_key FROM keys_changed WHERE {before}) AS changed "
        "USING (identifier_key) LIMIT 1"
    )
