import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from riparian.storage.flattened import flat_path, is_flat, read_flattened

FIELDS = {"who": "userId|user_id", "url": "context.page.url", "sku": "products[0].sku", "plan": "traits.plan"}


def rows_of(file: Path) -> list[dict[str, object]]:
    """Every row of a file."""
    return [row for batch in read_flattened(file, lambda _: FIELDS) for row in batch.to_pylist()]


def test_a_path_is_a_column_or_lies_in_the_cells_of_one() -> None:
    assert flat_path("context.page.url", ["context_page_url"]) == "context_page_url"
    assert flat_path("properties.products[0].sku", ["properties_products"]) == "properties_products[0].sku"
    assert flat_path("a.b|c.d", ["c", "a"]) == "a.b|c.d"
    assert flat_path('a."b c".d', ["a"]) == "a.b c.d"
    assert flat_path("event_params[page]", ["event_params"]) == "event_params[page]"
    assert flat_path("absent.one", ["a"]) == "absent"


def test_a_table_is_read_by_the_names_of_its_columns_and_by_what_its_cells_hold(tmp_path: Path) -> None:
    products = json.dumps([{"sku": "A"}]).replace('"', '""')
    lines = [
        "userId,context.page.url,products,traits",
        f'7,/a,"{products}",[gold] {{no json}}',
        '8,/b,,"{""plan"": 2.0}"',
        "9,/c",
        "",
    ]
    (tmp_path / "calls.csv").write_text("\n".join(lines))

    rows = rows_of(tmp_path / "calls.csv")

    assert [(row["line"], row["who"], row["url"], row["sku"], row["plan"]) for row in rows] == [
        (2, "7", "/a", "A", None),
        (3, "8", "/b", None, "2"),
        (4, None, None, None, None),
    ]
    assert [(row["malformed"], row["raw"]) for row in rows[1:]] == [
        (None, None),
        ("2 fields where the header has 4", "9,/c"),
    ]


def test_structs_and_lists_of_parquet_are_read_like_the_same_in_a_csv_file(tmp_path: Path) -> None:
    rows = [
        {"user_id": 7.0, "context": {"page": {"url": "/a"}}, "products": [{"sku": "A"}], "traits": {"plan": "gold"}}
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "calls.parquet")

    (row,) = rows_of(tmp_path / "calls.parquet")

    assert {name: row[name] for name in FIELDS} == {"who": "7", "url": "/a", "sku": "A", "plan": "gold"}


def test_a_table_without_any_of_the_columns_has_its_rows(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")

    (row,) = rows_of(tmp_path / "other.csv")

    assert (row["line"], row["malformed"], row["who"]) == (2, None, None)


def test_json_lines_are_a_table_where_keys_are_named_after_paths_or_objects_are_texts(tmp_path: Path) -> None:
    found = {}
    shapes: dict[str, list[dict[str, Any]]] = {
        "nested": [{"context": {"page": "/"}, "contextual": 1}],
        "sometimes empty": [{"context": {}}, {"context": {"page": "/"}}],
        "flat": [{"context_page": "/"}],
        "dotted": [{"context.page": "/"}],
        "in a text": [{"context": '{"page": "/"}'}],
    }
    for name, lines in shapes.items():
        (tmp_path / "calls.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        found[name] = is_flat(tmp_path / "calls.jsonl", "^context(_|$)")

    assert found == {"nested": False, "sometimes empty": False, "flat": True, "dotted": True, "in a text": True}
