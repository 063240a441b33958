"""How many different values a group has."""

from collections.abc import Sequence

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riparian.expressions.distinct_values import BITS, distinct_values, told_apart
from riparian.storage.arrow import arrow_schema
from riparian.testing.tables import lent, rows_of

SCHEMA = ibis.schema({"pair": "int64", "source": "int32"})
ROWS = st.lists(st.tuples(st.integers(0, 3), st.none() | st.integers(100, 108)), max_size=30)


def counted(rows: Sequence[tuple[int, int | None]]) -> dict[int, int]:
    data = pa.Table.from_pylist([dict(zip(SCHEMA, row, strict=True)) for row in rows], arrow_schema(SCHEMA))
    table = lent(data, SCHEMA)
    told = told_apart(table, table, "source", by=("pair",))
    return dict(rows_of(told.group_by("pair").agg(sources=distinct_values(told)), "pair", "sources"))


@pytest.mark.parametrize("bits", [BITS, 3])
@given(ROWS)
@settings(max_examples=15)
def test_each_value_of_a_group_counts_once_whether_or_not_it_has_a_bit(
    bits: int, rows: list[tuple[int, int | None]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("riparian.expressions.distinct_values.BITS", bits)
        found = counted(rows)

    assert found == {pair: len({value for one, value in rows if one == pair} - {None}) for pair, _ in rows}


def test_as_many_values_as_there_are_bits_and_more_are_all_counted() -> None:
    rows = [(pair, value) for pair, values in ((1, BITS), (2, BITS + 1), (3, 2 * BITS)) for value in range(values)]

    assert counted(rows) == {1: BITS, 2: BITS + 1, 3: 2 * BITS}
