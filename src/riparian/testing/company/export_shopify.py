"""The Shopify orders export: a row per line item, order-level columns on the first row of an order only."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from riparian.testing.company.arrays import NEVER, Ints, looked_up, within_groups
from riparian.testing.company.catalogue import CODES, NAMES, PRICES, SKUS
from riparian.testing.company.chunk import Chunk
from riparian.testing.company.files import KNOWN, REJECTED, Defects, Rows
from riparian.testing.company.mess import copied, how_many, placed
from riparian.testing.company.names import CITIES, FIRST_NAMES, IRISH_CITIES, LAST_NAMES, STREETS
from riparian.testing.company.periods import Splitting
from riparian.testing.company.text import (
    amounts,
    csv_lines,
    joined,
    numbers,
    picked,
    quoted,
    seconds,
    spelt,
    spread,
    tagged,
    where,
)

COLUMNS = (
    "Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Accepts Marketing",
    "Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code", "Discount Amount", "Shipping Method",
    "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem compare at price",
    "Lineitem sku", "Lineitem requires shipping", "Lineitem taxable", "Lineitem fulfillment status", "Billing Name",
    "Billing Street", "Billing Address1", "Billing Address2", "Billing Company", "Billing City", "Billing Zip",
    "Billing Province", "Billing Country", "Billing Phone", "Shipping Name", "Shipping Street", "Shipping Address1",
    "Shipping Address2", "Shipping Company", "Shipping City", "Shipping Zip", "Shipping Province",
    "Shipping Country", "Shipping Phone", "Notes", "Note Attributes", "Cancelled at", "Payment Method",
    "Payment Reference", "Refunded Amount", "Vendor", "Outstanding Balance", "Employee", "Location", "Device ID",
    "Id", "Tags", "Risk Level", "Source", "Lineitem discount", "Tax 1 Name", "Tax 1 Value", "Tax 2 Name",
    "Tax 2 Value", "Tax 3 Name", "Tax 3 Value", "Tax 4 Name", "Tax 4 Value", "Tax 5 Name", "Tax 5 Value", "Phone",
    "Receipt Number", "Duties", "Billing Province Name", "Shipping Province Name", "Payment ID",
    "Payment Terms Name", "Next Payment Due At", "Payment References",
)  # fmt: skip

PLACEHOLDERS = ("noemail@example.com", "guest@example.com", "test@test.com", "na@na.com")
"""Typed at the till when a customer gives no address: never an address of anybody."""

_NOTES = (
    "Please leave with the neighbour, number 12", "Gift:\nno prices in the parcel, please", 'Mark it "For Gran"',
    "Gate code 4411;\nring twice",
)  # fmt: skip


def order_names(chunk: Chunk) -> pa.Array:
    """The shop's name of each order, in order of `Purchases`."""
    return joined("#", numbers(chunk.first_order_number + np.arange(len(chunk.purchases.at))))


def shopify_rows(chunk: Chunk, splitting: Splitting) -> Rows:
    """All orders of a chunk."""
    orders = _order_columns(chunk)
    baskets, names = chunk.baskets, order_names(chunk)
    order, first = baskets.line_order, within_groups(baskets.lines) == 0
    product, sold_at = baskets.line_product, chunk.purchases.at[order]
    spent = baskets.line_price < PRICES[product]
    shipped = baskets.fulfilled_at[order] > 0
    of_line: dict[str, pa.Array | str] = {
        "Name": names.take(pa.array(order)),
        "Lineitem quantity": numbers(baskets.line_quantity),
        "Lineitem name": quoted(pa.array(NAMES)).take(pa.array(product)),
        "Lineitem price": amounts(baskets.line_price),
        "Lineitem compare at price": where(spent, amounts(PRICES[product]), None),
        "Lineitem sku": picked(SKUS, product),
        "Lineitem requires shipping": "true",
        "Lineitem taxable": "true",
        "Lineitem fulfillment status": where(shipped, "fulfilled", "pending"),
        "Vendor": "Alder & Reed",
        "Lineitem discount": "0.00",
    }
    columns = [of_line[name] if name in of_line else _on_first(orders.get(name, ""), order, first) for name in COLUMNS]
    lines = csv_lines(columns)
    period = splitting.periods(sold_at)
    return Rows(
        file_of=splitting.namer("shopify_orders", "csv"),
        header=",".join(COLUMNS),
        lines=lines,
        period=period,
        defects=_defects(chunk, lines, period, np.flatnonzero(first & (baskets.lines[order] == 1))),
    )


