from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.core.errors import SourceError
from riparian.storage.parquet import read_parquet_rows

AT = datetime(2024, 7, 1, 9, 0)


def test_columns_keep_their_type_or_become_text_that_says_all(tmp_path: Path) -> None:
    table = pa.table(
        {
            "InvoiceNo": pa.array(["536365", ""]).dictionary_encode(),
            "Quantity": pa.array([6, None], pa.uint16()),
            "UnitPrice": pa.array([Decimal("2.55"), None], pa.decimal128(8, 2)),
            "clock": pa.array([AT, None], pa.timestamp("ns")),
            "at": pa.array([AT, None], pa.timestamp("us", "Europe/London")),
            "on": pa.array([date(2024, 7, 1), None]),
            "gift": pa.array([True, None]),
            "items": pa.array([[{"sku": "A"}], None]),
        }
    )
    pq.write_table(table, tmp_path / "orders.parquet")

    (batch,) = read_parquet_rows(tmp_path / "orders.parquet")

    assert batch.to_pylist()[0] == {
        "line": 1,
        "malformed": None,
        "raw": None,
        "invoice_no": "536365",
        "quantity": 6,
        "unit_price": 2.55,
        "clock": AT,
        "at": "2024-07-01 09:00:00.000000Z",
        "on": date(2024, 7, 1),
        "gift": True,
        "items": '[{"sku":"A"}]',
    }
    assert set(batch.to_pylist()[1].values()) == {2, None}


def test_nested_columns_can_be_taken_by_path(tmp_path: Path) -> None:
    params = [[{"key": "page_location", "value": {"string_value": "/a", "int_value": None}}]]
    pq.write_table(pa.table({"event_name": ["page_view"], "event_params": params}), tmp_path / "events.parquet")

    (batch,) = read_parquet_rows(
        tmp_path / "events.parquet", {"name": "event_name", "page": "event_params[page_location]"}
    )

    assert {name: batch.to_pylist()[0][name] for name in ("line", "name", "page")} == {
        "line": 1,
        "name": "page_view",
        "page": "/a",
    }


def test_what_is_no_parquet_file_is_told_on(tmp_path: Path) -> None:
    (tmp_path / "orders.parquet").write_bytes(b"a,b\n1,2\n")

    with pytest.raises(SourceError, match="is no Parquet file"):
        list(read_parquet_rows(tmp_path / "orders.parquet"))


def test_rows_are_counted_through_all_batches(reference: Path) -> None:
    lines = [
        batch.column("line") for batch in read_parquet_rows(reference / "orders" / "online_retail_2010_2011.parquet")
    ]

    # 541,909 rows: orders_answers.json beside the file.
    assert (lines[0][0].as_py(), lines[-1][-1].as_py(), sum(map(len, lines))) == (1, 541_909, 541_909)


def test_whole_numbers_of_a_warehouse_are_exact(tmp_path: Path) -> None:
    numbers = pa.array([Decimal(9007199254740993), Decimal(-7), None, Decimal(10) ** 30], pa.decimal128(38, 0))
    pq.write_table(pa.table({"id": numbers}), tmp_path / "users.parquet")

    (batch,) = read_parquet_rows(tmp_path / "users.parquet")

    assert batch.column("id").to_pylist() == [9007199254740993, -7, None, None]


def test_unsigned_numbers_beyond_the_largest_integer_are_unknown_and_not_negative(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": pa.array([2**63 - 1, 2**63, None], pa.uint64())}), tmp_path / "users.parquet")

    (batch,) = read_parquet_rows(tmp_path / "users.parquet")

    assert batch.column("id").to_pylist() == [2**63 - 1, None, None]


def test_whole_numbers_of_floats_are_whole_where_they_are_taken_by_path(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": [42.0, None, 2.5, 1e16], "name": ["42.0"] * 4}), tmp_path / "users.parquet")

    (batch,) = read_parquet_rows(tmp_path / "users.parquet", {"id": "id", "name": "name"})

    assert batch.column("id").to_pylist() == ["42", None, "2.5", "10000000000000000"]
    assert set(batch.column("name").to_pylist()) == {"42.0"}
