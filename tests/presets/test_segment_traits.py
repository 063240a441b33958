"""Traits of people in the calls of the tracking specification."""

import json
from pathlib import Path

import pytest

from riparian.presets import segment as preset
from riparian.presets.segment import SegmentSettings, contact_records
from riparian.presets.segment.call import SegmentCall
from tests.presets.by_hand import made, raw_from

CALL = {"type": "identify", "userId": "7", "messageId": "m1", "timestamp": "2024-05-01T10:00:00.000Z"}


@pytest.mark.parametrize(
    ("traits", "email"),
    [
        ({"Email": "ana@x.example", "Phone": "+31", "firstname": "Ana", "lastname": "Bo"}, "ana@x.example"),
        ({"Email": "old@x.example", "email": "ana@x.example", "Phone": "+31", "name": "Ana Bo"}, "ana@x.example"),
    ],
)
def test_traits_are_known_in_the_cases_that_people_write_them_in(
    tmp_path: Path, traits: dict[str, str], email: str
) -> None:
    (tmp_path / "calls.jsonl").write_text(json.dumps(CALL | {"traits": traits}) + "\n")

    (contact,) = made(
        contact_records, raw_from(tmp_path / "calls.jsonl", preset, SegmentSettings(), SegmentCall), SegmentSettings()
    )

    assert (contact["email"], contact["phone"], contact["full_name"]) == (email, "+31", "Ana Bo")
