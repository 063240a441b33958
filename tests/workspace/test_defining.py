"""Every column says what it means: beneath itself, at the other end of its interval, or by its name."""

from riparian.core.columns import Number, PersonKey
from riparian.core.row import Row
from riparian.tables.column_names import MEANINGS
from riparian.workspace.attributes import docstrings_of
from riparian.workspace.defining import columns_said, dictionary
from riparian.workspace.dictionary import all_rows


class Guess(Row):
    """A guess. Grain: one row per person."""

    table = "guesses"

    person_key: PersonKey
    gain_low: Number | None
    gain_high: Number | None
    """95 % interval of the gain."""
    slow: Number
    nothing_known: Number


def test_no_column_of_any_table_is_left_to_its_name() -> None:
    silent = [
        f"{one.table}.{column.promise.name}"
        for one in dictionary().values()
        for column in one.columns
        if not column.says
    ]

    assert silent == []


def test_either_end_of_an_interval_says_what_both_are_and_a_known_name_what_it_is_in_all_tables() -> None:
    said = {one.promise.name: one.says for one in columns_said(Guess)}

    assert said["gain_low"] == "As `gain_high`: 95 % interval of the gain."
    assert said["person_key"] == MEANINGS["person_key"]
    assert said["slow"] == said["nothing_known"] == ""


def test_what_a_table_says_of_a_column_counts_before_what_its_name_means() -> None:
    said = {one.promise.name: one.says for one in columns_said(all_rows()["merged_people"])}

    assert said["person_key"] == "The person they are part of now."


def test_a_meaning_by_name_is_of_a_column_that_some_table_leaves_to_it() -> None:
    left = {
        column.promise.name
        for table, row in all_rows().items()
        for column in dictionary()[table].columns
        if column.promise.name not in docstrings_of(row)
    }

    assert set(MEANINGS) - left == set()
