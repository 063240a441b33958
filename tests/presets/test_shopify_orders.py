import csv
import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import pytest

from riparian.presets import shopify_orders as preset
from riparian.presets.shopify_orders import (
    ShopifyOrderLine,
    ShopifyOrdersSettings,
    consent_records,
    contact_records,
    source_order_lines,
    source_orders,
)
from riparian.storage.looking import sample_of
from tests.presets.by_hand import good, ids_of, made, raw_from

# Today's export has 79 columns (specs 1.4), older ones stop at `Cancelled at`.
HEADER = [
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
]  # fmt: skip
OLD_HEADER = HEADER[: HEADER.index("Cancelled at") + 1]
Mapping = Callable[..., ibis.Table]
UTC = ShopifyOrdersSettings(site="shop.example")

FIRST = {
    "Name": "#1001",
    "Email": "Ana@x.example",
    "Financial Status": "paid",
    "Paid at": "2024-05-01 09:58:12 +0000",
    "Fulfillment Status": "fulfilled",
    "Fulfilled at": "2024-05-02 10:00:00 +0000",
    "Accepts Marketing": "yes",
    "Currency": "EUR",
    "Subtotal": "29.00",
    "Shipping": "5.00",
    "Taxes": "2.00",
    "Total": "36.00",
    "Discount Code": "TEN",
    "Discount Amount": "1.00",
    "Created at": "2024-05-01 11:58:12 +0200",
    "Lineitem quantity": "1",
    "Lineitem name": "Mug, blue",
    "Lineitem price": "10.00",
    "Lineitem sku": "'MUG",
    "Lineitem discount": "0.00",
    "Billing Name": "Ana B.",
    "Billing City": "Delft",
    "Billing Country": "NL",
    "Billing Phone": "'+31 6 12345678",
    "Refunded Amount": "0.00",
    "Vendor": "Acme",
    "Source": "web",
    "Id": "'5001",
}
SECOND = {
    "Name": "#1001",
    "Lineitem quantity": "2",
    "Lineitem name": "Cup",
    "Lineitem price": "10.00",
    "Lineitem sku": "CUP",
    "Lineitem discount": "1.00",
}
OTHER = FIRST | {
    "Name": "#1002",
    "Created at": "2024-05-03 10:00:00 +0000",
    "Lineitem name": "Pot",
    "Lineitem sku": "POT",
}


def mapped(folder: Path, mapping: Mapping, *rows: dict[str, str], header: list[str] = HEADER) -> list[dict[str, Any]]:
    """What a mapping makes of an export with these rows."""
    return made(mapping, raw_from(_export(folder, header, *rows), preset, UTC, ShopifyOrderLine), UTC)


def _export(folder: Path, header: list[str], *rows: dict[str, str]) -> Path:
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, header, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    (folder / "orders.csv").write_text(written.getvalue(), newline="")
    return folder / "orders.csv"


def test_the_export_is_recognised_old_and_new_in_any_order_of_columns(tmp_path: Path) -> None:
    for header in (HEADER, OLD_HEADER, sorted(HEADER)):
        assert preset.recognises(sample_of(_export(tmp_path, header, FIRST)).header) == 1.0
    assert preset.recognises(("name", "created_at", "email")) < 0.5


def test_an_order_is_the_same_as_csv_and_as_json_lines_with_numbers_that_a_data_frame_wrote(tmp_path: Path) -> None:
    order = FIRST | {"Name": "1001", "Total": "36"}
    (from_csv,) = mapped(tmp_path, source_orders, order)
    (tmp_path / "orders.jsonl").write_text(json.dumps(order | {"Name": 1001.0, "Total": 36.0}))
    (from_json,) = made(source_orders, raw_from(tmp_path / "orders.jsonl", preset, UTC, ShopifyOrderLine), UTC)

    assert from_csv["order_number"] == "1001"
    assert from_json | {"line": 2} == from_csv


def test_an_order_stands_on_its_first_row_with_what_it_cost_and_who_bought(tmp_path: Path) -> None:
    orders = mapped(tmp_path, source_orders, FIRST, SECOND, OTHER)

    assert [(order["line"], order["order_number"]) for order in orders] == [(2, "1001"), (4, "1002")]
    assert {name: value for name, value in orders[0].items() if value is not None} == {
        "line": 2,
        "order_number": "1001",
        "placed_at": datetime(2024, 5, 1, 9, 58, 12),
        "total": 3600,
        "currency": "EUR",
        "discount": 100,
        "shipping": 500,
        "tax": 200,
        "refunded": 0,
        "status": "paid",
        "channel": "web",
        "site": "shop.example",
        "discount_code": "TEN",
        "country": "NL",
        "email": "Ana@x.example",
        "phone": "+31 6 12345678",
        "order_id": "1001",
    }


def test_items_are_counted_and_cost_what_is_left_after_their_discount(tmp_path: Path) -> None:
    items = mapped(tmp_path, source_order_lines, FIRST, SECOND, OTHER)

    assert [
        (one["line"], one["order_number"], one["position"], one["item"], one["quantity"], one["amount"])
        for one in items
    ] == [
        (2, "1001", 1, "MUG", 1.0, 1000),
        (3, "1001", 2, "CUP", 2.0, 1900),
        (4, "1002", 1, "POT", 1.0, 1000),
    ]
    assert {one["placed_at"] for one in items[:2]} == {datetime(2024, 5, 1, 9, 58, 12)}


def test_exports_that_repeat_order_values_on_every_row_make_the_same_orders_and_items(tmp_path: Path) -> None:
    repeated = FIRST | SECOND

    orders = mapped(tmp_path, source_orders, FIRST, repeated)
    items = mapped(tmp_path, source_order_lines, FIRST, repeated)

    assert [(order["line"], order["total"]) for order in orders] == [(2, 3600)]
    assert [(one["line"], one["position"], one["item"]) for one in items] == [(2, 1, "MUG"), (3, 2, "CUP")]


