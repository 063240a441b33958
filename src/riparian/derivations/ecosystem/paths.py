"""Paths: journeys along the same channels in the same order, counted."""

from riparian.core.row import Table, promised
from riparian.expressions.totals import whole
from riparian.tables.ecosystem import Journey, JourneyPath


def paths(journeys: Table[Journey]) -> Table[JourneyPath]:
    """One row a distinct path to each goal; journeys without a touch are one path, an empty one."""
    worth = journeys.value.cast("float64")
    # The number of touches follows from the path.
    made = journeys.group_by("goal", "path", "touches").agg(
        journeys=whole(journeys.count()),
        conversions=whole(journeys.count(where=journeys.converted)),
        open=whole(journeys.count(where=journeys.open)),
        settled=whole(journeys.count(where=journeys.settled)),
        settled_conversions=whole(journeys.count(where=journeys.settled & journeys.converted)),
        value=whole(journeys.value.sum()),
        mean_days=journeys.days.mean(where=journeys.converted),
        value_squares=(worth * worth).sum(),
    )
    return promised(made, JourneyPath)
