import re
from datetime import date, datetime
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.core.errors import FormulaError
from riparian.expressions import formula_functions
from riparian.expressions.formula import Reading, read_formula
from riparian.expressions.formula_functions import FUNCTIONS
from riparian.expressions.formula_terms import Term
from riparian.storage.compiled import compiled
from riparian.testing.tables import engine, lent

ROWS = pa.table(
    {
        "line": pa.array([2, 3, 4], pa.int64()),
        "kind": ["sale", "return", None],
        "price": ["1.234,50", "2.50", "x"],
        "quantity": pa.array([2, 3, 4], pa.int64()),
        "rate": pa.array([0.5, 0.0, None], pa.float64()),
        "order_date": ["01/05/2024 10:00", "2024-05-01 10:00:00", None],
        "clock": pa.array([datetime(2024, 7, 1, 10)] * 3, pa.timestamp("us")),
        "gift": pa.array([True, False, None]),
        "url": ["https://www.shop.example/a?utm_source=news", "/b", None],
    }
)
SCHEMA = ibis.schema(
    {
        "line": "int64",
        "kind": "string",
        "price": "string",
        "quantity": "int64",
        "rate": "float64",
        "order_date": "string",
        "clock": "timestamp(6)",
        "gift": "boolean",
        "url": "string",
    }
)
VALUES = {"kind": {"sale": "order", "*": "other"}, "strict": {"sale": "order"}}


def term(formula: str) -> tuple[Term, ibis.Table]:
    """A formula read against the rows."""
    rows = lent(ROWS, SCHEMA)
    return read_formula(formula, Reading(rows, "Europe/London", VALUES), where="here"), rows


def values(formula: str) -> list[Any]:
    """The value of a formula in each row, or of all of them."""
    read, rows = term(formula)
    made = rows.agg(made=read.value) if read.level == "group" else rows.order_by("line").select(made=read.value)
    return list(engine().arrow(compiled(made)).column("made").to_pylist())


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("kind", ["sale", "return", None]),
        ("column('Order Date') is None", [False, False, True]),
        ("'GBP'", ["GBP"] * 3),
        ("kind + '!'", ["sale!", "return!", None]),
        ("quantity * 2 - 1", [3, 5, 7]),
        ("quantity / rate", [4.0, None, None]),
        ("-quantity", [-2, -3, -4]),
        ("quantity > 2 and not gift", [False, True, None]),
        ("2 < quantity <= 3", [False, True, False]),
        ("kind == 'sale' or gift", [True, False, None]),
        ("kind in ('sale', 'gift')", [True, False, None]),
        ("kind not in ['sale']", [False, True, None]),
        ("kind is not None", [True, True, False]),
        ("'a' if kind == 'sale' else None", ["a", None, None]),
        ("number(price)", [1234.5, 2.5, None]),
        ("money(price) * quantity", [2469.0, 7.5, None]),
        ("text(quantity)", ["2", "3", "4"]),
        ("text(rate + 1.5)", ["2", "1.5", None]),
        ("number(price, ',')", [1234.5, 2.5, None]),
        ("money(replace(price, '1.234,50', '1.234'), ',')", [1234.0, 2.5, None]),
        ("number(replace(price, '1.234,50', '1.234'), '.')", [1.234, 2.5, None]),
        ("coalesce(number(price), 0)", [1234.5, 2.5, 0.0]),
        ("round(number(price) / 7, 2)", [176.36, 0.36, None]),
        ("abs(0 - quantity)", [2, 3, 4]),
        ("min(quantity, 3)", [2, 3, 3]),
        ("max(quantity, 3)", [3, 3, 4]),
        ("instant(order_date)", [None, datetime(2024, 5, 1, 9), None]),
        ("instant(order_date, '%d/%m/%Y %H:%M')", [datetime(2024, 5, 1, 9), None, None]),
        ("instant(clock)", [datetime(2024, 7, 1, 9)] * 3),
        ("day(clock)", [date(2024, 7, 1)] * 3),
        ("day('2024-05-01')", [date(2024, 5, 1)] * 3),
        (
            "epoch(quantity)",
            [datetime(1970, 1, 1, 0, 0, 2), datetime(1970, 1, 1, 0, 0, 3), datetime(1970, 1, 1, 0, 0, 4)],
        ),
        ("epoch(1700000000000 + quantity * 0)", [datetime(2023, 11, 14, 22, 13, 20)] * 3),
        ("host(url)", ["shop.example", None, None]),
        ("path(url)", ["/a", "/b", None]),
        ("parameter(url, 'utm_source')", ["news", None, None]),
        ("upper(trim(replace(kind, 'sale', ' x ')))", ["X", "RETURN", None]),
        ("extract(kind, '^(..)')", ["sa", "re", None]),
        ("starts_with(kind, 's')", [True, False, None]),
        ("ends_with(kind, 'n')", [False, True, None]),
        ("contains(lower(kind), 'a')", [True, False, None]),
        ("concat(kind, '-', text(quantity))", ["sale-2", "return-3", None]),
        ("value_map(kind, 'kind')", ["order", "other", "other"]),
        ("value_map(kind, 'strict')", ["order", None, None]),
        ("sum(quantity * 2)", [18.0]),
        ("sum(quantity) / count()", [3.0]),
        ("sum(2)", [6.0]),
        ("min('a')", ["a"]),
        ("count('a')", [3]),
        ("count(kind)", [2]),
        ("min(quantity)", [2]),
        ("max(kind)", ["sale"]),
        ("first(rate)", [0.5]),
    ],
)
def test_a_formula_means(formula: str, expected: list[Any]) -> None:
    assert values(formula) == expected


