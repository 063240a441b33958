"""Google Analytics 4: the events of its BigQuery export.

Reads tables `events_YYYYMMDD` (and `events_intraday_…`) exported from BigQuery as JSON lines or Parquet, with
`event_params` and the other nested fields, and the flat CSV that a connector makes of them (`param_…` columns).

- Times are `event_timestamp`, microseconds in UTC; a connector's `timestamp` is UTC too.
- Source, medium and campaign are those collected with the event, never those of the user's first visit.
- `page_location` gives site and content; a referrer on the same site is not one.
- `privacy_info.analytics_storage` is the consent to be measured: `No` is denied, `Unset` says nothing.
- A purchase is a `check out` that carries the order's number, because the shop tells the order itself. With
  `orders = true` purchases are orders instead, for a shop that has no export of its own. Refunds are events of their
  own. What the shop tells of an order of that number counts, not what is seen here (decision 0008).
- The same event in a daily and in an intraday table is one event.

Rejected: events without a name or a readable time, and events of nobody (no `user_id` and no `user_pseudo_id`, as
when analytics storage was denied). Items of a purchase are not taken over as order lines.
"""

import functools
from collections.abc import Iterator
from pathlib import Path

import ibis
import pyarrow as pa
from pydantic import field_validator

from riparian.core.clocks import TimeZone
from riparian.core.columns import Text
from riparian.core.currencies import Currency
from riparian.core.row import Row, Table
from riparian.core.settings import Settings, did_you_mean
from riparian.expressions.content import content_of
from riparian.expressions.engine_functions import riparian_instant_of_microseconds
from riparian.expressions.identifiers import normal_order_id
from riparian.expressions.mapped import mapped_to
from riparian.expressions.money import minor_units
from riparian.expressions.text import filled, host_of, parameter_of, path_of
from riparian.expressions.time import instant_of
from riparian.storage.delimited import read_delimited
from riparian.storage.formats import format_of
from riparian.storage.json_lines import read_json_lines
from riparian.storage.parquet import read_parquet_rows
from riparian.tables.actions import KINDS
from riparian.tables.sources import SourceEvent, SourceOrder

KINDS_OF_EVENTS = {
    "session_start": "visit",
    "page_view": "view", "screen_view": "view", "view_item": "view", "view_item_list": "view", "view_cart": "view",
    "search": "search", "view_search_results": "search",
    "click": "click", "select_item": "click", "select_content": "click", "select_promotion": "click",
    "video_start": "watch",
    "file_download": "download",
    "notification_receive": "receive", "notification_open": "open",
    "generate_lead": "sign up", "sign_up": "sign up", "login": "sign in", "share": "share",
    "add_to_cart": "add to cart", "remove_from_cart": "remove from cart", "begin_checkout": "check out",
    "purchase": "check out", "in_app_purchase": "check out", "ecommerce_purchase": "check out", "refund": "refund",
    "tutorial_complete": "onboard", "experience_impression": "test seen",
}  # fmt: skip
"""GA4's event names and our kinds; every other event is `other`, under its own name."""

CLICK_IDS = ("gclid", "wbraid", "gbraid", "dclid", "srsltid", "msclkid", "fbclid", "ttclid", "twclid", "li_fat_id")
"""Advertising click ids that an address may carry, the surest sign of a paid click first."""

_VARIANT = "^(.+)-([^-]+)$"
"""A test and its group, as one text."""
_PURCHASES = ("purchase", "in_app_purchase", "ecommerce_purchase")
_SAYS_NOTHING = ("(direct)", "(none)", "(not set)", "(not provided)", "(data not available)", "(organic)", "(referral)")


class Ga4Settings(Settings):
    """`[[sources]]` with `preset = "ga4"`."""

    time_zone: TimeZone = "UTC"
    """The property's own zone. Nothing depends on it: the times of the export are UTC."""
    site: str = ""
    """Host of the site or name of the app, where events do not say."""
    currency: Currency = ""
    """Currency of amounts (ISO 4217), where events do not say."""
    orders: bool = False
    """Whether purchases are orders; leave it where a shop's own export tells the orders."""
    kinds: dict[str, str] = {}
    """Names of your own events and the kind of action they are (`book_demo = "talk"`)."""

    @field_validator("kinds")
    @classmethod
    def _known(cls, kinds: dict[str, str]) -> dict[str, str]:
        unknown = [kind for kind in kinds.values() if kind not in KINDS]
        if unknown:
            raise ValueError(f"no kind of action is named {unknown[0]!r}; {did_you_mean(unknown[0], KINDS)}")
        return kinds


