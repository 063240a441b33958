"""Calls of the tracking specification of Segment and RudderStack, one JSON object a line, as their archives keep them.

`track`, `page`, `screen` and `group` are events. `identify` and `alias` (RudderStack's `merge` too) are contact
records: what they do is carry identifiers together. A choice of consent is also a consent record, and so is an
unsubscribing.

When a call happened: its `timestamp` where it can be read; else `receivedAt − (sentAt − originalTimestamp)`, which
takes the device's wrong clock out; never later than five minutes after `receivedAt` (RudderStack's order of things). A
device that says it sent a call before it made it is not believed: the call happened when it was received.

`Order Completed` is a `check out` that carries the order's number, so that the shop's order finds its browser. Without
a shop among the sources, `orders = true` makes orders and items of it (eight items an order, for a line makes at most
eight rows).

Rejected: calls of no known type, with neither user id nor anonymous id, without any instant, and track calls without
`event`.
"""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, get_args, get_type_hints

import ibis
import pyarrow as pa
from pydantic import field_validator

from riparian.core.columns import Text
from riparian.core.row import Row, Table, promises
from riparian.core.settings import Settings
from riparian.expressions.clock_skew import happened_at
from riparian.expressions.mapped import mapped_to
from riparian.expressions.money import decimal_of, minor_units
from riparian.expressions.semantic_events import event_name, kind_of_event
from riparian.expressions.text import filled, host_of, parameter_of, path_of, stated
from riparian.expressions.time import instant_of
from riparian.storage.json_lines import read_json_lines
from riparian.tables.actions import KINDS
from riparian.tables.sources import ConsentRecord, ContactRecord, SourceEvent, SourceOrder, SourceOrderLine

_ITEMS = 8
_PEOPLE = ("identify", "alias", "merge")
_TYPES = ("track", "page", "screen", "group", *_PEOPLE)
_CLICK_IDS = (
    "gclid", "wbraid", "gbraid", "dclid", "srsltid", "fbclid", "msclkid", "ttclid", "twclid", "li_fat_id", "epik",
    "ScCid", "rdt_cid", "yclid", "irclickid",
)  # fmt: skip


class SegmentSettings(Settings):
    """`[[sources]]` with `preset = "segment"`."""

    time_zone: str = "UTC"
    """The zone of instants that say none; the specification's say it."""
    currency: str = "USD"
    """The currency of amounts that say none (the specification's rule)."""
    site: str = ""
    """Host of calls that name no page, such as those of a server."""
    orders: bool = False
    """Make orders of `Order Completed`. Only where no shop is among the sources: an order would count twice."""
    measuring: tuple[str, ...] = ("Analytics", "Performance")
    """The categories of `context.consent.categoryPreferences` that mean leave to measure; one `false` is a no."""
    kinds: dict[str, str] = {}
    """The company's own event names, and which kind of action each is."""

    @field_validator("kinds")
    @classmethod
    def _known(cls, kinds: dict[str, str]) -> dict[str, str]:
        for event, kind in kinds.items():
            if kind not in KINDS:
                raise ValueError(f"{event!r} cannot be {kind!r}; kinds are {', '.join(KINDS)}")
        return kinds


