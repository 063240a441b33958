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


@pytest.mark.parametrize("of", ["first(event)", "min(event)", "lower(max(event))"])
def test_a_map_that_is_called_with_one_of_a_group_is_counted_by_its_rows(of: str) -> None:
    assert told(reading("view", "buy", "buy"), (f"value_map({of}, 'kind')", "")) == [("kind", "buy", 2)]


def test_what_no_single_row_holds_is_no_word() -> None:
    assert unnamed_words([("value_map(text(sum(number(event))), 'kind')", "")], reading("1")) is None


def test_a_row_that_two_parts_or_two_columns_read_one_word_of_counts_once() -> None:
    calls = [("value_map(event, 'kind')", ""), ("value_map(event, 'kind')", "event == 'leave'")]

    found = told(reading("buy", "leave", "leave"), *calls, ("value_map(lower(event), 'kind')", ""))

    assert found == [("kind", "buy", 1), ("kind", "leave", 2)]


def test_words_are_ranked_within_their_map() -> None:
    read = reading(*(f"w{place:02}" for place in range(MOST)), "w00")
    both = Reading(read.rows, "UTC", {name: {"*": "other"} for name in ("kind", "topic")})

    found = told(both, ("value_map(event, 'kind')", ""), ("value_map(event, 'topic')", ""))

    assert [sum(row[0] == name for row in found) for name in ("kind", "topic")] == [MOST, MOST]
    assert all(word for _, word, _ in found)


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
