"""Re-ignitions: of people who had been dormant for so many months, how many woke in the months after."""

from datetime import timedelta
from typing import Annotated, Final, Self

import ibis
import numpy as np
from pydantic import Field, model_validator

from riparian.core.doors import Gather
from riparian.core.durations import AsOf, Duration
from riparian.core.row import Table
from riparian.core.settings import Settings
from riparian.expressions.calendar import instant_of, span
from riparian.expressions.rows_given import rows_given
from riparian.expressions.sequence import so_far
from riparian.expressions.totals import whole
from riparian.models.re_ledgers import reignition
from riparian.tables.actions import Action, code_of
from riparian.tables.hourglass import DormantSpell
from riparian.tables.value import Reignition

_BUY: Final = 5
_MOST: Final = 1_000
_TURN: Final = ("occurred_at", "turn")


class ReignitionsSettings(Settings):
    """`[derivations.reignitions]`"""

    months: tuple[Annotated[int, Field(ge=0)], ...] = (0, 3, 6, 12, 24, 36)
    """Limits of the spans, in months since falling dormant."""
    written_within: Duration = timedelta(days=90)
    """A message counts as one before a span where it went out within this time before the span began."""
    cost_per_message: Annotated[float, Field(ge=0)] = 0.0
    """In minor units; 0 stands for unknown, and there is no cost then."""

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if len(self.months) < 2 or any(a >= b for a, b in zip(self.months, self.months[1:], strict=False)):
            raise ValueError("months are two limits or more, each above the one before")
        return self


def reignitions(
    dormant_spells: Table[DormantSpell],
    actions: Table[Action],
    settings: ReignitionsSettings,
    as_of: AsOf,
    gather: Gather,
) -> Table[Reignition]:
    """A row for each pool, span of months and whether people were written to before it.

    A spell is in a span if it had lasted to the span's beginning, and if the span was over at the as-of date, whether
    or not the person woke: who woke early is counted no sooner than who did not. For the same reason only messages
    before the span tell the groups apart: during it, who woke at once had no time to be written to.
    """
    told = spans(dormant_spells, settings, as_of)
    written = messages(told, actions, settings)
    pool = ibis.ifelse(written.band == _BUY, "former customers", "former prospects")
    grouped = written.mutate(pool=pool).group_by("pool", "months_from", "months_to", "written_to")
    counts = gather(
        grouped.agg(people=ibis._.count(), back=ibis._.count(where=ibis._.woke), messages=whole(ibis._.messages.sum())),
        at_most=_MOST,
    )
    cost = counts["messages"].astype(np.float64) * (settings.cost_per_message or np.nan)
    rates = reignition(counts["people"], counts["back"], cost)
    figures = {"rate": rates.rate, "low": rates.low, "high": rates.high, "cost": cost, "cost_each": rates.cost_each}
    columns = {name: column.tolist() for name, column in (counts | figures).items()}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return rows_given(rows, Reignition, gather)


def spans(dormant_spells: Table[DormantSpell], settings: ReignitionsSettings, as_of: AsOf) -> ibis.Table:
    """Each spell in each span that it reached and that was over, with whether it ended there."""
    made = []
    for number, (start, end) in enumerate(zip(settings.months, settings.months[1:], strict=False)):
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


def messages(told: ibis.Table, actions: Table[Action], settings: ReignitionsSettings) -> ibis.Table:
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
