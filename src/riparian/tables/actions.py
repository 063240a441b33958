"""Everyone's stream of actions, over all silos, and the visits it falls into."""

from riparian.core.columns import (
    Count,
    Flag,
    IdentifierKey,
    Instant,
    Label,
    Money,
    Number,
    PersonKey,
    Seconds,
    Share,
    Whole,
)
from riparian.core.row import Row

KINDS: tuple[str, ...] = (
    "visit", "view", "search", "click", "watch", "download",
    "receive", "open", "bounce", "complain",
    "sign up", "opt in", "unsubscribe", "follow",
    "add to cart", "remove from cart", "check out", "try",
    "order", "refund", "cancel",
    "open case", "message", "solve case", "onboard",
    "answer", "review", "refer", "referred",
    "suggest idea", "idea accepted", "idea shipped",
    "talk", "share", "test seen", "sign in", "redeem", "account", "other",
    "agree", "co-create", "case example",
)  # fmt: skip
"""The vocabulary of actions. Append only: the place in this list is the code in every stored table.

`account`: a source has a record of the person, or a no to being contacted; nobody did anything. `agree`: an agreement
was signed, what an order is where nothing is ordered. `talk`: a personal conversation. `case example`: the person
stands as an example for others.
"""

ON_SITE: frozenset[str] = frozenset({
    "visit", "view", "search", "click", "watch", "download", "sign up", "sign in", "add to cart", "remove from cart",
    "check out", "share", "follow",
})  # fmt: skip
"""Kinds that happen on a site or in an app, and so make up visits. `test seen` is none: groups of a test are given by
lists too, to people who are not there, and on a site something else is seen at the same time."""

VIEWED = ("view", "watch", "download")
"""Kinds in which content is attended to."""

INBOUND: frozenset[str] = frozenset(KINDS) - {
    "receive", "bounce", "idea shipped", "idea accepted", "solve case", "referred", "account", "test seen",
}  # fmt: skip
"""Kinds that the person does, as against what is done to them."""

SIGNS_OF_LIFE: frozenset[str] = INBOUND - {"open", "unsubscribe", "complain"}
"""Of these, what wakes a dormant person: not what machines do to mail, nor the wish to be left alone."""

_CODES = {kind: code for code, kind in enumerate(KINDS)}


def code_of(kind: str) -> int:
    """The stored code of an action kind (also its code in `labels`).

    Raises:
        KeyError: no such kind.
    """
    return _CODES[kind]


def codes_of(kinds: "frozenset[str] | tuple[str, ...]") -> list[int]:
    """The stored codes of several kinds, in order."""
    return sorted(_CODES[kind] for kind in kinds)


class Action(Row):
    """An event of a resolved person. Grain: one row per event, and per moment of any other source row.

    `riparian.derivations.actions.actions` lists which row makes which actions. A person's actions stand in order of
    `at`, then `action_key`.
    """

    table = "actions"
    key = ("action_key",)
    bucket = "person_key"
    sorted_by = ("person_key", "occurred_at", "action_key")

    person_key: PersonKey
    occurred_at: Instant
    action_key: Whole
    """16 × the source's row key + a slot, so every action leads back to a file, a line and what happened there."""
    identifier_key: IdentifierKey
    kind: Label
    """What was done: one of the kinds of `riparian.tables.actions`."""
    source: Label
    name: Label | None
    """The source's own word: for the event; the channel of an order, case or consent; the scale of an answer; the
    satisfaction with a solved case; the code of a referral."""
    site: Label | None
    content: Label | None
    """What it was about: page, product, e-mail, idea; the survey of an answer."""
    topic: Label | None
    referrer: Label | None
    utm_source: Label | None
    medium: Label | None
    campaign: Label | None
    click_id: Label | None
    amount: Money | None
    """Never negative for orders, refunds and cancellations: the kind says which way the money went."""
    currency: Label | None
    score: Number | None
    seconds: Number | None
    """Engaged time, where the source measures it."""


class Session(Row):
    """A visit: on-site actions, cut wherever the person pauses longer than the idle limit. Grain: one row per visit.

    Channel fields are all those of the first action that carries any.
    """

    table = "sessions"
    key = ("person_key", "number")
    bucket = "person_key"
    sorted_by = ("person_key", "number")

    person_key: PersonKey
    number: Count
    """1 for the person's first visit."""
    started_at: Instant
    """The first action of the visit."""
    ended_at: Instant
    """The last action of the visit."""
    actions: Count
    """Actions of the visit."""
    views: Count
    """Pages, videos and downloads viewed in it."""
    seconds: Seconds
    """From the first to the last action; 0 for one action."""
    first_action_key: Whole
    """The first action, as in `actions`."""
    source: Label
    site: Label | None
    content: Label | None
    """What the visit began with."""
    topic: Label | None
    referrer: Label | None
    utm_source: Label | None
    medium: Label | None
    campaign: Label | None
    click_id: Label | None
    bounced: Flag
    """One action only."""


class LastAction(Row):
    """When somebody last did something. Grain: one row per person, kind of action and site.

    Who did something of late is told by these, a tenth of the actions.
    """

    table = "last_actions"
    key = ("person_key", "kind", "site")
    bucket = "person_key"
    sorted_by = ("person_key", "kind", "site")

    person_key: PersonKey
    kind: Label
    """One of the kinds of `riparian.tables.actions`."""
    site: Label | None
    last_at: Instant
    """When they last did it there."""


class CurrencyUse(Row):
    """How much a currency is used. Grain: one row per currency that orders are placed in."""

    table = "currency_uses"
    key = ("currency",)

    currency: Label
    orders: Count
    """Orders placed in it."""
    share: Share
    """Of all orders."""


class OrderCurrency(Row):
    """A currency that orders are placed or money is spent in. Grain: one row per currency."""

    table = "currencies"
    key = ("currency",)

    currency: Label
    home: Flag
    """The one currency that sums of money over people are in: the one set, else the one most orders are in."""
