from pathlib import Path

from riparian.presets import segment as preset
from riparian.presets.segment import SegmentSettings, source_orders
from riparian.presets.segment.call import SegmentCall
from tests.presets.by_hand import made, raw_from

ORDERS = SegmentSettings(orders=True)


def test_an_order_and_its_buyer_are_those_of_the_shop_where_a_data_frame_wrote_their_numbers(tmp_path: Path) -> None:
    call = '{"type": "track", "event": "Order Completed", "timestamp": "2024-05-01T10:00:00Z", "userId": %s, '
    numbers = '"properties": {"order_id": %s, "total": 30.0, "currency": "EUR"}}\n'
    (tmp_path / "calls.jsonl").write_text(call % "7.0" + numbers % "1001.0" + call % '"7"' + numbers % '"#1001"')

    orders = made(source_orders, raw_from(tmp_path / "calls.jsonl", preset, ORDERS, SegmentCall), ORDERS)

    assert [(one["user_id"], one["order_number"], one["total"]) for one in orders] == [("7", "1001", 3000)] * 2
