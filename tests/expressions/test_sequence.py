"""First, next and so far."""

from typing import Any

import ibis
import pyarrow as pa

from riparian.expressions.sequence import first_code, firsts, running
from riparian.testing.tables import lent, rows_of

SCHEMA = ibis.schema({"who": "int64", "turn": "int64", "code": "int32", "said": "boolean"})


def table(*rows: tuple[Any, ...]) -> ibis.Table:
    columns = dict(zip(SCHEMA, zip(*rows, strict=True), strict=True))
    types = {"who": pa.int64(), "turn": pa.int64(), "code": pa.int32(), "said": pa.bool_()}
    return lent(pa.table({name: pa.array(columns[name], kind) for name, kind in types.items()}), SCHEMA)


def test_the_first_code_is_that_of_the_lowest_position_not_the_lowest_code() -> None:
    rows = table((1, 5, 2, True), (1, 3, 9, True), (1, 1, 1, False), (2, 2**31 - 1, 2**31 - 1, True))

    first = rows.group_by("who").agg(code=first_code(rows.code, rows.turn, where=rows.said))

    assert rows_of(first) == [(1, 9), (2, 2**31 - 1)]


def test_a_code_that_is_null_in_the_first_row_stays_null() -> None:
    rows = table((1, 1, None, True), (1, 2, 7, True), (2, 1, 7, False))

    first = rows.group_by("who").agg(code=first_code(rows.code, rows.turn, where=rows.said))

    assert rows_of(first) == [(1, None), (2, None)]


def test_firsts_takes_one_row_of_each_group_whole() -> None:
    rows = table((1, 2, 5, True), (1, 1, 6, False), (2, 4, 7, True))

    taken = firsts(rows, by=["who"], order=["turn"])

    assert rows_of(taken) == [(1, 1, 6, False), (2, 4, 7, True)]


def test_running_sums_row_by_row_and_gives_whole_numbers() -> None:
    rows = table((1, 2, 5, True), (1, 1, -2, False), (2, 4, 7, True))

    summed = rows.select("who", "turn", stock=running(rows.code, by=["who"], order=["turn"]))

    assert rows_of(summed) == [(1, 1, -2), (1, 2, 3), (2, 4, 7)]
    assert all(isinstance(stock, int) for *_, stock in rows_of(summed))
