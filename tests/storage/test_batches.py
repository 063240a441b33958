from datetime import datetime
from pathlib import Path

import pytest

from riparian.core.errors import NotFoundError
from riparian.storage.reading import Condition, Published
from riparian.tables.identity import Person
from riparian.workspace.workspace import Workspace
from tests.cli.published import publish


@pytest.fixture
def tables(tmp_path: Path) -> Published:
    names = ["O'Neill", "100% Ana", "ana", None]
    rows = [
        {
            "person_key": key,
            "full_name": name,
            "country": ["GB", "FR", None, "AT"][key],
            "known": key < 2,
            "first_at": datetime(2025, 1, 1 + key),
        }
        for key, name in enumerate(names)
    ]
    publish(tmp_path, {Person: rows})
    return Workspace(tmp_path).published()


@pytest.mark.parametrize(
    "where",
    [
        [("full_name", "=", "O'Neill")],
        [("full_name", "!=", "ana")],
        [("full_name", "contains", "ANA")],
        [("full_name", "contains", "0%")],
        [("full_name", "in", ("ana", "O'Neill"))],
        [("full_name", "in", ())],
        [("full_name", "is null", None)],
        [("full_name", "not null", None), ("person_key", ">", 0)],
        [("country", "=", "GB"), ("known", "=", True)],
        [("country", "!=", "GB")],
        [("country", "!=", "XX")],
        [("country", ">", "DE")],
        [("country", "contains", "g")],
        [("country", "in", ("DE",))],
        [("first_at", "<=", datetime(2025, 1, 2))],
        [("person_key", "in", [1, 2])],
    ],
)
def test_conditions_hold_as_they_do_for_pages(tables: Published, where: list[Condition]) -> None:
    wanted = tables.rows("people", columns=["person_key"], where=where, order_by=["person_key"], limit=99)

    found = tables.batches("people", columns=["person_key"], where=where, order_by=["person_key"])

    assert found.read_all().to_pylist() == wanted


def test_labels_are_ordered_by_their_text_as_they_are_for_pages(tables: Published) -> None:
    wanted = tables.rows("people", columns=["country"], order_by=["country"], limit=99)

    found = tables.batches("people", columns=["country"], order_by=["country"])

    assert [row["country"] for row in wanted] == ["AT", "FR", "GB", None]
    assert found.read_all().to_pylist() == wanted


def test_answers_may_be_asked_for_while_rows_are_streamed(tables: Published) -> None:
    stream = tables.batches("people", columns=["person_key"], order_by=["person_key"])

    count, relation = tables.count("people"), tables.relation("people").aggregate("count(*)").fetchall()

    assert (count, relation) == (4, [(4,)])
    assert stream.read_all().num_rows == 4


def test_the_largest_come_first_and_no_more_than_asked_for(tables: Published) -> None:
    found = tables.batches("people", columns=["full_name", "person_key"], order_by=["-person_key"], limit=2)

    assert found.read_all().to_pylist() == [{"full_name": None, "person_key": 3}, {"full_name": "ana", "person_key": 2}]


@pytest.mark.parametrize("asked", [{"columns": ["nmae"]}, {"order_by": ["-nmae"]}, {"where": [("nmae", "=", 1)]}])
def test_a_column_that_is_not_there_is_told(tables: Published, asked: dict[str, list[object]]) -> None:
    with pytest.raises(NotFoundError, match="no column 'nmae'"):
        tables.batches("people", **asked)  # type: ignore[arg-type]  # one of three ways to name a column
