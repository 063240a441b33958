"""Whole numbers of JSON that a data frame wrote with an empty fraction (`1001.0`), as everybody else writes them.

Texts in quotes stay: what looks like a number there is what somebody wrote.
"""

import pyarrow as pa
import pyarrow.compute as pc

_BROKEN = r"\d\.0+\s*[,}\]]"
_STRING_OR_BROKEN = r'("(?:[^"\\]|\\.)*")|(-?\d+)\.0+(\s*[,}\]])'
"""A string is a match too, so that nothing inside one is."""


def without_empty_fractions(texts: pa.Array) -> pa.Array:
    """Texts of JSON objects, their numbers such as `1001.0` written as `1001`."""
    if not pc.any(pc.match_substring_regex(texts, _BROKEN)).as_py():
        return texts
    return pc.replace_substring_regex(texts, _STRING_OR_BROKEN, r"\1\2\3")
