"""Action segments: in which of the eight every buyer is, what just changed, and how long until the next fall."""

from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Annotated, Final, Self

import ibis
import numpy as np
from pydantic import Field, model_validator

from riparian.core.doors import Array, Gather, per_person_at_once
from riparian.core.durations import AsOf, Duration
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.action_kinds import ActionKind
from riparian.expressions.calendar import instant_of, months_before, span
from riparian.models import action_segments as segments
from riparian.models.ageing import months_until_fall
from riparian.models.rebuy_curve import YEAR
from riparian.tables.actions import LastAction, codes_of
from riparian.tables.buyers import ActionSegment, Purchase, RebuyCell, RebuyChance
from riparian.tables.landing import KnownLabel

_MOST: Final = 1_000_000
_CLASS: Final = ("orders", "months", "recency", "probability", "next_probability")
_WHOLE: Final = ("orders", "months", "recency")
_WWW: Final = r"^www\.|:[0-9]+$"

Limit = Annotated[float, Field(ge=0, le=1)]


class ActionSegmentsSettings(Settings):
    """`[derivations.action_segments]`"""

    elite: Limit = 0.75
    """Least chance to buy within a year, here and below; a chance at the limit belongs above it."""
    loyal: Limit = 0.60
    quality: Limit = 0.40
    average: Limit = 0.20
    """Twelve-month buyers below it are Struggling."""
    lapsed_spend: Limit = 0.12
    lapsed_experiment: Limit = 0.05
    """Lapsed buyers below it are Lapsed Save."""
    raised_by: tuple[ActionKind, ...] = (
        "visit",
        "view",
        "search",
        "click",
        "watch",
        "download",
        "sign up",
        "add to cart",
        "check out",
        "follow",
    )
    """Kinds of action that raise a plus."""
    raised_for: Duration = timedelta(days=30)
    """How long a plus lasts."""
    non_branded_sites: tuple[str, ...] = ()
    """Hosts on which nothing raises a plus: readers there are not pursued. Those of `[[sites]]` with `branded = false`
    unless set."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        self.limits()
        return self

    def limits(self) -> segments.SegmentLimits:
        """The limits, as the model takes them."""
        return segments.SegmentLimits(
            elite=self.elite,
            loyal=self.loyal,
            quality=self.quality,
            average=self.average,
            lapsed_spend=self.lapsed_spend,
            lapsed_experiment=self.lapsed_experiment,
        )


@per_person_at_once
def action_segments(
    rebuy_chances: Table[RebuyChance],
    rebuy_cells: Table[RebuyCell],
    purchases: Table[Purchase],
    last_actions: Table[LastAction],
    labels: Table[KnownLabel],
    settings: ActionSegmentsSettings,
    as_of: AsOf,
    gather: Gather,
) -> Table[ActionSegment]:
    """A buyer of the last twelve months, by exact dates, is in one of five segments by chance; anybody else in three.

    Minus: a month later, without an order, the segment is lower, be it by the chance or because the last order turns
    thirteen months old. Plus: something good was done within thirty days. Both may hold. The months until the next
    fall follow the person's own chance a month ahead, and from there the ageing of the cells of `rebuy_cells`.

    Raises:
        NotEnoughDataError: nobody has a chance to buy again.
    """
    told = rebuy_chances.join(since_last(purchases, as_of), "person_key")
    buyers = told.mutate(recency=told.passed + 1).select("person_key", "observed", *_CLASS)
    classes = gather(buyers.select(*_CLASS).distinct(), at_most=_MOST)
    if not len(classes["orders"]):
        raise NotEnoughDataError("nobody has a chance to buy again: see `rebuy_chances`")
    cells = gather(rebuy_cells.select("orders", "months", "probability"), at_most=_MOST)
    found = placed(classes, cells, settings.limits())
    kinds = {name: "int64" if name in _WHOLE else "float64" for name in _CLASS}
    kinds |= {"segment": "string", "rank": "int64", "minus": "boolean", "until": "float64"}
    scores = gather.give_back(found, ibis.schema(kinds))
    raised = raised_lately(last_actions, labels, settings, as_of)
    each = buyers.join(scores, list(_CLASS)).left_join(raised, [("person_key", "raised_key")])
    signs = each.mutate(plus=ibis._.raised_key.notnull())
    sign = ibis.cases((signs.plus & signs.minus, "both"), (signs.plus, "+"), (signs.minus, "−"), else_="none")
    until = ibis.ifelse(signs.until.isnan(), ibis.null("int64"), signs.until.round().cast("int64"))
    return promised(signs.mutate(sign=sign, months_until_fall=until), ActionSegment)


def since_last(purchases: Table[Purchase], as_of: AsOf) -> ibis.Table:
    """Whole months since each person's last order, by exact dates, up to 12: who is lapsed has 12."""
    last = purchases.group_by("person_key").agg(last_at=purchases.bought_at.max())
    passed = [(last.last_at < instant_of(months_before(as_of, k))).cast("int64") for k in range(1, YEAR + 1)]
    return last.select("person_key", passed=sum(passed[1:], start=passed[0]))


def raised_lately(
    last_actions: Table[LastAction], labels: Table[KnownLabel], settings: ActionSegmentsSettings, as_of: AsOf
) -> ibis.Table:
    """Who did something that raises a plus, in time and not on a non-branded site."""
    raising = last_actions.filter(
        last_actions.kind.isin(codes_of(settings.raised_by))
        & (last_actions.last_at >= instant_of(as_of) - span(settings.raised_for))
    )
    if settings.non_branded_sites:
        host = labels.label.strip().lower().re_replace(_WWW, "")
        hosts = [one.strip().lower().removeprefix("www.") for one in settings.non_branded_sites]
        there = reduce(or_, [(host == one) | host.endswith(f".{one}") for one in hosts])
        raising = raising.anti_join(labels.filter(there), raising.site == labels.label_key)
    return raising.select(raised_key="person_key").distinct()


def placed(classes: dict[str, Array], cells: dict[str, Array], limits: segments.SegmentLimits) -> dict[str, Array]:
    """Segment, rank, minus and months until the next fall of each class of buyers."""
    now, later = classes["probability"], classes["next_probability"]
    rank = segments.action_segments(now, classes["recency"], limits=limits)
    minus = segments.action_segments(later, classes["recency"] + 1, limits=limits) > rank
    until = np.full(len(now), np.nan)
    if len(now) and len(cells["orders"]):
        grid = np.full((int(cells["orders"].max()), int(cells["months"].max()) + 1), np.nan)
        grid[cells["orders"].astype(np.int64) - 1, cells["months"].astype(np.int64)] = cells["probability"]
        until = months_until_fall(
            now, later, classes["recency"], classes["orders"], classes["months"], cells=grid, limits=limits
        )
    names = np.array([one.told for one in segments.ActionSegment], dtype=object)
    return classes | {"segment": names[rank], "rank": rank + 1, "minus": minus, "until": until}
