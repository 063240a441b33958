"""Band counts: how many people each band and facet had, gained and lost, month by month."""

from datetime import timedelta
from typing import Final

import ibis

from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.expressions.calendar import first_day, month_number, month_number_of, months_through
from riparian.expressions.sequence import running
from riparian.expressions.totals import whole
from riparian.tables.actions import Action, OrderCurrency, code_of
from riparian.tables.hourglass import PLACES, BandCount, BandEntry, DormantSpell, FacetEntry

_CHANGES: Final = ("entered", "left", "direct", "fell_asleep", "reignited", "value")


def band_counts(
    band_entries: Table[BandEntry],
    facet_entries: Table[FacetEntry],
    dormant_spells: Table[DormantSpell],
    actions: Table[Action],
    currencies: Table[OrderCurrency],
    as_of: AsOf,
) -> Table[BandCount]:
    """Changes are counted per month and place and summed up over months; nobody is multiplied by months.

    Months are UTC calendar months, from that of the first entry to that of the as-of date, and every place has a row in
    each. The last month is a part of one unless the as-of date is the first of a month.
    """
    changes = ibis.union(
        stays(band_entries.rename(place="band"), direct="direct"),
        stays(facet_entries.rename(place="facet"), direct="first"),
        sleep(dormant_spells),
        demand(band_entries, facet_entries, actions, currencies),
    )
    summed = changes.group_by("month", "place").agg(**{name: whole(changes[name].sum()) for name in _CHANGES})
    first = band_entries.agg(first=month_number(band_entries.entered_at).min())
    last = ibis.literal(month_number_of(as_of - timedelta.resolution), type="int64")
    months = first.filter(first.first.notnull()).select(month=months_through(first.first, last))
    grid = months.mutate(place=ibis.array(list(PLACES)).unnest().cast("int32"))
    every = grid.left_join(summed, ["month", "place"]).drop("month_right", "place_right")
    every = every.fill_null(dict.fromkeys(_CHANGES, 0))
    closing = running(every.entered - every.left, by=["place"], order=["month"])
    dormant = running(every.fell_asleep - every.reignited, by=["place"], order=["month"])
    stocks = every.mutate(closing=closing, dormant=dormant)
    opened = stocks.closing - stocks.entered + stocks.left
    return promised(stocks.mutate(opening=opened, month_on=first_day(stocks.month)), BandCount)


def changes_of(rows: ibis.Table, month: ibis.Value, **changed: ibis.Value) -> ibis.Table:
    """Rows as changes of a month and place: the columns named, and 0 in the others. A row without a month is none."""
    columns = {name: changed.get(name, ibis.literal(0)).cast("int64") for name in _CHANGES}
    return rows.select(month=month, place=rows.place.cast("int32"), **columns).filter(ibis._.month.notnull())


def stays(entries: ibis.Table, *, direct: str) -> ibis.Table:
    """Entering and leaving; `direct` names the column that tells direct or first entries."""
    one = ibis.literal(1)
    return ibis.union(
        changes_of(entries, month_number(entries.entered_at), entered=one, direct=entries[direct]),
        changes_of(entries, month_number(entries.left_at), left=one),
    )


def sleep(dormant_spells: Table[DormantSpell]) -> ibis.Table:
    """Falling asleep and waking."""
    spells, one = dormant_spells.rename(place="band"), ibis.literal(1)
    return ibis.union(
        changes_of(spells, month_number(spells.dormant_at), fell_asleep=one),
        changes_of(spells, month_number(spells.reignited_at), reignited=one),
    )


def demand(
    band_entries: Table[BandEntry],
    facet_entries: Table[FacetEntry],
    actions: Table[Action],
    currencies: Table[OrderCurrency],
) -> ibis.Table:
    """Orders of a month, under every place that the person is in when the month ends."""
    home = currencies.filter(currencies.home)
    orders = actions.filter(actions.kind == code_of("order")).semi_join(home, "currency")
    spent = orders.group_by("person_key", month=month_number(orders["occurred_at"])).agg(
        value=whole(orders.amount.sum())
    )
    stay = ["person_key", "place", "entered_at", "left_at"]
    places = ibis.union(
        band_entries.rename(place="band").select(stay), facet_entries.rename(place="facet").select(stay)
    )
    there = spent.join(places, "person_key")
    stayed = there.left_at.isnull() | (month_number(there.left_at) > there.month)
    at_end = there.filter((month_number(there.entered_at) <= there.month) & stayed)
    return changes_of(at_end, at_end.month, value=at_end.value)
