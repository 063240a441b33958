"""Standings: where everybody stands at the as-of date."""

import ibis

from riparian.core.doors import per_person
from riparian.core.row import Table, promised
from riparian.expressions.totals import whole
from riparian.tables.actions import INBOUND, Action, OrderCurrency, Session, code_of, codes_of
from riparian.tables.hourglass import FACETS, BandEntry, DormantSpell, FacetEntry, Standing
from riparian.tables.identity import Person


@per_person
def standings(
    actions: Table[Action],
    sessions: Table[Session],
    band_entries: Table[BandEntry],
    facet_entries: Table[FacetEntry],
    dormant_spells: Table[DormantSpell],
    people: Table[Person],
    currencies: Table[OrderCurrency],
) -> Table[Standing]:
    """One row a person, put together from what the other tables of the hourglass say of them.

    `first_source` is the source of the first band entry: of the actions at the first instant the one that brought the
    person furthest.
    """
    said = (
        stands(band_entries),
        sessions.group_by("person_key").agg(visits=sessions.number.max()),
        facets(facet_entries),
        slept(dormant_spells),
        people.select("person_key", "known", "email", "full_name", "country"),
    )
    stood = lived(actions, currencies)
    for one in said:
        stood = stood.left_join(one, "person_key").drop("person_key_right")
    no = dict.fromkeys(("known", "dormant", "reignited", *map(str.lower, FACETS.values())), False)
    none = {"visits": 0, "facets_ever": 0}
    return promised(stood.fill_null(no | none), Standing)


def lived(actions: Table[Action], currencies: Table[OrderCurrency]) -> ibis.Table:
    """What the stream says in sums: first by person and source, which are few, then by person."""
    home = currencies.filter(currencies.home).select(home="currency")
    priced = actions.left_join(home, actions.currency == home.home)
    ordered, refunded = priced.kind == code_of("order"), priced.kind == code_of("refund")
    at_home = priced.home.notnull()
    by_source = priced.group_by("person_key", "source").agg(
        actions=priced.count(),
        first_at=priced["occurred_at"].min(),
        last_at=priced["occurred_at"].max(),
        last_inbound_at=priced["occurred_at"].max(where=priced.kind.isin(codes_of(INBOUND))),
        orders=priced.count(where=ordered),
        first_order_at=priced["occurred_at"].min(where=ordered),
        last_order_at=priced["occurred_at"].max(where=ordered),
        demand=whole(priced.amount.sum(where=ordered & at_home)),
        refunds=whole(priced.amount.sum(where=refunded & at_home)),
    )
    summed = by_source.group_by("person_key").agg(
        actions=whole(by_source.actions.sum()),
        first_at=by_source.first_at.min(),
        last_at=by_source.last_at.max(),
        last_inbound_at=by_source.last_inbound_at.max(),
        orders=whole(by_source.orders.sum()),
        first_order_at=by_source.first_order_at.min(),
        last_order_at=by_source.last_order_at.max(),
        spent=whole(by_source.demand.sum()).fill_null(0) - whole(by_source.refunds.sum()).fill_null(0),
        sources=by_source.count(),
        a_source=by_source.source.max(),
    )
    return summed.mutate(only_source=ibis.ifelse(summed.sources == 1, summed.a_source, ibis.null("int32")))


def stands(band_entries: Table[BandEntry]) -> ibis.Table:
    """The band people are in, and how they came in."""
    here, came = band_entries.left_at.isnull(), band_entries.from_band == 0
    entered = band_entries.group_by("person_key").agg(
        band=band_entries.band.max(),
        band_since=band_entries.entered_at.max(where=here),
        first_source=band_entries.source.max(where=came),
        first_band=band_entries.band.max(where=came),
    )
    return entered.mutate(way_in=ibis.ifelse(entered.first_band > 1, "direct", "normal")).drop("first_band")


def facets(facet_entries: Table[FacetEntry]) -> ibis.Table:
    """Which facets are active, and which ever were."""
    in_facet = {number: facet_entries.facet == number for number in FACETS}
    active = {
        name.lower(): (in_facet[number] & facet_entries.left_at.isnull()).any() for number, name in FACETS.items()
    }
    ever = [ibis.ifelse(in_facet[number].any(), 2**place, 0) for place, number in enumerate(sorted(FACETS))]
    return facet_entries.group_by("person_key").agg(**active, facets_ever=sum(ever, start=ibis.literal(0)))


def slept(dormant_spells: Table[DormantSpell]) -> ibis.Table:
    """Who is dormant, and who was and is not any more."""
    asleep = dormant_spells.reignited_at.isnull().any()
    return dormant_spells.group_by("person_key").agg(dormant=asleep, reignited=~asleep)
