"""Who each row is about: normal forms, keys from the register, links between the identifiers of one row.

The kind of an identifier says whether it may join a person. An anonymous id on a non-branded site is a `reader_id`:
only the row of an opt-in links it to anybody. One whose consent is denied at that time, on whatever site, is a
`withheld_id`: nothing links it. An order in a shop's books is a `shop_order`: two shops count their orders from the
same number, and the number alone (`order_id`) would be one person in both.
"""

from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa

from riparian.core.row import Row, mapped
from riparian.storage.consent import BROWSERS
from riparian.storage.duckdb import DuckDB
from riparian.storage.encoding import LINES, NOBODY, REFUSES, SLOTS, Mapped, nulls_of, show_with_nulls
from riparian.storage.identifier_rules import STATEMENTS, TOLD_BY_SITES, IdentifierRules, blocked, by_site, unbranded
from riparian.storage.sql import named, quoted

STRENGTH = ("user_id", "loyalty_card", "other", "email", "phone", "anonymous_id", "device_id", "shop_order", "order_id")
"""Kinds of identifier from the strongest to the weakest: the strongest one of a row says whose row it is."""

BOOKS = "source_orders"
"""The table whose rows, those that no website tracked, are a shop's own."""

CONSENT_IS_NO_OPT_IN = "rows.state IS DISTINCT FROM 'granted' OR rows.purpose = 'measuring'"

NOT_BRANDED = "non-branded site without opt-in"
NO_CONSENT = "no consent"
BLOCKED = "blocked value"


def identifier_columns(row: type[Row], *, referrer: bool = False) -> dict[str, str]:
    """The identifier columns of a row class by kind, strongest first; those of the referrer where asked."""
    prefix = "referrer "
    found = {
        promise.column.identifies.removeprefix(prefix): promise.name
        for promise in mapped(row)
        if promise.column.identifies and promise.column.identifies.startswith(prefix) == referrer
    }
    if row.table == BOOKS and not referrer:
        found["shop_order"] = found["order_id"]
    return {kind: found[kind] for kind in STRENGTH if kind in found}


def keep_identifiers(engine: DuckDB, mappings: Sequence[Mapped], rules: IdentifierRules, *, source: str) -> None:
    """Keep `identifiers_seen` (kind, given, value, blocked, first_line): every identifier of the batch, normalised.

    Letters with marks are composed (NFC): some systems write `ü` as one sign, others as `u` and two dots.
    """
    parts = [
        f"SELECT {kind} AS kind, {given} AS given, min(line) AS first_line FROM {one.staged} AS rows "
        f"WHERE {given} IS NOT NULL GROUP BY ALL"
        for one in mappings
        for kind, given in _written(one, rules, source)
    ]
    nothing = "SELECT NULL::VARCHAR AS kind, NULL::VARCHAR AS given, NULL::BIGINT AS first_line WHERE false"
    engine.keep(
        "identifiers_given",
        f"""SELECT kind, given, min(first_line) AS first_line FROM ({" UNION ALL ".join(parts) or nothing})
            GROUP BY kind, given""",
    )
    given = (
        engine.arrow("SELECT given FROM identifiers_given WHERE kind = 'phone' ORDER BY given")
        .column("given")
        .to_pylist()
    )
    engine.lend(
        "phone_forms",
        pa.table(
            {
                "given": pa.array(given, pa.string()),
                "value": pa.array(rules.normal_phones(given, rules.region), pa.string()),
            }
        ),
    )
    engine.keep(
        "identifiers_seen",
        f"""SELECT kind, given_kind, given, value, first_line, {blocked("value", rules)} AS blocked FROM (
              SELECT CASE WHEN kind = 'other' THEN split_part(normal.value, ':', 1) ELSE kind END AS kind,
                     kind AS given_kind, given,
                     CASE WHEN kind = 'phone' THEN phone_forms.value
                          WHEN kind = 'other' THEN nfc_normalize(substr(normal.value, strpos(normal.value, ':') + 1))
                          ELSE nfc_normalize(normal.value) END AS value, first_line
              FROM identifiers_given LEFT JOIN ({rules.normal_forms()}) AS normal USING (kind, given)
              LEFT JOIN phone_forms USING (given)) WHERE value IS NOT NULL AND value <> ''""",
    )


