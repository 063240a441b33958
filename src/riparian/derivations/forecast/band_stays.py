"""Band stays: each stay in a band by the months that rates between bands are told in."""

import ibis

from riparian.core.doors import per_person
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.expressions.band_months import month_here, month_now
from riparian.expressions.sequence import in_order
from riparian.tables.forecast import BandStay
from riparian.tables.hourglass import BandEntry


@per_person
def band_stays(band_entries: Table[BandEntry], as_of: AsOf) -> Table[BandStay]:
    """A row for each entry, with the months back in which it lies and in which it ended."""
    last = month_now(as_of) - 1
    entered_ago = last - month_here(band_entries.entered_at, as_of)
    left_ago = last - month_here(band_entries.left_at, as_of)
    onward = band_entries.band.lead().over(in_order(["person_key"], ["entered_at"])).fill_null(0)
    # Who is still here has been so to the end of the last month.
    told = band_entries.mutate(
        onward=onward,
        entered_ago=entered_ago,
        left_ago=left_ago,
        months=entered_ago - ibis.coalesce(left_ago, ibis.literal(0, type="int64")),
    )
    return promised(told, BandStay)