class SegmentCall(Row):
    """A call as archived, each column with its path. Grain: one row per call, each message as often as it was sent."""

    type: Annotated[Text, "type|action"] | None
    message_id: Annotated[Text, "messageId|message_id"] | None
    user_id: Annotated[Text, "userId|user_id"] | None
    anonymous_id: Annotated[Text, "anonymousId|anonymous_id"] | None
    previous_id: Annotated[Text, "previousId|previous_id"] | None
    merged_value: Annotated[Text, "mergeProperties[0].value"] | None
    merged_into_value: Annotated[Text, "mergeProperties[1].value"] | None
    event: Annotated[Text, "event"] | None
    name: Annotated[Text, "name|properties.name"] | None
    timestamp: Annotated[Text, "timestamp"] | None
    original_timestamp: Annotated[Text, "originalTimestamp|original_timestamp"] | None
    sent_at: Annotated[Text, "sentAt|sent_at"] | None
    received_at: Annotated[Text, "receivedAt|received_at"] | None
    url: Annotated[Text, "context.page.url|properties.url"] | None
    path: Annotated[Text, "context.page.path|properties.path"] | None
    referrer: Annotated[Text, "context.page.referrer|properties.referrer|context.referrer.url"] | None
    app: Annotated[Text, "context.app.namespace|context.app.name"] | None
    utm_source: Annotated[Text, "context.campaign.source"] | None
    medium: Annotated[Text, "context.campaign.medium"] | None
    campaign: Annotated[Text, "context.campaign.name|properties.campaign_name"] | None
    device_id: Annotated[Text, "context.device.id"] | None
    locale: Annotated[Text, "context.locale"] | None
    category_preferences: Annotated[Text, "context.consent.categoryPreferences|properties.categoryPreferences"] | None
    email: Annotated[Text, "traits.email|context.traits.email|properties.email"] | None
    phone: Annotated[Text, "traits.phone|context.traits.phone|properties.phone"] | None
    full_name: Annotated[Text, "traits.name"] | None
    first_name: Annotated[Text, "traits.firstName|traits.first_name"] | None
    last_name: Annotated[Text, "traits.lastName|traits.last_name"] | None
    company: Annotated[Text, "traits.company.name"] | None
    city: Annotated[Text, "traits.address.city"] | None
    country: Annotated[Text, "traits.address.country"] | None
    category: Annotated[Text, "category|properties.category|properties.genre"] | None
    title: Annotated[Text, "properties.title|properties.email_subject|properties.query"] | None
    product: Annotated[Text, "properties.product_id|properties.sku|properties.id"] | None
    thing: Annotated[Text, "properties.list_id|properties.experiment_id|properties.ticket_id"] | None
    video: Annotated[Text, "properties.content_asset_id|properties.asset_id"] | None
    link_url: Annotated[Text, "properties.link_url"] | None
    revenue: Annotated[Text, "properties.revenue"] | None
    total: Annotated[Text, "properties.total"] | None
    value: Annotated[Text, "properties.value"] | None
    currency: Annotated[Text, "properties.currency"] | None
    shipping: Annotated[Text, "properties.shipping"] | None
    tax: Annotated[Text, "properties.tax"] | None
    discount: Annotated[Text, "properties.discount"] | None
    coupon: Annotated[Text, "properties.coupon"] | None
    affiliation: Annotated[Text, "properties.affiliation"] | None
    order_id: Annotated[Text, "properties.order_id|properties.orderId"] | None
    score: Annotated[Text, "properties.score|properties.rating"] | None
    seconds: Annotated[Text, "properties.conversation_duration"] | None


_ITEM = {
    "id": "product_id|sku|id",
    "name": "name",
    "category": "category",
    "brand": "brand",
    "price": "price",
    "quantity": "quantity",
}


def fields() -> dict[str, str]:
    """The path of every raw column; items are `item_0_id` … `item_7_quantity`."""
    hints = get_type_hints(SegmentCall, include_extras=True)
    paths = {promise.name: get_args(hints[promise.name])[0].__metadata__[1] for promise in promises(SegmentCall)}
    for place, (name, keys) in itertools.product(range(_ITEMS), _ITEM.items()):
        paths[f"item_{place}_{name}"] = "|".join(f"properties.products[{place}].{key}" for key in keys.split("|"))
    return paths


def row_by_row(settings: SegmentSettings) -> bool:
    """Every call is mapped by itself."""
    return True


def recognises(header: tuple[str, ...]) -> float:
    """How sure it is that JSON lines with these fields are calls of the specification."""
    names = set(header)
    typed, someone = "type" in names or "action" in names, bool(names & {"anonymous_id", "user_id"})
    telling = names & {"message_id", "original_timestamp", "sent_at", "received_at", "event"}
    return 0.95 if typed and someone and len(telling) >= 2 else 0.0


def extract(file: Path, settings: SegmentSettings) -> Iterator[pa.RecordBatch]:
    """The calls of the file."""
    return read_json_lines(file, fields())


def line_id(raw: Table[SegmentCall]) -> ibis.Value:
    """The message id: a call that was sent twice is one."""
    return filled(raw.message_id)


def source_events(raw: Table[SegmentCall], settings: SegmentSettings) -> Table[SourceEvent]:
    """Track, page, screen and group calls; and every call that cannot be used, refused."""
    calls = _calls(raw, settings)
    calls = calls.filter(calls.refused.notnull() | ~(calls.type.isin(_PEOPLE) | calls.ordered))
    kind = ibis.cases(
        (calls.type.isin(["page", "screen"]), "view"),
        (calls.type == "group", "account"),
        else_=kind_of_event(calls.said, settings.kinds),
    )
    amount = minor_units(ibis.coalesce(calls.revenue, calls.total, calls.value), calls.money)
    page = ibis.coalesce(path_of(calls.url), path_of(calls.path))
    site = ibis.coalesce(host_of(calls.url), filled(calls.app), stated(settings.site))
    return mapped_to(
        SourceEvent,
        calls,
        refused=calls.refused,
        occurred_at=calls.at,
        kind=kind,
        name=ibis.coalesce(filled(calls.event), filled(calls.name)),
        site=site,
        content=ibis.ifelse(
            calls.type == "track",
            ibis.coalesce(calls.title, calls.product, calls.thing, calls.video, path_of(calls.link_url), page),
            ibis.coalesce(page, filled(calls.name)),
        ),
        topic=filled(calls.category),
        referrer=host_of(calls.referrer).nullif(host_of(calls.url)),
        utm_source=ibis.coalesce(filled(calls.utm_source), parameter_of(calls.url, "utm_source")),
        medium=ibis.coalesce(filled(calls.medium), parameter_of(calls.url, "utm_medium")),
        campaign=ibis.coalesce(filled(calls.campaign), parameter_of(calls.url, "utm_campaign")),
        click_id=ibis.cases(*((parameter_of(calls.url, name).notnull(), name) for name in _CLICK_IDS)),
        amount=amount,
        currency=ibis.ifelse(amount.notnull(), calls.money, ibis.null("string")),
        score=decimal_of(calls.score).cast("float64"),
        seconds=decimal_of(calls.seconds).cast("float64"),
        consent=calls.consent,
        user_id=filled(calls.user_id),
        email=filled(calls.email),
        phone=filled(calls.phone),
        anonymous_id=filled(calls.anonymous_id),
        device_id=filled(calls.device_id),
        order_id=calls.order_number,
    )


