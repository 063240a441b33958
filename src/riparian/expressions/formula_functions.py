"""The functions that formulas may call.

| of texts | |
|---|---|
| `lower(x)` `upper(x)` `trim(x)` | |
| `replace(x, 'a', 'b')` `concat(x, y, …)` `extract(x, 'pattern')` | the first group of a regular expression |
| `starts_with(x, 'a')` `ends_with(x, 'a')` `contains(x, 'a')` | |
| `host(url)` `path(url)` `parameter(url, 'utm_source')` | |
| `value_map(x, 'name')` | the word that `[sources.values.name]` gives to a text; `"*"` there is for all others |

| of kinds | |
|---|---|
| `text(x)` | a whole number without a point |
| `number(x)` `money(x)` | also out of `1.234,50 €`; null where it says none |
| `number(x, ',')` `money(x, ',')` | of a column with decimal commas: `1.250` is 1250, not 1.25 |
| `instant(x)` `instant(x, '%d/%m/%Y %H:%M')` | a clock time is one of the source's zone |
| `day(x)` `day(x, '%d/%m/%Y')` | |
| `epoch(x)` | the instant so many seconds (or, above 10¹¹, milliseconds) after 1970 |

| of any kind | |
|---|---|
| `coalesce(x, y, …)` | the first that is there |
| `abs(x)` `round(x)` `round(x, 2)` | |
| `min(x, y, …)` `max(x, y, …)` | of the values of one row |

| of all rows with one key | |
|---|---|
| `sum(x)` `min(x)` `max(x)` `count()` `count(x)` | `count(x)` counts where x is there |
| `first(x)` | the value on the first line that has one |
"""

import re
from collections.abc import Callable, Mapping
from typing import Protocol

import ibis

from riparian.core.clocks import pattern_mistake
from riparian.core.patterns import regex_mistake
from riparian.core.settings import did_you_mean
from riparian.expressions.engine_functions import riparian_instant_of_microseconds
from riparian.expressions.formula_terms import Kind, Term, Wrong, highest
from riparian.expressions.money import decimal_of, decimal_with_comma
from riparian.expressions.text import filled, host_of, parameter_of, path_of
from riparian.expressions.time import day_of, instant_from_clock, instant_of


class Read(Protocol):
    """What functions know besides their arguments."""

    @property
    def rows(self) -> ibis.Table:
        """The rows of the file."""
        ...

    @property
    def time_zone(self) -> str:
        """The zone of instants that say none."""
        ...

    @property
    def values(self) -> Mapping[str, Mapping[str, str]]:
        """Value maps by name."""
        ...


Function = Callable[[list[Term], Read], Term]
DECIMAL_SIGNS = {".": decimal_of, ",": decimal_with_comma}
"""How numbers are read, by the sign before their fraction."""


def _constant(term: Term, name: str) -> str:
    if term.level != "constant" or term.kind != "text":
        raise Wrong(f"{name}() takes a text in quotes here")
    return str(term.value.op().value)


def _count(terms: list[Term], name: str, least: int, most: int) -> None:
    if not least <= len(terms) <= most:
        wanted = str(least) if least == most else f"{least} to {most}" if most < 99 else f"at least {least}"
        raise Wrong(f"{name}() takes {wanted} {'value' if wanted == '1' else 'values'}, and {len(terms)} stand there")


def _of_text(name: str, make: Callable[[ibis.Value], ibis.Value], kind: Kind = "text") -> Function:
    def function(terms: list[Term], _: Read) -> Term:
        _count(terms, name, 1, 1)
        (text,) = terms
        return Term(make(text.must_be("text", f"{name}()").value), kind, text.level, text.summed)

    return function


def _of_texts(name: str, constants: int, make: Callable[..., ibis.Value], kind: Kind = "text") -> Function:
    def function(terms: list[Term], _: Read) -> Term:
        _count(terms, name, 1 + constants, 1 + constants)
        text = terms[0].must_be("text", f"{name}()")
        return Term(make(text.value, *(_constant(term, name) for term in terms[1:])), kind, text.level, text.summed)

    return function


