"""Band conversions: of those who entered a band, how many reached a further one in time."""

from datetime import timedelta
from typing import Annotated, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import days_between, first_day, instant_of, month_number, span
from riparian.models.wilson import wilson_interval
from riparian.tables.hourglass import BANDS, BandConversion, BandEntry

_ALL_COHORTS: Final = -1
_PAIRS: Final = tuple((a, b) for a in BANDS for b in BANDS if a < b)


class BandConversionsSettings(Settings):
    """`[derivations.band_conversions]`"""

    within_days: tuple[Annotated[int, Field(ge=1)], ...] = (30, 90, 365)
    """How long people are given."""


def band_conversions(
    band_entries: Table[BandEntry], settings: BandConversionsSettings, as_of: AsOf, gather: Gather
) -> Table[BandConversion]:
    """A cohort is everybody who entered band a in one month; converted is who stood in band b or further in time.

    A skipped band was not entered, so nobody is in its cohort; but who skips band b has reached it. `within` h days
    means less than h × 24 hours after the entry. Only people who entered at least h days before the as-of date count,
    whether converted or not: a fast buyer of last week would else stand for all of last week.
    """
    counts = gather(counted(timed(band_entries, as_of), settings.within_days), at_most=50_000)
    spread = [long(counts, a, b, days) for a, b in _PAIRS for days in settings.within_days]
    columns = {name: np.concatenate([part[name] for part in spread]) for name in spread[0]}
    low, high = wilson_interval(columns["converted"], columns["people"])
    columns |= {"rate": columns["converted"] / columns["people"], "low": low, "high": high}
    whole = dict.fromkeys(("from_band", "to_band", "within_days", "month", "people", "converted"), "int64")
    made = gather.give_back(
        columns, ibis.schema(whole | dict.fromkeys(("median_days", "rate", "low", "high"), "float64"))
    )
    month = made.month.nullif(_ALL_COHORTS)
    median = ibis.ifelse(made.median_days.isnan(), ibis.null("float64"), made.median_days)
    return promised(made.mutate(cohort_on=first_day(month), median_days=median), BandConversion)


def timed(band_entries: Table[BandEntry], as_of: AsOf) -> ibis.Table:
    """Each entry with the days until each band or one beyond it was reached."""
    reached = band_entries.group_by("person_key").agg(
        **{f"reached_{b}": band_entries.entered_at.min(where=band_entries.band >= b) for b in BANDS}
    )
    entries = band_entries.join(reached, "person_key")
    return entries.select(
        "band",
        "entered_at",
        month=month_number(entries.entered_at),
        seen_until=instant_of(as_of),
        **{f"days_to_{b}": days_between(entries.entered_at, entries[f"reached_{b}"]) for b in BANDS},
    )


def counted(entries: ibis.Table, within_days: tuple[int, ...]) -> ibis.Table:
    """Per band and month of entry, and per band: how many were seen for long enough, how many converted, how soon."""
    columns = {}
    for days in within_days:
        seen = entries.entered_at + span(timedelta(days=days)) <= entries.seen_until
        columns[f"people_{days}"] = entries.count(where=seen)
        for b in BANDS:
            took = entries[f"days_to_{b}"]
            converted = seen & (took < days) & (entries.band < b)
            columns[f"converted_{b}_{days}"] = entries.count(where=converted)
            columns[f"median_{b}_{days}"] = ibis.ifelse(converted, took, ibis.null("float64")).median()
    cohorts = entries.group_by("band", "month").agg(**columns)
    together = entries.group_by("band").agg(**columns).mutate(month=ibis.literal(_ALL_COHORTS, type="int64"))
    return ibis.union(cohorts, together.select(cohorts.columns))


def long(counts: dict[str, Array], a: int, b: int, days: int) -> dict[str, Array]:
    """The rows of one pair of bands and one time, where anybody was seen for so long."""
    rows = (counts["band"] == a) & (counts[f"people_{days}"] > 0)
    fixed = {"from_band": a, "to_band": b, "within_days": days}
    taken = {"people": f"people_{days}", "converted": f"converted_{b}_{days}", "median_days": f"median_{b}_{days}"}
    taken["month"] = "month"
    return {name: np.full(rows.sum(), value, dtype=np.int64) for name, value in fixed.items()} | {
        name: counts[column][rows] for name, column in taken.items()
    }