def _on_first(values: pa.Array | str, order: Ints, first: np.ndarray) -> pa.Array | str:
    if isinstance(values, str):
        return where(first, values, None) if values else ""
    return spread(values, order, first)


def _order_columns(chunk: Chunk) -> dict[str, pa.Array | str]:
    """The columns that an order has once; one value an order, quoted where needed. Columns left out are empty."""
    purchases, baskets, luck = chunk.purchases, chunk.baskets, chunk.luck
    size, person = len(purchases.at), chunk.purchases.person
    cancelled = baskets.cancelled_at > 0
    refunded = np.where(baskets.refunded == 0, 0, np.where(baskets.refunded >= baskets.total, 2, 1))
    status = np.where(cancelled & (luck.random(size) < 0.4), 3, refunded)
    waiting = (luck.random(size) < 0.004) & (status == 0)
    subscribed = (chunk.opted_in_at[person] <= purchases.at) & (chunk.reading.unsubscribed_at[person] > purchases.at)
    paid = ~waiting & (status != 3)
    phones = _written_phones(chunk)
    return {
        "Email": _written_addresses(chunk),
        "Financial Status": where(
            waiting, "pending", picked(("paid", "partially_refunded", "refunded", "voided"), status)
        ),
        "Paid at": seconds(purchases.at + 1_000, after=" +0000", known=paid),
        "Fulfillment Status": where(baskets.fulfilled_at > 0, "fulfilled", "unfulfilled"),
        "Fulfilled at": seconds(baskets.fulfilled_at, after=" +0000", known=baskets.fulfilled_at > 0),
        "Accepts Marketing": where(subscribed & ~purchases.in_store, "yes", "no"),
        "Created at": seconds(purchases.at, after=" +0000"),
        "Currency": where(chunk.people.irish[person], "EUR", "GBP"),
        "Subtotal": amounts(baskets.subtotal),
        "Shipping": amounts(baskets.shipping),
        "Taxes": amounts((baskets.total + 3) // 6),
        "Total": amounts(baskets.total),
        "Discount Code": picked(CODES, baskets.code),
        "Discount Amount": amounts(baskets.discount),
        "Shipping Method": where(purchases.in_store, "", where(baskets.shipping > 0, "Standard", "Free standard")),
        **_address_columns(chunk, phones),
        "Notes": where(
            luck.random(size) < 0.02, quoted(pa.array(_NOTES)).take(pa.array(np.arange(size) % len(_NOTES))), None
        ),
        "Cancelled at": seconds(baskets.cancelled_at, after=" +0000", known=cancelled),
        "Payment Method": where(
            purchases.in_store, "Cash", where(luck.random(size) < 0.7, "Shopify Payments", "PayPal Express Checkout")
        ),
        "Payment Reference": joined("c", numbers(chunk.first_order_number * 7 + np.arange(size)), ".1"),
        "Refunded Amount": amounts(np.where(status == 3, 0, baskets.refunded)),
        "Outstanding Balance": amounts(np.where(waiting, baskets.total, 0)),
        "Location": where(purchases.in_store, "Bath", None),
        "Id": joined(
            where(luck.random(size) < 0.1, "'", ""),
            numbers(5_100_000_000_000 + chunk.first_order_number * 4_096 + np.arange(size) * 4_096),
        ),
        "Tags": where(
            luck.random(size) < 0.03,
            quoted(pa.array(["gift, wrapped"])).take(pa.array(np.zeros(size, dtype=np.int64))),
            None,
        ),
        "Risk Level": "Low",
        "Source": where(purchases.in_store, "pos", "web"),
        "Tax 1 Name": "VAT 20%",
        "Tax 1 Value": amounts((baskets.total + 3) // 6),
        "Phone": phones,
    }


def _written_addresses(chunk: Chunk) -> pa.Array:
    """The address of each order as typed; none or a placeholder over the counter."""
    purchases, addresses = chunk.purchases, chunk.addresses
    person, luck = purchases.person, chunk.luck
    since = looked_up(chunk.touches.at, chunk.conduct.second_address_touch[person], otherwise=NEVER)
    at_work = (purchases.at > since) & (luck.random(len(person)) < 0.6)
    address = where(at_work, addresses.second_email.take(pa.array(person)), addresses.email.take(pa.array(person)))
    address = where(addresses.plus_tagged[person] & ~at_work, tagged(address), spelt(luck, address))
    none = (luck.random(len(person)) < 0.04) & (chunk.knowing.order_entity < 0)
    placeholder = picked(PLACEHOLDERS, np.arange(len(person)) % len(PLACEHOLDERS))
    return where(purchases.in_store, where(none, placeholder, None), address)


def _written_phones(chunk: Chunk) -> pa.Array:
    """The number of each order as typed: with and without country, blanks and the apostrophe of spreadsheets."""
    person = chunk.purchases.person
    number = chunk.addresses.phone.take(pa.array(person))
    inland = pc.utf8_slice_codeunits(number, 3)
    style = np.where(chunk.people.irish[person], 0, np.searchsorted([0.5, 0.75, 0.88], chunk.luck.random(len(person))))
    spaced = joined(pc.utf8_slice_codeunits(inland, 0, 4), " ", pc.utf8_slice_codeunits(inland, 4))
    written = joined("'", number)
    for code, spelling in ((1, joined("0", spaced)), (2, joined("+44 ", spaced)), (3, joined("0044 ", inland))):
        written = where(style == code, spelling, written)
    return where(chunk.knowing.phone[person], written, None)


def _address_columns(chunk: Chunk, phones: pa.Array) -> dict[str, pa.Array | str]:
    person, people = chunk.purchases.person, chunk.people
    irish, city = people.irish[person], people.city[person]
    first, last = picked(FIRST_NAMES, people.first_name[person]), picked(LAST_NAMES, people.last_name[person])
    # A few were typed with the family name first, and a comma.
    name = quoted(where(people.person_id[person] % 50 == 7, joined(last, ", ", first), joined(first, " ", last)))
    house = numbers(1 + people.person_id[person] % 180)
    street = joined(house, " ", picked(STREETS, people.person_id[person] % len(STREETS)))
    places = (*CITIES, *IRISH_CITIES)
    place = np.where(irish, len(CITIES) + city, city)
    columns: dict[str, pa.Array | str] = {}
    for kind in ("Billing", "Shipping"):
        columns |= {
            f"{kind} Name": name,
            f"{kind} Street": street,
            f"{kind} Address1": street,
            f"{kind} City": picked([city for city, _, _ in places], place),
            f"{kind} Zip": joined(
                where(people.person_id[person] % 9 == 0, "'", ""), picked([code for _, _, code in places], place)
            ),
            f"{kind} Country": where(irish, "IE", "GB"),
            f"{kind} Phone": phones,
            f"{kind} Province Name": picked([county for _, county, _ in places], place),
        }
    counter = chunk.purchases.in_store
    return {
        name: where(counter, None, values) if name.startswith("Shipping") else values
        for name, values in columns.items()
    }


def _defects(chunk: Chunk, lines: pa.Array, period: Ints, whole: Ints) -> tuple[Defects, ...]:
    """Rows that cannot be used, and one-row orders (`whole`) that stand twice."""
    luck, made = chunk.luck, []
    texts = {
        "unreadable_date": (
            "#X{n}",
            ",,paid,,,,no,GBP,10.00,0.00,1.67,10.00,,0.00,,{bad},1,Twine in a tin,10.00,,AR-BOO-165",
            79,
        ),
        "missing_id": (
            "",
            ",,paid,,,,no,GBP,10.00,0.00,1.67,10.00,,0.00,,{good},1,Twine in a tin,10.00,,AR-BOO-165",
            79,
        ),
        "unreadable_amount": (
            "#X{n}",
            ",,paid,,,,no,GBP,n/a,0.00,0.00,n/a,,0.00,,{good},1,Twine in a tin,n/a,,AR-BOO-165",
            79,
        ),
        "wrong_column_count": (
            "#X{n}",
            ",,paid,,,,no,GBP,10.00,0.00,1.67,10.00,,0.00,,{good},1,Twine in a tin,10.00",
            23,
        ),
    }
    for kind, (name, rest, fields) in texts.items():
        count = how_many(chunk, len(lines))
        written = [
            (name + rest).format(
                n=chunk.first_order_number * 10 + row, bad="31/31/2025 25:61", good="2025-02-11 10:04:00 +0000"
            )
            for row in range(count)
        ]
        if kind == "wrong_column_count":
            written = [text + ",surplus" * 70 if row % 2 else text for row, text in enumerate(written)]
        else:
            written = [text + "," * (fields - 1 - text.count(",")) for text in written]
        made.append(placed(luck, kind, REJECTED, pa.array(written, pa.string()), period))
    made.append(copied(luck, "duplicate", KNOWN, lines, period, whole, how_many(chunk, len(lines))))
    return tuple(made)
