"""Orders of a Shopify shop, from the CSV export (Orders → Export → Plain CSV), old and new, whatever columns it has.

The same rows as JSON lines or Parquet are read too. The export has one row per item of an order. Order-level values
stand on the order's first row only, or (in some exports) on every row; rows of an order belong together by `Name`. One
order makes an order, its items, what the checkout told about the buyer, and whether the buyer accepts marketing.

What the export does not say is when money was refunded. `refunded_at` is the instant of cancellation, else of
fulfilment, else of payment, else of the order, so a refund may be dated too early.

When one file holds an order twice (exports joined by hand), its last state counts; rows of an earlier state, and
second copies, are rejected with that reason or are already known. Rejected are also rows without `Name`, and rows of
orders whose first row is not in the file. Orders from the till often have neither e-mail nor phone: they count as
orders of nobody known.
"""

from collections.abc import Iterator
from pathlib import Path

import ibis
import pyarrow as pa

from riparian.core.clocks import TimeZone
from riparian.core.columns import Text
from riparian.core.currencies import Currency
from riparian.core.row import Row, Table
from riparian.core.settings import Settings
from riparian.expressions.content import content_of
from riparian.expressions.mapped import mapped_to
from riparian.expressions.money import decimal_of, minor_units
from riparian.expressions.text import filled, stated, without_apostrophe
from riparian.expressions.time import instant_of
from riparian.storage.as_text import read_as_text
from riparian.tables.sources import ConsentRecord, ContactRecord, SourceOrder, SourceOrderLine


class ShopifyOrdersSettings(Settings):
    """`[[sources]]` with `preset = "shopify_orders"`."""

    time_zone: TimeZone = "UTC"
    """The zone of instants that say none; the export usually says it."""
    currency: Currency = ""
    """The currency of rows that say none."""
    site: str = ""
    """Host of the shop, such as `shop.example.com`."""


class ShopifyOrderLine(Row):
    """A row of the export. Grain: one row per order and item."""

    name: Text | None
    email: Text | None
    phone: Text | None
    financial_status: Text | None
    paid_at: Text | None
    fulfillment_status: Text | None
    fulfilled_at: Text | None
    accepts_marketing: Text | None
    currency: Text | None
    subtotal: Text | None
    shipping: Text | None
    taxes: Text | None
    total: Text | None
    discount_code: Text | None
    discount_amount: Text | None
    created_at: Text | None
    cancelled_at: Text | None
    refunded_amount: Text | None
    source: Text | None
    lineitem_quantity: Text | None
    lineitem_name: Text | None
    lineitem_price: Text | None
    lineitem_sku: Text | None
    lineitem_discount: Text | None
    vendor: Text | None
    billing_name: Text | None
    billing_company: Text | None
    billing_city: Text | None
    billing_country: Text | None
    billing_phone: Text | None
    shipping_country: Text | None


_TELLING = ("name", "financial_status", "created_at", "lineitem_name", "lineitem_price", "lineitem_quantity")
_STATE = (
    "financial_status", "fulfillment_status", "fulfilled_at", "paid_at", "cancelled_at", "subtotal", "total",
    "refunded_amount",
)  # fmt: skip
_ITEM = ("lineitem_sku", "lineitem_name", "lineitem_price", "lineitem_quantity", "lineitem_discount")
KNOWN_BY = ("name", "created_at")
"""An order is known again by its name, and is not that of another shop if it was placed at the same instant."""

DATED_BY = ("created_at",)


def recognises(header: tuple[str, ...]) -> float:
    """How sure it is that a file with these columns is a Shopify order export."""
    share = sum(name in header for name in _TELLING) / len(_TELLING)
    return 1.0 if share == 1 else share / 2


def extract(file: Path, settings: ShopifyOrdersSettings) -> Iterator[pa.RecordBatch]:
    """The rows of the file."""
    return read_as_text(file)


def line_id(raw: Table[ShopifyOrderLine]) -> ibis.Value:
    """The content of a row that begins an order, so that a second copy is known; items alone may well be alike."""
    return ibis.ifelse(raw.created_at.notnull(), content_of(raw), ibis.null("string"))


