"""Any CSV, TSV, JSON lines or Parquet file, mapped by formulas.

```toml
[[sources]]
name = "retail"
preset = "files"
files = "online_retail*.parquet"
time_zone = "Europe/London"
[sources.tables.source_orders]
where = "not starts_with(invoice_no, 'C')"
order_number = "invoice_no"
placed_at = "instant(invoice_date)"
total = "sum(quantity * unit_price)"
currency = "'GBP'"
user_id = "text(customer_id)"
```

Each table of `tables` takes the rows for which its `where` is true (all rows without one); several rows of one table
out of one line are several `[[sources.tables.NAME]]`. Formulas: `riparian.expressions.formula`. Where a formula adds
up or counts rows, a table has one row per key, on the first line of the key, and formulas about single rows give the
first value there is.

Left out of the mapping, `currency` is the setting `currency`; `order_id` of an order is its number, and the
`order_number` of an event its order id; `position` counts the lines of an order; `campaign` and `ad_group` are empty;
`channel` and `purpose` of a consent are `any`; a traffic reading is of all referrers (`(all)`) and of no single topic.
Where nothing tells when money was given back, it is when the order was cancelled, else when it was placed.

Rejected: rows that no table takes; rows whose key is missing, or in which there is nothing to add up; events of an
unknown kind.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import ibis
import pyarrow as pa
from pydantic import Field

from riparian.core.clocks import TimeZone
from riparian.core.currencies import CURRENCIES, Currency
from riparian.core.delimiters import Delimiter
from riparian.core.errors import FormulaError, RiparianError, SeveralErrors
from riparian.core.row import Promise, Row, mapped
from riparian.core.settings import OF_THE_COMPANY, Settings, did_you_mean
from riparian.expressions.formula import Reading, read_formula
from riparian.expressions.formula_functions import first_of
from riparian.expressions.formula_operands import unread
from riparian.expressions.formula_terms import Term
from riparian.expressions.formula_words import unknown_words
from riparian.expressions.mapped import in_minor_units, mapped_to
from riparian.expressions.refunds import dated_refunds
from riparian.expressions.value_maps import unnamed_words
from riparian.storage.delimited import read_delimited
from riparian.storage.formats import format_of
from riparian.storage.json_lines import header_of_json_lines, read_json_lines
from riparian.storage.parquet import read_parquet_rows
from riparian.tables.actions import KINDS
from riparian.tables.sources import (
    ALL_REFERRERS,
    ConsentRecord,
    ContactRecord,
    ContentPiece,
    Referral,
    SourceEvent,
    SourceOrder,
    SourceOrderLine,
    Spend,
    SupportCase,
    SurveyAnswer,
    TrafficReading,
)

Formulas = dict[str, str | int | float | bool]
"""Column to formula; a number or yes/no stands for itself."""
Rows = Callable[[ibis.Table], ibis.Table]

TABLES: dict[str, type[Row]] = {
    row.table: row
    for row in (
        ContactRecord, SourceEvent, SourceOrder, SourceOrderLine, Spend, ConsentRecord, SurveyAnswer, SupportCase,
        Referral, ContentPiece, TrafficReading,
    )
}  # fmt: skip
_DEFAULTS: dict[str, Formulas] = {
    "source_orders": {"order_id": "order_number"},
    "spend": {"campaign": "''", "ad_group": "''"},
    "consent_records": {"channel": "'any'", "purpose": "'any'"},
    "traffic_readings": {"referrer": f"'{ALL_REFERRERS}'", "topic": "''"},
}
_KINDS = {
    "string": "text", "int64": "number", "int32": "number", "float64": "number", "boolean": "flag", "date": "day",
    "timestamp(6)": "instant",
}  # fmt: skip
_COUNTED = ("position", "answer_number")
"""Columns that are counted where a mapping leaves them out."""
_SLOTS = 8
_ADDS_UP = re.compile(r"\b(sum|min|max|first|count)\s*\(")


class FilesSettings(Settings):
    """`[[sources]]` with `preset = "files"`."""

    time_zone: TimeZone = Field(default="UTC", json_schema_extra=OF_THE_COMPANY)
    """The zone of instants that say none."""
    currency: Currency = ""
    """The currency of tables whose mapping says none."""
    delimiter: Delimiter = ""
    """Empty: found among comma, semicolon, tab and bar."""
    encoding: str = ""
    """Empty: found."""
    fields: dict[str, str] = Field(default_factory=dict)
    """Of JSON lines and nested Parquet: column to path. Empty: everything that the first rows have."""
    tables: dict[str, Formulas | list[Formulas]] = Field(default_factory=dict)
    """Of each table the formula of each column."""
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    """Value maps: text of the file to our word; `"*"` is for all others."""


class FileRow(Row):
    """A row of any file; its columns are the file's. Grain: one row per line."""