def contact_records(raw: Table[SegmentCall], settings: SegmentSettings) -> Table[ContactRecord]:
    """Identify calls, the newest of a user standing for all; alias and merge calls, under both identifiers.

    A call that tells identifiers only is a record beside, so that it does not take the place of one that tells a name.
    """
    calls = _calls(raw, settings)
    calls = calls.filter(calls.refused.isnull() & calls.type.isin(_PEOPLE))
    former = ibis.coalesce(filled(calls.previous_id), filled(calls.merged_value))
    by_address = former.contains("@").fill_null(False)
    person = ibis.coalesce(filled(calls.user_id), filled(calls.merged_into_value))
    both_names = filled(calls.first_name.fill_null("") + " " + calls.last_name.fill_null(""))
    full_name = ibis.coalesce(filled(calls.full_name), both_names)
    told = ibis.coalesce(full_name, filled(calls.company), filled(calls.city), filled(calls.country))
    calls = calls.mutate(
        person=person,
        told_name=full_name,
        former_id=ibis.ifelse(by_address | (calls.consent == "denied"), ibis.null("string"), former),
        address=ibis.coalesce(filled(calls.email), ibis.ifelse(by_address, former, ibis.null("string"))),
        record_id=ibis.cases(
            (calls.type != "identify", ibis.literal("alias ") + former.fill_null("") + " " + person.fill_null("")),
            (told.isnull(), ibis.literal("ids ") + ibis.coalesce(person, calls.email, calls.anonymous_id)),
            else_=ibis.coalesce(person, filled(calls.email), filled(calls.anonymous_id)),
        ),
    )
    both = calls.filter(calls.former_id.notnull() & calls.joining_id.notnull())
    return ibis.union(
        _contacts(calls, 0, ibis.coalesce(calls.former_id, calls.joining_id)),
        _contacts(both, 1, both.joining_id),
    )


def _contacts(calls: ibis.Table, slot: int, anonymous_id: ibis.Value) -> ibis.Table:
    return mapped_to(
        ContactRecord,
        calls,
        slot=ibis.literal(slot),
        record_id=calls.record_id,
        recorded_at=calls.at,
        site=host_of(calls.url),
        full_name=calls.told_name,
        company=filled(calls.company),
        city=filled(calls.city),
        country=filled(calls.country),
        language=filled(calls.locale),
        user_id=calls.person,
        email=calls.address,
        phone=filled(calls.phone),
        anonymous_id=anonymous_id,
    )


def consent_records(raw: Table[SegmentCall], settings: SegmentSettings) -> Table[ConsentRecord]:
    """What people chose about being measured, and their unsubscribing from e-mail."""
    calls = _calls(raw, settings)
    chose = (calls.said == "segment consent preference updated") & calls.consent.notnull()
    left = calls.said == "unsubscribed"
    calls = calls.filter(calls.refused.isnull() & (calls.type == "track") & (chose | left))
    leaving = calls.said == "unsubscribed"
    return mapped_to(
        ConsentRecord,
        calls,
        stated_at=calls.at,
        site=host_of(calls.url),
        channel=ibis.ifelse(leaving, "email", "web"),
        purpose=ibis.ifelse(leaving, "marketing", "measuring"),
        state=ibis.ifelse(leaving, "revoked", calls.consent),
        evidence=filled(calls.event),
        user_id=filled(calls.user_id),
        email=filled(calls.email),
        phone=filled(calls.phone),
        anonymous_id=calls.joining_id,
    )


