"""What sources report, in one shape for all of them, before anybody knows who is who.

Presets map to these tables. Landing adds who (`identifier_key`), which row (`row_key`: load, file line and slot) and
which source; identifiers themselves are kept once, in `source_identifiers`.
"""

from riparian.core.columns import (
    AnonymousId,
    Count,
    Country,
    Day,
    Demand,
    DeviceId,
    Email,
    Flag,
    Instant,
    Label,
    LandedIdentifier,
    LandedLabel,
    LandedRow,
    LoyaltyCard,
    Money,
    Number,
    OrderId,
    Ordinal,
    OtherId,
    Phone,
    ReferrerEmail,
    ReferrerUserId,
    Text,
    UserId,
)
from riparian.core.row import Row

SUPPRESSED = "suppressed"
"""What the evidence of a consent record begins with where the sender stopped writing, not the person asked for it."""


class ContactRecord(Row):
    """What a source says of somebody: a profile, a customer, a call that tells a name. Grain: one row per statement.

    Nothing replaces what was said before, so that a past date sees what was known then; of statements about one record
    the newest that says something counts, field by field.
    """

    table = "contact_records"
    key = ("row_key",)
    happened = "recorded_at"

    row_key: LandedRow
    identifier_key: LandedIdentifier
    source: LandedLabel
    record_id: Text
    recorded_at: Instant
    """When it was said; where an export tells only when the record was made, that."""
    site: Label | None
    """Host of the site that learned of the record, where the source says it."""
    full_name: Text | None
    company: Text | None
    city: Text | None
    country: Country | None
    language: Label | None
    consent: Label | None
    """`granted` or `denied` for measuring, where the record says so."""
    user_id: UserId | None
    email: Email | None
    phone: Phone | None
    loyalty_card: LoyaltyCard | None
    anonymous_id: AnonymousId | None
    other_id: OtherId | None


class SourceEvent(Row):
    """Something that happened, as a source reports it. Grain: one row per event, each message once."""

    table = "source_events"
    key = ("row_key",)
    happened = "occurred_at"

    row_key: LandedRow
    identifier_key: LandedIdentifier
    source: LandedLabel
    occurred_at: Instant
    kind: Label
    """One of `riparian.tables.actions.KINDS`."""
    name: Label | None
    """The source's own word for the event."""
    site: Label | None
    """Host of the site, app or shop where it happened."""
    content: Label | None
    """What it was about: path of the page, product, subject of the e-mail, idea."""
    topic: Label | None
    referrer: Label | None
    """Host the person came from."""
    utm_source: Label | None
    medium: Label | None
    campaign: Label | None
    click_id: Label | None
    """Name of the advertising click id that was present (`gclid`), never its value."""
    amount: Money | None
    currency: Label | None
    score: Number | None
    seconds: Number | None
    """Engaged time, where the source measures it."""
    consent: Label | None
    """`granted` or `denied` for measuring, where the event says so."""
    user_id: UserId | None
    email: Email | None
    phone: Phone | None
    loyalty_card: LoyaltyCard | None
    anonymous_id: AnonymousId | None
    device_id: DeviceId | None
    order_id: OrderId | None
    other_id: OtherId | None
    order_number: Text | None
    """The order it is about, written as in `source_orders`: what a shop and a website both tell is found by it."""


class SourceOrder(Row):
    """An order as placed; what was refunded or cancelled later stands beside it. Grain: one row per source and order.

    `total` is demand: what was ordered after discounts, before returns and cancellations, with tax and shipping as the
    source totals it. A row with a total below nothing (a return, an entry of the accountants) is rejected: what was
    given back is told as a refund.
    """

    table = "source_orders"
    key = ("source", "order_number")
    happened = "placed_at"
    versioned = True
    begins_once = True
    stays = (("refunded", "refunded_at"), ("cancelled_at",))

    row_key: LandedRow
    identifier_key: LandedIdentifier
    source: LandedLabel
    order_number: Text
    placed_at: Instant
    total: Demand
    """Demand, in the minor units of its `currency`."""
    currency: Label
    discount: Money | None
    shipping: Money | None
    """Of the total, what carriage costs."""
    tax: Money | None
    """Of the total, tax."""
    refunded: Money | None
    """Null where no export says; one that does not say it changes nothing that another said."""
    refunded_at: Instant | None
    """When the last was given back."""
    cancelled_at: Instant | None
    """When it was cancelled."""
    status: Label | None
    channel: Label | None
    """The source's word for where the order was placed (web, pos, phone)."""
    site: Label | None
    referrer: Label | None
    utm_source: Label | None
    medium: Label | None
    campaign: Label | None
    discount_code: Label | None
    """Code that made it cheaper."""
    country: Country | None
    tracked: Flag | None
    """True where a website or app saw the order; the shop's books, where they tell it too, count instead."""
    consent: Label | None
    """`granted` or `denied` for measuring, where a website or app says so beside the order."""
    user_id: UserId | None
    email: Email | None
    phone: Phone | None
    loyalty_card: LoyaltyCard | None
    anonymous_id: AnonymousId | None
    order_id: OrderId | None
    other_id: OtherId | None


class SourceOrderLine(Row):
    """One item of an order, as the load read last tells the order. Grain: one row per source, order and position."""

    table = "source_order_lines"
    key = ("source", "order_number", "position")
    happened = "placed_at"
    versioned = True
    told_with = ("source", "order_number")

    row_key: LandedRow
    source: LandedLabel
    order_number: Text
    position: Ordinal
    placed_at: Instant
    item: Text
    item_name: Label | None
    category: Label | None
    brand: Label | None
    quantity: Number
    amount: Money
    """What the line costs in all, after line discounts."""
    discount: Money | None
    currency: Label


