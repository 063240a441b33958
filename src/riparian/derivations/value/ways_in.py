"""Ways in: of every order, whether it was new, a referral's, a repeat, a re-ignition, or of a customer who was kept."""

from datetime import timedelta
from typing import Annotated, Final, Literal

import ibis
from pydantic import Field

from riparian.core.doors import per_person_at_once
from riparian.core.durations import Duration
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import span
from riparian.expressions.sequence import position, so_far
from riparian.expressions.totals import whole
from riparian.tables.actions import Action, OrderCurrency, code_of, codes_of
from riparian.tables.buyers import GuestOrder, Purchase
from riparian.tables.hourglass import DormantSpell
from riparian.tables.sources import SourceOrder
from riparian.tables.value import OrderWayIn

_BUY: Final = 5
_SLOTS: Final = 16
_OF_ORDERS: Final = 1
"""An order's `action_key` is 16 × the key of its row + 1; a refund or cancellation told in the same row has 2 or 3."""
_TURN: Final = ("occurred_at", "action_key")
_AFTERMATH: Final = ("refund", "cancel", "open case")


class WaysInSettings(Settings):
    """`[derivations.ways_in]`"""

    profit_factor: Annotated[float, Field(gt=0, le=1, json_schema_extra={"derivation": "repeat_economics"})] = 0.4
    """Share of demand that is left after the cost of goods, returns, handling and other variable cost, before
    advertising; that of `[derivations.repeat_economics]` unless set."""
    cost_per_case: Annotated[int, Field(ge=0)] = 500
    """What a support case costs, in minor units. Ask the accounts: the default is a round figure, not the company's."""
    taken_off: tuple[Literal["support", "refunds", "discounts"], ...] = ("support",)
    """Parts of the cost to serve that contribution takes off. The profit factor is after returns, and demand after
    discounts, so only support is left; name `refunds` where your factor is before returns."""
    retained_after_months: Annotated[int, Field(ge=1)] = 12
    """Months after coming, or coming back, from which further orders are those of a retained customer."""
    woken_prospect: Duration = timedelta(days=90)
    """A dormant prospect who woke and orders within this time is re-ignited."""