def _written(mapping: Mapped, rules: IdentifierRules, source: str) -> list[tuple[str, str]]:
    """For each identifier column that is not null throughout: its kind, and the value as written; SQL over `rows`."""
    referrers = identifier_columns(mapping.row, referrer=True)
    written = [_one_written(mapping.row, kind, name, rules, source) for kind, name in _present(mapping, rules).items()]
    written += [(quoted(kind), f"rows.{named(name)}") for kind, name in referrers.items() if name not in mapping.nulls]
    return written


def _present(mapping: Mapped, rules: IdentifierRules) -> dict[str, str]:
    """The identifier columns by kind that may hold something. A non-branded site's reader has an id in any case."""
    own = identifier_columns(mapping.row)
    present = {kind: name for kind, name in own.items() if name not in mapping.nulls}
    if by_site(mapping.row, rules):
        present |= {kind: own[kind] for kind in BROWSERS if kind in own}
    return present


def _one_written(row: type[Row], kind: str, name: str, rules: IdentifierRules, source: str) -> tuple[str, str]:
    if kind == "shop_order":
        return quoted(kind), _shop_order(rules, source)
    if kind not in BROWSERS:
        return quoted(kind), f"rows.{named(name)}"
    withheld = _withheld(row, rules)
    if row.table not in TOLD_BY_SITES:
        return f"CASE WHEN {withheld} THEN 'withheld_id' ELSE {quoted(kind)} END", f"rows.{named(name)}"
    apart = f"CASE WHEN {withheld} THEN 'withheld_id' WHEN {unbranded(rules)} THEN 'reader_id' ELSE {quoted(kind)} END"
    if kind == "device_id":
        return apart, f"CASE WHEN {unbranded(rules)} THEN rows.site || ' ' || rows.device_id ELSE rows.device_id END"
    others = ", ".join(f"rows.{named(column)}" for other, column in identifier_columns(row).items() if other != kind)
    reader = f"coalesce(rows.anonymous_id, md5(coalesce({others})))"
    return apart, f"CASE WHEN {unbranded(rules)} THEN rows.site || ' ' || {reader} ELSE rows.anonymous_id END"


def _withheld(row: type[Row], rules: IdentifierRules) -> str:
    """Whether consent does not cover a row, by itself or by what its browser said last.

    A statement of consent is about whoever the browser is: it stays with them, so that a no is known of somebody whom
    an earlier yes made known.
    """
    if row.table == STATEMENTS:
        return "false"
    silent = " OR rows.heard IS NULL" if row.table == "source_events" and not rules.unknown_consent_joins else ""
    return f"coalesce(rows.heard = 'denied', false){silent}"


def _shop_order(rules: IdentifierRules, source: str) -> str:
    """The number of an order in a shop's books and whose it is; null where a site saw it or the number is blocked."""
    number = blocked("lower(trim(rows.order_id))", rules)
    told = f"rows.order_id || {quoted(f' of {source}')}"
    return f"CASE WHEN rows.tracked IS DISTINCT FROM true AND NOT {number} THEN {told} END"


