"""Journey differences: which channels the journeys of one group touch more often than those of another."""

from typing import Annotated, Final, Literal, get_args

import ibis
from pydantic import Field

from riparian.core.doors import Gather
from riparian.core.row import Table, promised, schema_of
from riparian.core.settings import Settings
from riparian.expressions.goals import by_goal
from riparian.expressions.totals import whole
from riparian.models.newcombe import newcombe_interval
from riparian.tables.actions import Action, code_of
from riparian.tables.ecosystem import BETWEEN, Journey, JourneyDifference

Comparison = Literal["converted", "referred"]
_GROUPS: Final = get_args(Comparison)

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
        "person_key", "goals", "path", "converted", "ended_at"
    )
    referred = actions.filter(actions.kind == code_of("referred"))
    referred = referred.group_by(whom="person_key").agg(referred_at=referred.occurred_at.min())
    told = over.left_join(referred, over.person_key == referred.whom)
    # Who is referred later was nobody's friend yet: such a journey is one of the others.
    told = told.mutate(referred=(told.referred_at <= told.ended_at).fill_null(False))
    sizes = by_goal(told.group_by("goals", *_GROUPS).agg(journeys=told.count()))
    # Each path is taken apart where its journey stands: sums by path would be nearly as long as the journeys.
    touched = told.mutate(channel=told.path.split(BETWEEN).unique().unnest())
    touched = by_goal(touched.group_by("goals", "channel", *_GROUPS).agg(journeys=touched.count()))
    parts = [compared(sizes, touched, name) for name in dict.fromkeys(settings.comparisons)]
    found = gather(ibis.union(*parts) if len(parts) > 1 else parts[0], at_most=_MOST)
    share = found["with_channel"] / found["journeys"]
    other = found["other_with_channel"] / found["other_journeys"]
    low, high = newcombe_interval(
        found["with_channel"], found["journeys"], found["other_with_channel"], found["other_journeys"]
    )
    made = found | {"share": share, "other_share": other, "difference": share - other, "low": low, "high": high}
    return promised(gather.give_back(made, schema_of(JourneyDifference)), JourneyDifference)


def compared(sizes: ibis.Table, touched: ibis.Table, comparison: Comparison) -> ibis.Table:
    """Journeys of both groups to each goal, and those of them that touch each channel."""
    of, having = sizes[comparison], touched[comparison]
    groups = sizes.group_by("goal").agg(
        all_first=whole(sizes.journeys.sum(where=of)), all_others=whole(sizes.journeys.sum(where=~of))
    )
    counts = touched.group_by("goal", "channel").agg(
        with_channel=whole(touched.journeys.sum(where=having)).fill_null(0),
        other_with_channel=whole(touched.journeys.sum(where=~having)).fill_null(0),
    )
    both = counts.join(groups, "goal").filter((ibis._.all_first > 0) & (ibis._.all_others > 0))
    return both.select(
        "goal",
        "channel",
        "with_channel",
        "other_with_channel",
        comparison=ibis.literal(comparison),
        journeys=both.all_first,
        other_journeys=both.all_others,
    )