class Ga4Event(Row):
    """An event as exported, nested fields under joined names. Grain: one row per event and export."""

    event_name: Text | None
    name: Text | None
    event_timestamp: Text | None
    timestamp: Text | None
    user_id: Text | None
    user_pseudo_id: Text | None
    stream_id: Text | None
    event_bundle_sequence_id: Text | None
    bundle_sequence_id: Text | None
    batch_event_index: Text | None
    platform: Text | None
    privacy_info_analytics_storage: Text | None
    event_dimensions_hostname: Text | None
    device_web_info_hostname: Text | None
    app_info_id: Text | None
    collected_traffic_source_manual_source: Text | None
    collected_traffic_source_manual_medium: Text | None
    collected_traffic_source_manual_campaign_name: Text | None
    collected_traffic_source_gclid: Text | None
    collected_traffic_source_dclid: Text | None
    collected_traffic_source_srsltid: Text | None
    ecommerce_transaction_id: Text | None
    ecommerce_purchase_revenue: Text | None
    ecommerce_purchase_revenue_in_usd: Text | None
    ecommerce_refund_value: Text | None
    ecommerce_refund_value_in_usd: Text | None
    ecommerce_shipping_value: Text | None
    ecommerce_tax_value: Text | None
    item_name: Text | None
    item_category: Text | None
    param_page_location: Text | None
    param_page_referrer: Text | None
    param_firebase_screen: Text | None
    param_content_group: Text | None
    param_source: Text | None
    param_medium: Text | None
    param_campaign: Text | None
    param_gclid: Text | None
    param_ga_session_id: Text | None
    param_engagement_time_msec: Text | None
    param_transaction_id: Text | None
    param_currency: Text | None
    param_value: Text | None
    param_coupon: Text | None
    param_exp_variant_string: Text | None


FIELDS: dict[str, str] = {
    **{name: name for name in ("event_name", "event_timestamp", "user_id", "user_pseudo_id", "stream_id", "platform")},
    **{name: name for name in ("event_bundle_sequence_id", "batch_event_index")},
    "privacy_info_analytics_storage": "privacy_info.analytics_storage",
    "event_dimensions_hostname": "event_dimensions.hostname",
    "device_web_info_hostname": "device.web_info.hostname",
    "app_info_id": "app_info.id",
    **{
        f"collected_traffic_source_{name}": f"collected_traffic_source.{name}"
        for name in ("manual_source", "manual_medium", "manual_campaign_name", "gclid", "dclid", "srsltid")
    },
    **{
        f"ecommerce_{name}": f"ecommerce.{name}"
        for name in (
            "transaction_id", "purchase_revenue", "purchase_revenue_in_usd", "refund_value", "refund_value_in_usd",
            "shipping_value", "tax_value",
        )
    },
    "item_name": "items[0].item_name",
    "item_category": "items[0].item_category",
    **{
        f"param_{name}": f"event_params[{name}]"
        for name in (
            "page_location", "page_referrer", "firebase_screen", "content_group", "source", "medium", "campaign",
            "gclid", "ga_session_id", "engagement_time_msec", "transaction_id", "currency", "value", "coupon",
            "exp_variant_string",
        )
    },
}  # fmt: skip
"""Column of `Ga4Event` and where it lies in a nested row."""

_TOLD_OF_ORDERS = (
    "site", "referrer", "utm_source", "medium", "campaign", "user_id", "anonymous_id", "order_id", "currency",
    "channel", "discount_code", "consent",
)  # fmt: skip
_TOLD_OF_EVENTS = (
    "occurred_at", "site", "topic", "referrer", "utm_source", "medium", "campaign", "click_id",
    "seconds", "consent", "user_id", "anonymous_id", "order_id",
)  # fmt: skip


def row_by_row(settings: Ga4Settings) -> bool:
    """Every row is mapped by itself."""
    return True


