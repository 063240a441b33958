"""A toy dictionary and derivations for tests of the build."""

import ibis

from riparian.core.columns import Count, Instant, Label, Money, PersonKey, Text
from riparian.core.doors import Gather, per_person
from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Row, Table, promised
from riparian.core.settings import Settings


class Purchase(Row):
    """Grain: one row per purchase."""

    table = "purchases"
    key = ("number",)
    happened = "bought_at"

    number: Count
    person_key: PersonKey
    bought_at: Instant
    returned_at: Instant | None
    paid: Money


class Basket(Row):
    """Grain: one row per purchase, kept by person."""

    table = "baskets"
    key = ("number",)
    bucket = "person_key"
    sorted_by = ("person_key", "number")

    number: Count
    person_key: PersonKey
    bought_at: Instant
    paid: Money


class Buyer(Row):
    """Grain: one row per person."""

    table = "toy_buyers"
    key = ("person_key",)
    bucket = "person_key"

    person_key: PersonKey
    paid: Money
    purchases: Count


class Rank(Row):
    """Grain: one row per person."""

    table = "toy_ranks"
    key = ("person_key",)
    bucket = "person_key"

    person_key: PersonKey
    high: Count


class Total(Row):
    """Grain: one row."""

    table = "totals"

    people: Count
    paid: Money
    said: Text
    kind: Label | None


class TotalSettings(Settings):
    """`[derivations.totals]`"""

    word: str = "paid"


def baskets(purchases: Table[Purchase]) -> Table[Basket]:
    """Purchases, by person."""
    return promised(purchases, Basket)


@per_person
def toy_buyers(baskets: Table[Basket]) -> Table[Buyer]:
    """What each person paid."""
    return promised(
        baskets.group_by("person_key").agg(paid=baskets.paid.sum().cast("int64"), purchases=baskets.count()), Buyer
    )


@per_person
def toy_ranks(toy_buyers: Table[Buyer], gather: Gather) -> Table[Rank]:
    """Whether each person paid 100 or more, where anybody did."""
    found = gather(toy_buyers.filter(toy_buyers.paid >= 100).select("paid").distinct(), at_most=100)
    if not len(found["paid"]):
        raise NotEnoughDataError("nobody paid 100; 1 is needed")
    return promised(toy_buyers.mutate(high=(toy_buyers.paid >= 100).cast("int64")), Rank)


def totals(toy_buyers: Table[Buyer], settings: TotalSettings, as_of: AsOf, gather: Gather) -> Table[Total]:
    """What everybody paid; gathers nothing but one row."""
    found = gather(toy_buyers.agg(people=toy_buyers.count(), paid=toy_buyers.paid.sum().cast("int64")), at_most=1)
    if not len(found["people"]) or not found["people"][0]:
        raise NotEnoughDataError("nobody bought; 1 is needed")
    words = ibis.literal(f"{settings.word} before {as_of:%Y-%m-%d}")
    back = gather.give_back(found, ibis.schema({"people": "int64", "paid": "int64"}))
    return promised(back.mutate(said=words, kind=ibis.null("int32")), Total)
