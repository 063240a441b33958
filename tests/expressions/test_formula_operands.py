"""What a condition asks about, told apart, and which of it a row does not say."""

import ibis
import pyarrow as pa
import pytest

from riparian.expressions.formula import Reading
from riparian.expressions.formula_operands import operands_of, unread
from riparian.testing.tables import lent, rows_of


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("number(total) >= 0", [("number(total)", ("total",))]),
        ("0 < number(a) <= number(b)", [("number(a)", ("a",)), ("number(b)", ("b",))]),
        ("not starts_with(no, 'C') and gift", [("starts_with(no, 'C')", ("no",)), ("gift", ("gift",))]),
        ("kind in ('sale', 'gift')", [("kind", ("kind",))]),
        ("number(a) * number(b) > 1", [("number(a) * number(b)", ("a", "b"))]),
        ('column("Order Total") == "1"', [("column('Order Total')", ("order_total",))]),
        ("total is None or total is not None", []),
        ("True", []),
        ("(", []),
    ],
)
def test_a_condition_asks_about_what_it_compares(condition: str, found: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(one.formula, one.columns) for one in operands_of(condition)] == found


def test_the_first_part_that_a_row_does_not_say_is_told_with_column_and_value() -> None:
    schema = ibis.schema({"line": "int64", "total": "string", "paid": "string"})
    rows = lent(pa.table({"line": [1, 2, 3], "total": ["1e12", " ", "3"], "paid": ["1", "2", None]}), schema)

    cases = list(unread("number(total) >= 0 and number(paid) > 0", Reading(rows, "UTC")))

    assert rows_of(rows.select("line", told=ibis.cases(*cases)), "line", "told") == [
        (1, "where: number(total) cannot be read, total is '1e12'"),
        (2, "where: number(total) cannot be read, total is empty"),
        (3, "where: number(paid) cannot be read, paid is empty"),
    ]
