import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.core.errors import SourceError
from riparian.storage.as_text import read_as_text


def rows_of(file: Path) -> list[dict[str, Any]]:
    """Every row of a file without its line and what is malformed."""
    found = [row for batch in read_as_text(file) for row in batch.to_pylist()]
    return [{name: value for name, value in row.items() if name not in ("line", "malformed", "raw")} for row in found]


def test_typed_columns_are_written_as_people_write_them(tmp_path: Path) -> None:
    columns = {
        "Customer": pa.array([1001.0, None]),
        "Total": pa.array([49.9, float("nan")]),
        "Tax": pa.array([Decimal("7.50"), None], pa.decimal128(8, 2)),
        "Large": pa.array([1e17, None]),
        "At": pa.array([datetime(2024, 7, 1, 9, 30), None], pa.timestamp("ns")),
        "On": pa.array([date(2024, 7, 1), None]),
        "Gift": pa.array([True, None]),
        "Via": pa.array([{"channel": "web", "source": {"to": "shop"}}, None]),
        "Tags": pa.array([["a"], None]),
    }
    pq.write_table(pa.table(columns), tmp_path / "orders.parquet")

    first, second = rows_of(tmp_path / "orders.parquet")

    assert first == {
        "customer": "1001",
        "total": "49.9",
        "tax": "7.5",
        "large": "1e+17",
        "at": "2024-07-01 09:30:00.000000",
        "on": "2024-07-01",
        "gift": "true",
        "via_channel": "web",
        "via_source_to": "shop",
        "tags": '["a"]',
    }
    assert set(second.values()) == {None}


def test_json_lines_have_the_fields_of_later_objects_too(tmp_path: Path) -> None:
    orders = [{"Name": f"#{number}", "via": {"channel": "web"}} for number in range(1200)]
    orders[1100]["Cancelled at"] = "2024-01-01"
    file = tmp_path / "orders.jsonl"
    file.write_text("".join(json.dumps(order) + "\n" for order in orders))

    rows = rows_of(file)

    assert len(rows) == 1200
    assert rows[0] == {"name": "#0", "via_channel": "web", "cancelled_at": None}
    assert rows[1100]["cancelled_at"] == "2024-01-01"


def test_whole_numbers_of_json_have_no_empty_fraction_and_texts_stay(tmp_path: Path) -> None:
    file = tmp_path / "orders.jsonl"
    said = 'said: \\"a\\": 7.0, {8.0}'
    lines = [
        f'{{"Name":1001.0,"less": -3.00 ,"via":{{"id":5.0}},"total":49.5,"version":"2.0","note":"{said}"}}',
        '{"Name":1002,"less":0.5}',
        '{"Name":1003.0',
    ]
    file.write_text("\n".join(lines))

    first, second, third = (row for batch in read_as_text(file) for row in batch.to_pylist())

    assert {name: value for name, value in first.items() if name not in ("line", "malformed", "raw")} == {
        "name": "1001",
        "less": "-3",
        "via_id": "5",
        "total": "49.5",
        "version": "2.0",
        "note": 'said: "a": 7.0, {8.0}',
    }
    assert (second["name"], second["less"]) == ("1002", "0.5")
    assert [row["raw"] for row in (first, second, third)] == lines
    assert third["malformed"] == "it is no JSON"


def test_a_list_of_objects_is_refused_with_a_way_out(tmp_path: Path) -> None:
    file = tmp_path / "tickets.json"
    file.write_text('[{"id": 1}, {"id": 2}]')

    with pytest.raises(SourceError, match="is a list of JSON objects"):
        read_as_text(file)
