"""Groups of tests in the calls of the tracking specification."""

import json
from pathlib import Path

from riparian.presets import segment as preset
from riparian.presets.segment import SegmentSettings, source_events
from riparian.presets.segment.call import SegmentCall
from tests.presets.by_hand import made, raw_from

CALL = {"type": "track", "userId": "7", "timestamp": "2024-05-01T10:00:00.000Z"}


def test_a_variation_that_was_seen_is_a_test_and_a_group(tmp_path: Path) -> None:
    seen = {"experiment_id": "spring", "variation_id": "b"}
    told = [
        CALL | {"messageId": "m1", "event": "Experiment Viewed", "properties": seen | {"variation_name": "holdout"}},
        CALL | {"messageId": "m2", "event": "Experiment Viewed", "properties": seen},
        CALL | {"messageId": "m3", "event": "Product Viewed", "properties": {"product_id": "p1", "variation_id": "b"}},
    ]
    (tmp_path / "calls.jsonl").write_text("".join(json.dumps(call) + "\n" for call in told))

    events = made(
        source_events, raw_from(tmp_path / "calls.jsonl", preset, SegmentSettings(), SegmentCall), SegmentSettings()
    )

    assert [(event["kind"], event["content"], event["name"]) for event in events] == [
        ("test seen", "spring", "holdout"),
        ("test seen", "spring", "b"),
        ("view", "p1", "Product Viewed"),
    ]
