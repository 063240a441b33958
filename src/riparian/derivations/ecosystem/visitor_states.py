"""Visitor states: how near everybody has come, from a first visit to a growing customer."""

from datetime import timedelta
from typing import Annotated, Final

import ibis
from pydantic import Field

from riparian.core.doors import per_person
from riparian.core.durations import AsOf, Duration
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.action_kinds import ActionKind
from riparian.expressions.calendar import days_between, instant_of, span, years_back
from riparian.expressions.sequence import in_order
from riparian.expressions.totals import whole
from riparian.tables.actions import Action, Session, code_of, codes_of
from riparian.tables.buyers import Purchase
from riparian.tables.landing import KnownLabel
from riparian.tables.participants import VisitorState

_ME: Final = "person_key"
_WEEK_DAYS: Final = 7
_CHANNELS: Final = ("email", "sms", "phone", "post", "web")
"""Of consent; any other word of an opt-in or unsubscription names no channel."""
_ANY: Final = "any"


class VisitorStatesSettings(Settings):
    """`[derivations.visitor_states]`"""

    regular_weeks: Annotated[int, Field(ge=1)] = 3
    """Regular: a visit in so many …"""
    of_weeks: Annotated[int, Field(ge=1)] = 4
    """… of the last so many weeks, each of seven days, before the as-of date."""
    regular_visits: Annotated[int, Field(ge=1)] = 4
    """Or so many visits within `within`, and two pieces of one topic."""
    within: Duration = timedelta(days=90)
    two_way: tuple[ActionKind, ...] = ("talk",)
    """Kinds of action that are a conversation by themselves; it lasts for `within`."""
    inbound: tuple[ActionKind, ...] = ("message", "open case")
    """Kinds that are the person's turn …"""
    outbound: tuple[ActionKind, ...] = ("solve case",)
    """… and the company's: one of each within `within` is a conversation."""


@per_person
def visitor_states(
    sessions: Table[Session],
    actions: Table[Action],
    purchases: Table[Purchase],
    labels: Table[KnownLabel],
    settings: VisitorStatesSettings,
    as_of: AsOf,
) -> Table[VisitorState]:
    """What holds at the as-of date; a regular visitor who stays away is an occasional one again.

    An opt-in holds until an unsubscription at the same instant or later, of its own channel or of none that is named;
    one that names no channel until any. Who signed an agreement is a customer.
    """
    since = instant_of(as_of) - span(settings.within)
    parts = (
        visited(sessions, actions, settings, since, as_of),
        opted(actions, labels),
        said(actions, settings, since),
        bought(purchases, as_of),
    )
    told = ibis.union(*(part.select(_ME) for part in parts)).distinct()
    for part in parts:
        told = told.left_join(part, _ME).drop(f"{_ME}_right")
    flags = ("regular", "opted_in", "in_conversation", "agreed", "repeat", "growing")
    told = told.fill_null({"visits": 0, "orders": 0} | dict.fromkeys(flags, False))
    told = told.mutate(
        visited=ibis.cases(
            (told.visits == 0, "never"), (told.regular, "regular"), (told.visits == 1, "first-time"), else_="occasional"
        ),
        customer=(told.orders > 0) | told.agreed,
        loyal=told.orders > 1,
    )
    state = ibis.cases(
        (told.growing, "growing"), (told.repeat, "repeat"), (told.loyal, "loyal"), (told.customer, "customer"),
        (told.in_conversation, "in conversation"), (told.opted_in, "opted in"), (told.visits > 0, told.visited),
        else_="none",
    )  # fmt: skip
    return promised(told.mutate(state=state), VisitorState)


