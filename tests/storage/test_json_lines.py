import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.storage.json_lines import header_of_json_lines, read_json_lines


def test_every_line_that_is_not_blank_is_a_row_with_its_text(tmp_path: Path) -> None:
    (tmp_path / "calls.jsonl").write_bytes(b'\xef\xbb\xbf{"a": 1}\r\n\n{"a": "\xc3\xa9"}\n{bad\n[1]\n  {"b": 2}  ')

    rows = [row for batch in read_json_lines(tmp_path / "calls.jsonl", {"a": "a"}) for row in batch.to_pylist()]

    assert [(row["line"], row["a"], row["malformed"], row["raw"]) for row in rows] == [
        (1, "1", None, '{"a": 1}'),
        (3, "é", None, '{"a": "é"}'),
        (4, None, "it is no JSON", "{bad"),
        (5, None, "it is JSON, though no object", "[1]"),
        (6, None, None, '{"b": 2}'),
    ]


def test_the_header_is_everything_that_the_first_objects_hold(tmp_path: Path) -> None:
    calls = [
        {"anonymousId": "x", "context": {"page": {"url": "/"}}},
        {"products": [1], "total billed": 2, "context": {}},
    ]
    (tmp_path / "calls.jsonl").write_text("\n".join(map(json.dumps, calls)) + "\n{bad\n")

    assert header_of_json_lines(tmp_path / "calls.jsonl") == {
        "anonymous_id": "anonymousId",
        "context_page_url": "context.page.url",
        "products": "products",
        "total_billed": "total billed",
        "context": "context",
    }


@given(
    values=st.lists(st.one_of(st.text(min_size=1, max_size=8), st.integers(-(10**12), 10**12)), min_size=1, max_size=20)
)
def test_every_value_comes_out_on_its_line(tmp_path_factory: pytest.TempPathFactory, values: list[str | int]) -> None:
    file = tmp_path_factory.mktemp("json") / "file.jsonl"
    file.write_text("".join(json.dumps({"v": value}) + "\n" for value in values))

    rows = [row for batch in read_json_lines(file, {"v": "v"}) for row in batch.to_pylist()]

    assert [(row["line"], row["v"]) for row in rows] == [
        (line, str(value)) for line, value in enumerate(values, start=1)
    ]
