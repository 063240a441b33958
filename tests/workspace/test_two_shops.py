"""Two shops that count their orders from the same number: their buyers are never one person for that."""

import json
from pathlib import Path

import pytest

from riparian.workspace.drafting import drafted
from riparian.workspace.proposing import proposed
from riparian.workspace.workspace import Workspace

SHOPIFY = "Name,Email,Financial Status,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price\n"


def shopify(*emails: str, month: int) -> str:
    """Orders #1001, #1002 … of these people, one a day from the first of a month on; an empty one is a guest's."""
    rows = [
        f"#{1001 + place},{email},paid,EUR,10.00,2025-{month:02}-{1 + place:02} 10:00:00 +0000,1,Hoe,10.00\n"
        for place, email in enumerate(emails)
    ]
    return SHOPIFY + "".join(rows)


def built(folder: Path, **files: str) -> Workspace:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    (folder / "riparian.toml").write_text(drafted(proposed(folder)), encoding="utf-8")
    company = Workspace(folder)
    company.build()
    return company


def people(company: Workspace) -> list[tuple[object, ...]]:
    """E-mail, orders and whether loyal of everybody, in order."""
    columns = ("email", "orders", "loyalty")
    rows = company.published().rows("standings", columns=columns, limit=99)
    return sorted((tuple(row.values()) for row in rows), key=lambda row: str(row[0] or ""))


def test_a_till_that_counts_from_one_shares_no_buyers_with_the_shop(tmp_path: Path) -> None:
    receipts = [(1001, "card-7"), (1002, ""), (1003, "card-8")]
    till = "receipt_number,loyalty_card,date,total,currency\n" + "".join(
        f"{number},{card},2025-03-{place + 1:02} 15:00:00,5.00,EUR\n" for place, (number, card) in enumerate(receipts)
    )

    company = built(tmp_path, web__csv=shopify("ana@x.test", "ben@x.test", "cy@x.test", month=1), till__csv=till)

    assert people(company) == [
        *[(None, 1, False)] * 3, ("ana@x.test", 1, False), ("ben@x.test", 1, False), ("cy@x.test", 1, False)
    ]  # fmt: skip
    reasons = company.published().rows("refused_links", columns=("reason",), limit=99)
    assert {row["reason"] for row in reasons} == {"order number of two shops"}


@pytest.mark.parametrize("written", ["1001", "#1001", "1001.0", "'1001"])
def test_however_a_till_writes_its_numbers_they_are_its_own(tmp_path: Path, written: str) -> None:
    till = f"receipt_number,loyalty_card,date,total,currency\n{written},card-7,2025-03-01 15:00:00,5.00,EUR\n"

    company = built(tmp_path, web__csv=shopify("ana@x.test", month=1), till__csv=till)

    assert people(company) == [(None, 1, False), ("ana@x.test", 1, False)]


def test_guests_stay_apart_where_what_they_left_is_no_address(tmp_path: Path) -> None:
    company = built(tmp_path, de__csv=shopify("no mail", month=1), uk__csv=shopify("no mail", month=5))

    assert people(company) == [*[(None, 1, False)] * 2]


def test_a_guest_who_is_named_by_a_later_export_is_one_person(tmp_path: Path) -> None:
    built(tmp_path, de_1__csv=shopify("", month=1), uk__csv=shopify("bob@x.test", month=5))

    company = built(tmp_path, de_2__csv=shopify("ana@x.test", month=1))

    assert people(company) == [("ana@x.test", 1, False), ("bob@x.test", 1, False)]
    assert company.published().count("people") == 2


def test_a_guest_of_one_shop_is_no_buyer_of_the_other(tmp_path: Path) -> None:
    shops = {"de__csv": shopify("ana@x.test", "", month=1), "uk__csv": shopify("", "bob@x.test", month=5)}

    company = built(tmp_path, **shops)

    assert people(company) == [*[(None, 1, False)] * 2, ("ana@x.test", 1, False), ("bob@x.test", 1, False)]


def test_guests_of_one_shop_are_found_by_the_website_that_saw_them(tmp_path: Path) -> None:
    call = {
        "type": "track", "event": "Order Completed", "messageId": "m1", "anonymousId": "a1",
        "timestamp": "2025-01-01T10:00:02Z", "properties": {"order_id": "1001", "total": 10, "currency": "EUR"},
    }  # fmt: skip

    company = built(tmp_path, shop__csv=shopify("", month=1), web__jsonl=json.dumps(call) + "\n")

    assert people(company) == [(None, 1, False)]


def test_a_shop_that_is_read_later_parts_whom_its_numbers_would_join(tmp_path: Path) -> None:
    company = built(tmp_path, de__csv=shopify("", "ana@x.test", month=1))
    before = {row["person_key"] for row in company.published().rows("people", columns=("person_key",), limit=9)}

    company = built(tmp_path, uk__csv=shopify("bob@x.test", "", month=5))

    assert people(company) == [*[(None, 1, False)] * 2, ("ana@x.test", 1, False), ("bob@x.test", 1, False)]
    now = company.published().rows("people", columns=("person_key",), limit=9)
    assert before < {row["person_key"] for row in now}
