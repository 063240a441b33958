from datetime import datetime
from pathlib import Path

import pytest

from riparian.workspace.guessing import Guess, guessed
from tests.workspace.exports import EVENTS, ORDERS, look_at

CHANGED = datetime(2025, 6, 1)


def guess(folder: Path, text: str, *, stem: str = "export") -> Guess:
    found = guessed(look_at(folder, text), stem=stem, changed_at=CHANGED)
    assert isinstance(found, Guess), found
    return found


def test_an_order_a_row_is_an_order(tmp_path: Path) -> None:
    assert guess(tmp_path, ORDERS).tables == {
        "source_orders": {
            "order_number": "order_id",
            "placed_at": "instant(date)",
            "total": "number(total)",
            "currency": "currency",
            "user_id": "customer",
            "email": "e_mail",
        }
    }


def test_rows_of_one_order_are_added_up_and_are_its_lines(tmp_path: Path) -> None:
    text = "invoice_no,sku,quantity,unit_price,date,customer_id\n7,a,2,1.50,2025-01-01,c1\n7,b,1,3.00,2025-01-01,c1\n"

    tables = guess(tmp_path, text).tables

    assert tables["source_orders"]["total"] == "sum(number(quantity) * number(unit_price))"
    assert tables["source_order_lines"]["amount"] == "number(quantity) * number(unit_price)"
    assert (tables["source_order_lines"]["item"], tables["source_order_lines"]["quantity"]) == (
        "sku",
        "number(quantity)",
    )


def test_items_of_orders_whose_buyer_another_file_tells_are_no_orders(tmp_path: Path) -> None:
    text = "order_id,sku,quantity,unit_price,date\n7,a,2,1.50,2025-01-01\n7,b,1,3.00,2025-01-01\n"

    found = guess(tmp_path, text)

    assert set(found.tables) == {"source_order_lines"}
    assert "another source" in found.remarks[0]


def test_a_total_that_every_row_of_an_order_repeats_counts_once(tmp_path: Path) -> None:
    lines = ("7,a,9.00,2025-01-01", "7,b,9.00,2025-01-01", "8,a,5.00,2025-01-02")
    text = "order_id,sku,order_total,date,email\n" + "".join(f"{line},a@b.test\n" for line in lines)

    found = guess(tmp_path, text)

    assert found.tables["source_orders"]["total"] == "first(number(order_total))"
    assert "source_order_lines" not in found.tables
    assert "counts once" in found.remarks[0]


def test_numbers_that_begin_with_a_letter_and_are_negative_are_taken_back(tmp_path: Path) -> None:
    sold = "".join(f"{number},a,2,1.00,2025-01-01,c1\n" for number in range(500, 520))
    returned = "C501,a,-2,1.00,2025-01-05,c1\nC502,a,-1,1.00,2025-01-05,c1\n"
    text = f"invoice_no,sku,quantity,unit_price,date,customer_id\n{sold}{returned}"

    tables = guess(tmp_path, text).tables

    assert tables["source_orders"]["where"] == "not starts_with(invoice_no, 'C')"
    assert tables["source_events"]["where"] == "starts_with(invoice_no, 'C')"
    assert tables["source_events"]["kind"] == "'refund'"
    assert tables["source_events"]["amount"] == "abs(number(quantity) * number(unit_price))"


def test_negative_rows_under_ordinary_numbers_are_taken_back(tmp_path: Path) -> None:
    text = "order_id,amount,date,email\n1,5,2025-01-01,a@b.test\n2,6,2025-01-02,a@b.test\n3,-5,2025-01-03,a@b.test\n"

    tables = guess(tmp_path, text).tables

    assert tables["source_orders"]["where"] == "number(amount) >= 0"
    assert tables["source_events"]["where"] == "number(amount) < 0"


def test_events_get_a_map_of_their_words(tmp_path: Path) -> None:
    found = guess(tmp_path, EVENTS)

    assert found.values == {
        "kind": {"page_view": "view", "sign_up": "sign up", "add_to_cart": "add to cart", "*": "other"}
    }
    assert found.tables["source_events"] == {
        "occurred_at": "instant(timestamp)",
        "kind": "value_map(event, 'kind')",
        "name": "event",
        "site": "host(url)",
        "utm_source": "parameter(url, 'utm_source')",
        "medium": "parameter(url, 'utm_medium')",
        "campaign": "parameter(url, 'utm_campaign')",
        "content": "path(url)",
        "email": "email",
        "anonymous_id": "visitor_id",
    }


def test_words_that_say_nothing_are_pointed_out(tmp_path: Path) -> None:
    remarks = guess(
        tmp_path, "user_id,event,timestamp\n1,xyzzy,2025-01-01 10:00:00\n2,view,2025-01-01 10:00:00\n"
    ).remarks

    assert remarks[-1] == "no word of these is known: xyzzy"


def test_people_with_something_to_say_of_them_are_contact_records(tmp_path: Path) -> None:
    people = "1,a@b.test,Ana,Adams,Ely,2025-01-01\n2,b@b.test,Ben,Beck,Bath,2025-01-02\n"
    text = f"customer_id,email,first_name,last_name,city,created_at\n{people}"

    assert guess(tmp_path, text).tables["contact_records"] == {
        "record_id": "customer_id",
        "recorded_at": "instant(created_at)",
        "full_name": "coalesce(first_name, '') + ' ' + coalesce(last_name, '')",
        "city": "city",
        "user_id": "customer_id",
        "email": "email",
    }


