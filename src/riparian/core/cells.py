"""Cells of a CSV file that a spreadsheet may open: nothing in them is taken for a formula."""

import re

_FORMULA = re.compile(r"'*(?:[\s\u200B\uFEFF]*[=+\-@＝＋－＠]|[\t\r\n])")
"""What a spreadsheet would compute, also in full width and after blanks, with width or without; and what is inert."""


def inert(value: object) -> object:
    """A text with an apostrophe before what a spreadsheet would take for a formula; `own` takes it away again.

    Numbers stay as they are: a negative one is no formula.
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def own(value: object) -> object:
    """The text that `inert` was given."""
    return value[1:] if isinstance(value, str) and value.startswith("'") and _FORMULA.match(value) else value
