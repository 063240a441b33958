"""Globs that find the files of a source, and those that come later, and no others."""

import re
from fnmatch import fnmatchcase
from glob import escape
from pathlib import Path

PACKED = frozenset({".gz", ".zst"})
"""Endings of files that are packed, and read as they are."""


def patterns_for(names: list[str], among: list[str]) -> tuple[str, ...]:
    """One glob that finds these files and no others; the names themselves where there is none.

    >>> patterns_for(["a/day-1.csv", "a/day-2.csv"], ["a/day-1.csv", "a/day-2.csv", "b.csv"])
    ('a/day-*.csv',)
    """
    if len(names) == 1:
        return (escape(names[0]),)
    within = {name.rpartition("/")[0] for name in names}
    ending = _ending(names[0])
    # Files of several endings have no glob that a later file of another kind would not fit too.
    if len(within) > 1 or any(_ending(name) != ending for name in names):
        return tuple(escape(name) for name in names)
    start = _shared_start(names)
    end = _shared_start([name[::-1] for name in names])[::-1]
    # Numbers that all names begin to share, as in 2024-01 and 2024-02, are not the same in the next one.
    wide = (re.sub(r"\d[\d\W_]*$", "", start), start.rstrip("0123456789"))
    begins = (*(begun for begun in wide if begun and not begun.endswith("/")), start)
    for begun in begins:
        for ended in (ending, end):
            pattern = f"{escape(begun)}*{escape(ended)}"
            found = sorted(name for name in among if fnmatchcase(name, pattern))
            if ended.endswith(ending) and found == sorted(names):
                return (pattern,)
    return tuple(escape(name) for name in names)


def _ending(name: str) -> str:
    """What a name ends with, from its form on: `.csv.gz`."""
    suffixes = Path(name).suffixes
    return "".join(suffixes[-2:] if suffixes[-1:] and suffixes[-1].lower() in PACKED else suffixes[-1:])


def _shared_start(names: list[str]) -> str:
    first, last = min(names), max(names)
    return first[: next((place for place, letter in enumerate(first) if letter != last[place : place + 1]), len(first))]
