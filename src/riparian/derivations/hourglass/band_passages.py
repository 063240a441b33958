"""Band passages: how long each person took from every band they entered to every further one they reached."""

import ibis

from riparian.core.doors import per_person
from riparian.core.row import Table, promised
from riparian.expressions.calendar import days_between
from riparian.tables.hourglass import BandEntry, BandPassage


@per_person
def band_passages(band_entries: Table[BandEntry]) -> Table[BandPassage]:
    """An entry reaches its own band and those it skipped, and does so from each band that was entered before."""
    moved = band_entries.filter(band_entries.from_band > 0)
    reached = moved.select(
        "person_key",
        "from_band",
        reached_at="entered_at",
        to_band=ibis.range(moved.from_band + 1, moved.band + 1).unnest().cast("int32"),
    ).rename(came_from="from_band")
    entered = band_entries.select("person_key", "entered_at", from_band="band")
    pairs = reached.join(entered, ["person_key", reached.came_from >= entered.from_band])
    return promised(pairs.mutate(days=days_between(pairs.entered_at, pairs.reached_at)), BandPassage)
