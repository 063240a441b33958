"""Settings that are regular expressions, in the forms that every engine reads."""

import re
from typing import Final

_ONLY_PYTHON: Final = re.compile(
    r"""
    \(\?(?:<?[=!]|P[=>]|[>(#]|[aLux-]+[):])  # looks around, refers back, is atomic or conditional, comments, flags
    | \\[1-9ZuUN]                            # refers back, or is a letter of Python's
    | [*+?}]\+                               # is possessive
    """,
    re.VERBOSE,
)
_AS_WRITTEN: Final = re.compile(r"\\[^1-9ZuUN]|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
"""A sign behind a backslash, or a class of signs: what stands there means itself."""
_REPEATS: Final = re.compile(r"\{([0-9]+)?,?([0-9]+)?\}")
_MOST: Final = 1000


def regex_mistake(pattern: str) -> str:
    """What is wrong with a regular expression, to be read after it; empty: nothing."""
    try:
        re.compile(pattern)
    except re.error as error:
        return f"is no regular expression: {error}"
    bare = _AS_WRITTEN.sub("x", pattern)
    if found := _ONLY_PYTHON.search(bare):
        return f"has {found[0]!r}, which not every engine can (looking around, referring back)"
    repeats = (one for one in _REPEATS.finditer(bare) if any(int(part or 0) > _MOST for part in one.groups()))
    repeated = next(repeats, None)
    return f"has {repeated[0]!r}, and engines repeat 1,000 times at the most" if repeated else ""