def told_together(raw: Table[ShopifyOrderLine], settings: ShopifyOrdersSettings) -> ibis.Table:
    """The rows of an order."""
    return raw.select("line", together=_order_number(raw))


def source_orders(raw: Table[ShopifyOrderLine], settings: ShopifyOrdersSettings) -> Table[SourceOrder]:
    """Each order once, on its first row; and every row that no order or item is made of, refused."""
    rows = _told_apart(raw, settings)
    rows = rows.filter(rows.first | rows.refused.notnull())
    currency = rows.money
    # Nothing refunded is told as 0, and null is an export without the column, which tells nothing of it.
    refunded = minor_units(rows.refunded_amount, currency)
    refunded = ibis.ifelse(refunded >= 0, refunded, ibis.null("int64"))
    cancelled_at, fulfilled_at, paid_at = (
        instant_of(rows[name], settings.time_zone) for name in ("cancelled_at", "fulfilled_at", "paid_at")
    )
    refunded_at = ibis.coalesce(cancelled_at, fulfilled_at, paid_at, rows.placed_at)
    return mapped_to(
        SourceOrder,
        rows,
        refused=rows.refused,
        order_number=rows.order_number,
        placed_at=rows.placed_at,
        total=minor_units(rows.total, currency),
        currency=currency,
        discount=minor_units(rows.discount_amount, currency),
        shipping=minor_units(rows.shipping, currency),
        tax=minor_units(rows.taxes, currency),
        refunded=refunded,
        refunded_at=ibis.ifelse(refunded > 0, refunded_at, ibis.null("timestamp(6)")),
        cancelled_at=cancelled_at,
        status=filled(rows.financial_status).lower(),
        channel=filled(rows.source),
        site=stated(settings.site),
        discount_code=filled(rows.discount_code),
        country=ibis.coalesce(filled(rows.billing_country), filled(rows.shipping_country)),
        email=without_apostrophe(rows.email),
        phone=_phone(rows),
        order_id=rows.order_number,
    )


def source_order_lines(raw: Table[ShopifyOrderLine], settings: ShopifyOrdersSettings) -> Table[SourceOrderLine]:
    """The items of each order, counted from 1 in the order of the file."""
    rows = _told_apart(raw, settings)
    rows = rows.filter(
        rows.refused.isnull() & ~rows.repeated & (rows.lineitem_name.notnull() | rows.lineitem_sku.notnull())
    )
    quantity = decimal_of(rows.lineitem_quantity).cast("float64")
    discount = minor_units(rows.lineitem_discount, rows.money)
    price = decimal_of(rows.lineitem_price).cast("float64")
    unusable = rows.money.isnull() | rows.placed_at.isnull() | minor_units(rows.order_total, rows.money).isnull()
    return mapped_to(
        SourceOrderLine,
        rows,
        order_number=rows.order_number,
        refused=ibis.ifelse(unusable, "its order cannot be used", ibis.null("string")),
        position=(ibis.row_number().over(group_by=rows.order_number, order_by=rows.line) + 1).cast("int32"),
        placed_at=rows.placed_at,
        item=ibis.coalesce(without_apostrophe(rows.lineitem_sku), filled(rows.lineitem_name)),
        item_name=filled(rows.lineitem_name),
        brand=filled(rows.vendor),
        quantity=quantity,
        amount=minor_units(price * quantity, rows.money) - discount.fill_null(0),
        discount=discount,
        currency=rows.money,
    )


def contact_records(raw: Table[ShopifyOrderLine], settings: ShopifyOrdersSettings) -> Table[ContactRecord]:
    """What each order says about its buyer, as of the order; the record is that of the e-mail address, else phone."""
    orders = _orders(raw, settings)
    email, phone = without_apostrophe(orders.email).lower(), _phone(orders)
    orders = orders.mutate(record_id=ibis.coalesce(email, phone), buyer_email=email, buyer_phone=phone)
    orders = orders.filter(orders.record_id.notnull())
    return mapped_to(
        ContactRecord,
        orders,
        record_id=orders.record_id,
        recorded_at=orders.placed_at,
        full_name=filled(orders.billing_name),
        company=filled(orders.billing_company),
        city=filled(orders.billing_city),
        country=filled(orders.billing_country),
        email=orders.buyer_email,
        phone=orders.buyer_phone,
    )


