"""Wordings of one reason: sentences that are the same but for the numbers and quoted values in them."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

ANY: Final = "…"
"""Stands where wordings differ."""
_VALUE: Final = r"""'[^']*'|"[^"]*"|“[^”]*”|[-+]?[0-9](?:[0-9.,:+eE-]*[0-9])?"""
_VALUES: Final = re.compile(rf"(?<![\w.])(?:{_VALUE})(?!\w)")


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason, and the wordings that are told as it, in the order of the alphabet."""

    told: str
    wordings: tuple[str, ...]


def reasons(wordings: Collection[str]) -> dict[str, Reason]:
    """The reason of each wording. A value that all wordings of a reason share stays.

    >>> reasons(["total -5 is below 0", "total -12.50 is below 0"])["total -5 is below 0"].told
    'total … is below 0'
    """
    alike: dict[tuple[str, ...], list[str]] = {}
    for one in dict.fromkeys(wordings):
        alike.setdefault(tuple(_VALUES.split(one)), []).append(one)
    return {one: Reason(_told(rest, some), tuple(sorted(some))) for rest, some in alike.items() for one in some}


def pattern(told: str) -> str:
    """A regular expression that is met by the whole of every wording of a reason, and by that of no other.

    It is one for engines too: it looks neither ahead nor behind.
    """
    return f"(?:{ANY}|{_VALUE})".join(map(re.escape, told.split(ANY)))


def _told(rest: Sequence[str], wordings: Sequence[str]) -> str:
    """What wordings with the same rest have in common."""
    places = zip(*(_VALUES.findall(one) for one in wordings), strict=True)
    values = [found[0] if len(set(found)) == 1 else ANY for found in places]
    return "".join(text + value for text, value in zip(rest, [*values, ""], strict=True))
