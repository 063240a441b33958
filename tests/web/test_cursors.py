from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.web.cursors import Order, read_on
from riparian.web.refusals import AddressError
from tests.web.hand_reader import HandReader

START = datetime(2026, 1, 1)


@given(
    values=st.lists(st.integers(0, 4), max_size=30),
    limit=st.integers(1, 7),
    key_down=st.booleans(),
    instants=st.booleans(),
)
def test_reading_on_meets_every_row_once_in_order(
    values: list[int], limit: int, key_down: bool, instants: bool
) -> None:
    rows = [
        {"value": START + timedelta(microseconds=value) if instants else value, "key": key}
        for key, value in enumerate(values)
    ]
    order = Order("value", "key", key_down=key_down, of_instants=instants)
    tables = HandReader({"rows": rows})

    met, after = read_on(tables, "rows", order, where=[], after=None, limit=limit)
    while after is not None:
        found, after = read_on(tables, "rows", order, where=[], after=after, limit=limit)
        assert 1 <= len(found) <= limit
        met += found

    assert met == tables.rows("rows", order_by=order.by, limit=100)


@pytest.mark.parametrize(
    "after", ["", "5", "a~b", "5~", "2026-01-01T00:00:00~1", "~3", f"{2**63}~1", f"1~{-(2**63) - 1}"]
)
def test_what_is_no_cursor_is_refused(after: str) -> None:
    with pytest.raises(AddressError, match="no place to read on from"):
        read_on(HandReader(), "rows", Order("value", "key"), where=[], after=after, limit=5)
