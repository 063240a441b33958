from threading import Thread

import duckdb
import pytest

from riparian.storage import found_once
from riparian.storage.found_once import FoundOnce


@pytest.fixture
def database() -> duckdb.DuckDBPyConnection:
    made = duckdb.connect(":memory:")
    made.execute("CREATE TABLE people AS SELECT unnest(range(10)) AS person_key").fetchall()
    return made


class Asked:
    """Queries for the people below a number, counted as they are asked for."""

    def __init__(self, lists: FoundOnce) -> None:
        self.lists = lists
        self.queries: list[int] = []

    def below(self, number: int) -> str:
        def query() -> str:
            self.queries.append(number)
            return f"SELECT person_key FROM people WHERE person_key < {number}"

        return self.lists.item(number, query)


def tables(database: duckdb.DuckDBPyConnection) -> int:
    sql = "SELECT count(*) FROM information_schema.tables WHERE table_name LIKE 'list_%'"
    ((found,),) = database.execute(sql).fetchall()
    return int(found)


def test_a_list_is_found_once_however_often_it_is_asked_for(database: duckdb.DuckDBPyConnection) -> None:
    asked = Asked(FoundOnce(database))

    for _ in range(3):
        with asked.lists.asking():
            assert database.execute(f"SELECT count(*) FROM {asked.below(4)}").fetchall() == [(4,)]

    assert asked.queries == [4]
    assert asked.lists.holds == (1, 4)


def test_who_may_ask_later_is_given_the_query_and_nothing_is_held(database: duckdb.DuckDBPyConnection) -> None:
    asked = Asked(FoundOnce(database))

    item = asked.below(4)

    assert database.execute(f"SELECT count(*) FROM {item}").fetchall() == [(4,)]
    assert asked.lists.holds == (0, 0)


def test_the_lists_that_were_asked_for_longest_ago_are_given_up(
    database: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found_once, "KEYS", 8)
    asked = Asked(FoundOnce(database))

    for number in (3, 4, 3, 5, 3, 4):
        with asked.lists.asking():
            asked.below(number)

    assert asked.queries == [3, 4, 5, 4]
    assert asked.lists.holds == (2, 7)
    assert tables(database) == 2


def test_one_list_is_held_though_it_is_longer_than_all_may_be(
    database: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found_once, "KEYS", 2)
    asked = Asked(FoundOnce(database))

    with asked.lists.asking():
        asked.below(3)
        asked.below(9)

    assert asked.lists.holds == (1, 9)


def test_what_is_given_up_stays_until_nobody_asks_any_more(
    database: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found_once, "LISTS", 1)
    asked = Asked(FoundOnce(database))

    def ask_for_another() -> None:
        with asked.lists.asking():
            asked.below(5)

    with asked.lists.asking():
        first = asked.below(4)
        other = Thread(target=ask_for_another)
        other.start()
        other.join()
        assert asked.lists.holds == (1, 5)
        assert database.execute(f"SELECT count(*) FROM {first}").fetchall() == [(4,)]

    assert tables(database) == 1


def test_a_list_is_found_by_another(database: duckdb.DuckDBPyConnection) -> None:
    lists = FoundOnce(database)

    def inner() -> str:
        return "SELECT person_key FROM people WHERE person_key < 6"

    def outer() -> str:
        return f"SELECT person_key FROM {lists.item('inner', inner)} WHERE person_key > 2"

    with lists.asking():
        found = database.execute(f"SELECT person_key FROM {lists.item('outer', outer)} ORDER BY 1").fetchall()

    assert found == [(3,), (4,), (5,)]
    assert lists.holds == (2, 9)


def test_no_list_is_found_twice_for_one_answer(
    database: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found_once, "LISTS", 1)
    asked = Asked(FoundOnce(database))

    with asked.lists.asking():
        for number in (3, 4, 3, 4):
            asked.below(number)

    assert asked.queries == [3, 4]
    assert (asked.lists.holds, tables(database)) == ((1, 4), 1)
