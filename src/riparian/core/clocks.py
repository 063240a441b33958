"""Settings of how times are written: the zone of clocks that name none, and patterns of `strptime`."""

import re
from difflib import get_close_matches
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator

DIRECTIVES = "aAbBcdfgGhHIjmMnpSTuUVwWxXyYzZ"
"""Letters that may stand behind the `%` of a pattern."""
UNPADDED = "dHIjmMSy"
"""Those of them before which a minus may stand."""
OF_A_DAY = "dmyYbBhjcxGuUVwW"
"""Those of them that say something of the day."""
_DIRECTIVE = re.compile(r"%(-?.?)", re.DOTALL)
_EXAMPLE = "write it as '%d/%m/%Y %H:%M'"


def zone_mistake(name: str) -> str:
    """What is wrong with the name of a time zone; empty: nothing."""
    if name in _zones():
        return ""
    near = get_close_matches(name, sorted(_zones()), n=1)
    fix = f"did you mean {near[0]!r}?" if near else "write it as 'Europe/Berlin' or 'UTC'"
    return f"{name!r} is no time zone; {fix}"


@cache
def _zones() -> frozenset[str]:
    """The names of time zones. Hundreds of files are looked at to tell them, so once a process."""
    return frozenset(available_timezones() - {"localtime"})


def pattern_mistake(pattern: str) -> str:
    """What is wrong with a pattern of times or days; empty: nothing."""
    letters = _DIRECTIVE.findall(pattern)
    for letter in letters:
        if letter == "%" or (len(letter) == 1 and letter in DIRECTIVES):
            continue
        if len(letter) == 2 and letter[1] in UNPADDED:
            continue
        return f"'%{letter}' in {pattern!r} stands for no part of a time; {_EXAMPLE}"
    if not set("".join(letters)) & set(OF_A_DAY):
        return f"{pattern!r} says nothing of the day; {_EXAMPLE}"
    return ""


def _zone(name: str) -> str:
    if wrong := zone_mistake(name):
        raise ValueError(wrong)
    return name


def _pattern(written: str) -> str:
    if written and (wrong := pattern_mistake(written)):
        raise ValueError(wrong)
    return written


TimeZone = Annotated[str, AfterValidator(_zone)]
"""A setting that is a time zone."""
TimePattern = Annotated[str, AfterValidator(_pattern)]
"""A setting that is a pattern of times or days, or empty: they are written year first."""
