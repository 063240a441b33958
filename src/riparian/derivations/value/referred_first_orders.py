"""Referred first orders: where referred people come in and what they first spend, against others of the same month."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table
from riparian.core.settings import Settings
from riparian.expressions.calendar import month_index, month_name_of
from riparian.expressions.rows_given import rows_given
from riparian.models.holdout import Arm
from riparian.models.re_ledgers import referred_against_others
from riparian.tables.hourglass import BANDS
from riparian.tables.value import Beginning, OrderWayIn, ReferredFirstOrder

_MOST: Final = 100_000
_NOBODY: Final = Arm(0, 0.0, 0.0)
_BY_ORDERS: Final = ("bought soon", f"came in at {BANDS[max(BANDS)]}")
_NOBODY_DID: Final = "nobody who was referred has done anything yet, so there is nobody to compare"

Months = dict[int, tuple[Arm, Arm]]
"""By month: the referred, the others."""
Arms = dict[tuple[int, bool], Arm]
"""By month and whether they were referred."""


class ReferredFirstOrdersSettings(Settings):
    """`[derivations.referred_first_orders]`"""

    level: Annotated[float, Field(gt=0, lt=1)] = 0.95
    """Of the intervals."""


def referred_first_orders(
    beginnings: Table[Beginning],
    ways_in: Table[OrderWayIn],
    settings: ReferredFirstOrdersSettings,
    gather: Gather,
) -> Table[ReferredFirstOrder]:
    """A row for each measure and month with somebody referred, and for all months together.

    Where no source tells orders, nothing is told of who bought soon or came in at Buy.

    Nothing here says that the referral is why they differ: friends of customers may be like them.

    Raises:
        NotEnoughDataError: nobody was referred and then did anything.
    """
    began = beginnings.mutate(month=month_index(beginnings.began_at))
    watched, came = began.filter(began.watched), began.filter(began.came_in.notnull())
    measures = {"first order": counted(first_orders(ways_in))}
    measures["bought soon"] = counted(watched.mutate(amount=watched.bought_soon.cast("float64")))
    found = {name: by_month(arms_of(gather(table, at_most=_MOST))) for name, table in measures.items()}
    bands = came.group_by("month", "referred", "came_in").agg(people=came.count())
    found |= by_band(gather(bands, at_most=_MOST))
    if not gather(ways_in.agg(orders=ways_in.count()), at_most=1)["orders"].sum():
        # No source tells orders: who bought, and who came in so, nobody knows.
        found = {name: months for name, months in found.items() if name not in _BY_ORDERS}
    rows = [row for name, months in found.items() for row in compared(name, months, settings.level)]
    if not rows:
        raise NotEnoughDataError(_NOBODY_DID)
    return rows_given(rows, ReferredFirstOrder, gather)


def first_orders(ways_in: Table[OrderWayIn]) -> ibis.Table:
    """First orders of people who are no guests, with their demand where it is known."""
    firsts = ways_in.filter((ways_in.number == 1) & ~ways_in.guest)
    return firsts.select(
        referred=firsts.way == "referral", month=month_index(firsts.bought_at), amount=firsts.demand.cast("float64")
    )


def counted(people: ibis.Table) -> ibis.Table:
    """By month and whether referred: people, the sum of their amounts and of the squares of those."""
    known = people.filter(people.amount.notnull())
    return known.group_by("month", "referred").agg(
        people=known.count(), total=known.amount.sum(), squares=(known.amount * known.amount).sum()
    )


def arms_of(counts: dict[str, Array]) -> Arms:
    """What was counted, as arms."""
    columns = (counts[name].tolist() for name in ("month", "referred", "people", "total", "squares"))
    return {
        (int(month), bool(referred)): Arm(int(people), float(total), float(squares))
        for month, referred, people, total, squares in zip(*columns, strict=True)
    }


def by_month(arms: Arms) -> Months:
    """The arms of each month, in order."""
    months = sorted({month for month, _ in arms})
    return {month: (arms.get((month, True), _NOBODY), arms.get((month, False), _NOBODY)) for month in months}


def by_band(counts: dict[str, Array]) -> dict[str, Months]:
    """For each band, who came in at it among all who came in."""
    everybody: Counter[tuple[int, bool]] = Counter()
    inside: Counter[tuple[int, bool, int]] = Counter()
    columns = (counts[name].tolist() for name in ("month", "referred", "came_in", "people"))
    for month, referred, band, people in zip(*columns, strict=True):
        everybody[int(month), bool(referred)] += int(people)
        inside[int(month), bool(referred), int(band)] += int(people)
    return {
        f"came in at {name}": by_month(
            {
                key: Arm(people, float(inside[*key, band]), float(inside[*key, band]))
                for key, people in everybody.items()
            }
        )
        for band, name in BANDS.items()
    }


def _shares(people: int, inside: int) -> Arm:
    """An arm of people of whom some count 1 and the others 0."""
    return Arm(people, float(inside), float(inside))


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
