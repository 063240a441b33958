"""Journey differences: which channels the journeys of one group touch more often than those of another."""

from typing import Annotated, Final, Literal

import ibis
from pydantic import Field

from riparian.core.doors import Gather
from riparian.core.row import Table, promised, schema_of
from riparian.core.settings import Settings
from riparian.expressions.totals import whole
from riparian.models.newcombe import newcombe_interval
from riparian.tables.actions import Action, code_of
from riparian.tables.ecosystem import BETWEEN, Journey, JourneyDifference

Comparison = Literal["converted", "referred"]

_MOST: Final = 100_000


class JourneyDifferencesSettings(Settings):
    """`[derivations.journey_differences]`"""

    comparisons: Annotated[tuple[Comparison, ...], Field(min_length=1)] = ("converted", "referred")
    """Which groups are compared: journeys that converted with those that did not, those of people who had been
    referred by its end with all others."""


def journey_differences(
    journeys: Table[Journey], actions: Table[Action], settings: JourneyDifferencesSettings, gather: Gather
) -> Table[JourneyDifference]:
    """The share of each group's journeys that touch each channel, and the difference with its interval.

    Only settled journeys with a touch count, and only goals to which both groups have some.
    """
    over = journeys.filter((journeys.touches > 0) & journeys.settled).select(
        "person_key", "goal", "path", "converted", "ended_at"
    )
    referred = actions.filter(actions.kind == code_of("referred"))
    referred = referred.group_by(whom="person_key").agg(referred_at=referred.occurred_at.min())
    told = over.left_join(referred, over.person_key == referred.whom)
    # Who is referred later was nobody's friend yet: such a journey is one of the others.
    groups = {"converted": told.converted, "referred": (told.referred_at <= told.ended_at).fill_null(False)}
    parts = [compared(told.mutate(first=groups[name]), name) for name in dict.fromkeys(settings.comparisons)]
    found = gather(ibis.union(*parts) if len(parts) > 1 else parts[0], at_most=_MOST)
    share = found["with_channel"] / found["journeys"]
    other = found["other_with_channel"] / found["other_journeys"]
    low, high = newcombe_interval(
        found["with_channel"], found["journeys"], found["other_with_channel"], found["other_journeys"]
    )
    made = found | {"share": share, "other_share": other, "difference": share - other, "low": low, "high": high}
    return promised(gather.give_back(made, schema_of(JourneyDifference)), JourneyDifference)


def compared(told: ibis.Table, comparison: str) -> ibis.Table:
    """Journeys of both groups to each goal, and those of them that touch each channel."""
    each = told.group_by("goal", "path", "first").agg(journeys=told.count())
    sizes = each.group_by("goal").agg(
        all_first=whole(each.journeys.sum(where=each.first)), all_others=whole(each.journeys.sum(where=~each.first))
    )
    touched = each.mutate(channel=each.path.split(BETWEEN).unique().unnest())
    counts = touched.group_by("goal", "channel").agg(
        with_channel=whole(touched.journeys.sum(where=touched.first)).fill_null(0),
        other_with_channel=whole(touched.journeys.sum(where=~touched.first)).fill_null(0),
    )
    both = counts.join(sizes, "goal").filter((ibis._.all_first > 0) & (ibis._.all_others > 0))
    return both.select(
        "goal",
        "channel",
        "with_channel",
        "other_with_channel",
        comparison=ibis.literal(comparison),
        journeys=both.all_first,
        other_journeys=both.all_others,
    )