def recognises(header: tuple[str, ...]) -> float:
    """How surely a header is that of GA4 events."""
    names = set(header)
    nested = {"event_name", "event_timestamp"} <= names and names & {
        "user_pseudo_id",
        "event_params",
        "event_bundle_sequence_id",
    }
    flat = {"name", "timestamp", "user_pseudo_id", "param_ga_session_id"} <= names
    return 0.95 if nested or flat else 0.0


def extract(file: Path, settings: Ga4Settings) -> Iterator[pa.RecordBatch]:
    """The rows of one file: JSON lines, Parquet, or a connector's flat CSV, told by how the file begins."""
    match format_of(file):
        case "parquet":
            return read_parquet_rows(file, FIELDS)
        case "json lines":
            return read_json_lines(file, FIELDS)
        case _:
            return read_delimited(file)


def line_id(raw: Table[Ga4Event]) -> ibis.Value:
    """Where the event stood in the bundle that the device sent; in older exports, which do not say, all that it says.

    Times are told in microseconds: what agrees in them and everything else was exported twice.
    """
    parts = (
        filled(raw.stream_id),
        ibis.coalesce(filled(raw.user_pseudo_id), filled(raw.user_id)),
        ibis.coalesce(filled(raw.event_bundle_sequence_id), filled(raw.bundle_sequence_id)),
        filled(raw.batch_event_index),
        ibis.coalesce(filled(raw.event_timestamp), filled(raw.timestamp)),
        ibis.coalesce(filled(raw.event_name), filled(raw.name)),
    )
    return ibis.coalesce(functools.reduce(lambda text, part: text + " " + part, parts), content_of(raw))


def source_events(raw: Table[Ga4Event], settings: Ga4Settings) -> Table[SourceEvent]:
    """An event per row, without purchases where those are orders.

    A variant that was seen is written as tool, test and group with dashes between: `ABC-F2948574-3495F49`.
    """
    events = _placed(_read(raw, settings))
    nothing = ibis.null("string")
    kind = events.name.cases(*(KINDS_OF_EVENTS | settings.kinds).items(), else_="other")
    seen = ibis.ifelse(kind == "test seen", events.variant, nothing)
    amount = minor_units(events.amount, events.currency)
    if settings.orders:
        events = events.filter(~events.name.isin(_PURCHASES).fill_null(False))
    return mapped_to(
        SourceEvent,
        events,
        **{name: events[name] for name in _TOLD_OF_EVENTS},
        name=ibis.coalesce(filled(seen.re_extract(_VARIANT, 2)), events.name),
        content=ibis.coalesce(filled(seen.re_extract(_VARIANT, 1)), events.content),
        order_number=normal_order_id(events.order_id),
        kind=ibis.ifelse(events.name.isnull(), nothing, kind),
        amount=amount,
        currency=ibis.ifelse(amount.isnull(), nothing, events.currency),
    )


def source_orders(raw: Table[Ga4Event], settings: Ga4Settings) -> Table[SourceOrder]:
    """An order per purchase with `orders = true`; else none."""
    events = _placed(_read(raw, settings))
    purchases = events.filter(events.name.isin(_PURCHASES) & settings.orders)
    return mapped_to(
        SourceOrder,
        purchases,
        **{name: purchases[name] for name in _TOLD_OF_ORDERS},
        order_number=normal_order_id(purchases.order_id),
        tracked=ibis.literal(True),
        placed_at=purchases.occurred_at,
        total=minor_units(purchases.amount, purchases.currency),
        shipping=minor_units(purchases.shipping, purchases.currency),
        tax=minor_units(purchases.tax, purchases.currency),
    )


