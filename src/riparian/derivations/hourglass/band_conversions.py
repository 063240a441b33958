"""Band conversions: of those who entered a band, how many reached a further one in time."""

from datetime import timedelta
from functools import reduce
from operator import add
from typing import Annotated, Final

import ibis
from pydantic import Field

from riparian.core.doors import Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import first_day, instant_of, month_number, span
from riparian.expressions.medians import A_DAY, medians_of, told_minutes
from riparian.expressions.totals import whole
from riparian.models.wilson import wilson_interval
from riparian.tables.hourglass import BANDS, BandConversion, BandEntry

_ALL_COHORTS: Final = -1


class BandConversionsSettings(Settings):
    """`[derivations.band_conversions]`"""

    within_days: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=1)] = (30, 90, 365)
    """How long people are given."""


def band_conversions(
    band_entries: Table[BandEntry], settings: BandConversionsSettings, as_of: AsOf, gather: Gather
) -> Table[BandConversion]:
    """A cohort is everybody who entered band a in one month; converted is who stood in band b or further in time.

    A skipped band was not entered, so nobody is in its cohort; but who skips band b has reached it. `within` h days
    means less than h × 24 hours after the entry. Only people who entered at least h days before the as-of date count,
    whether converted or not: a fast buyer of last week would else stand for all of last week.
    """
    days = tuple(sorted(set(settings.within_days)))
    entries = timed(band_entries, days, as_of)
    seen = observed(entries, days)
    found = gather(paired(seen, soon_enough(entries, days)), at_most=50_000)
    low, high = wilson_interval(found["converted"], found["people"])
    columns = found | {"rate": found["converted"] / found["people"], "low": low, "high": high}
    whole_numbers = dict.fromkeys(("from_band", "to_band", "within_days", "month", "people", "converted"), "int64")
    made = gather.give_back(
        columns, ibis.schema(whole_numbers | dict.fromkeys(("median_days", "rate", "low", "high"), "float64"))
    )
    month = made.month.nullif(_ALL_COHORTS)
    median = ibis.ifelse(made.median_days < 0, ibis.null("float64"), made.median_days)
    return promised(made.mutate(cohort_on=first_day(month), median_days=median), BandConversion)


def timed(band_entries: Table[BandEntry], within_days: tuple[int, ...], as_of: AsOf) -> ibis.Table:
    """Each entry with its month, when each band or one beyond it was reached, and how many of the times were seen."""
    reached = band_entries.group_by(whose="person_key").agg(
        **{f"reached_{b}": band_entries.entered_at.min(where=band_entries.band >= b) for b in BANDS}
    )
    entries = band_entries.join(reached, band_entries.person_key == reached.whose)
    until = instant_of(as_of)
    seen = [(entries.entered_at + span(timedelta(days=days)) <= until).cast("int64") for days in within_days]
    return entries.mutate(month=month_number(entries.entered_at), seen=reduce(add, seen))


def observed(entries: ibis.Table, within_days: tuple[int, ...]) -> ibis.Table:
    """Per band, month of entry (and all months) and time: people who were seen for so long."""
    counted = entries.group_by("band", "month", "seen").agg(entries=entries.count())
    long = for_each_time(with_all_cohorts(counted), within_days)
    people = long.group_by("band", "month", "within_days").agg(people=whole(long.entries.sum()))
    return people.filter(people.people > 0)


def soon_enough(entries: ibis.Table, within_days: tuple[int, ...]) -> ibis.Table:
    """Per pair of bands, month of entry (and all months) and time: how many converted, and how soon."""
    pairs = entries.mutate(to_band=ibis.array([ibis.literal(b, "int32") for b in BANDS]).unnest())
    reached_at = ibis.cases(
        *((pairs.to_band == b, pairs[f"reached_{b}"]) for b in BANDS), else_=ibis.null("timestamp(6)")
    )
    pairs = pairs.mutate(minutes=told_minutes(pairs.entered_at, reached_at))
    soon = (pairs.minutes < max(within_days) * A_DAY) & (pairs.seen > 0)
    took = pairs.filter((pairs.to_band > pairs.band) & soon)
    counted = took.group_by("band", "to_band", "month", "seen", "minutes").agg(entries=took.count())
    long = for_each_time(with_all_cohorts(counted), within_days)
    long = long.filter(long.minutes < long.within_days * A_DAY)
    by = ["band", "to_band", "month", "within_days"]
    counts = long.group_by(*by, "minutes").agg(converted=whole(long.entries.sum()))
    found = medians_of(counts, by=by, value="minutes", times="converted")
    return found.mutate(median_days=found.median / A_DAY)


def with_all_cohorts(counted: ibis.Table) -> ibis.Table:
    """Counts of each month, and those of all months together."""
    return ibis.union(counted, counted.mutate(month=ibis.literal(_ALL_COHORTS, "int64")))


def for_each_time(counted: ibis.Table, within_days: tuple[int, ...]) -> ibis.Table:
    """Counts once for each time that they were seen for: the first `seen` of the times."""
    times = ibis.array([ibis.literal(days, "int64") for days in within_days])
    place = ibis.range(ibis.literal(0, "int64"), counted.seen, ibis.literal(1, "int64"))
    placed = counted.mutate(place=place.unnest())
    return placed.mutate(within_days=times[placed.place])


def paired(people: ibis.Table, converted: ibis.Table) -> ibis.Table:
    """A row a pair of bands for which anybody was seen for so long; nobody converted where there is no count."""
    further = people.mutate(to_band=ibis.array([ibis.literal(b, "int32") for b in BANDS]).unnest())
    further = further.filter(further.to_band > further.band)
    both = further.left_join(converted, ["band", "to_band", "month", "within_days"])
    return both.select(
        "within_days",
        "month",
        "people",
        from_band=both.band.cast("int64"),
        to_band=both.to_band.cast("int64"),
        converted=both.converted.fill_null(0),
        median_days=both.median_days.fill_null(-1.0),
    )
