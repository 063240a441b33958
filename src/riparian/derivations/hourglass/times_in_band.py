"""Times in band: how long people stay in a band before they move on."""

import ibis
import numpy as np

from riparian.core.doors import Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.expressions.calendar import days_between, instant_of
from riparian.models.kaplan_meier import median_survival
from riparian.tables.hourglass import BANDS, BandEntry, TimeInBand


def times_in_band(band_entries: Table[BandEntry], as_of: AsOf, gather: Gather) -> Table[TimeInBand]:
    """One row for each band that anybody entered.

    The median of those who moved on is too short on its own, because the slow ones are still waiting; `median_days`
    sets that right, to the whole day.
    """
    until = band_entries.left_at.fill_null(instant_of(as_of))
    stays = band_entries.mutate(days=days_between(band_entries.entered_at, until), moved=band_entries.left_at.notnull())
    nothing = ibis.null("float64")
    told = stays.group_by("band").agg(
        people=stays.count(),
        moved_on=stays.count(where=stays.moved),
        median_days_moved=ibis.ifelse(stays.moved, stays.days, nothing).median(),
        median_days_waiting=ibis.ifelse(stays.moved, nothing, stays.days).median(),
    )
    daily = stays.group_by("band", day=stays.days.floor().cast("int64")).agg(
        left=stays.count(where=stays.moved), staying=stays.count(where=~stays.moved)
    )
    seen = gather(daily, at_most=200_000)
    medians = []
    for band in BANDS:
        rows = seen["band"] == band
        durations, left, staying = (seen[name][rows].astype(np.float64) for name in ("day", "left", "staying"))
        medians.append(median_survival(durations, left, staying))
    found = gather.give_back(
        {"of_band": np.array(list(BANDS), dtype=np.int32), "median_days": np.array(medians)},
        ibis.schema({"of_band": "int32", "median_days": "float64"}),
    )
    known = found.filter(~found.median_days.isnan())
    return promised(told.left_join(known, told.band == known.of_band), TimeInBand)