def visited(
    sessions: ibis.Table, actions: ibis.Table, settings: VisitorStatesSettings, since: ibis.Value, as_of: AsOf
) -> ibis.Table:
    """Visits, and whether they are regular."""
    weeks_ago = (days_between(sessions.started_at, instant_of(as_of)) / _WEEK_DAYS).ceil() - 1
    dated = sessions.mutate(weeks_ago=weeks_ago.cast("int64"), lately=sessions.started_at >= since)
    each = dated.group_by(_ME).agg(
        visits=dated.count(),
        weeks=dated.weeks_ago.nunique(where=dated.weeks_ago < settings.of_weeks),
        recent=dated.count(where=dated.lately),
    )
    read = actions.filter((actions["occurred_at"] >= since) & actions.topic.notnull() & actions.content.notnull())
    topics = read.group_by(_ME, "topic").agg(pieces=read.content.nunique())
    most = topics.group_by(_ME).agg(pieces=topics.pieces.max())
    told = each.left_join(most, _ME).drop(f"{_ME}_right")
    on_topic = (told.recent >= settings.regular_visits) & (told.pieces.fill_null(0) > 1)
    return told.select(_ME, "visits", regular=(told.weeks >= settings.regular_weeks) | on_topic)


def opted(actions: ibis.Table, labels: Table[KnownLabel]) -> ibis.Table:
    """Whether an opt-in of any channel holds, of people who ever opted in or out."""
    channels = labels.filter(labels.label.isin(_CHANNELS)).select(name="label_key", scope="label")
    yes, no = (actions.kind == code_of(kind) for kind in ("opt in", "unsubscribe"))
    words = actions.mutate(yes=yes, no=no).filter(yes | no).select(_ME, "occurred_at", "name", "yes", "no")
    words = words.left_join(channels, "name").drop("name_right").fill_null({"scope": _ANY})
    each = words.group_by(_ME, "scope").agg(
        opted_at=words["occurred_at"].max(where=words.yes), left_at=words["occurred_at"].max(where=words.no)
    )
    gone = each.group_by(_ME).agg(left_last=each.left_at.max(), left_whole=each.left_at.max(where=each.scope == _ANY))
    both = each.join(gone, _ME)
    own = ibis.ifelse(both.scope == _ANY, both.left_last, both.left_at)
    holds = both.opted_at.notnull()
    for left in (own, both.left_whole):
        holds &= left.isnull() | (both.opted_at > left)
    return both.mutate(holds=holds).group_by(_ME).agg(opted_in=ibis._.holds.any())


def said(actions: ibis.Table, settings: VisitorStatesSettings, since: ibis.Value) -> ibis.Table:
    """Conversations and agreements, of people who ever did any of them."""
    agree = actions.kind == code_of("agree")
    recent = actions["occurred_at"] >= since
    turns = {
        name: recent & actions.kind.isin(codes_of(kinds))
        for name, kinds in (("both", settings.two_way), ("come", settings.inbound), ("gone", settings.outbound))
    }
    marked = actions.mutate(agree=agree, **turns).filter(agree | turns["both"] | turns["come"] | turns["gone"])
    each = marked.group_by(_ME).agg(
        agreed=marked.agree.any(),
        both=marked.both.any(),
        come=marked.come.any(),
        gone=marked.gone.any(),
    )
    return each.select(_ME, "agreed", in_conversation=each.both | (each.come & each.gone))


def bought(purchases: ibis.Table, as_of: AsOf) -> ibis.Table:
    """Orders, whether in two twelve-month periods on end, and whether the last had more demand than the one before."""
    dated = purchases.mutate(year=years_back(purchases.bought_at, as_of))
    years = dated.group_by(_ME, "year").agg(orders=dated.count(), demand=whole(dated.demand.sum()).fill_null(0))
    following = years.mutate(step=years.year - years.year.lag().over(in_order([_ME], ["year"])))
    each = following.group_by(_ME).agg(
        orders=whole(following.orders.sum()),
        repeat=(following.step == 1).fill_null(False).any(),
        last=following.demand.max(where=following.year == 0).fill_null(0),
        before=following.demand.max(where=following.year == 1).fill_null(0),
    )
    return each.mutate(growing=(each.before > 0) & (each["last"] > each.before))
