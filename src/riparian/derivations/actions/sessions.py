"""Sessions: a person's on-site actions, cut wherever they pause longer than the idle limit."""

from datetime import timedelta
from typing import Final

import ibis

from riparian.core.doors import per_person
from riparian.core.durations import Duration
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import seconds_between, span
from riparian.expressions.sequence import first_code, in_order, running
from riparian.tables.actions import ON_SITE, Action, Session, code_of, codes_of

_CHANNEL: Final = ("referrer", "utm_source", "medium", "campaign", "click_id")
_BEGUN_WITH: Final = ("content", "topic")


class SessionsSettings(Settings):
    """`[derivations.sessions]`"""

    idle_limit: Duration = timedelta(minutes=30)
    """Longest pause inside one session."""


@per_person
def sessions(actions: Table[Action], settings: SessionsSettings) -> Table[Session]:
    """Cut each person's actions into sessions.

    A pause of exactly `idle_limit` does not cut; a longer one does. Actions at the same instant stand in order of
    `action_key`, so the cut is repeatable. Only kinds that happen on a site or in an app count: an e-mail that is
    opened or an order in a shop is no visit.

    The channel fields all come from one action, the first that carries any of them, so they never mix two ways in. So
    do content and topic.
    """
    on_site = actions.filter(actions.kind.isin(codes_of(ON_SITE))).select(
        "person_key", "occurred_at", "action_key", "kind", "source", "site", *_BEGUN_WITH, *_CHANNEL
    )
    in_turn = in_order(["person_key"], ["occurred_at", "action_key"])
    paused = on_site.mutate(
        before=on_site.occurred_at.lag().over(in_turn), turn=ibis.row_number().over(in_turn).cast("int64")
    )
    begins = paused.before.isnull() | (paused.occurred_at > paused.before + span(settings.idle_limit))
    cut = paused.mutate(begins=begins)
    number = running(cut.begins.cast("int32"), by=["person_key"], order=["turn"])
    visits = cut.mutate(number=number)
    carries_channel = ibis.or_(*(visits[name].notnull() for name in _CHANNEL))
    carries_content = ibis.or_(*(visits[name].notnull() for name in _BEGUN_WITH))
    made = visits.group_by("person_key", "number").agg(
        started_at=visits.occurred_at.min(),
        ended_at=visits.occurred_at.max(),
        actions=visits.count(),
        views=visits.count(where=visits.kind == code_of("view")),
        first_action_key=visits.action_key.max(where=visits.begins),
        source=visits.source.max(where=visits.begins),
        site=first_code(visits.site, visits.turn, where=visits.site.notnull()),
        **{name: first_code(visits[name], visits.turn, where=carries_content) for name in _BEGUN_WITH},
        **{name: first_code(visits[name], visits.turn, where=carries_channel) for name in _CHANNEL},
    )
    timed = made.mutate(seconds=seconds_between(made.started_at, made.ended_at), bounced=made.actions == 1)
    return promised(timed, Session)
