import json
from typing import Any

import pyarrow as pa
import pytest

from riparian.core.errors import SourceError
from riparian.storage.json_columns import JsonColumns
from riparian.storage.json_paths import Path, paths_of

EVENT: dict[str, Any] = {
    "event_name": "page_view",
    "event_params": [
        {"key": "page_location", "value": {"string_value": "https://shop.example/", "int_value": None}},
        {"key": "ga_session_id", "value": {"int_value": 1700000000}},
        {"key": "engaged", "value": {"double_value": 1.5}},
        {"key": "page_location", "value": {"string_value": "a second one"}},
    ],
    "context": {"page": {"url": "/a"}, "active": False, "total billed": 3, "a.b": "dotted"},
    "products": [{"sku": "A", "price": 19.5}, {"sku": "B"}],
    "order": 12345678901234567890123,
    "empty": "",
    "nothing": None,
}


def values(record: dict[str, Any], **fields: str) -> dict[str, Any]:
    """What the paths lead to."""
    reader = JsonColumns(fields)
    (row,) = reader.read(pa.array([1]), pa.array([json.dumps(record)])).to_pylist()
    reader.close()
    return {name: row[name] for name in fields}


def test_a_path_leads_through_objects_arrays_and_quoted_keys() -> None:
    found = values(
        EVENT,
        url="context.page.url",
        second="products[1].sku",
        billed="context.total billed",
        dotted='context."a.b"',
        absent="context.page.title.x",
        beyond="products[7].sku",
    )

    assert found == {"url": "/a", "second": "B", "billed": "3", "dotted": "dotted", "absent": None, "beyond": None}


def test_a_key_in_an_array_of_pairs_gives_the_value_that_is_filled_first() -> None:
    found = values(
        EVENT,
        location="event_params[page_location]",
        session="event_params[ga_session_id]",
        engaged="event_params[engaged]",
        absent="event_params[nobody]",
    )

    assert found == {"location": "https://shop.example/", "session": "1700000000", "engaged": "1.5", "absent": None}


def test_values_are_text_as_json_writes_it_and_empty_is_null() -> None:
    found = values(EVENT, order="order", active="context.active", products="products", empty="empty", nothing="nothing")

    assert found == {
        "order": "12345678901234567890123",
        "active": "false",
        "products": '[{"sku":"A","price":19.5},{"sku":"B"}]',
        "empty": None,
        "nothing": None,
    }


def test_the_first_of_several_paths_that_leads_to_anything_counts() -> None:
    assert values(EVENT, name="empty|nothing|name|event_name") == {"name": "page_view"}


def test_an_object_and_its_parts_can_both_be_wanted() -> None:
    assert values(EVENT, whole="context.page", part="context.page.url") == {"whole": '{"url":"/a"}', "part": "/a"}


def test_keys_that_differ_in_case_only_stay_apart() -> None:
    assert values({"Id": 1, "id": 2}, upper="Id", lower="id") == {"upper": "1", "lower": "2"}


def test_a_value_of_another_shape_than_the_path_wants_is_null() -> None:
    assert values({"a": "text", "b": [1], "c": {"d": 1}}, a="a.b", b="b.x", c="c[0].d") == {
        "a": None,
        "b": None,
        "c": None,
    }


def test_a_path_is_read_into_its_steps() -> None:
    assert paths_of("a.b[2].c|x[k]") == (Path(("a", "b", 2, "c")), Path(("x",), "k"))


@pytest.mark.parametrize("written", ["", "a..b", "a[0", '"a', "[0]"])
def test_what_is_no_path_is_told_on(written: str) -> None:
    with pytest.raises(SourceError, match="is no path into JSON"):
        paths_of(written)
