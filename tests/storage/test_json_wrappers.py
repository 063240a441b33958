"""Objects that JSON lines keep inside another."""

import json
from pathlib import Path
from typing import Any

import pytest

from riparian.storage.json_wrappers import under, wrapped_in, wrapper_of


def known(names: set[str]) -> bool:
    return {"type", "user_id"} <= names


@pytest.mark.parametrize(
    ("header", "key"),
    [
        (("type", "user_id", "payload_type"), ""),
        (("id", "payload_type", "payload_user_id"), "payload"),
        (("raw_call_type", "raw_call_user_id"), "raw_call"),
        (("payload_type", "other_user_id"), None),
        ((), None),
    ],
)
def test_fields_are_known_bare_or_under_one_key(header: tuple[str, ...], key: str | None) -> None:
    assert wrapped_in(header, known) == key


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ({"type": "track", "userId": "7"}, ""),
        ({"id": 1, "Raw Call": {"type": "track", "userId": "7"}}, "Raw Call"),
        ({"a": {"type": "track"}, "b": {"userId": "7"}}, ""),
    ],
)
def test_the_key_is_found_as_it_is_written(tmp_path: Path, line: dict[str, Any], key: str) -> None:
    (tmp_path / "lines.jsonl").write_text(json.dumps(line) + "\n")

    assert wrapper_of(tmp_path / "lines.jsonl", known) == key


def test_every_way_to_a_field_goes_through_the_key() -> None:
    fields = {"who": 'userId|"user|id"'}

    assert under("a.b", fields) == {"who": '"a.b".userId|"a.b"."user|id"'}
    assert under("", fields) == fields
