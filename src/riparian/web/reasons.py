"""Why a table is empty, in the words of the build."""

import re
from typing import Final

from riparian.web.reader import Reader

_ELSEWHERE: Final = re.compile(r"(?:;|: see) `?(\w+)`?(?: says why)?$")
"""Ends a note that leaves the reason to the note of another table."""


def why_empty(tables: Reader, table: str, otherwise: str) -> str:
    """What the build noted when it made the table empty, else `otherwise`.

    A note that names another table for the reason is told with that table's.
    """
    note, told = _note(tables, table), {table}
    while (further := _ELSEWHERE.search(note)) and further[1] not in told:
        told.add(further[1])
        reason = _note(tables, further[1])
        note = f"{note[: further.start()]}: {reason}" if reason else note
    return f"{note[0].upper()}{note[1:]}{'' if note.endswith(('.', '?')) else '.'}" if note else otherwise


def _note(tables: Reader, table: str) -> str:
    steps = tables.rows("build_steps", columns=("note",), where=[("made", "=", table)], limit=1)
    return str(steps[0]["note"] or "") if steps else ""