def _read(raw: ibis.Table, settings: Ga4Settings) -> ibis.Table:
    """What each row says, field by field, the shapes of exports put together."""
    nothing = ibis.null("string")
    storage = filled(raw.privacy_info_analytics_storage).lower()
    host = _first(raw, "event_dimensions_hostname", "device_web_info_hostname").lower()
    collected = "collected_traffic_source_"
    return raw.select(
        "line",
        name=_first(raw, "event_name", "name"),
        occurred_at=_instant(raw),
        user_id=filled(raw.user_id),
        anonymous_id=filled(raw.user_pseudo_id),
        order_id=_first(raw, "ecommerce_transaction_id", "param_transaction_id").nullif("(not set)"),
        location=filled(raw.param_page_location),
        referring=filled(raw.param_page_referrer),
        host=ibis.coalesce(host, filled(raw.app_info_id), settings.site or nothing),
        about=_first(raw, "param_firebase_screen", "item_name"),
        topic=_first(raw, "param_content_group", "item_category"),
        utm_source=_said(raw[f"{collected}manual_source"], raw.param_source),
        medium=_said(raw[f"{collected}manual_medium"], raw.param_medium),
        campaign=_said(raw[f"{collected}manual_campaign_name"], raw.param_campaign),
        gclid=_first(raw, f"{collected}gclid", "param_gclid"),
        dclid=filled(raw[f"{collected}dclid"]),
        srsltid=filled(raw[f"{collected}srsltid"]),
        seconds=filled(raw.param_engagement_time_msec).try_cast("int64") / 1000,
        consent=storage.cases(("yes", "granted"), ("no", "denied"), else_=nothing),
        channel=filled(raw.platform).lower(),
        discount_code=filled(raw.param_coupon),
        variant=filled(raw.param_exp_variant_string),
        bought=filled(raw.ecommerce_purchase_revenue),
        bought_in_dollars=filled(raw.ecommerce_purchase_revenue_in_usd),
        returned=filled(raw.ecommerce_refund_value),
        returned_in_dollars=filled(raw.ecommerce_refund_value_in_usd),
        worth=filled(raw.param_value),
        shipping=filled(raw.ecommerce_shipping_value),
        tax=filled(raw.ecommerce_tax_value),
        currency=ibis.coalesce(filled(raw.param_currency).upper(), settings.currency or nothing),
    ).view()  # a view, or Ibis would write each field out wherever it is used, and that at every step


def _placed(events: ibis.Table) -> ibis.Table:
    """Where each event happened, where its person came from, and what it was worth in which currency.

    An amount is in the currency the event names, else that of the settings, else in US dollars, which GA4 reckons.
    """
    nothing = ibis.null("string")
    bought, returned = events.name.isin(_PURCHASES), events.name == "refund"
    own = ibis.cases(
        (bought, ibis.coalesce(events.bought, events.worth)),
        (returned, ibis.coalesce(events.returned, events.worth)),
        else_=events.worth,
    )
    dollars = ibis.cases((bought, events.bought_in_dollars), (returned, events.returned_in_dollars), else_=nothing)
    in_dollars = own.isnull() | events.currency.isnull()
    hosted = events.mutate(
        site=ibis.coalesce(host_of(events.location), events.host),
        referrer=host_of(events.referring),
        amount=ibis.ifelse(in_dollars, dollars, own),
        currency=ibis.ifelse(in_dollars, "USD", events.currency),
        content=ibis.coalesce(path_of(events.location), events.about),
    ).view()
    parameters = {name: parameter_of(hosted.location, name) for name in CLICK_IDS}
    present = {name: hosted[name] for name in ("gclid", "dclid", "srsltid")}
    clicked = [(ibis.coalesce(present.get(name, nothing), value).notnull(), name) for name, value in parameters.items()]
    return hosted.mutate(
        referrer=ibis.ifelse(hosted.referrer == hosted.site, nothing, hosted.referrer),
        click_id=ibis.cases(*clicked, else_=nothing),
    ).view()


def _instant(raw: ibis.Table) -> ibis.Value:
    """The instant; microseconds outside of the years 1970 to 2100 are no time."""
    microseconds = filled(raw.event_timestamp).try_cast("int64")
    sensible = ibis.ifelse(microseconds.between(0, 4_102_444_800_000_000), microseconds, ibis.null("int64"))
    return ibis.coalesce(riparian_instant_of_microseconds(sensible), instant_of(raw.timestamp, "UTC"))


def _said(*texts: ibis.Value) -> ibis.Value:
    """The first of some texts that says something; GA4 writes `(not set)` and its like for nothing."""
    said = (ibis.ifelse(filled(text).lower().isin(_SAYS_NOTHING), ibis.null("string"), filled(text)) for text in texts)
    return ibis.coalesce(*said)


def _first(raw: ibis.Table, *names: str) -> ibis.Value:
    return ibis.coalesce(*(filled(raw[name]) for name in names))