def _extracted(text: ibis.Value, pattern: str) -> ibis.Value:
    if wrong := regex_mistake(pattern):
        raise Wrong(f"{pattern!r} {wrong}")
    if not re.compile(pattern).groups:
        raise Wrong(f"{pattern!r} has no group", fix="put brackets around what is wanted")
    return text.re_extract(pattern, 1).nullif("")


def _concat(terms: list[Term], _: Read) -> Term:
    _count(terms, "concat", 2, 99)
    value = terms[0].must_be("text", "concat()").value
    for term in terms[1:]:
        value = value + term.must_be("text", "concat()").value
    return Term(value, "text", highest(*terms))


def _coalesce(terms: list[Term], _: Read) -> Term:
    _count(terms, "coalesce", 2, 99)
    kind = next((term.kind for term in terms if term.kind != "nothing"), terms[0].kind)
    values = [term.must_be(kind, "coalesce()").value for term in terms]
    return Term(ibis.coalesce(*values), kind, highest(*terms), sum((term.summed for term in terms), ()))


def _value_map(terms: list[Term], read: Read) -> Term:
    _count(terms, "value_map", 2, 2)
    text, name = terms[0].must_be("text", "value_map()"), _constant(terms[1], "value_map")
    if name not in read.values:
        raise Wrong(f"there is no [sources.values.{name}]", fix=did_you_mean(name, list(read.values)))
    words = dict(read.values[name])
    other = words.pop("*", None)
    branches = [(text.value == written, ibis.literal(word)) for written, word in words.items()]
    rest = ibis.null("string") if other is None else ibis.literal(other)
    return text.with_value(ibis.cases(*branches, else_=rest) if branches else rest)


def _text(terms: list[Term], _: Read) -> Term:
    _count(terms, "text", 1, 1)
    (term,) = terms
    value = term.value
    if term.kind == "number" and not value.type().is_integer():
        number = value.cast("float64")
        number = ibis.ifelse(number.isnan(), ibis.null("float64"), number)
        whole = number.try_cast("int64")
        value = ibis.ifelse(whole.cast("float64") == number, whole.cast("string"), number.cast("string"))
    return Term(value.cast("string"), "text", term.level, term.summed)


def _number(name: str) -> Function:
    def function(terms: list[Term], _: Read) -> Term:
        _count(terms, name, 1, 2)
        sign = _constant(terms[1], name) if len(terms) == 2 else "."
        if sign not in DECIMAL_SIGNS:
            raise Wrong(f"{sign!r} is no decimal sign", fix=f"{name}(x, ',')")
        if terms[0].kind == "number":
            return terms[0]
        text = terms[0].must_be("text", f"{name}()")
        return Term(DECIMAL_SIGNS[sign](text.value).cast("float64"), "number", text.level, text.summed)

    return function


def _pattern(terms: list[Term], name: str) -> str:
    """The pattern that stands as second value; empty where none does."""
    pattern = _constant(terms[1], name) if len(terms) == 2 else ""
    if pattern and (wrong := pattern_mistake(pattern)):
        told, _, fix = wrong.partition("; ")
        raise Wrong(told, fix=fix)
    return pattern


def _instant(terms: list[Term], read: Read) -> Term:
    _count(terms, "instant", 1, 2)
    term = terms[0]
    pattern = _pattern(terms, "instant")
    if term.kind == "instant":
        return term
    if term.kind in ("clock", "day"):
        return Term(instant_from_clock(term.value.cast("timestamp(6)"), read.time_zone), "instant", term.level)
    return Term(instant_of(term.must_be("text", "instant()").value, read.time_zone, pattern), "instant", term.level)


def _day(terms: list[Term], _: Read) -> Term:
    _count(terms, "day", 1, 2)
    term = terms[0]
    pattern = _pattern(terms, "day")
    if term.kind in ("day", "clock", "instant"):
        return Term(term.value.cast("date"), "day", term.level)
    return Term(day_of(term.must_be("text", "day()").value, pattern), "day", term.level)