def test_records_without_a_time_are_as_old_as_the_file(tmp_path: Path) -> None:
    found = guess(tmp_path, "customer_id,name\n1,Ana\n2,Ben\n")

    assert found.tables["contact_records"]["recorded_at"] == "instant('2025-06-01')"
    assert "the day on which the file was changed" in found.remarks[0]


def test_dated_rows_of_somebody_are_what_the_file_is_called(tmp_path: Path) -> None:
    text = "household_id,coupon_upc,redemption_date\n1,500,2025-01-01\n1,501,2025-01-02\n"

    table = guess(tmp_path, text, stem="coupon_redemptions").tables["source_events"]

    assert (table["kind"], table["content"]) == ("'redeem'", "coupon_upc")


def test_what_stands_beside_orders_is_no_list_of_them(tmp_path: Path) -> None:
    text = "order_id,amount,created_at,user_id\n7,1.50,2025-01-01,3\n"

    assert list(guess(tmp_path, text, stem="order_refunds").tables) == ["source_events"]
    assert list(guess(tmp_path, text, stem="orders").tables) == ["source_orders"]


ADDRESSED = "id,name,phone,city,country,created_at\n1,Ana,020 7946 0018,Ely,GB,2025-01-01\n"
STAFF = "id,email,first_name,role_id,created_at\n1,ana@alder.test,Ana,7,2025-01-01\n"
PAID = "id,order_id,amount,kind,device_id,authorization_code,created_at\n1,7,5.00,capture,d1,x,2025-01-01 10:00:00\n"


@pytest.mark.parametrize(
    ("stem", "text", "why"),
    [
        ("shopify_locations", ADDRESSED, "no column says what happened, and its name is of 'location'"),
        ("customer_addresses", ADDRESSED, "no column says what happened, and its name is of 'address'"),
        ("shop_data", ADDRESSED, "no column says what happened, and its name is of 'shop'"),
        ("users", STAFF, "it is of those who work with a tool (role_id), not of those whom it knows"),
        ("transactions", PAID, "no column says what happened, and its name is of 'transaction'"),
        ("payments", PAID.replace("device_id", "customer_id"),
         "no column says what happened, and its name is of 'payment'"),
        ("products", "user_id,title,price,created_at\n1,a,5,2025-01-01\n1,b,5,2025-01-01\n",
         "no column says what happened, and its name is of 'product'"),
        ("survey_version", "user_id,survey_id,created_at\n1,a,2025-01-01\n1,b,2025-01-01\n",
         "no column says what happened, and its name is of 'version'"),
        ("channels", "Day,Channel,Amount\n2025-01-01,radio,5\n2025-01-01,tv,6\n",
         "no column says who; if it tells what channels cost, its preset is ad_spend"),
    ],
)  # fmt: skip
def test_tables_of_neither_people_nor_what_they_did_are_not_guessed(
    tmp_path: Path, stem: str, text: str, why: str
) -> None:
    assert guessed(look_at(tmp_path, text), stem=stem, changed_at=CHANGED) == why


def test_orders_that_name_a_device_only_are_no_orders(tmp_path: Path) -> None:
    text = "order_id,amount,created_at,device_id\n7,1.50,2025-01-01,till 3\n"

    assert guessed(look_at(tmp_path, text), stem="sales", changed_at=CHANGED) == "no column says who ordered"


def test_people_in_a_file_named_after_them_are_still_people(tmp_path: Path) -> None:
    for stem in ("customers", "store_customers", "directory_contact", "mailing_list", "export"):
        assert set(guess(tmp_path, ADDRESSED, stem=stem).tables) == {"contact_records"}


def test_checkouts_of_named_people_are_what_they_did(tmp_path: Path) -> None:
    text = "id,email,name,city,created_at\n1,ana@alder.test,Ana,Ely,2025-01-01 10:00:00\n"

    assert guess(tmp_path, text, stem="abandoned_checkouts").tables["source_events"]["kind"] == "'check out'"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("order_id,amount,created_at\n7,1.50,2025-01-01\n", "no column says who ordered"),
        ("customer_id,segment,created_at\n1,a,2025-01-01\n1,b,2025-01-02\n", "no column says what happened"),
        ("sku,price\na,1\n", "no column says who or when"),
        ("customer_id,segment\n1,a\n1,b\n", "no column says when"),
        ("campaign,started_on\nspring,2025-01-01\n", "no column says who"),
        ("campaign,from_email,sent_at\nspring,shop@b.test,2025-01-01\n", "no column says who"),
        ("user_id,tag,fivetran_synced\n1,a,2025-01-01 10:00:00\n1,b,2025-01-01 10:00:00\n", "no column says when"),
        ("user_id,tag,created_at\n1,a,2025-01-01\n1,b,2025-01-01\n", "no column says what happened"),
        ("customer_id,date,clicks,impressions\n77,2025-01-01,1,9\n", "it counts impressions and names nobody"),
        ("order_id,created_at,amount\n1,2025-01-01,5\n", "no column says who ordered"),
    ],
)
def test_what_cannot_be_guessed_says_why(tmp_path: Path, text: str, why: str) -> None:
    assert guessed(look_at(tmp_path, text), stem="x", changed_at=CHANGED) == why
