"""Calls of the tracking specification of Segment and RudderStack, one JSON object a line, as their archives keep them.

Tables of calls (CSV or Parquet) are read too, whose columns are named after the fields (`context_page_url`,
`properties.total`) or hold objects, as JSON or structs. They need a column `type`: tables of one kind of event each,
as a warehouse keeps them, are read by preset `files`.

`track`, `page`, `screen` and `group` are events. `identify` and `alias` (RudderStack's `merge` too) are contact
records: what they do is carry identifiers together. The former id of an alias is an anonymous one or an address; that
of a user, who has another, joins nobody by itself: `riparian identity join` does, as nobody has two user ids unless the
limits of `[identity]` allow it. A choice of consent is also a consent record, and so is an unsubscribing.

When a call happened: its `timestamp` where it can be read; else `receivedAt − (sentAt − originalTimestamp)`, which
takes the device's wrong clock out; never later than five minutes after `receivedAt` (RudderStack's order of things). A
device that does not say when it made a call, or says it sent it before, is not believed: the call happened when it was
received.

`Order Completed` is a `check out` that carries the order's number, so that the shop's order finds its browser. Without
a shop among the sources, `orders = true` makes orders and items of it. `Order Refunded` and `Order Cancelled` are a
refund and a cancellation; what a shop tells of an order of that number counts instead (decision 0008).

Archives that keep each call inside another object (`{"payload": {"type": …}}`) are read too.

Rejected: calls of no known type, with neither user id nor anonymous id, without any instant, track calls without
`event`, and with `orders = true` orders of more items than the setting `items`.
"""

from collections.abc import Iterator
from pathlib import Path

import ibis
import pyarrow as pa
from pydantic import Field, field_validator

from riparian.core.clocks import TimeZone
from riparian.core.currencies import Currency
from riparian.core.row import Table
from riparian.core.settings import Settings
from riparian.expressions.click_ids import click_id_in
from riparian.expressions.clock_skew import happened_at
from riparian.expressions.mapped import mapped_to
from riparian.expressions.measuring import consent_of_categories
from riparian.expressions.money import decimal_of, minor_units
from riparian.expressions.semantic_events import event_name, kind_of_event
from riparian.expressions.text import filled, host_of, parameter_of, path_of, stated
from riparian.expressions.time import instant_of
from riparian.presets.segment.call import ITEM, SegmentCall, fields, item_of, places
from riparian.storage.flattened import is_flat, read_flattened
from riparian.storage.formats import format_of
from riparian.storage.json_lines import read_json_lines
from riparian.storage.json_wrappers import under, wrapped_in, wrapper_of
from riparian.tables.actions import KINDS
from riparian.tables.sources import ConsentRecord, ContactRecord, SourceEvent, SourceOrder, SourceOrderLine

_CARRIED = ("properties_", "traits_", "context_")
"""How columns are named that lie inside an object of a call."""
_OBJECTS = r"(^|_)(properties|traits|context)(_|$)"
_PEOPLE = ("identify", "alias", "merge")
_TYPES = ("track", "page", "screen", "group", *_PEOPLE)


class SegmentSettings(Settings):
    """`[[sources]]` with `preset = "segment"`."""

    time_zone: TimeZone = "UTC"
    """The zone of instants that say none; the specification's say it."""
    currency: Currency = "USD"
    """The currency of amounts that say none (the specification's rule)."""
    site: str = ""
    """Host of calls that name no page, such as those of a server."""
    orders: bool = False
    """Make orders of `Order Completed`, where no shop is among the sources."""
    items: int = Field(default=8, ge=1, le=200)
    """Most items an order has, with `orders = true`. Files that were read already keep the number they were read with;
    each further item makes reading slower."""
    within: str = ""
    """Key under which each line keeps its call; empty: the line is the call, or the key under which calls are found."""
    measuring: tuple[str, ...] = ("Analytics", "Performance")
    """The categories of `context.consent.categoryPreferences` that mean leave to measure; one `false` is a no, and
    so is an empty object."""
    kinds: dict[str, str] = {}
    """The company's own event names, and which kind of action each is."""

    @field_validator("kinds")
    @classmethod
    def _known(cls, kinds: dict[str, str]) -> dict[str, str]:
        for event, kind in kinds.items():
            if kind not in KINDS:
                raise ValueError(f"{event!r} cannot be {kind!r}; kinds are {', '.join(KINDS)}")
        return kinds


def row_by_row(settings: SegmentSettings) -> bool:
    """Every call is mapped by itself."""
    return True


def recognises(header: tuple[str, ...]) -> float:
    """How sure it is that JSON lines with these fields are calls of the specification, or each hold one."""
    return 0.0 if wrapped_in(header, _are_calls) is None else 0.95


