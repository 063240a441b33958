"""Whole numbers of JSON that somebody wrote with an empty fraction or a power of ten, as everybody else writes them.

A data frame writes the number 1001 as `1001.0` where its column has gaps, and some programs write `1.001e3`. Texts in
quotes stay: what looks like a number there is what somebody wrote. So do numbers with a fraction (`1.5`).
"""

import re
from collections.abc import Callable
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

_EMPTY_FRACTION = r"[:\[,]\s*-?\d+\.0+\s*[,}\]]"
_POWER_OF_TEN = r"\d[eE][+-]?\d+\s*[,}\]]"
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
"""A string is a match too, so that nothing inside one is taken for a number."""
_STRING_OR_WHOLE = rf"({_STRING})|([:\[,]\s*-?\d+)\.0+\b"
_STRING_OR_RAISED = re.compile(rf"{_STRING}|(?<=[:\[,\s])-?\d+(?:\.\d+)?[eE][+-]?\d{{1,3}}\b", re.ASCII)
_LARGEST = Decimal(2**63)
"""Below which a number may be an id; beyond, it stays as it is written."""


def with_whole_numbers(texts: pa.Array) -> pa.Array:
    """Texts of JSON objects, their numbers such as `1001.0` and `1.001e3` written as `1001`.

    Of what is no JSON nothing is promised.
    """
    texts = _where(_EMPTY_FRACTION, texts, lambda found: pc.replace_substring_regex(found, _STRING_OR_WHOLE, r"\1\2"))
    return _where(_POWER_OF_TEN, texts, _multiplied_out)


def _where(pattern: str, texts: pa.Array, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """The texts, changed where a pattern is found in them."""
    found = pc.fill_null(pc.match_substring_regex(texts, pattern), False)
    return pc.replace_with_mask(texts, found, change(texts.filter(found))) if pc.any(found).as_py() else texts


def _multiplied_out(texts: pa.Array) -> pa.Array:
    return pa.array([_STRING_OR_RAISED.sub(_whole, text) for text in texts.to_pylist()], pa.string())


def _whole(token: re.Match[str]) -> str:
    """A string as it is; a number with a power of ten multiplied out, where it is a whole one."""
    if token[0].startswith('"'):
        return token[0]
    number = Decimal(token[0])
    return str(int(number)) if abs(number) < _LARGEST and number == number.to_integral_value() else token[0]
