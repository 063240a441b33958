"""Referred first orders: where referred people come in and what they first spend, against others of the same month."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf, Duration
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table
from riparian.core.settings import Settings
from riparian.expressions.calendar import instant_of, month_index, month_name_of, span
from riparian.expressions.rows_given import rows_given
from riparian.models.holdout import Arm
from riparian.models.re_ledgers import referred_against_others
from riparian.tables.actions import INBOUND, Action, code_of, codes_of
from riparian.tables.hourglass import BANDS, BandEntry
from riparian.tables.value import OrderWayIn, ReferredFirstOrder

_MOST: Final = 100_000
_NOBODY: Final = Arm(0, 0.0, 0.0)
_NOBODY_DID: Final = "nobody who was referred has done anything yet, so there is nobody to compare"

Months = dict[int, tuple[Arm, Arm]]
"""By month: the referred, the others."""


class ReferredFirstOrdersSettings(Settings):
    """`[derivations.referred_first_orders]`"""

    entry_within: Duration = timedelta(days=1)
    """People come in at the furthest band they reach within this time of the first thing they do."""
    soon: Duration = timedelta(days=90)
    """A first order this long after the first thing a person did is one `bought soon`."""
    level: Annotated[float, Field(gt=0, lt=1)] = 0.95
    """Of the intervals."""


def referred_first_orders(
    actions: Table[Action],
    band_entries: Table[BandEntry],
    ways_in: Table[OrderWayIn],
    settings: ReferredFirstOrdersSettings,
    as_of: AsOf,
    gather: Gather,
) -> Table[ReferredFirstOrder]:
    """A row for each measure and month with somebody referred, and for all months together.

    A person begins with the first thing they do themselves; being referred or written to is none. Who had been referred
    by then is referred. Nothing here says that the referral is why they differ: friends of customers may be like them.

    Raises:
        NotEnoughDataError: nobody was referred and then did anything.
    """
    ordered = first_orders(ways_in)
    # Looked at by itself, as nearly all that is done here is in vain where nobody was.
    if not gather(somebody_referred(actions, ordered), at_most=1)["referred"].any():
        raise NotEnoughDataError(_NOBODY_DID)
    began = beginnings(actions)
    came = reached(began, band_entries, settings.entry_within)
    measures = {"first order": counted(ordered)}
    measures["bought soon"] = counted(bought_soon(began, ordered, settings.soon, as_of))
    for band, name in list(BANDS.items()):
        measures[f"came in at {name}"] = counted(came.mutate(amount=(came.band == band).cast("float64")))
    found = {name: by_month(gather(table, at_most=_MOST)) for name, table in measures.items()}
    rows = [row for name, months in found.items() for row in compared(name, months, settings.level)]
    if not rows:
        raise NotEnoughDataError(_NOBODY_DID)
    return rows_given(rows, ReferredFirstOrder, gather)


def somebody_referred(actions: Table[Action], ordered: ibis.Table) -> ibis.Table:
    """Whether any action or any first order tells of a referral; one row at most."""
    told = actions.filter(actions.kind == code_of("referred")).select(referred=ibis.literal(True))
    bought = ordered.filter(ordered.referred).select("referred")
    return ibis.union(told, bought).limit(1)


def beginnings(actions: Table[Action]) -> ibis.Table:
    """When each person first did something, and whether they had been referred by then."""
    inbound = actions.filter(actions.kind.isin(codes_of(INBOUND)))
    began = inbound.group_by("person_key").agg(began_at=inbound["occurred_at"].min())
    told = actions.filter(actions.kind == code_of("referred"))
    sent = told.group_by("person_key").agg(referred_at=told["occurred_at"].min())
    both = began.left_join(sent, "person_key").drop("person_key_right")
    referred = (both.referred_at <= both.began_at).fill_null(False)
    return both.select("person_key", "began_at", referred=referred, month=month_index(both.began_at))


def first_orders(ways_in: Table[OrderWayIn]) -> ibis.Table:
    """First orders of people who are no guests, with their demand where it is known."""
    firsts = ways_in.filter((ways_in.number == 1) & ~ways_in.guest)
    return firsts.select(
        "person_key",
        "bought_at",
        referred=firsts.way == "referral",
        month=month_index(firsts.bought_at),
        amount=firsts.demand.cast("float64"),
    )


def bought_soon(began: ibis.Table, ordered: ibis.Table, soon: timedelta, as_of: AsOf) -> ibis.Table:
    """Of who began long enough ago, whether they ordered soon."""
    watched = began.filter(began.began_at + span(soon) <= instant_of(as_of))
    both = watched.left_join(ordered.select("person_key", "bought_at"), "person_key").drop("person_key_right")
    bought = (both.bought_at < both.began_at + span(soon)).fill_null(False)
    return both.mutate(amount=bought.cast("float64"))


def reached(began: ibis.Table, band_entries: Table[BandEntry], within: timedelta) -> ibis.Table:
    """The furthest band that each person reached within a time of their beginning; those of none are left out."""
    entered = band_entries.filter(band_entries.band <= max(BANDS)).select("person_key", "band", "entered_at")
    both = began.join(entered, "person_key")
    early = both.filter(both.entered_at <= both.began_at + span(within))
    return early.group_by("person_key", "referred", "month").agg(band=early.band.max())


def counted(people: ibis.Table) -> ibis.Table:
    """By month and whether referred: people, the sum of their amounts and of the squares of those."""
    known = people.filter(people.amount.notnull())
    return known.group_by("month", "referred").agg(
        people=known.count(), total=known.amount.sum(), squares=(known.amount * known.amount).sum()
    )


def by_month(counts: dict[str, Array]) -> Months:
    """The arms of each month, in order."""
    arms: dict[tuple[int, bool], Arm] = {}
    for month, referred, people, total, squares in zip(
        *(counts[name].tolist() for name in ("month", "referred", "people", "total", "squares")), strict=True
    ):
        arms[int(month), bool(referred)] = Arm(int(people), float(total), float(squares))
    months = sorted({month for month, _ in arms})
    return {month: (arms.get((month, True), _NOBODY), arms.get((month, False), _NOBODY)) for month in months}


def compared(measure: str, months: Months, level: float) -> Iterator[dict[str, object]]:
    """The rows of a measure; none where nobody was referred."""
    some = {month_name_of(month): [both] for month, both in months.items() if both[0].customers}
    if not some:
        return
    for name, pairs in (*some.items(), ("all", list(months.values()))):
        referred, others = ([pair[side] for pair in pairs] for side in (0, 1))
        ours, theirs = sum(referred, _NOBODY), sum(others, _NOBODY)
        row: dict[str, object] = {
            "measure": measure,
            "month": name,
            "referred": ours.customers,
            "others": theirs.customers,
            "referred_mean": ours.mean if ours.customers else None,
            "other_mean": theirs.mean if theirs.customers else None,
        }
        yield row | difference(referred, others, level)


def difference(referred: list[Arm], others: list[Arm], level: float) -> dict[str, object]:
    """The difference and its interval; unknown where no month has two of each."""
    try:
        found = referred_against_others(referred, others, level=level)
    except NotEnoughDataError:
        return {"difference": np.nan, "low": np.nan, "high": np.nan}
    return {"difference": found.value, "low": found.low, "high": found.high}
