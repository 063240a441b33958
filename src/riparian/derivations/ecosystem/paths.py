"""Paths: journeys along the same channels in the same order, counted."""

from riparian.core.row import Table, promised
from riparian.expressions.goals import by_goal
from riparian.expressions.totals import whole
from riparian.tables.ecosystem import Journey, JourneyPath


def paths(journeys: Table[Journey]) -> Table[JourneyPath]:
    """One row a distinct path to each goal; journeys without a touch are one path, an empty one."""
    worth = journeys.value.cast("float64")
    # The number of touches follows from the path.
    made = journeys.group_by("goals", "path", "touches").agg(
        journeys=journeys.count(),
        conversions=journeys.count(where=journeys.converted),
        open=journeys.count(where=journeys.open),
        settled=journeys.count(where=journeys.settled),
        settled_conversions=journeys.count(where=journeys.settled & journeys.converted),
        value=whole(journeys.value.sum()),
        days=journeys.days.sum(where=journeys.converted),
        value_squares=(worth * worth).sum(),
    )
    each = by_goal(made)
    counts = ("journeys", "conversions", "open", "settled", "settled_conversions", "value")
    told = each.group_by("goal", "path", "touches").agg(
        **{name: whole(each[name].sum()) for name in counts},
        days=each.days.sum(),
        value_squares=each.value_squares.sum(),
    )
    return promised(told.mutate(mean_days=told.days / told.conversions.nullif(0)), JourneyPath)
