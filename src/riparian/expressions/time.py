"""Instants and days out of what files write."""

import ibis

from riparian.expressions.engine_functions import riparian_in_utc, riparian_instant, riparian_instant_as


def instant_of(written: ibis.Value, time_zone: str, pattern: str = "") -> ibis.Value:
    """The instant (naive UTC) that a text says; null where it cannot be read.

    Without a pattern: ISO 8601 and its kin (`2024-05-01 09:58:12 +0000`, `2024-05-01T09:58:12.5Z`, `2024-05-01`). What
    says no zone is in `time_zone`. A pattern is `strptime`'s, such as `%d/%m/%Y %H:%M`.
    """
    read = riparian_instant_as(written, pattern, time_zone) if pattern else riparian_instant(written, time_zone)
    return read.cast("timestamp(6)")


def instant_from_clock(clock: ibis.Value, time_zone: str) -> ibis.Value:
    """The instant (naive UTC) at which the clocks of `time_zone` show this timestamp."""
    return riparian_in_utc(clock, time_zone).cast("timestamp(6)")


def day_of(written: ibis.Value, pattern: str = "") -> ibis.Value:
    """The day that a text says, ISO 8601 or in a `strptime` pattern; null where it cannot be read.

    Whatever clock and zone stand behind it, it is the day that is written: `2024-05-01T00:00:00+02:00` is the first.
    """
    instant = instant_of(written, "UTC", pattern)
    if pattern:
        return instant.date()
    said = written.re_extract(r"^\s*([0-9]+[-/][0-9]+[-/][0-9]+)", 1)
    return ibis.ifelse(instant.notnull(), instant_of(said, "UTC").date(), ibis.null("date"))