class Spend(Row):
    """Money spent to reach people. Grain: one row per source, day, channel, campaign and ad group."""

    table = "spend"
    key = ("source", "spent_on", "channel", "campaign", "ad_group")
    happened = "spent_on"
    versioned = True

    row_key: LandedRow
    source: LandedLabel
    spent_on: Day
    """Day on which it was spent."""
    channel: Label
    """The source's word for what was bought."""
    campaign: Label
    """Empty text where the source does not split by campaign."""
    ad_group: Label
    amount: Money
    currency: Label
    clicks: Count | None
    impressions: Count | None
    """How often it was shown."""
    conversions: Number | None
    """What the source itself counts as come of it."""


class ConsentRecord(Row):
    """A yes or no to being contacted or measured. Grain: one row per statement; the newest one counts."""

    table = "consent_records"
    key = ("row_key",)
    happened = "stated_at"

    row_key: LandedRow
    identifier_key: LandedIdentifier
    source: LandedLabel
    stated_at: Instant
    site: Label | None
    """Host of the site where it was stated, where the source says it."""
    channel: Label
    """`email`, `sms`, `phone`, `post`, `web` or `any`."""
    purpose: Label
    """`marketing`, `measuring`, `personalising` or `any`."""
    state: Label
    """`granted`, `denied` or `revoked`."""
    evidence: Label | None
    """What the statement rests on; `suppressed: …` where the sender stopped and the person said nothing."""
    dated: Flag | None
    """False where the source tells no instant and another of its row stands in: then only a change is an action."""
    user_id: UserId | None
    email: Email | None
    phone: Phone | None
    anonymous_id: AnonymousId | None
    other_id: OtherId | None


class SurveyAnswer(Row):
    """One answer to one question. Grain: one row per source and answer; a corrected answer replaces what it was."""

    table = "survey_answers"
    key = ("source", "answer_number")
    happened = "answered_at"
    versioned = True

    row_key: LandedRow
    identifier_key: LandedIdentifier
    source: LandedLabel
    answer_number: Text
    """What tells the answer from the source's others: its response, question and scale."""
    answered_at: Instant
    survey: Label | None
    question: Label | None
    scale: Label
    """`nps` (0-10), `csat` (1-5), `ces` (1-7) or `text`."""
    score: Number | None
    comment: Text | None
    user_id: UserId | None
    email: Email | None
    phone: Phone | None
    anonymous_id: AnonymousId | None
    order_id: OrderId | None
    other_id: OtherId | None


class SupportCase(Row):
    """A request for help. Grain: one row per source and case."""

    table = "support_cases"
    key = ("source", "case_number")
    happened = "opened_at"
    versioned = True
    begins_once = True

    row_key: LandedRow
    identifier_key: LandedIdentifier
    source: LandedLabel
    case_number: Text
    """Number of the case, as the source writes it."""
    opened_at: Instant
    """When help was asked for."""
    first_replied_at: Instant | None
    """When it was first answered."""
    solved_at: Instant | None
    """When it was solved."""
    status: Label | None
    channel: Label | None
    """The source's word for how it came."""
    priority: Label | None
    subject: Text | None
    satisfaction: Label | None
    """`good` or `bad`."""
    reopens: Count | None
    """How often it was opened again."""
    user_id: UserId | None
    email: Email | None
    phone: Phone | None
    other_id: OtherId | None


class Referral(Row):
    """One person sent another. Grain: one row per source, referrer and referred."""

    table = "referrals"
    key = ("source", "referrer_key", "identifier_key")
    happened = "referred_at"
    versioned = True
    begins_once = True

    row_key: LandedRow
    identifier_key: LandedIdentifier
    """Who was referred."""
    referrer_key: LandedIdentifier
    """Who referred."""
    source: LandedLabel
    referred_at: Instant
    """When the one sent the other."""
    converted_at: Instant | None
    """When the referred first ordered, as the source says; null: not yet."""
    code: Label | None
    """Code that was passed on."""
    status: Label | None
    user_id: UserId | None
    email: Email | None
    phone: Phone | None
    anonymous_id: AnonymousId | None
    other_id: OtherId | None
    referrer_email: ReferrerEmail | None
    referrer_user_id: ReferrerUserId | None


class ContentPiece(Row):
    """A piece of content: article, video, e-mail, advert. Grain: one row per source and piece."""

    table = "content_pieces"
    key = ("source", "content")
    versioned = True

    row_key: LandedRow
    source: LandedLabel
    content: Label
    title: Text | None
    site: Label | None
    topic: Label | None
    format: Label | None
    """Article, video, e-mail …, in the source's word."""
    value_kind: Label | None
    """What it is good for, in the source's word."""
    published_on: Day | None
    """Day on which it was published."""


ALL_REFERRERS = "(all)"
"""The referrer of a reading of all visits to a site, wherever they came from."""


class TrafficReading(Row):
    """Visits from site to site, as somebody counted. Grain: one row per source, site, referrer, topic and day."""

    table = "traffic_readings"
    key = ("source", "site", "referrer", "topic", "read_on")
    happened = "read_on"
    versioned = True

    row_key: LandedRow
    source: LandedLabel
    read_on: Day
    """The last day that was counted."""
    site: Label
    """Host of the site that was visited."""
    referrer: Label
    """Host the visits came from; `(all)`: all visits to the site."""
    topic: Label
    """What was visited there; empty: everything."""
    visits: Count
    """Visits that were counted."""
    visitors: Count | None
    """Visitors who made them, each once; null where nobody says."""
    minutes: Number | None
    """Spent there on these visits."""