def row_by_row(settings: FilesSettings) -> bool:
    """Whether no formula looks at more than its row, and no table tells the lines of an order."""
    formulas = [str(formula) for _, part in _parts(settings) for formula in part.values()]
    return "source_order_lines" not in settings.tables and not any(_ADDS_UP.search(formula) for formula in formulas)


def told_together(raw: ibis.Table, settings: FilesSettings) -> ibis.Table | None:
    """Lines that are added up to one row, and lines of one order.

    Raises:
        FormulaError: a formula cannot be read. SeveralErrors: several cannot.
    """
    found = []
    for table, part in () if row_by_row(settings) else _parts(settings):
        rows, terms = _read(table, _completed(table, part, settings), raw, settings)
        row = TABLES[table]
        if row.told_with or any(term.level == "group" for term in terms.values()):
            names = [name for name in row.told_with or row.key if name in terms]
            key = [terms[name].value.cast("string").fill_null("") for name in names]
            found.append(rows.select("line", together=ibis.literal(chr(31)).join([ibis.literal(table), *key])))
    return ibis.union(*found) if len(found) > 1 else found[0] if found else None


def fallen_through(raw: ibis.Table, settings: FilesSettings) -> ibis.Table | None:
    """The words that no value map names, though its `"*"` takes them: `value_map`, `word`, `rows`.

    Raises:
        FormulaError: a formula cannot be read.
    """
    formulas = [
        (str(formula), str(part.get("where", "")))
        for _, part in _parts(settings)
        for name, formula in part.items()
        if name != "where"
    ]
    return unnamed_words(formulas, Reading(raw, settings.time_zone, settings.values))


def _parts(settings: FilesSettings) -> list[tuple[str, Formulas]]:
    """Every mapping, with the table that it is to."""
    given = ((table, one if isinstance(one, list) else [one]) for table, one in settings.tables.items())
    return [(table, part) for table, parts in given for part in parts]


def recognises(header: tuple[str, ...]) -> float:
    """Nothing: what no other preset recognises is read by formulas."""
    return 0.0


def extract(file: Path, settings: FilesSettings) -> Iterator[pa.RecordBatch]:
    """The rows of the file, by its format."""
    match format_of(file):
        case "parquet":
            return read_parquet_rows(file, settings.fields or None)
        case "json lines":
            return read_json_lines(file, settings.fields or header_of_json_lines(file))
        case _:
            return read_delimited(file, delimiter=settings.delimiter, encoding=settings.encoding)


def mappings(settings: FilesSettings) -> dict[str, Callable[[ibis.Table, FilesSettings], ibis.Table]]:
    """A mapping for each table that the settings name. They check every formula against the columns they are given.

    Raises:
        FormulaError: a table that does not exist; none, or too many rows of one. A mapping: a column that does not
            exist, a required one without formula, a word that is none of ours, a formula that is wrong.
        SeveralErrors: several such mistakes.
    """
    wanted = {name: one if isinstance(one, list) else [one] for name, one in settings.tables.items()}
    errors: list[RiparianError] = [
        FormulaError(
            f"no source table is named {name!r}",
            where=f"riparian.toml [sources.tables.{name}]",
            fix=did_you_mean(name, dict(TABLES)),
        )
        for name in wanted
        if name not in TABLES
    ]
    errors += [
        FormulaError(f"{len(parts)} rows a line; {_SLOTS} are the most", where=f"riparian.toml [sources.tables.{name}]")
        for name, parts in wanted.items()
        if len(parts) > _SLOTS
    ]
    if not wanted:
        errors = [FormulaError("no table is mapped", where="riparian.toml [[sources]]", fix="write [sources.tables.…]")]
    _raise_all(errors)
    first = next(iter(wanted))
    return {name: _mapping(name, parts, refuses=name == first) for name, parts in wanted.items()}