@per_person_at_once
def ways_in(
    purchases: Table[Purchase],
    guest_orders: Table[GuestOrder],
    actions: Table[Action],
    dormant_spells: Table[DormantSpell],
    source_orders: Table[SourceOrder],
    currencies: Table[OrderCurrency],
    settings: WaysInSettings,
) -> Table[OrderWayIn]:
    """Each order has one way in, asked in this order.

    A first order is a `referral` of who had been referred by then, `re-ignited` of a prospect who had lately woken, and
    else `new`, as is every order of a guest. A later order is `re-ignited` where it ended a dormant spell; `retained`
    where the person had come, or come back, more than `retained_after_months` before; and else `repeat`. All that a
    later as-of date can change is what was given back and how many cases followed.

    Refunds and cancellations belong to the order in whose row they stand, else, like support cases, to the person's
    last order before them.
    """
    placed = orders(purchases, guest_orders)
    way = told_ways(placed, actions, dormant_spells, settings)
    home = currencies.filter(currencies.home).select(home="currency")
    after = aftermath(placed, actions.left_join(home, actions.currency == home.home))
    served = way.left_join(after, ["person_key", "turn"]).drop("person_key_right", "turn_right")
    cheaper = source_orders.select(order_key="row_key", discount="discount")
    keyed = served.mutate(
        order_key=ibis.ifelse(served.action_key % _SLOTS == _OF_ORDERS, served.action_key // _SLOTS, ibis.null("int64"))
    )
    known = keyed.left_join(cheaper, "order_key").drop("order_key_right")
    ours = known.demand.notnull()
    cases = known.cases.fill_null(0)
    told = known.mutate(
        cases=cases,
        support_cost=cases * settings.cost_per_case,
        refunded=ibis.ifelse(ours, known.refunded.fill_null(0), ibis.null("int64")),
        discount=ibis.ifelse(ours, known.discount, ibis.null("int64")),
    )
    off = {"support": told.support_cost, "refunds": told.refunded, "discounts": told.discount.fill_null(0)}
    left = told.demand.cast("float64") * settings.profit_factor
    taken = ibis.ifelse(ours, ibis.literal(0, type="int64"), ibis.null("int64"))
    for part in dict.fromkeys(settings.taken_off):
        left, taken = left - off[part], taken + off[part]
    return promised(told.mutate(contribution=left, taken_off=taken), OrderWayIn)


def orders(purchases: Table[Purchase], guest_orders: Table[GuestOrder]) -> ibis.Table:
    """All orders; `turn` numbers those of a person, a guest's too, whose `number` is always 1."""
    columns = ("person_key", "action_key", "bought_at", "number", "demand")
    guests = guest_orders.mutate(number=ibis.literal(1, type="int64")).select(*columns, guest=ibis.literal(True))
    both = ibis.union(purchases.select(*columns, guest=ibis.literal(False)), guests)
    return both.mutate(turn=position(["person_key"], ["bought_at", "action_key"]))


def told_ways(
    placed: ibis.Table, actions: Table[Action], dormant_spells: Table[DormantSpell], settings: WaysInSettings
) -> ibis.Table:
    """The orders with their way in."""
    mine, turn = ["person_key"], ["bought_at", "action_key"]
    woken = dormant_spells.filter((dormant_spells.band == _BUY) & dormant_spells.action_key.notnull())
    ended = woken.select("person_key", "action_key", woke=ibis.literal(True))
    known = placed.left_join(ended, ["person_key", "action_key"]).drop("person_key_right", "action_key_right")
    again = known.mutate(woke=known.woke.fill_null(False) & (known.number > 1))
    came = ibis.ifelse((again.number == 1) | again.woke, again.bought_at, ibis.null("timestamp(6)"))
    since = again.mutate(came=came).mutate(came=ibis._.came.max().over(so_far(mine, turn)))
    firsts = since.filter((since.number == 1) & ~since.guest).select("person_key", "bought_at", "action_key")
    sent = referred(firsts, actions).select("action_key", sent=ibis.literal(True))
    prospects = roused(firsts, dormant_spells, settings).select("action_key", roused=ibis.literal(True))
    asked = since.left_join(sent, "action_key").drop("action_key_right")
    asked = asked.left_join(prospects, "action_key").drop("action_key_right")
    kept = asked.came + ibis.interval(months=settings.retained_after_months) < asked.bought_at
    way = ibis.cases(
        (asked.sent.fill_null(False), "referral"),
        (asked.roused.fill_null(False), "re-ignited"),
        (asked.number == 1, "new"),
        (asked.woke, "re-ignited"),
        (kept, "retained"),
        else_="repeat",
    )
    return asked.mutate(way=way)


def referred(firsts: ibis.Table, actions: Table[Action]) -> ibis.Table:
    """First orders of people who had been referred by then."""
    told = actions.filter(actions.kind == code_of("referred"))
    since = told.group_by("person_key").agg(referred_at=told.occurred_at.min())
    return firsts.join(since, "person_key").filter(ibis._.referred_at <= ibis._.bought_at)


def roused(firsts: ibis.Table, dormant_spells: Table[DormantSpell], settings: WaysInSettings) -> ibis.Table:
    """First orders of prospects who had woken from a dormant spell not long before."""
    slept = dormant_spells.filter((dormant_spells.band < _BUY) & dormant_spells.reignited_at.notnull())
    both = firsts.join(slept.select("person_key", "reignited_at"), "person_key")
    lately = (both.reignited_at <= both.bought_at) & (
        both.bought_at <= both.reignited_at + span(settings.woken_prospect)
    )
    return both.filter(lately).select("action_key").distinct()


def aftermath(placed: ibis.Table, actions: ibis.Table) -> ibis.Table:
    """By person and turn of the order: what was given back in the company's currency, and the cases that followed."""
    columns = ("person_key", "occurred_at", "action_key", "kind", "turn", "amount")
    later = actions.filter(actions.kind.isin(codes_of(_AFTERMATH))).semi_join(placed, "person_key")
    ours = ibis.ifelse(later.home.notnull(), later.amount, ibis.null("int64"))
    mixed = ibis.union(
        placed.mutate(occurred_at=placed.bought_at, kind=ibis.literal(code_of("order")).cast("int32"))
        .mutate(amount=ibis.null("int64"))
        .select(*columns),
        later.mutate(turn=ibis.null("int64"), amount=ours).select(*columns),
    )
    rowed = mixed.mutate(row=mixed.action_key // _SLOTS, bought=mixed.action_key % _SLOTS)
    own = rowed.turn.max().over(ibis.window(group_by=["person_key", "row"]))
    whose = rowed.mutate(
        turn=ibis.coalesce(
            ibis.ifelse(rowed.bought.between(_OF_ORDERS, _OF_ORDERS + 2), own, ibis.null("int64")),
            rowed.turn.max().over(so_far(["person_key"], _TURN)),
        ),
        order=rowed.kind == code_of("order"),
    )
    after = whose.filter(~whose.order & whose.turn.notnull())
    cancelled = after.amount.max(where=after.kind == code_of("cancel"))
    back = after.amount.sum(where=after.kind == code_of("refund"))
    return after.group_by("person_key", "turn").agg(
        refunded=ibis.greatest(whole(back).fill_null(0), cancelled.fill_null(0)),
        cases=after.count(where=after.kind == code_of("open case")),
    )
