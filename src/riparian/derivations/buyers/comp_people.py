"""Comp people: who belonged to which definition at the end of each year, and what they bought in the year after."""

from datetime import timedelta
from typing import Annotated, Final

import ibis
from pydantic import Field, field_validator

from riparian.core.doors import per_person
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import month_number, month_number_of, years_back
from riparian.expressions.sequence import in_order
from riparian.expressions.totals import whole
from riparian.tables.buyers import Purchase
from riparian.tables.forensics import CompPerson
from riparian.tables.landing import KnownLabel

_ROOM: Final = 2**32
_UNBOUNDED: Final = 1_000_000
_DID: Final = ("orders", "with_lines", "items", "demand")
_WRITTEN: Final = ("all buyers", "existing", "new", "new and reactivated", "two orders")


class Definition(Settings):
    """Who belongs, by what they had done at the date. Limits are included."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    orders_from: Annotated[int, Field(ge=0)] = 0
    """Orders within the twelve months before the date."""
    orders_to: Annotated[int, Field(ge=0)] = _UNBOUNDED
    orders_ever_from: Annotated[int, Field(ge=1)] = 1
    orders_ever_to: Annotated[int, Field(ge=1)] = _UNBOUNDED
    months_from: Annotated[int, Field(ge=0)] = 0
    """Calendar months from the month of the last order to the month of the date."""
    months_to: Annotated[int, Field(ge=0, le=120)] = 12
    channel: str = ""
    """Of the last order; empty text: any."""


class CompPeopleSettings(Settings):
    """`[derivations.comp_people]`"""

    definitions: tuple[Definition, ...] = ()
    """Beside all buyers of twelve months, the existing, the new, the new and reactivated, and those of two orders."""

    @field_validator("definitions")
    @classmethod
    def _named_once(cls, given: tuple[Definition, ...]) -> tuple[Definition, ...]:
        names = [*_WRITTEN, *(one.name for one in given)]
        if len(set(names)) < len(names):
            raise ValueError(f"every definition has a name of its own, and none is one of {', '.join(_WRITTEN)}")
        return given


@per_person
def comp_people(
    purchases: Table[Purchase], labels: Table[KnownLabel], settings: CompPeopleSettings, as_of: AsOf
) -> Table[CompPerson]:
    """Freeze each definition at the end of every year that another followed, and look at that one.

    Years of which the log holds a part only are here too; `comp_segments` leaves them out.
    """
    stands = frozen(yearly(purchases, labels, as_of), settings, as_of)
    stands = stands.filter(stands.years_ago >= 1)
    names = (*_WRITTEN, *(one.name for one in settings.definitions))
    numbers = [
        ibis.ifelse(stands[f"is_{n}"], ibis.literal(n, type="int32"), ibis.null("int32")) for n in range(len(names))
    ]
    met = stands.mutate(number=ibis.array(numbers).unnest())
    met = met.filter(met.number.notnull())
    did = {name: ibis.ifelse(met.came, met[f"then_{name}"], 0) for name in _DID}
    definition = ibis.cases(*((met.number == n, name) for n, name in enumerate(names)), else_=ibis.null("string"))
    return promised(met.mutate(definition=definition, again=met.came, **did), CompPerson)


def yearly(purchases: Table[Purchase], labels: Table[KnownLabel], as_of: AsOf) -> ibis.Table:
    """What each person did in each of their years, counted back, with their year before and the one after."""
    dated = purchases.mutate(year=years_back(purchases.bought_at, as_of))
    each = dated.group_by("person_key", "year").agg(
        orders=dated.count(),
        orders_ever=dated.number.max(),
        with_lines=dated["items"].count(),
        items=dated["items"].sum().fill_null(0),
        demand=whole(dated.demand.sum()).fill_null(0),
        month=month_number(dated.bought_at.max()),
        # The channel of the order of the largest number, unpacked from the largest pair of both.
        channel=(dated.number * _ROOM + dated.channel).max() % _ROOM,
    )
    words = labels.select(code="label_key", last_channel="label")
    named = each.left_join(words, each.channel == words.code)
    mine = in_order(["person_key"], ["year"])
    return named.mutate(
        year_before=named.year.lead().over(mine),
        year_after=named.year.lag().over(mine),
        **{f"then_{name}": named[name].lag().over(mine) for name in _DID},
    )


def frozen(years: ibis.Table, settings: CompPeopleSettings, as_of: AsOf) -> ibis.Table:
    """Who stood where at the end of each year, which definitions they met (`is_0` …), and whether they came back.

    A person stands by their last year until they buy again; the defaults look at buyers of that very year only.
    """
    longest = max((one.months_to // 12 + 1 for one in settings.definitions), default=0)
    lapses = ibis.array(list(range(longest + 1))).unnest().cast("int64") if longest else ibis.literal(0, type="int64")
    stands = years.rename(bought_in="year").mutate(lapse=lapses)
    stands = stands.mutate(years_ago=stands.bought_in - stands.lapse)
    stands = stands.filter(stands.year_after.isnull() | (stands.year_after < stands.years_ago))
    now, of_year = month_number_of(as_of - timedelta.resolution) - 12 * stands.years_ago, stands.lapse == 0
    is_new = stands.year_before.isnull()
    lately = ibis.ifelse(of_year, stands.orders, 0)
    met = [
        of_year,
        of_year & ~is_new,
        of_year & is_new,
        of_year & (is_new | (stands.year_before > stands.bought_in + 1)),
        of_year & (stands.orders == 2),
    ]
    met += [
        lately.between(one.orders_from, one.orders_to)
        & stands.orders_ever.between(one.orders_ever_from, one.orders_ever_to)
        & (now - stands.month).between(one.months_from, one.months_to)
        & ((stands.last_channel == one.channel) if one.channel else ibis.literal(True))
        for one in settings.definitions
    ]
    came = (stands.year_after == stands.years_ago - 1).fill_null(False)
    return stands.mutate(came=came, **{f"is_{n}": one.fill_null(False) for n, one in enumerate(met)})