def _raise_all(errors: list[RiparianError]) -> None:
    if errors:
        raise errors[0] if len(errors) == 1 else SeveralErrors(tuple(errors))


def _mistakes(table: str, formulas: Formulas, settings: FilesSettings) -> list[RiparianError]:
    where = f"riparian.toml [sources.tables.{table}]"
    columns = {promise.name: promise for promise in mapped(TABLES[table])}
    given = _completed(table, formulas, settings)
    errors: list[RiparianError] = [
        FormulaError(f"{table} has no column {name!r}", where=where, fix=did_you_mean(name, [*columns, "where"]))
        for name in formulas
        if name not in columns and name != "where"
    ]
    absent = [
        name for name, promise in columns.items() if not promise.nullable and name not in given and name not in _COUNTED
    ]
    errors += [FormulaError(f"{table} needs {name!r}", where=where, fix=f'{name} = "…"') for name in absent]
    return [*errors, *unknown_words(table, formulas, settings.values)]


def _completed(table: str, formulas: Formulas, settings: FilesSettings) -> Formulas:
    """The formulas with those that stand for what the mapping leaves out."""
    by_setting: Formulas = {}
    takes_currency = any(promise.name == "currency" for promise in mapped(TABLES[table]))
    if settings.currency and takes_currency:
        by_setting["currency"] = repr(settings.currency)
    defaults = dict(_DEFAULTS.get(table, {}))
    if "order_id" in defaults:
        defaults["order_id"] = formulas.get("order_number", "None")
    if table == "source_events" and "order_id" in formulas:
        defaults["order_number"] = formulas["order_id"]
    return by_setting | defaults | formulas


def _mapping(table: str, parts: list[Formulas], *, refuses: bool) -> Callable[[ibis.Table, FilesSettings], ibis.Table]:
    def mapping(raw: ibis.Table, settings: FilesSettings) -> ibis.Table:
        made: list[ibis.Table] = []
        errors: list[RiparianError] = []
        for slot, part in enumerate(parts):
            try:
                rows = _made(table, _completed(table, part, settings), raw, settings)
            except RiparianError as error:
                errors += error.errors if isinstance(error, SeveralErrors) else [error]
            else:
                made.append(rows.mutate(slot=ibis.literal(slot, "int32")))
        _raise_all(errors)
        if refuses:
            taken = _taken(raw, settings)
            left = raw.mutate(unsure=taken.isnull()).filter(~taken.fill_null(False))
            reason = ibis.ifelse(left.unsure, _untold(left, settings), "left out by where")
            made.append(mapped_to(TABLES[table], left, refused=reason).mutate(slot=ibis.literal(0, "int32")))
        return ibis.union(*made) if len(made) > 1 else made[0]

    return mapping


def _taken(raw: ibis.Table, settings: FilesSettings) -> ibis.Value:
    """Whether any table takes a row; null where none does and one cannot tell."""
    taken: ibis.Value = ibis.literal(False)
    for table, part in _parts(settings):
        # Yes or unknown is yes, no or unknown is unknown, on every engine.
        taken = taken | _chosen(table, part, raw, settings)
    return taken


def _untold(rows: ibis.Table, settings: FilesSettings) -> ibis.Value:
    """What a row does not say that a condition asks for, with its value."""
    reading = Reading(rows, settings.time_zone, settings.values)
    asked = [str(part["where"]) for _, part in _parts(settings) if "where" in part]
    cases = [case for condition in asked for case in unread(condition, reading)]
    unknown = "what where asks for is missing or unreadable"
    return ibis.cases(*cases, else_=unknown) if cases else ibis.literal(unknown)


def _chosen(table: str, formulas: Formulas, raw: ibis.Table, settings: FilesSettings) -> ibis.Value:
    if "where" not in formulas:
        return ibis.literal(True)
    place = f"riparian.toml [sources.tables.{table}] where"
    term = read_formula(str(formulas["where"]), Reading(raw, settings.time_zone, settings.values), where=place)
    if term.kind != "flag" or term.level == "group":
        raise FormulaError("`where` says yes or no of one row", where=place, fix="compare: kind == 'sale'")
    return term.value


