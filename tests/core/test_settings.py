from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import Field

from riparian.core.errors import SettingsError, SeveralErrors
from riparian.core.settings import Settings, read_settings


@dataclass(frozen=True)
class Step:
    least: int = 1
    open: bool = False


class Part(Settings):
    open: bool = False
    share: float = 0.5


class Mill(Settings):
    open: bool | None = None
    wheels: int = Field(default=1, ge=0)
    spare: int | None = None
    share: float = 0.5
    part: Part = Part()
    parts: list[Part] = Field(default_factory=list)
    step: Step = Step()
    pause: timedelta = timedelta(0)
    built_on: date = date(1900, 1, 1)
    names: tuple[str, ...] = ()
    owner: str = Field(default="x", min_length=1)
    tables: dict[str, dict[str, str | int] | list[dict[str, str | int]]] = Field(default_factory=dict)


def told(given: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises((SettingsError, SeveralErrors)) as raised:
        read_settings(Mill, given, where="mill")
    wrong = raised.value.errors if isinstance(raised.value, SeveralErrors) else (raised.value,)
    return [(one.what, one.fix) for one in wrong]


BOOLEAN, WHOLE = "write true or false, without quotes", "write a whole number, without quotes"


@pytest.mark.parametrize(
    ("given", "what", "fix"),
    [
        ({"open": "yes"}, "open cannot be 'yes'", BOOLEAN),
        ({"open": 1}, "open cannot be 1", BOOLEAN),
        ({"part": {"open": "yes"}}, "part.open cannot be 'yes'", BOOLEAN),
        ({"parts": [{}, {"open": "off"}]}, "parts.1.open cannot be 'off'", BOOLEAN),
        ({"step": {"open": "yes"}}, "step.open cannot be 'yes'", BOOLEAN),
        ({"wheels": "7"}, "wheels cannot be '7'", WHOLE),
        ({"wheels": True}, "wheels cannot be True", WHOLE),
        ({"spare": "7"}, "spare cannot be '7'", WHOLE),
        ({"step": {"least": "7"}}, "step.least cannot be '7'", WHOLE),
        ({"share": "0.5"}, "share cannot be '0.5'", "write a number, without quotes"),
    ],
)
def test_booleans_and_numbers_in_quotes_or_of_each_other_are_none(given: dict[str, Any], what: str, fix: str) -> None:
    assert told(given) == [(what, fix)]


def test_what_toml_has_no_form_for_is_read_as_it_is_written() -> None:
    given = {"share": 1, "pause": "P2D", "built_on": "2024-05-01", "names": ["a"], "part": {"share": 1}, "wheels": 3}

    read = read_settings(Mill, given, where="mill")

    assert (read.share, read.part.share, read.wheels) == (1.0, 1.0, 3)
    assert (read.pause, read.built_on, read.names) == (timedelta(days=2), date(2024, 5, 1), ("a",))


@pytest.mark.parametrize(
    ("tables", "what", "fix"),
    [
        ({"orders": "x"}, "tables.orders cannot be 'x'", "write a section of names and values, or a list: [ … ]"),
        (
            {"orders": {"email": [1]}},
            "tables.orders.email cannot be [1]",
            "write a text in quotes, or a whole number, without quotes",
        ),
        (
            {"orders": [{"email": "a"}, {"email": []}]},
            "tables.orders.1.email cannot be []",
            "write a text in quotes, or a whole number, without quotes",
        ),
    ],
)
def test_what_may_be_one_thing_or_another_and_is_neither_is_one_mistake(
    tables: dict[str, Any], what: str, fix: str
) -> None:
    assert told({"tables": tables}) == [(what, fix)]


def test_an_empty_text_is_told_in_plain_words() -> None:
    assert told({"owner": ""}) == [("owner cannot be ''", "it has at least 1 character")]


def test_a_setting_that_there_is_not_is_named_wherever_it_stands() -> None:
    assert told({"part": {"opn": True}, "whels": 1}) == [
        ("there is no setting 'part.opn'", ""),
        ("there is no setting 'whels'", "did you mean 'wheels'?"),
    ]
