"""Band entries: each time a person got further on the hourglass than ever before."""

import ibis

from riparian.core.doors import per_person
from riparian.core.row import Table, promised
from riparian.expressions.sequence import firsts, in_order, so_far
from riparian.tables.hourglass import BANDS, BandEntry, Milestone


@per_person
def band_entries(milestones: Table[Milestone]) -> Table[BandEntry]:
    """Bands are exclusive and monotone: a person stands in the furthest band ever reached.

    A milestone of a band already passed changes nothing. Where milestones of several bands lie at one instant, the
    furthest counts, and the bands before it were skipped.
    """
    reached = milestones.filter(milestones.place <= max(BANDS)).rename(band="place", entered_at="occurred_at")
    furthest = firsts(
        reached.mutate(nearness=-reached.band), by=["person_key", "entered_at"], order=["nearness", "action_key"]
    )
    best = furthest.band.max().over(so_far(["person_key"], ["entered_at"]))
    risen = furthest.mutate(best=best)
    before = risen.best.lag().over(in_order(["person_key"], ["entered_at"])).fill_null(0)
    entries = risen.mutate(from_band=before).filter(ibis._.band > ibis._.from_band)
    left_at = entries.entered_at.lead().over(in_order(["person_key"], ["entered_at"]))
    return promised(entries.mutate(left_at=left_at, direct=entries.band > entries.from_band + 1), BandEntry)