def keep_keyed(engine: DuckDB, mapping: Mapped, rules: IdentifierRules, *, source: str) -> None:
    """Keep the staged rows with identifier keys in place of identifiers.

    Adds `identifier_key` (whose row it is, null for nobody's), `referrer_key` where the row class has it, and
    `key_<kind>` with `why_<kind>` (why the link to that identifier may not be followed) for each kind.
    """
    row = mapping.row
    own = identifier_columns(row)
    if not own:
        engine.show_query(mapping.keyed, f"SELECT * FROM {mapping.staged}")
        return
    present = _present(mapping, rules)
    joins, extra = [], []
    for kind, name in present.items():
        of_kind, given = _one_written(row, kind, name, rules, source)
        joins.append(
            f"LEFT JOIN identifiers_keyed AS id_{kind} "
            f"ON id_{kind}.given_kind = {of_kind} AND id_{kind}.given = {given}"
        )
        extra.append(f"id_{kind}.identifier_key AS key_{kind}, {_why(row, kind, rules)} AS why_{kind}")
    owner = _owner(row, present, rules)
    extra.append(f"{owner} AS identifier_key")
    extra.append(f"CASE WHEN {owner} IS NULL THEN {_blocked('id', present)} END AS blocked_told")
    fault = "NULL"
    referrers = identifier_columns(row, referrer=True)
    if referrers:
        joins += [
            f"LEFT JOIN identifiers_keyed AS by_{kind} "
            f"ON by_{kind}.given_kind = '{kind}' AND by_{kind}.given = rows.{named(name)}"
            for kind, name in referrers.items()
        ]
        by = ", ".join(f"CASE WHEN NOT by_{kind}.blocked THEN by_{kind}.identifier_key END" for kind in referrers)
        extra.append(f"coalesce({by}) AS referrer_key")
        told = f"coalesce(': {REFUSES} ' || {_blocked('by', referrers)}, '')"
        fault = f"CASE WHEN coalesce({by}) IS NULL AND NOT rows.outright THEN '{NOBODY} of the referrer' || {told} END"
    dropped = {*own.values(), *referrers.values()}
    kept = [promise for promise in mapped(row) if promise.name not in dropped]
    unnamed = _nameless(row, rules)
    carried = [
        f"{unnamed.get(promise.name, f'rows.{named(promise.name)}')} AS {named(promise.name)}"
        for promise in kept
        if promise.name not in mapping.nulls
    ]
    engine.keep(
        f"{mapping.keyed}_rows",
        f"""SELECT {", ".join((*carried, "rows.line", "rows.slot", "rows.outright", *extra))},
                   nullif(concat_ws('; ', rows.fault, {fault}), '') AS fault
            FROM {mapping.staged} AS rows {" ".join(joins)}""",
    )
    nulls = {name: dtype for name, dtype in nulls_of(mapping).items() if name not in dropped}
    for kind in own.keys() - present.keys():
        nulls |= {f"key_{kind}": "int64", f"why_{kind}": "string"}
    show_with_nulls(engine, mapping.keyed, nulls)


def _owner(row: type[Row], present: Mapping[str, str], rules: IdentifierRules) -> str:
    """The key of the strongest identifier of a row that is not blocked: whose row it is."""
    keys = ", ".join(f"CASE WHEN NOT id_{kind}.blocked THEN id_{kind}.identifier_key END" for kind in present)
    owner = f"coalesce({keys}, CAST(NULL AS BIGINT))" if present else "CAST(NULL AS BIGINT)"
    if not by_site(row, rules):
        return owner
    ids = [f"id_{kind}.identifier_key" for kind in BROWSERS if kind in present]
    reader = f"coalesce({', '.join(ids)}, CAST(NULL AS BIGINT))"
    return f"CASE WHEN {unbranded(rules)} AND ({_no_opt_in(row)}) THEN {reader} ELSE {owner} END"


def _blocked(prefix: str, kinds: Iterable[str]) -> str:
    """The kinds of the identifiers of a row that are blocked; null where none is.

    Without their values, which are nearly as many as the rows: the row as read has them, and reasons are to be few.
    """
    cases = [f"CASE WHEN {prefix}_{kind}.blocked THEN {prefix}_{kind}.kind END" for kind in kinds]
    return f"nullif(concat_ws(', ', {', '.join(cases)}), '')" if cases else "CAST(NULL AS VARCHAR)"


def _why(row: type[Row], kind: str, rules: IdentifierRules) -> str:
    """Why a row's evidence about this identifier may not join anybody; null when it may."""
    cases = [f"WHEN id_{kind}.blocked THEN {quoted(BLOCKED)}"]
    if by_site(row, rules):
        cases.append(f"WHEN {unbranded(rules)} AND ({_no_opt_in(row)}) THEN {quoted(NOT_BRANDED)}")
    if kind in BROWSERS:
        denied = "rows.heard = 'denied'" if row.table == STATEMENTS else f"id_{kind}.given_kind = 'withheld_id'"
        cases.append(f"WHEN {denied} THEN {quoted(NO_CONSENT)}")
    return f"CASE {' '.join(cases)} END"


def _no_opt_in(row: type[Row]) -> str:
    """Only an opt-in, as an event or as a consent, says that its reader wants to be known."""
    says = {"source_events": "rows.kind IS DISTINCT FROM 'opt in'", STATEMENTS: CONSENT_IS_NO_OPT_IN}
    return says.get(row.table, "true")