def _epoch(terms: list[Term], _: Read) -> Term:
    _count(terms, "epoch", 1, 1)
    number = terms[0].must_be("number", "epoch()")
    count = number.value.cast("float64")
    micros = ibis.ifelse(count.abs() > 1e11, count * 1e3, count * 1e6).round().cast("int64")
    return Term(riparian_instant_of_microseconds(micros).cast("timestamp(6)"), "instant", number.level)


def _round(terms: list[Term], _: Read) -> Term:
    _count(terms, "round", 1, 2)
    number = terms[0].must_be("number", "round()")
    digits = (
        terms[1].must_be("number", "round()").value.op().value
        if len(terms) == 2 and terms[1].level == "constant"
        else 0
    )
    return number.with_value(number.value.cast("float64").round(int(digits)).cast("float64"))


def _abs(terms: list[Term], _: Read) -> Term:
    _count(terms, "abs", 1, 1)
    number = terms[0].must_be("number", "abs()")
    return number.with_value(number.value.abs())


def _of_rows(name: str, terms: list[Term], read: Read) -> Term:
    _count(terms, name, 1, 1)
    if terms[0].level == "group":
        raise Wrong(f"{name}() stands around a value of all rows already")
    if terms[0].level == "constant":
        value = terms[0].value
        return terms[0].with_value(ibis.ifelse(read.rows.line.notnull(), value, ibis.null(value.type())))
    return terms[0]


def _extreme(name: str, of_values: Callable[..., ibis.Value]) -> Function:
    def function(terms: list[Term], read: Read) -> Term:
        if len(terms) > 1:
            kind = terms[0].kind
            return Term(of_values(*(term.must_be(kind, f"{name}()").value for term in terms)), kind, highest(*terms))
        term = _of_rows(name, terms, read)
        return Term(term.value.min() if name == "min" else term.value.max(), term.kind, "group")

    return function


def _sum(terms: list[Term], read: Read) -> Term:
    term = _of_rows("sum", terms, read).must_be("number", "sum()")
    added = term.value.cast("float64")
    return Term(added.sum(), "number", "group", (added,))


def _first(terms: list[Term], read: Read) -> Term:
    term = _of_rows("first", terms, read)
    return Term(first_of(term.value, read.rows), term.kind, "group")


def _count_rows(terms: list[Term], read: Read) -> Term:
    value = _of_rows("count", terms, read).value if terms else read.rows.line
    return Term(value.count().cast("int64"), "number", "group")


def first_of(value: ibis.Value, rows: ibis.Table) -> ibis.Value:
    """The value on the first line of a group that has one."""
    return value.argmin(rows.line, where=value.notnull())


FUNCTIONS: dict[str, Function] = {
    "lower": _of_text("lower", lambda text: text.lower()),
    "upper": _of_text("upper", lambda text: text.upper()),
    "trim": _of_text("trim", filled),
    "host": _of_text("host", host_of),
    "path": _of_text("path", path_of),
    "parameter": _of_texts("parameter", 1, parameter_of),
    "replace": _of_texts("replace", 2, lambda text, old, new: text.replace(old, new)),
    "extract": _of_texts("extract", 1, _extracted),
    "starts_with": _of_texts("starts_with", 1, lambda text, start: text.startswith(start), "flag"),
    "ends_with": _of_texts("ends_with", 1, lambda text, end: text.endswith(end), "flag"),
    "contains": _of_texts("contains", 1, lambda text, part: text.contains(part), "flag"),
    "concat": _concat,
    "coalesce": _coalesce,
    "value_map": _value_map,
    "text": _text,
    "number": _number("number"),
    "money": _number("money"),
    "instant": _instant,
    "day": _day,
    "epoch": _epoch,
    "abs": _abs,
    "round": _round,
    "min": _extreme("min", ibis.least),
    "max": _extreme("max", ibis.greatest),
    "sum": _sum,
    "first": _first,
    "count": _count_rows,
}
"""Name to function."""
