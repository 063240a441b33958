"""Functions that every engine defines under one name (`riparian.storage.functions`), as expressions."""

from datetime import datetime

import ibis


@ibis.udf.scalar.builtin
def riparian_instant(written: str, zone: str) -> datetime:
    """The instant (naive UTC) that a text says; a text without a zone is in `zone`; null when it cannot be read."""


@ibis.udf.scalar.builtin
def riparian_instant_as(written: str, pattern: str, zone: str) -> datetime:
    """The instant that a text says in a `strptime` pattern, its clock being in `zone`; null when it cannot be read."""


@ibis.udf.scalar.builtin
def riparian_in_utc(at_local: datetime, zone: str) -> datetime:
    """A local clock time of `zone` as naive UTC."""


@ibis.udf.scalar.builtin
def riparian_instant_of_microseconds(number: int) -> datetime:
    """The instant so many microseconds after 1970, naive UTC."""


@ibis.udf.scalar.builtin
def riparian_microseconds(instant: datetime) -> int:
    """Microseconds from 1970 to the instant (naive UTC)."""


@ibis.udf.scalar.builtin
def riparian_country(written: str) -> str:
    """The two letters of the country that a text means (`riparian.expressions.countries`), else the text, trimmed."""


@ibis.udf.scalar.builtin
def riparian_key(written: str) -> int:
    """A 60-bit number made of a text: the first fifteen hexadecimal digits of its MD5."""


@ibis.udf.scalar.builtin
def riparian_whole(number: int) -> int:
    """A whole number of any width as 64 bits; an error where it does not fit."""


@ibis.udf.scalar.builtin
def bit_count(number: int) -> int:
    """How many bits of a number are set; engines have it already."""


@ibis.udf.agg.builtin
def bit_or(number: int) -> int:
    """The bits set in any of the numbers; engines have it, but Ibis does not know that Spark does."""