def source_orders(raw: Table[SegmentCall], settings: SegmentSettings) -> Table[SourceOrder]:
    """Orders of `Order Completed`, where the settings ask for them; `total`, else revenue with tax and shipping."""
    calls = _calls(raw, settings)
    calls = calls.filter(calls.refused.isnull() & calls.ordered)
    amounts = {
        name: minor_units(calls[name], calls.money) for name in ("total", "revenue", "shipping", "tax", "discount")
    }
    summed = amounts["revenue"] + amounts["shipping"].fill_null(0) + amounts["tax"].fill_null(0)
    return mapped_to(
        SourceOrder,
        calls,
        order_number=calls.order_number,
        placed_at=calls.at,
        total=ibis.coalesce(amounts["total"], summed),
        currency=calls.money,
        discount=amounts["discount"],
        shipping=amounts["shipping"],
        tax=amounts["tax"],
        channel=ibis.coalesce(filled(calls.affiliation), ibis.literal("web")),
        site=ibis.coalesce(host_of(calls.url), stated(settings.site)),
        referrer=host_of(calls.referrer).nullif(host_of(calls.url)),
        utm_source=filled(calls.utm_source),
        medium=filled(calls.medium),
        campaign=filled(calls.campaign),
        discount_code=filled(calls.coupon),
        user_id=filled(calls.user_id),
        email=filled(calls.email),
        phone=filled(calls.phone),
        anonymous_id=calls.joining_id,
        order_id=calls.order_number,
    )


def source_order_lines(raw: Table[SegmentCall], settings: SegmentSettings) -> Table[SourceOrderLine]:
    """The first eight items of each order that have a price."""
    calls = _calls(raw, settings)
    calls = calls.filter(calls.refused.isnull() & calls.ordered)
    return ibis.union(*(_items(calls, place) for place in range(_ITEMS if settings.orders else 2)))


def _items(calls: ibis.Table, place: int) -> ibis.Table:
    told = {
        name: filled(calls[f"item_{place}_{name}"]) if f"item_{place}_{name}" in calls.columns else ibis.null("string")
        for name in _ITEM
    }
    quantity = told["quantity"].try_cast("float64").fill_null(1.0)
    price = told["price"].try_cast("float64")
    calls = calls.filter(price.notnull() & ibis.coalesce(told["id"], told["name"]).notnull())
    return mapped_to(
        SourceOrderLine,
        calls,
        slot=ibis.literal(place, "int32"),
        order_number=calls.order_number,
        position=ibis.literal(place + 1, "int32"),
        placed_at=calls.at,
        item=ibis.coalesce(told["id"], told["name"]),
        item_name=told["name"],
        category=told["category"],
        brand=told["brand"],
        quantity=quantity,
        amount=minor_units(price * quantity, calls.money),
        currency=calls.money,
    )


def _calls(raw: ibis.Table, settings: SegmentSettings) -> ibis.Table:
    """The calls with their instant, their compared name, their consent, and why they cannot be used.

    `joining_id` is the anonymous id, except beside another identifier where measuring is denied: that joins nobody.
    """
    kind, event = filled(raw.type).lower(), filled(raw.event)
    number = filled(raw.order_id.re_replace(r"^#", ""))
    someone = ibis.coalesce(filled(raw.user_id), filled(raw.anonymous_id), filled(raw.merged_value))
    refused = ibis.cases(
        (kind.isnull(), "type is missing"),
        (~kind.isin(_TYPES), ibis.literal("a call of type '") + kind + "' is not known"),
        (someone.isnull(), "it has neither a user id nor an anonymous id"),
        ((kind == "track") & event.isnull(), "event is missing"),
    )
    bought = event_name(event).isin(["order completed", "completed order"]) & number.notnull()
    consent = _consent(raw, settings.measuring)
    beside = ibis.coalesce(filled(raw.user_id), filled(raw.email)).notnull()
    return raw.mutate(
        type=kind,
        said=ibis.ifelse(kind == "track", event_name(event), ibis.null("string")),
        refused=refused,
        at=happened_at(
            said=instant_of(raw.timestamp, settings.time_zone),
            made=instant_of(raw.original_timestamp, settings.time_zone),
            sent=instant_of(raw.sent_at, settings.time_zone),
            received=instant_of(raw.received_at, settings.time_zone),
        ),
        money=ibis.coalesce(filled(raw.currency).upper(), ibis.literal(settings.currency)),
        consent=consent,
        joining_id=ibis.ifelse(beside & (consent == "denied"), ibis.null("string"), filled(raw.anonymous_id)),
        order_number=number,
        ordered=ibis.literal(settings.orders) & bought.fill_null(False),
    )


def _consent(raw: ibis.Table, categories: tuple[str, ...]) -> ibis.Value:
    """`denied` where one of the categories is false, else `granted` where one is true, else null."""
    named = "|".join(re.escape(category) for category in categories)
    chosen = raw.category_preferences
    return ibis.cases(
        (chosen.re_search(rf'"({named})"\s*:\s*"?(false|0)'), "denied"),
        (chosen.re_search(rf'"({named})"\s*:\s*"?(true|1)'), "granted"),
    )
