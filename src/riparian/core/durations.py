"""Durations in words, and the two arguments that stand for time and chance."""

import re
from datetime import datetime, timedelta
from typing import Annotated, NewType

from pydantic import BeforeValidator

AsOf = NewType("AsOf", datetime)
"""The instant (naive UTC) at which everything is frozen; nothing at or after it is seen."""

Seed = NewType("Seed", int)
"""Where chance begins."""

_UNITS = {
    "s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600,
    "d": 86400, "day": 86400, "w": 604800, "week": 604800,
}  # fmt: skip
_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+?)s?\s*")


def duration(text: str) -> timedelta:
    """The duration that `text` says, such as `30 min`, `90 days`, `4 weeks`.

    Raises:
        ValueError: the number or the unit cannot be read. Months have no fixed length and are refused.
    """
    match = _DURATION.fullmatch(text.lower())
    if not match or match[2] not in _UNITS:
        raise ValueError(f"{text!r} is no duration; write for example '30 min', '12 hours', '90 days', '4 weeks'")
    return timedelta(seconds=float(match[1]) * _UNITS[match[2]])


def _from_words(value: object) -> object:
    return duration(value) if isinstance(value, str) else value


Duration = Annotated[timedelta, BeforeValidator(_from_words)]
"""A `timedelta` setting that may be written in words in TOML."""