def consent_records(raw: Table[ShopifyOrderLine], settings: ShopifyOrdersSettings) -> Table[ConsentRecord]:
    """The tick at `Accepts Marketing`, as of the order; it is about e-mail, so nothing for buyers without address."""
    orders = _orders(raw, settings)
    told = filled(orders.accepts_marketing).lower()
    state = ibis.cases((told.isin(["yes", "true", "1"]), "granted"), (told.isin(["no", "false", "0"]), "denied"))
    orders = orders.mutate(state=state, buyer_email=without_apostrophe(orders.email))
    orders = orders.filter(orders.state.notnull() & orders.buyer_email.notnull())
    return mapped_to(
        ConsentRecord,
        orders,
        stated_at=orders.placed_at,
        channel=ibis.literal("email"),
        purpose=ibis.literal("marketing"),
        state=orders.state,
        evidence=ibis.literal("Accepts Marketing at checkout"),
        email=orders.buyer_email,
        phone=_phone(orders),
    )


def _orders(raw: ibis.Table, settings: ShopifyOrdersSettings) -> ibis.Table:
    rows = _told_apart(raw, settings)
    return rows.filter(rows.first)


def _told_apart(raw: ibis.Table, settings: ShopifyOrdersSettings) -> ibis.Table:
    """The rows with their order, and whether they begin it (`first`), repeat another, or cannot be used (`refused`).

    A row with `Created at` begins a block of its order. Blocks whose order-level values differ are states of the order.
    """
    state = ibis.literal("|").join([raw[name].fill_null("") for name in _STATE])
    rows = raw.mutate(
        order_number=_order_number(raw),
        state=ibis.ifelse(raw.created_at.notnull(), state, ibis.null("string")),
        item=ibis.literal("|").join([raw[name].fill_null("") for name in _ITEM]),
    )
    so_far = ibis.cumulative_window(group_by="order_number", order_by="line")
    rows = rows.mutate(block=rows.state.notnull().cast("int64").sum().over(so_far).cast("int64"))
    of_block, of_order = ibis.window(group_by=["order_number", "block"]), ibis.window(group_by="order_number")
    rows = rows.mutate(block_state=rows.state.max().over(of_block), last=rows.block.max().over(of_order))
    at_last = ibis.ifelse(rows.block == rows.last, rows.block_state, ibis.null("string")).max().over(of_order)
    alike = ibis.window(group_by=["order_number", "block", "item"], order_by="line")
    rows = rows.mutate(current=rows.block_state == at_last, copy=ibis.row_number().over(alike))
    seen = ibis.window(group_by=["order_number", "block_state", "item", "copy"])
    begins = ibis.ifelse(rows.current & rows.state.notnull(), rows.line, ibis.null("int64"))
    rows = rows.mutate(
        repeated=rows.block > rows.block.min().over(seen), first=rows.line == begins.min().over(of_order)
    )
    rows = rows.mutate(first=rows.first.fill_null(False))
    refused = ibis.cases(
        (rows.order_number.isnull(), "Name is missing"),
        (rows.block == 0, "the first row of its order is not before it"),
        (~rows.current, "a newer state of this order stands further down"),
        (rows.repeated & rows.state.isnull(), "the same row of this order stands further up"),
    )
    rows = rows.mutate(refused=refused, first=rows.first & rows.order_number.notnull())
    created, currency, total = (
        ibis.ifelse(rows.first, rows[name], ibis.null("string")).max().over(of_order)
        for name in ("created_at", "currency", "total")
    )
    money = ibis.coalesce(filled(currency).upper(), stated(settings.currency))
    return rows.mutate(placed_at=instant_of(created, settings.time_zone), money=money, order_total=total)


def _order_number(raw: ibis.Table) -> ibis.Value:
    return filled(raw.name.re_replace(r"^['#\s]+", ""))


def _phone(rows: ibis.Table) -> ibis.Value:
    return ibis.coalesce(without_apostrophe(rows.phone), without_apostrophe(rows.billing_phone))
