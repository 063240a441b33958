import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.storage.json_lines import further_paths, header_of_json_lines, read_json_lines


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


def test_an_object_keyed_by_what_it_is_about_is_a_column_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "carts.jsonl"
    lines = [{"id": 1, "in": {"carts": {f"c{place}": {"sum": 2}}, "shop": "de"}, "at": 3} for place in range(1200)]
    file.write_text("\n".join(map(json.dumps, [*lines, {"in": {"carts": {"new": 1}, "till": 2}}])), encoding="utf-8")

    header = header_of_json_lines(file)

    assert header == {"id": "id", "in_carts": "in.carts", "in_shop": "in.shop", "at": "at"}
    assert further_paths([file], header.values(), rows=10_000, at_most=200) == (["in.till"], False)
    (first, *_) = (row for batch in read_json_lines(file, header) for row in batch.to_pylist())
    assert json.loads(first["in_carts"]) == {"c0": {"sum": 2}}


def test_an_object_of_a_hundred_fields_is_read_by_its_fields(tmp_path: Path) -> None:
    file = tmp_path / "wide.jsonl"
    file.write_text(json.dumps({"traits": {f"t{place}": place for place in range(100)}}) + "\n", encoding="utf-8")

    assert len(header_of_json_lines(file)) == 100


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


def test_of_many_further_paths_the_commonest_are_kept_however_late_they_come(tmp_path: Path) -> None:
    rare = "".join(f'{{"id": 1, "seen": {{"sku-{place}": 1}}}}\n' for place in range(1000))
    file = tmp_path / "app.jsonl"
    file.write_text(rare + '{"id": 1, "paid": 2, "vat": 1}\n' * 2 + rare.replace("sku", "old"), encoding="utf-8")

    found, more = further_paths([file], ["id"], rows=10_000, at_most=3)

    assert {"paid", "vat"} < set(found)
    assert len(found) == 3
    assert more


def test_further_paths_are_those_that_are_not_known_in_the_order_of_the_files(tmp_path: Path) -> None:
    files = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    files[0].write_text('{"id": 1, "b": {"c": 1}}\n{"id": 2, "a": 1}\n', encoding="utf-8")
    files[1].write_text('{"id": 1, "a": 1, "d": 1}\nno object\n', encoding="utf-8")

    assert further_paths(files, ["id"], rows=10, at_most=3) == (["b.c", "a", "d"], False)
    assert further_paths(files, ["id"], rows=1, at_most=3) == (["b.c", "a", "d"], False)
    assert further_paths(files, ["id"], rows=10, at_most=1) == (["a"], True)


def test_numbers_are_whole_where_they_are_and_what_is_malformed_stays_so(tmp_path: Path) -> None:
    lines = ['{"id": 1001.0, "in": [{"id": 1e3}]}', '{"id": "1001.0"}', '{"id": 12.0.0}', '{"id": 9007199254740993}']
    file = tmp_path / "orders.jsonl"
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    (batch,) = read_json_lines(file, {"id": "id", "first": "in[0].id", "whole": "in"})

    rows = batch.to_pylist()
    assert [row["id"] for row in rows] == ["1001", "1001.0", None, "9007199254740993"]
    assert (rows[0]["first"], rows[0]["whole"]) == ("1000", '[{"id":1000}]')
    assert [row["malformed"] for row in rows] == [None, None, "it is no JSON", None]
    assert [row["raw"] for row in rows] == lines


KEYS = st.sampled_from(["a", "b", "total billed", 'quo"te', "dot.ted", "é", ""])
INSIDE = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=3)
    ),
    lambda found: st.one_of(st.lists(found, max_size=2), st.dictionaries(KEYS, found, max_size=3)),
    max_leaves=6,
)


@given(
    st.lists(st.one_of(st.dictionaries(KEYS, INSIDE, max_size=4), st.lists(st.integers()), st.just("x")), max_size=8)
)
def test_further_paths_of_nothing_known_are_the_header(
    tmp_path_factory: pytest.TempPathFactory, values: list[object]
) -> None:
    file = tmp_path_factory.mktemp("json") / "file.jsonl"
    file.write_text("".join(json.dumps(value) + "\n" for value in values) + "{bad\n", encoding="utf-8")

    found, more = further_paths([file], [], rows=100, at_most=1000)

    assert found == list(header_of_json_lines(file).values())
    assert not more


def test_no_more_lines_are_looked_at_than_are_wanted(tmp_path: Path) -> None:
    (tmp_path / "calls.jsonl").write_text('{"a": 1}\n{"b": 1}\n{"c": 1}\n', encoding="utf-8")

    assert further_paths([tmp_path / "calls.jsonl"], ["a"], rows=2, at_most=9) == (["b"], False)
