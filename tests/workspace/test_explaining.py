from pathlib import Path

import pytest

from riparian.build.discovery import discovered
from riparian.core.columns import Count, PersonKey
from riparian.core.errors import NotFoundError
from riparian.core.row import Row
from riparian.workspace.attributes import docstrings_of
from riparian.workspace.dictionary import all_rows
from riparian.workspace.explaining import explained


class Counted(Row):
    """A thing that is counted. Grain: one row per person."""

    person_key: PersonKey
    """Whose
    they are."""
    things: Count


class CountedTwice(Counted):
    """The same, with more. Grain: one row per person."""

    more: Count
    """How many more."""


def test_docstrings_of_attributes_are_those_of_the_parents_too() -> None:
    assert docstrings_of(CountedTwice)["person_key"] == "Whose they are."
    assert docstrings_of(CountedTwice)["more"] == "How many more."
    assert "things" not in docstrings_of(CountedTwice)


MODELLED = {one.name for one in discovered() if "gather" in one.asks}
"""Tables of a model: without rows there may be none, and then no query."""


@pytest.mark.parametrize("table", all_rows())
def test_every_table_can_be_explained(tmp_path: Path, table: str) -> None:
    said = explained(tmp_path, table)

    assert said.grain.startswith("one row per")
    assert said.sql or not said.reads or table in MODELLED
    assert [column.promise.name for column in said.columns if column.key]


def test_a_derived_table_knows_its_neighbours(tmp_path: Path) -> None:
    said = explained(tmp_path, "sessions")

    assert (said.reads, "milestones" in said.read_by, said.fed_by, said.presets) == (("actions",), True, (), ())


def test_a_source_table_knows_who_can_make_it(tmp_path: Path) -> None:
    said = explained(tmp_path, "source_orders")

    assert "shopify_orders" in said.presets
    assert (said.maker, said.sql, said.fed_by) == ("", "", ())


def test_a_table_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="did you mean 'sessions'"):
        explained(tmp_path, "sesions")