@pytest.mark.parametrize(
    ("formula", "what", "fix"),
    [
        ("knd", "no column 'knd'", "did you mean 'kind'?"),
        ("lowr(kind)", "no function 'lowr'", "did you mean 'lower'?"),
        ("number(price, ';')", "';' is no decimal sign", "number(x, ',')"),
        ("number(price, kind)", "number() takes a text in quotes here", ""),
        ("price * 2", "* needs a number, and this is a text", "write number(…)"),
        ("kind == 2", "a comparison needs a text, and this is a number", "write text(…)"),
        ("kind and gift", "and needs a yes or no, and this is a text", ""),
        ("sum(quantity) + quantity", "a value of one row stands beside one of all rows", "first(…)"),
        ("sum(sum(quantity))", "stands around a value of all rows already", ""),
        ("lower(kind, 'x')", "lower() takes 1 value, and 2 stand there", ""),
        ("replace(kind, kind, 'x')", "takes a text in quotes here", ""),
        ("value_map(kind, 'kinds')", "no [sources.values.kinds]", "did you mean 'kind'?"),
        ("extract(kind, '(')", "is no regular expression", ""),
        ("extract(kind, '(?<=a)(b)')", "has '(?<=', which not every engine can", ""),
        ("extract(kind, 'a')", "has no group", "brackets"),
        ("kind in gift", "after `in` stand constants", "('a', 'b')"),
        ("GBP'", "cannot be read", "texts stand in quotes"),
        ("kind = 'sale'", "cannot be read", "equal is written =="),
        ("kind == 'a=b' and 'GBP", "cannot be read", "texts stand in quotes"),
        ("kind[0]", "is not part of the language", "columns"),
        ("kind.upper()", "is not part of the language", "columns"),
        ("__import__('os')", "no function '__import__'", ""),
        ("[kind for kind in url]", "is not part of the language", ""),
        ("lambda: 1", "is not part of the language", ""),
        ("1 if kind else 2", "if needs a yes or no", ""),
        ("99999999999999999999", "is no constant", ""),
        ("", "cannot be read", ""),
        ("(" * 500 + "1" + ")" * 500, "cannot be read", ""),
        ("x" * 3000, "at most 2000 characters", ""),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_a_fix(formula: str, what: str, fix: str) -> None:
    with pytest.raises(FormulaError) as told:
        term(formula)

    assert what in told.value.what
    assert fix in told.value.fix
    assert told.value.where == "here"


@given(
    st.text(
        st.sampled_from("ab1 '\"()[]{}+-*/<>=!.,:lambda if else not in is None kind quantity sum first\\\n\0"),
        max_size=40,
    )
)
def test_any_text_is_a_formula_or_told_on(formula: str) -> None:
    try:
        told = str(term(formula)[0].kind)
    except FormulaError as error:
        told = error.what

    assert told


def test_every_function_is_described() -> None:
    described = formula_functions.__doc__ or ""

    assert [name for name in FUNCTIONS if f"`{name}(" not in described] == []


@pytest.mark.parametrize("name", ["line", "load", "natural", "line_id", "raw", "malformed"])
def test_columns_that_landing_adds_are_no_columns_of_the_file_and_are_never_named(name: str) -> None:
    added = {"load": "int64", "natural": "boolean", "line_id": "int64", "raw": "string", "malformed": "string"}
    rows = ibis.table({**SCHEMA, **added}, name="raw_now")

    with pytest.raises(FormulaError) as told:
        read_formula(name, Reading(rows, "UTC"), where="here")

    assert told.value.what.startswith(f"the file has no column {name!r}")
    assert not set(re.findall(r"\w+", told.value.fix.partition(": ")[2])) & {*added, "line"}
