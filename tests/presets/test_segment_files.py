import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.build.preset import recognised
from riparian.expressions.text import column_name
from riparian.presets import segment as preset
from riparian.presets.segment import SegmentSettings, source_events, source_order_lines, source_orders
from riparian.presets.segment.call import SegmentCall
from riparian.storage.looking import sample_of
from riparian.workspace.proposing import proposed
from tests.presets.by_hand import made, raw_from

ORDERS = SegmentSettings(orders=True)


def test_an_order_and_its_buyer_are_those_of_the_shop_where_a_data_frame_wrote_their_numbers(tmp_path: Path) -> None:
    call = '{"type": "track", "event": "Order Completed", "timestamp": "2024-05-01T10:00:00Z", "userId": %s, '
    numbers = '"properties": {"order_id": %s, "total": 30.0, "currency": "EUR"}}\n'
    (tmp_path / "calls.jsonl").write_text(call % "7.0" + numbers % "1001.0" + call % '"7"' + numbers % '"#1001"')

    orders = made(source_orders, raw_from(tmp_path / "calls.jsonl", preset, ORDERS, SegmentCall), ORDERS)

    assert [(one["user_id"], one["order_number"], one["total"]) for one in orders] == [("7", "1001", 3000)] * 2


BOUGHT = {
    "type": "track",
    "event": "Order Completed",
    "userId": "7",
    "anonymousId": "b1",
    "messageId": "m1",
    "sentAt": "2024-05-01T10:00:01.000Z",
    "timestamp": "2024-05-01T10:00:00.000Z",
    "context": {"page": {"url": "https://shop.example/done?utm_source=news"}, "traits": {"email": "ana@x.example"}},
    "properties": {
        "order_id": "1001",
        "total": 30.5,
        "currency": "EUR",
        "products": [
            {"sku": "A", "name": "Mug", "price": 5, "quantity": 2},
            {"sku": "B", "name": "Pot", "price": 20.5},
        ],
    },
}
SEEN = {"type": "page", "anonymousId": "b2", "messageId": "m2", "sentAt": None, "timestamp": "2024-05-01T11:00:00.000Z"}


def flat(call: dict[str, Any], sign: str) -> dict[str, Any]:
    """A call as data frames flatten it: lists whole, in JSON."""
    found: dict[str, Any] = {}
    for key, value in call.items():
        inside = flat(value, sign) if isinstance(value, dict) else {}
        found |= {f"{key}{sign}{name}": one for name, one in inside.items()} or {
            key: json.dumps(value) if isinstance(value, list) else value
        }
    return found


def in_json(call: dict[str, Any]) -> dict[str, Any]:
    """A call as databases write it: objects as JSON in a column each."""
    return {key: json.dumps(value) if isinstance(value, dict) else value for key, value in call.items()}


def snake(call: dict[str, Any]) -> dict[str, Any]:
    """A call with columns as a warehouse names them."""
    return {column_name(key): value for key, value in call.items()}


def written(folder: Path, form: str, calls: list[dict[str, Any]]) -> Path:
    """The calls as a file, all columns of any in each row."""
    columns = list(dict.fromkeys(name for call in calls for name in call))
    rows = [{name: call.get(name) for name in columns} for call in calls]
    file = folder / f"calls.{form}"
    if form == "csv":
        with file.open("w", newline="") as opened:
            writer = csv.DictWriter(opened, columns)
            writer.writeheader()
            writer.writerows(rows)
    elif form == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), file)
    else:
        file.write_text("".join(json.dumps(call) + "\n" for call in calls))
    return file


SHAPES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "nested": dict,
    "dotted": lambda call: flat(call, "."),
    "underscored": lambda call: snake(flat(call, "_")),
    "objects in JSON": in_json,
    "wrapped": lambda call: {f"payload.{name}": value for name, value in flat(call, ".").items()},
}


@pytest.mark.parametrize(
    ("form", "shape"),
    [(form, shape) for form in ("csv", "parquet", "jsonl") for shape in SHAPES if (form, shape) != ("csv", "nested")],
)
def test_calls_are_read_alike_in_every_form_and_shape_that_is_recognised(tmp_path: Path, form: str, shape: str) -> None:
    plain = written(tmp_path, "json", [BOUGHT, SEEN])
    file = written(tmp_path, form, [SHAPES[shape](call) for call in (BOUGHT, SEEN)])

    raw, nested = raw_from(file, preset, ORDERS, SegmentCall), raw_from(plain, preset, ORDERS, SegmentCall)

    assert recognised(sample_of(file).header) == "segment"
    for mapping in (source_events, source_orders, source_order_lines):
        assert_same(made(mapping, raw, ORDERS), made(mapping, nested, ORDERS))
    (order,) = made(source_orders, raw, ORDERS)
    assert (order["total"], order["email"], order["site"]) == (3050, "ana@x.example", "shop.example")
    assert len(made(source_order_lines, raw, ORDERS)) == 2


def assert_same(found: list[dict[str, Any]], expected: list[dict[str, Any]]) -> None:
    """Rows that say the same, whatever lines they stand on."""
    told = [[{name: row[name] for name in row if name != "line"} for row in rows] for rows in (found, expected)]

    assert told[0] == told[1]


def test_a_warehouse_table_of_one_kind_of_call_falls_to_files_with_a_mapping(tmp_path: Path) -> None:
    header = (
        "id,anonymous_id,user_id,event,event_text,context_page_url,received_at,sent_at,original_timestamp,timestamp"
    )
    (tmp_path / "tracks.csv").write_text(
        f"{header}\n"
        "m1,b1,7,order_completed,Order Completed,https://shop.example/done,2024-05-01 10:00:02,,,2024-05-01 10:00:00\n"
        "m2,b1,7,product_viewed,Product Viewed,https://shop.example/mug,2024-05-01 10:05:02,,,2024-05-01 10:05:00\n"
    )

    (source,) = proposed(tmp_path).sources

    assert source.preset == "files"
    assert source.guess is not None
    assert source.guess.tables["source_events"]["user_id"] == "user_id"