def _nameless(row: type[Row], rules: IdentifierRules) -> dict[str, str]:
    """What a non-branded site learned of a reader's name stays with the site: the record is kept without it."""
    if row.table != "contact_records" or not rules.unbranded_sites:
        return {}
    unnamed = {
        name: f"CASE WHEN NOT {unbranded(rules)} THEN rows.{name} END" for name in ("full_name", "company", "city")
    }
    record = f"CASE WHEN {unbranded(rules)} THEN md5(rows.record_id) ELSE rows.record_id END"
    return unnamed | {"record_id": record}


def links_of(mappings: Sequence[Mapped], *, source: str) -> str:
    """A query with the links of a batch (`SourceLink`): pairs of identifiers that one usable row carries."""
    parts = [
        f"""SELECT identifier_key AS left_key, key_{kind} AS right_key, why_{kind} AS refused,
                   rows.line * {SLOTS} + slot AS row_key,
                   CAST({named(one.row.happened)} AS TIMESTAMP) AS linked_at
            FROM {one.keyed} AS rows ANTI JOIN unused_lines ON unused_lines.line = rows.line
            WHERE key_{kind} IS NOT NULL AND key_{kind} <> identifier_key"""
        for one in mappings
        if len(identifier_columns(one.row)) > 1
        for kind in identifier_columns(one.row)
    ]
    nothing = (
        "SELECT 0 AS left_key, 0 AS right_key, NULL::VARCHAR AS refused, 0 AS row_key, NULL::TIMESTAMP AS linked_at "
        "WHERE false"
    )
    return f"""
        SELECT CAST(row_key // {LINES * SLOTS} AS BIGINT) AS load, {_code(quoted(source))} AS source,
               CAST(left_key AS BIGINT) AS left_key,
               CAST(right_key AS BIGINT) AS right_key,
               CAST(arg_min(row_key, (linked_at, row_key)) AS BIGINT) AS row_key,
               min(linked_at) AS linked_at, codes.label_key AS refused
        FROM ({" UNION ALL ".join(parts) or nothing}) AS pairs
        LEFT JOIN label_codes AS codes ON codes.label = pairs.refused
        GROUP BY 1, left_key, right_key, codes.label_key"""


def sightings_of(mappings: Sequence[Mapped], *, source: str) -> str:
    """A query with the identifiers of a batch's usable rows and when each load first saw them (`SourceSighting`)."""
    parts = []
    for one in mappings:
        keys = [f"key_{kind}" for kind in identifier_columns(one.row)]
        if identifier_columns(one.row, referrer=True):
            keys.append("referrer_key")
        parts += [
            f"""SELECT rows.line // {LINES} AS load, {key} AS identifier_key,
                       min(CAST({named(one.row.happened)} AS TIMESTAMP)) AS first_at,
                       bool_or({key} = rows.identifier_key) AS owns
                FROM {one.keyed} AS rows ANTI JOIN unused_lines ON unused_lines.line = rows.line
                WHERE {key} IS NOT NULL AND {_may_be_seen(key)} GROUP BY 1, 2"""
            for key in keys
        ]
    nothing = "SELECT 0 AS load, 0 AS identifier_key, NULL::TIMESTAMP AS first_at, false AS owns WHERE false"
    return f"""
        SELECT CAST(load AS BIGINT) AS load, {_code(quoted(source))} AS source,
               CAST(identifier_key AS BIGINT) AS identifier_key, min(first_at) AS first_at,
               coalesce(bool_or(owns), false) AS owns
        FROM ({" UNION ALL ".join(parts) or nothing}) GROUP BY load, identifier_key"""


def _may_be_seen(key: str) -> str:
    """Only identifiers whose link is allowed count as seen: a reader's e-mail without opt-in stays unknown."""
    return "true" if key == "referrer_key" else f"({key.replace('key_', 'why_')} IS NULL OR {key} = identifier_key)"


def key_identifiers(engine: DuckDB) -> None:
    """Keep `identifiers_keyed` (given_kind, kind, given, value, identifier_key, blocked) of what the registers know."""
    engine.keep(
        "identifiers_keyed",
        """SELECT seen.given_kind, seen.kind, seen.given, seen.value, keys.identifier_key, seen.blocked
           FROM identifiers_numbered AS seen
           JOIN identifier_keys AS keys ON keys.kind = seen.kind_key AND keys.value = seen.value""",
    )


def _code(text: str) -> str:
    return f"(SELECT label_key FROM label_codes WHERE label = {text})"
