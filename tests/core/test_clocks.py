import duckdb
import pytest

from riparian.core.clocks import DIRECTIVES, UNPADDED, pattern_mistake, zone_mistake


@pytest.mark.parametrize("letters", [*DIRECTIVES, *(f"-{letter}" for letter in UNPADDED), "%"])
def test_every_directive_that_is_let_through_is_one_of_the_engine(letters: str) -> None:
    pattern = f"%d %{letters}"

    read = duckdb.execute("SELECT try_strptime('no time', ?)", [pattern]).fetchall()

    assert (pattern_mistake(pattern), read) == ("", [(None,)])


@pytest.mark.parametrize("pattern", ["%Q", "%d/%m/%", "%-Y-%m-%d", "%s"])
def test_a_directive_that_there_is_not_is_told(pattern: str) -> None:
    assert "stands for no part of a time; write it as '%d/%m/%Y %H:%M'" in pattern_mistake(pattern)


@pytest.mark.parametrize("pattern", ["dd/mm/yyyy", "%H:%M", "%%d", "%H:%M:%S.%g"])
def test_a_pattern_that_reads_no_day_is_told(pattern: str) -> None:
    assert pattern_mistake(pattern) == f"{pattern!r} says nothing of the day; write it as '%d/%m/%Y %H:%M'"


def test_a_zone_that_is_none_is_told_with_a_near_one() -> None:
    assert zone_mistake("Europe/Berlin") == ""
    assert zone_mistake("Europe/Berlni") == "'Europe/Berlni' is no time zone; did you mean 'Europe/Berlin'?"
    assert "'localtime' is no time zone" in zone_mistake("localtime")
    assert zone_mistake("Mars/Phobos") == "'Mars/Phobos' is no time zone; write it as 'Europe/Berlin' or 'UTC'"