@pytest.mark.parametrize(
    ("times", "refunded_at"),
    [
        ({"Cancelled at": "2024-06-01 00:00:00 +0000"}, datetime(2024, 6, 1)),
        ({}, datetime(2024, 5, 2, 10)),
        ({"Fulfilled at": ""}, datetime(2024, 5, 1, 9, 58, 12)),
        ({"Fulfilled at": "", "Paid at": "", "Created at": "2024-05-01 08:00:00 +0000"}, datetime(2024, 5, 1, 8)),
    ],
)
def test_a_refund_is_dated_by_the_best_that_the_export_says(
    tmp_path: Path, times: dict[str, str], refunded_at: datetime
) -> None:
    (order,) = mapped(
        tmp_path, source_orders, FIRST | {"Refunded Amount": "36.00", "Financial Status": "refunded"} | times
    )

    assert (order["total"], order["refunded"], order["refunded_at"]) == (3600, 3600, refunded_at)


def test_a_cancellation_stands_beside_the_order_and_nothing_refunded_is_no_refund(tmp_path: Path) -> None:
    (order,) = mapped(
        tmp_path, source_orders, FIRST | {"Cancelled at": "2024-05-04 10:00:00 +0000", "Financial Status": "voided"}
    )

    assert (order["cancelled_at"], order["refunded"], order["refunded_at"]) == (datetime(2024, 5, 4, 10), 0, None)


def test_an_order_of_the_till_without_address_is_an_order_of_nobody_known(tmp_path: Path) -> None:
    till = FIRST | {"Email": "", "Billing Phone": "", "Billing Name": "", "Source": "pos"}

    (order,) = mapped(tmp_path, source_orders, till)

    assert (order["email"], order["phone"], order["order_id"], order["channel"]) == (None, None, "1001", "pos")
    assert mapped(tmp_path, contact_records, till) == []
    assert mapped(tmp_path, consent_records, till) == []


def test_an_old_export_without_the_later_columns_is_read(tmp_path: Path) -> None:
    (order,) = mapped(tmp_path, source_orders, FIRST, header=OLD_HEADER)

    assert (order["total"], order["refunded"], order["channel"]) == (3600, None, None)


def test_a_second_copy_of_an_order_in_one_file_counts_once(tmp_path: Path) -> None:
    rows = (FIRST, SECOND, SECOND, FIRST, SECOND, SECOND)
    raw = raw_from(_export(tmp_path, HEADER, *rows), preset, UTC, ShopifyOrderLine)

    orders, items = made(source_orders, raw, UTC), made(source_order_lines, raw, UTC)
    ids = ids_of(preset, raw)

    # Line 5 begins the copy: its natural id is that of line 2, so landing knows it already.
    assert ids[3] == ids[0] is not None
    assert ids[1] is None
    assert [order["line"] for order in good(orders)] == [2]
    assert [(order["line"], order["refused"]) for order in orders if order["refused"]] == [
        (6, "the same row of this order stands further up"),
        (7, "the same row of this order stands further up"),
    ]
    assert [(one["line"], one["position"]) for one in items] == [(2, 1), (3, 2), (4, 3)]


def test_of_two_states_of_an_order_in_one_file_the_later_counts(tmp_path: Path) -> None:
    refunded = FIRST | {"Financial Status": "refunded", "Refunded Amount": "36.00"}

    orders = mapped(tmp_path, source_orders, FIRST, SECOND, refunded, SECOND)

    assert [(order["line"], order["refunded"]) for order in good(orders)] == [(4, 3600)]
    assert {order["refused"] for order in orders if order["line"] < 4} == {
        "a newer state of this order stands further down"
    }


def test_rows_without_name_or_without_the_first_row_of_their_order_are_refused(tmp_path: Path) -> None:
    orders = mapped(tmp_path, source_orders, SECOND, FIRST | {"Name": ""}, OTHER)

    assert [(order["line"], order["refused"]) for order in orders] == [
        (2, "the first row of its order is not before it"),
        (3, "Name is missing"),
        (4, None),
    ]


def test_items_of_an_order_that_cannot_be_used_are_refused_with_it(tmp_path: Path) -> None:
    (_, item) = mapped(tmp_path, source_order_lines, FIRST | {"Total": "many"}, SECOND)

    assert item["refused"] == "its order cannot be used"


def test_each_order_says_who_its_buyer_was_then(tmp_path: Path) -> None:
    contacts = mapped(tmp_path, contact_records, OTHER | {"Email": "ANA@X.example", "Billing City": "Gouda"}, FIRST)

    assert [(one["line"], one["record_id"], one["city"], one["recorded_at"]) for one in contacts] == [
        (2, "ana@x.example", "Gouda", datetime(2024, 5, 3, 10)),
        (3, "ana@x.example", "Delft", datetime(2024, 5, 1, 9, 58, 12)),
    ]


def test_accepting_marketing_is_stated_at_the_order_where_there_is_an_address(tmp_path: Path) -> None:
    no, nothing = OTHER | {"Accepts Marketing": "no"}, OTHER | {"Name": "#1003", "Accepts Marketing": ""}

    consents = mapped(tmp_path, consent_records, FIRST, SECOND, no, nothing, FIRST | {"Name": "#1004", "Email": ""})

    assert [(one["line"], one["channel"], one["purpose"], one["state"], one["stated_at"]) for one in consents] == [
        (2, "email", "marketing", "granted", datetime(2024, 5, 1, 9, 58, 12)),
        (4, "email", "marketing", "denied", datetime(2024, 5, 3, 10)),
    ]
