"""Actions: what every source reports, as one stream per person.

Which row becomes which action, and the slot that its `action_key` ends in:

| source table | action | at | slot |
|---|---|---|---|
| source_events | the event's kind | occurred_at | 0 |
| source_orders | order; refund; cancel | placed_at; refunded_at; cancelled_at | 1; 2; 3 |
| support_cases | open case; solve case | opened_at; solved_at | 4; 5 |
| survey_answers | answer | answered_at | 6 |
| referrals | refer, by who referred; referred, of who was | referred_at | 7; 8 |
| consent_records | opt in; unsubscribe; account | stated_at | 9 |
| contact_records | account | recorded_at | 10 |

What several sources tell of one purchase counts once (`riparian.expressions.purchases`), and so does a statement of
consent, however often it is told (`riparian.expressions.agreements`).
"""

from typing import Final

import ibis

from riparian.core.doors import per_person_at_once
from riparian.core.row import Table, promised, schema_of
from riparian.expressions.agreements import changing, of_agreements, said_once
from riparian.expressions.purchases import counted_once, of_purchases
from riparian.expressions.sequence import firsts
from riparian.tables.actions import Action, code_of
from riparian.tables.identity import Identifier
from riparian.tables.landing import KnownLabel
from riparian.tables.sources import (
    SUPPRESSED,
    ConsentRecord,
    ContactRecord,
    Referral,
    SourceEvent,
    SourceOrder,
    SupportCase,
    SurveyAnswer,
)

_SLOTS: Final = 16
_GIVEN: Final = {name: dtype for name, dtype in schema_of(Action).items() if name not in ("person_key", "action_key")}


@per_person_at_once
def actions(
    source_events: Table[SourceEvent],
    source_orders: Table[SourceOrder],
    support_cases: Table[SupportCase],
    survey_answers: Table[SurveyAnswer],
    referrals: Table[Referral],
    consent_records: Table[ConsentRecord],
    contact_records: Table[ContactRecord],
    identifiers: Table[Identifier],
    labels: Table[KnownLabel],
) -> Table[Action]:
    """One row for each thing that happened, under the person whose identifier the source row carries.

    A refund and a cancellation are actions of their own at their own time; the order stands as it was placed. A refund
    without an instant is none, because nobody can say when it became known.

    A purchase that the shop's books tell and a tracking source tells too, under one order number and of one person, is
    one order; what the tracking source tells of it stays in the stream as a `check out`, a refund or cancellation as
    `other`. A row that is an event and a statement of consent at once is one action, the event's; a statement that is
    told again makes none, and what a second source says of the same instant is an `account`.
    """
    whose = identifiers.select("identifier_key", "person_key")
    in_purchase, in_agreement = of_purchases(source_events), of_agreements(source_events)
    happened = ibis.union(
        events_of(source_events.filter(~in_purchase & ~in_agreement)),
        *cases_of(support_cases),
        answers_of(survey_answers),
        *referrals_of(referrals),
        accounts_of(contact_records),
    ).join(whose, "identifier_key")
    bought = ibis.union(bought_in(source_events.filter(in_purchase)), *orders_of(source_orders))
    once = counted_once(bought.join(whose, "identifier_key"))
    agreed = ibis.union(agreed_in(source_events.filter(in_agreement)), consents_of(consent_records, labels))
    said = said_once(agreed.join(whose, "identifier_key"))
    made = ibis.union(happened, *(rows.select(*happened.columns) for rows in (once, said)))
    return promised(made, Action)


def moment(rows: ibis.Table, slot: int, at: str, kind: str | ibis.Value, **given: str | ibis.Value) -> ibis.Table:
    """Rows of a source as actions of one kind at one instant; rows without that instant are left out.

    Columns that `given` does not name are null; those it names beside the columns of an action are kept.
    """
    columns: dict[str, str | ibis.Value] = {
        "occurred_at": at,
        "kind": ibis.literal(code_of(kind)) if isinstance(kind, str) else kind,
        "source": "source",
        "identifier_key": "identifier_key",
    } | given
    values = {name: rows[value] if isinstance(value, str) else value for name, value in columns.items()}
    return rows.filter(rows[at].notnull()).select(
        action_key=rows.row_key * _SLOTS + slot,
        **{name: values.get(name, ibis.null(dtype)).cast(dtype) for name, dtype in _GIVEN.items()},
        **{name: value for name, value in values.items() if name not in _GIVEN},
    )


