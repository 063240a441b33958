import ibis
import pyarrow as pa
import pytest

from riparian.core.errors import FormulaError
from riparian.expressions.formula import Reading
from riparian.expressions.value_maps import MOST, unnamed_words
from riparian.storage.compiled import compiled
from riparian.testing.tables import engine, lent

VALUES = {"kind": {"view": "view", "*": "other"}, "strict": {"view": "view"}}


def reading(*words: str | None) -> Reading:
    table = pa.table({"line": list(range(len(words))), "event": pa.array(words, pa.string())})
    return Reading(lent(table, ibis.schema({"line": "int64", "event": "string"})), "UTC", VALUES)


def told(read: Reading, *formulas: tuple[str, str]) -> list[tuple[object, ...]]:
    found = unnamed_words(formulas, read)
    assert found is not None
    return sorted(engine().rows(compiled(found)), key=str)


def test_words_without_a_name_are_counted_and_empty_cells_are_none() -> None:
    found = told(reading("view", "buy", "buy", None, "leave"), ("value_map(event, 'kind')", ""))

    assert found == [("kind", "buy", 2), ("kind", "leave", 1)]


def test_only_rows_that_the_mapping_takes_count() -> None:
    assert told(reading("buy", "beat"), ("value_map(event, 'kind')", "event != 'beat'")) == [("kind", "buy", 1)]


def test_what_a_map_is_called_with_is_what_has_no_name() -> None:
    assert told(reading("VIEW", "Buy"), ("trim(value_map(lower(event), 'kind'))", "")) == [("kind", "buy", 1)]


def test_a_formula_that_stands_twice_counts_once() -> None:
    call = ("value_map(event, 'kind')", "")

    assert told(reading("buy"), call, call) == [("kind", "buy", 1)]


def test_the_rarest_of_many_words_are_added_up() -> None:
    words = [f"w{place:02}" for place in range(MOST + 3)]

    found = told(reading(*words, *words[3:]), ("value_map(event, 'kind')", ""))

    assert len(found) == MOST + 1
    assert ("kind", None, 3) in found


def test_without_a_star_nothing_is_taken_for_something_else() -> None:
    assert unnamed_words([("value_map(event, 'strict')", ""), ("event", "")], reading("buy")) is None


def test_a_formula_that_cannot_be_read_is_told() -> None:
    with pytest.raises(FormulaError, match="no column 'evnt'"):
        unnamed_words([("value_map(evnt, 'kind')", "")], reading("buy"))


def test_the_words_are_compiled_for_spark_too() -> None:
    rows = ibis.table({"line": "int64", "event": "string"}, name="raw")
    found = unnamed_words([("value_map(event, 'kind')", "")], Reading(rows, "UTC", VALUES))
    assert found is not None

    assert "`word`" in ibis.to_sql(found, dialect="pyspark")