def _made(table: str, formulas: Formulas, raw: ibis.Table, settings: FilesSettings) -> ibis.Table:
    row = TABLES[table]
    rows, terms = _read(table, formulas, raw, settings)
    if any(term.level == "group" for term in terms.values()):
        return _grouped(row, rows, terms)
    values = dated_refunds({name: term.value for name, term in terms.items()})
    if table == "source_order_lines" and "position" not in values:
        beside = ibis.window(group_by=values["order_number"], order_by=rows.line)
        values["position"] = ibis.row_number().over(beside) + 1
    if table == "survey_answers" and "answer_number" not in values:
        values["answer_number"] = ibis.literal("line ") + rows.line.cast("string")
    return mapped_to(row, rows, refused=_refused(table, values), **in_minor_units(row, values))


def _grouped(row: type[Row], rows: ibis.Table, terms: dict[str, Term]) -> ibis.Table:
    """One row per key, on its first line; lines whose key is missing, or with nothing to add up, are refused."""
    keys = [name for name in row.key if name in terms]
    summed = [value for term in terms.values() for value in term.summed]
    absent = [(terms[name].value.isnull(), f"{name} is missing or unreadable") for name in keys]
    absent += [(value.isnull(), "there is nothing to add up") for value in summed]
    marked = rows.mutate(
        **{f"key_of_{name}": terms[name].value for name in keys},
        refusal=ibis.cases(*absent, else_=ibis.null("string")) if absent else ibis.null("string"),
    )
    values = {
        name: term.value if term.level != "row" else first_of(term.value, rows)
        for name, term in terms.items()
        if name not in keys
    }
    # The values are expressions of `rows`; grouping keys and the filter are too, so that one aggregation serves.
    good = [~missing for missing, _ in absent]
    grouped = rows.filter(*good) if good else rows
    made = grouped.group_by(**{name: terms[name].value for name in keys}).agg(line=rows.line.min(), **values)
    columns = dated_refunds({name: made[name] for name in terms})
    refused = marked.filter(marked.refusal.notnull())
    return ibis.union(
        mapped_to(row, made, refused=_refused(row.table, columns), **in_minor_units(row, columns)),
        mapped_to(row, refused, refused=refused.refusal),
    )


def _read(
    table: str, formulas: Formulas, raw: ibis.Table, settings: FilesSettings
) -> tuple[ibis.Table, dict[str, Term]]:
    """The rows that the table takes, and every formula read, its kind being that of the column.

    Raises:
        SeveralErrors: with everything that is wrong.
    """
    errors = _mistakes(table, formulas, settings)
    rows = raw
    try:
        rows = raw.filter(_chosen(table, formulas, raw, settings))
    except FormulaError as error:
        errors.append(error)
    reading = Reading(rows, settings.time_zone, settings.values)
    promises = {promise.name: promise for promise in mapped(TABLES[table])}
    terms: dict[str, Term] = {}
    for name, formula in formulas.items():
        if name not in promises:
            continue
        where = f"riparian.toml [sources.tables.{table}] {name}"
        try:
            terms[name] = _of_kind(promises[name], read_formula(str(formula), reading, where=where), where)
        except FormulaError as error:
            # The id of an order that nobody gave is its number, whose mistake is told already.
            if (name, formula) != ("order_id", formulas.get("order_number")):
                errors.append(error)
    _raise_all(errors)
    return rows, terms


def _of_kind(promise: Promise, term: Term, where: str) -> Term:
    wanted = _KINDS[promise.column.mapped_dtype]
    if term.kind not in (wanted, "nothing"):
        raise FormulaError(
            f"{promise.name} is {wanted}, and this is {term.kind}",
            where=where,
            fix=f"write {wanted}(…)" if wanted != "flag" else "",
        )
    return term


def _refused(table: str, values: dict[str, ibis.Value]) -> ibis.Value:
    """Why a row is refused for a word that its column cannot hold; null where every word is one that it can."""
    wrong: list[tuple[ibis.Value, ibis.Value]] = []
    if table == "source_events":
        kind = values["kind"]
        wrong.append((kind.notnull() & ~kind.isin(KINDS), ibis.literal("kind '") + kind + "' is none of Riparian's"))
    if "currency" in values:
        currency = values["currency"].cast("string")
        code = currency.strip().upper()
        no_code = currency.notnull() & (code != "") & ~code.isin(CURRENCIES)
        wrong.append((no_code, ibis.literal("currency '") + currency + "' is no code of ISO 4217"))
    return ibis.cases(*wrong, else_=ibis.null("string")) if wrong else ibis.null("string")
