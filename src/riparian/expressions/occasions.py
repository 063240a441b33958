"""Occasions: when a person met a condition, found in one pass over their actions or visits.

Each function gives a table of person_key, at, action_key and source. They take tables that have these columns, and
nothing here looks at more than one person.
"""

from datetime import timedelta
from typing import Final

import ibis

from riparian.expressions.calendar import span, week_number
from riparian.expressions.sequence import firsts, in_order, position, so_far

OCCASION: Final = ("person_key", "occurred_at", "action_key", "source")
_TURN: Final = ("occurred_at", "action_key")


def first_times(actions: ibis.Table) -> ibis.Table:
    """The first action of each person. Where many share the first instant, the one with the lowest key.

    A minimum over the person finds the instant without sorting; only what happened at it is put in order.
    """
    began = actions.occurred_at.min().over(ibis.window(group_by="person_key"))
    return firsts(actions.filter(actions.occurred_at == began).select(*OCCASION), by=["person_key"], order=_TURN)


def from_the_nth_time(actions: ibis.Table, times: int) -> ibis.Table:
    """The `times`-th of these actions of each person and every later one."""
    found = actions.select(*OCCASION)
    if times == 1:
        return found
    counted = found.mutate(time=position(["person_key"], _TURN))
    return counted.filter(counted.time >= times).select(*OCCASION)


def as_occasions(sessions: ibis.Table) -> ibis.Table:
    """Visits with the columns of an occasion, their number and what else they have."""
    return sessions.rename(occurred_at="started_at", action_key="first_action_key")


def nth_visits(sessions: ibis.Table, visits: int) -> ibis.Table:
    """The visit of that number of each person."""
    return as_occasions(sessions.filter(sessions.number == visits)).select(*OCCASION)


def regular_weeks(sessions: ibis.Table, *, weeks: int, of: int) -> ibis.Table:
    """The first visit of each person with which they have visited in `weeks` of the last `of` weeks.

    Calendar weeks, the running one included. Only the first visit of a week can be that visit.
    """
    visits = as_occasions(sessions).select(*OCCASION, "number").mutate(week=week_number(ibis._.occurred_at))
    before = visits.week.lag().over(in_order(["person_key"], ["number"]))
    weekly = visits.mutate(before=before).filter((ibis._.before != ibis._.week) | ibis._.before.isnull())
    earlier = weekly.week.lag(weeks - 1).over(in_order(["person_key"], ["number"]))
    met = weekly.mutate(earlier=earlier).filter(ibis._.week - ibis._.earlier < of)
    return firsts(met, by=["person_key"], order=["number"]).select(*OCCASION)


def often_on_one_topic(sessions: ibis.Table, actions: ibis.Table, *, visits: int, within: timedelta) -> ibis.Table:
    """The first moment of each person with `visits` visits and two pieces of one topic behind them, both `within`.

    The first condition holds from a visit until the visit `visits − 1` before it is `within` old. The second holds
    from an action on a topic until the action before it on the same topic, but on another piece, is. Both hold where
    the latest end so far of each still lies ahead.
    """
    numbered = as_occasions(sessions).select(*OCCASION, "number")
    earlier = numbered.occurred_at.lag(visits - 1).over(in_order(["person_key"], ["number"]))
    frequent = numbered.mutate(often_until=earlier + span(within)).filter(ibis._.occurred_at < ibis._.often_until)
    read = actions.filter(actions.topic.notnull() & actions.content.notnull())
    read = read.semi_join(frequent.select("person_key").distinct(), "person_key")
    on_topic = in_order(["person_key", "topic"], _TURN)
    pieces = read.mutate(other=read.content.lag().over(on_topic), read_at=read["occurred_at"].lag().over(on_topic))
    pieces = pieces.filter(pieces.other != pieces.content).mutate(deep_until=ibis._.read_at + span(within))
    deep = pieces.filter(pieces["occurred_at"] < pieces.deep_until)
    never = ibis.null("timestamp(6)")
    either = ibis.union(
        frequent.select(*OCCASION, "often_until", deep_until=never),
        deep.select(*OCCASION, "deep_until", often_until=never).select(*OCCASION, "often_until", "deep_until"),
    )
    ends = {name: either[name].max().over(so_far(["person_key"], _TURN)) for name in ("often_until", "deep_until")}
    both = either.mutate(**ends).filter(
        (ibis._["occurred_at"] < ibis._.often_until) & (ibis._["occurred_at"] < ibis._.deep_until)
    )
    return firsts(both, by=["person_key"], order=_TURN).select(*OCCASION)
