"""Band flows: who moved from which band to which, month by month."""

from riparian.core.row import Table, promised
from riparian.expressions.calendar import first_day, month_number
from riparian.tables.hourglass import BandEntry, BandFlow


def band_flows(band_entries: Table[BandEntry]) -> Table[BandFlow]:
    """Every band entry is one move. Months and pairs without a move have no row."""
    moves = band_entries.mutate(month=month_number(band_entries.entered_at))
    counted = moves.group_by("month", "from_band", to_band="band").agg(people=moves.count())
    return promised(counted.mutate(month_on=first_day(counted.month)), BandFlow)
