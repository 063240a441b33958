"""Yes and no to being contacted, told more than once: which telling counts."""

from typing import Final

import ibis

from riparian.expressions.sequence import firsts, in_order
from riparian.tables.actions import code_of, codes_of

AGREEMENTS: Final = ("opt in", "unsubscribe")
"""Kinds of action that say yes or no to being contacted: each counts once."""

_ABOUT: Final = ("source", "identifier_key", "channel", "purpose")


def of_agreements(rows: ibis.Table) -> ibis.Value:
    """Whether a row with a `kind` says what a statement of consent may say too."""
    return rows.kind.isin(codes_of(AGREEMENTS)).fill_null(False)


def changing(stated: ibis.Table) -> ibis.Table:
    """Statements of consent without those that say again what was said.

    Each export tells a statement anew: of those that one source makes of one identifier, channel, purpose and state at
    one instant only the first counts. One that is not `dated` stands at an instant that moves with every export: it
    counts where it says something else than the statement before it (`state`, or that it is a suppression).
    """
    once = firsts(stated, by=(*_ABOUT, "state", "suppressed", "stated_at"), order=("row_key",))
    turn = in_order(_ABOUT, ("stated_at", "row_key"))
    before = once.mutate(state_before=once.state.lag().over(turn), suppressed_before=once.suppressed.lag().over(turn))
    repeated = (before.state_before == before.state) & (before.suppressed_before == before.suppressed)
    return before.filter(before.dated.fill_null(True) | ~repeated.fill_null(False))


def said_once(told: ibis.Table) -> ibis.Table:
    """The same rows, of which one source's keep their kind; those of the others are evidence, as `account`.

    Rows are the same yes or no where person, instant and kind are. An event counts (`event`), whoever tells it, because
    it says more; a statement of the event's own row is left out. Without events, the source that has been known longest
    counts for each channel (`name`). An event's kind is never changed.

    Looks at one person's rows at a time.
    """
    alike = ["person_key", "occurred_at", "kind"]
    event = told.event.cast("int32").max()
    by_event = event.over(ibis.window(group_by=alike)) == 1
    of_event = event.over(ibis.window(group_by=[*alike, "row_key"])) == 1
    longest_known = told.source.min().over(ibis.window(group_by=[*alike, "name"]))
    told = told.mutate(again=~told.event & (by_event | (told.source != longest_known)), of_event=of_event)
    told = told.filter(told.event | ~told.of_event)
    account = ibis.literal(code_of("account")).cast("int32")
    return told.mutate(kind=ibis.ifelse(told.again, account, told.kind))
