"""Dormancy spans: each dormant spell in each span of months that it reached, and whether it ended there."""

from datetime import timedelta
from itertools import pairwise
from typing import Annotated, Final, Self

import ibis
from pydantic import Field, model_validator

from riparian.core.doors import per_person
from riparian.core.durations import AsOf, Duration
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import instant_of, span
from riparian.expressions.sequence import so_far
from riparian.expressions.totals import whole
from riparian.tables.actions import Action, code_of
from riparian.tables.hourglass import DormantSpell
from riparian.tables.value import DormancySpan

_BUY: Final = 5
_TURN: Final = ("occurred_at", "turn")


class DormancySpansSettings(Settings):
    """`[derivations.dormancy_spans]`"""

    months: tuple[Annotated[int, Field(ge=0)], ...] = (0, 3, 6, 12, 24, 36)
    """Limits of the spans, in months since falling dormant."""
    written_within: Duration = timedelta(days=90)
    """A message counts as one before a span where it went out within this time before the span began."""

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if len(self.months) < 2 or any(a >= b for a, b in pairwise(self.months)):
            raise ValueError("months are two limits or more, each above the one before")
        return self


@per_person
def dormancy_spans(
    dormant_spells: Table[DormantSpell], actions: Table[Action], settings: DormancySpansSettings, as_of: AsOf
) -> Table[DormancySpan]:
    """A row for each spell and span that it had lasted to the beginning of, and that was over at the as-of date.

    It does not matter whether the person woke: who woke early is in it no sooner than who did not. For the same reason
    only messages before the span tell `written_to`: during it, who woke at once had no time to be written to.
    """
    written = messages(spans(dormant_spells, settings, as_of), actions, settings)
    pool = ibis.ifelse(written.band == _BUY, "former customers", "former prospects")
    return promised(written.mutate(pool=pool), DormancySpan)


def spans(dormant_spells: Table[DormantSpell], settings: DormancySpansSettings, as_of: AsOf) -> ibis.Table:
    """Each spell in each span that it reached and that was over, with whether it ended there."""
    made = []
    for number, (start, end) in enumerate(pairwise(settings.months)):
        begins = dormant_spells.dormant_at + ibis.interval(months=start)
        ends = dormant_spells.dormant_at + ibis.interval(months=end)
        woke_at = dormant_spells.reignited_at
        here = (ends <= instant_of(as_of)) & (woke_at.isnull() | (woke_at >= begins))
        made.append(
            dormant_spells.filter(here).select(
                "person_key",
                "band",
                "dormant_at",
                span=ibis.literal(number).cast("int64"),
                months_from=ibis.literal(start).cast("int64"),
                months_to=ibis.literal(end).cast("int64"),
                begins=begins,
                until=ibis.least(ends, woke_at.fill_null(instant_of(as_of))),
                woke=(woke_at < ends).fill_null(False),
            )
        )
    return ibis.union(*made) if len(made) > 1 else made[0]


def messages(told: ibis.Table, actions: Table[Action], settings: DormancySpansSettings) -> ibis.Table:
    """The spells in their spans with the messages during it, and whether one went out shortly before it.

    Messages are counted through in the order of their instants, together with where spans begin and end: what lies
    between is a difference of counts, so nothing is joined on a range.
    """
    sent = actions.filter(actions.kind == code_of("receive")).semi_join(told, "person_key")
    none = {"dormant_at": ibis.null("timestamp(6)"), "span": ibis.null("int64")}
    columns = ("person_key", "dormant_at", "span", "occurred_at", "turn", "sent")
    marks = [
        told.mutate(occurred_at=told[name], turn=ibis.literal(turn).cast("int64"), sent=ibis.literal(0).cast("int64"))
        for turn, name in enumerate(("begins", "until"))
    ]
    received = sent.mutate(**none, turn=ibis.literal(2).cast("int64"), sent=ibis.literal(1).cast("int64"))
    mixed = ibis.union(*(one.select(*columns) for one in (*marks, received)))
    # A message at the very instant at which a span begins is one of the span: marks come first.
    order = so_far(["person_key"], _TURN)
    latest = ibis.ifelse(mixed.sent == 1, mixed["occurred_at"], ibis.null("timestamp(6)")).max().over(order)
    counted = mixed.mutate(before=whole(mixed.sent.sum().over(order)), latest=latest).filter(ibis._.sent == 0)
    each = counted.group_by("person_key", "dormant_at", "span").agg(
        messages=counted.before.max() - counted.before.min(),
        latest=counted.latest.max(where=counted.turn == 0),
    )
    keys = ["person_key", "dormant_at", "span"]
    both = told.inner_join(each, keys)
    recent = (both.latest >= both.begins - span(settings.written_within)).fill_null(False)
    return both.mutate(written_to=recent)