def _are_calls(names: set[str]) -> bool:
    typed, someone = "type" in names or "action" in names, bool(names & {"anonymous_id", "user_id"})
    telling = names & {"message_id", "original_timestamp", "sent_at", "received_at", "event"}
    # A page that nothing is said of has its message id only; what calls carry beside it are objects of these names.
    carried = any(name.startswith(_CARRIED) for name in names)
    return typed and someone and len(telling) + carried >= 2


def extract(file: Path, settings: SegmentSettings) -> Iterator[pa.RecordBatch]:
    """The calls of the file, each an object of JSON lines or a row of a table."""
    if format_of(file) == "json lines" and not is_flat(file, _OBJECTS):
        return read_json_lines(file, under(settings.within or wrapper_of(file, _are_calls), fields(settings.items)))
    return read_flattened(
        file, lambda header: under(settings.within or wrapped_in(header, _are_calls) or "", fields(settings.items))
    )


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
        name=ibis.coalesce(
            ibis.ifelse(kind == "test seen", filled(calls.variation), ibis.null("string")),
            filled(calls.event),
            filled(calls.name),
        ),
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
        click_id=click_id_in(calls.url),
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
        order_number=calls.order_number,
    )


def contact_records(raw: Table[SegmentCall], settings: SegmentSettings) -> Table[ContactRecord]:
    """Identify calls, each a statement about its user; alias and merge calls, under both identifiers."""
    calls = _calls(raw, settings)
    calls = calls.filter(calls.refused.isnull() & calls.type.isin(_PEOPLE))
    former = ibis.coalesce(filled(calls.previous_id), filled(calls.merged_value))
    by_address = former.contains("@").fill_null(False)
    person = ibis.coalesce(filled(calls.user_id), filled(calls.merged_into_value))
    both_names = filled(calls.first_name.fill_null("") + " " + calls.last_name.fill_null(""))
    calls = calls.mutate(
        person=person,
        told_name=ibis.coalesce(filled(calls.full_name), both_names),
        former_id=ibis.ifelse(by_address, ibis.null("string"), former),
        address=ibis.coalesce(filled(calls.email), ibis.ifelse(by_address, former, ibis.null("string"))),
        record_id=ibis.cases(
            (calls.type != "identify", ibis.literal("alias ") + former.fill_null("") + " " + person.fill_null("")),
            else_=ibis.coalesce(person, filled(calls.email), filled(calls.anonymous_id)),
        ),
    )
    both = calls.filter(calls.former_id.notnull() & filled(calls.anonymous_id).notnull())
    return ibis.union(
        _contacts(calls, 0, ibis.coalesce(calls.former_id, filled(calls.anonymous_id))),
        _contacts(both, 1, filled(both.anonymous_id)),
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
        consent=calls.consent,
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
        anonymous_id=filled(calls.anonymous_id),
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
        tracked=ibis.literal(True),
        consent=calls.consent,
        user_id=filled(calls.user_id),
        email=filled(calls.email),
        phone=filled(calls.phone),
        anonymous_id=filled(calls.anonymous_id),
        order_id=calls.order_number,
    )


def source_order_lines(raw: Table[SegmentCall], settings: SegmentSettings) -> Table[SourceOrderLine]:
    """The items of each order that have a price. Those from the eighth on share the row key of the eighth."""
    calls = _calls(raw, settings)
    calls = calls.filter(calls.refused.isnull() & calls.ordered)
    return ibis.union(*(_items(calls, place) for place in range(max(2, places(raw)) if settings.orders else 2)))


def _items(calls: ibis.Table, place: int) -> ibis.Table:
    told = {name: item_of(calls, place, name) for name in ITEM}
    quantity = told["quantity"].try_cast("float64").fill_null(1.0)
    price = told["price"].try_cast("float64")
    calls = calls.filter(price.notnull() & ibis.coalesce(told["id"], told["name"]).notnull())
    return mapped_to(
        SourceOrderLine,
        calls,
        slot=ibis.literal(min(place, 7), "int32"),
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
    """The calls with their instant, their compared name, their consent, and why they cannot be used."""
    kind, event = filled(raw.type).lower(), filled(raw.event)
    number = filled(raw.order_id.re_replace(r"^#", ""))
    someone = ibis.coalesce(filled(raw.user_id), filled(raw.anonymous_id), filled(raw.merged_value))
    bought = event_name(event).isin(["order completed", "completed order"]) & number.notnull()
    ordered = ibis.literal(settings.orders) & bought.fill_null(False)
    most = places(raw)
    further = item_of(raw, most, "id").notnull() | item_of(raw, most, "name").notnull()
    refused = ibis.cases(
        (kind.isnull(), "type is missing"),
        (~kind.isin(_TYPES), ibis.literal("a call of type '") + kind + "' is not known"),
        (someone.isnull(), "it has neither a user id nor an anonymous id"),
        ((kind == "track") & event.isnull(), "event is missing"),
        (ordered & further, f"it has more than {most} items, the number its file was read with"),
    )
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
        consent=consent_of_categories(raw.category_preferences, settings.measuring),
        order_number=number,
        ordered=ordered,
    )