def events_of(source_events: Table[SourceEvent]) -> ibis.Table:
    """Events as they are."""
    same = [name for name in _GIVEN if name not in ("occurred_at", "kind")]
    return moment(source_events, 0, "occurred_at", source_events.kind, **{name: name for name in same})


def agreed_in(source_events: Table[SourceEvent]) -> ibis.Table:
    """Events that are opt-ins or unsubscriptions, with the row they stand in and that they are events."""
    same = [name for name in _GIVEN if name not in ("occurred_at", "kind")]
    given = {name: name for name in (*same, "row_key")}
    return moment(source_events, 0, "occurred_at", source_events.kind, event=ibis.literal(True), **given)


def bought_in(source_events: Table[SourceEvent]) -> ibis.Table:
    """Events that are orders, refunds or cancellations, with the order they are about and an amount without a sign."""
    same = [name for name in _GIVEN if name not in ("occurred_at", "kind", "amount")]
    given = {name: name for name in (*same, "order_number")}
    amount, tracked = source_events.amount.abs(), ibis.literal(True)
    return moment(source_events, 0, "occurred_at", source_events.kind, amount=amount, tracked=tracked, **given)


def orders_of(source_orders: Table[SourceOrder]) -> tuple[ibis.Table, ...]:
    """Placed, refunded in part or whole, cancelled; each with the order's site, channel and campaign."""
    orders = source_orders.mutate(tracked=source_orders.tracked.fill_null(False))
    same = {name: name for name in ("site", "currency", "referrer", "utm_source", "medium", "campaign")}
    same |= {"name": "channel", "order_number": "order_number", "tracked": "tracked"}
    money_back = orders.filter(orders.refunded != 0)
    return (
        moment(orders, 1, "placed_at", "order", amount="total", **same),
        moment(money_back, 2, "refunded_at", "refund", amount=money_back.refunded.abs(), **same),
        moment(orders, 3, "cancelled_at", "cancel", amount="total", **same),
    )


def cases_of(support_cases: Table[SupportCase]) -> tuple[ibis.Table, ...]:
    """Opened by the person, solved for the person."""
    return (
        moment(support_cases, 4, "opened_at", "open case", name="channel"),
        moment(support_cases, 5, "solved_at", "solve case", name="satisfaction"),
    )


def answers_of(survey_answers: Table[SurveyAnswer]) -> ibis.Table:
    """Answers with their score, named after the scale."""
    return moment(survey_answers, 6, "answered_at", "answer", name="scale", content="survey", score="score")


def referrals_of(referrals: Table[Referral]) -> tuple[ibis.Table, ...]:
    """Both sides: somebody referred, somebody was referred."""
    return (
        moment(referrals, 7, "referred_at", "refer", identifier_key="referrer_key", name="code"),
        moment(referrals, 8, "referred_at", "referred", name="code"),
    )


def consents_of(consent_records: Table[ConsentRecord], labels: Table[KnownLabel]) -> ibis.Table:
    """A yes to being contacted is an opt-in and its withdrawal an unsubscription; each statement once.

    A yes to being measured (the cookie banner) is not an opt-in: it brings nobody nearer. It, a plain no, and a
    suppression, which is the sender's doing, make an `account`, so that the person is known and nothing more.
    """
    states = labels.select(state="label_key", stated="label")
    purposes = labels.select(purpose="label_key", meant="label")
    reasons = labels.select(evidence="label_key", shown="label")
    stated = consent_records.join(states, "state").join(purposes, "purpose").left_join(reasons, "evidence")
    stated = changing(stated.mutate(suppressed=stated.shown.startswith(SUPPRESSED).fill_null(False)))
    contact = (stated.meant != "measuring") & ~stated.suppressed
    kind = ibis.cases(
        (contact & (stated.stated == "granted"), code_of("opt in")),
        (contact & (stated.stated == "revoked"), code_of("unsubscribe")),
        else_=code_of("account"),
    )
    given = {"name": "channel", "row_key": "row_key"}
    return moment(stated, 9, "stated_at", kind.cast("int32"), event=ibis.literal(False), **given)


def accounts_of(contact_records: Table[ContactRecord]) -> ibis.Table:
    """Somebody of whom a source has a record is known from its first statement on, even if they never did anything."""
    first = firsts(contact_records, by=("source", "record_id", "identifier_key"), order=("recorded_at", "row_key"))
    return moment(first, 10, "recorded_at", "account")
