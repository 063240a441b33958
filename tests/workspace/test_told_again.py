"""Orders, items and referrals that a later export, or a later row, tells again."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from riparian.workspace.workspace import Workspace

RETAIL = """
[[sources]]
name = "retail"
preset = "files"
files = "*.csv"
[sources.tables.source_orders]
order_number = "invoice"
placed_at = "min(instant(sold))"
total = "sum(number(quantity) * number(price))"
currency = "'GBP'"
user_id = "first(customer)"
[sources.tables.source_order_lines]
order_number = "invoice"
placed_at = "instant(sold)"
item = "item"
quantity = "number(quantity)"
amount = "number(quantity) * number(price)"
currency = "'GBP'"
[sources.tables.source_events]
kind = "'view'"
occurred_at = "instant(sold)"
user_id = "customer"
"""
SHOP = '[[sources]]\nname = "shop"\npreset = "shopify_orders"\nfiles = "*.csv"\n'
SHOP_HEADER = "Name,Email,Financial Status,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price\n"


def receipt(*lines: str) -> str:
    """Lines `invoice item price` as a file; all sold on one day to the customer c1."""
    rows = [f"{one.split()[0]},{one.split()[1]},1,{one.split()[2]},2024-05-01 10:00:00,c1" for one in lines]
    return "invoice,item,quantity,price,sold,customer\n" + "\n".join(rows) + "\n"


def built(folder: Path, **files: str) -> Workspace:
    """The folder built once for each file, in order."""
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
        Workspace(folder).build()
    return Workspace(folder)


def told(company: Workspace) -> tuple[dict[str, int], dict[str, list[tuple[str, int]]]]:
    """The total of each order, and its items in order with what they cost."""
    orders = company.published().rows("source_orders", columns=("order_number", "total"), limit=99)
    lines = company.published().rows(
        "source_order_lines",
        columns=("order_number", "item", "amount"),
        order_by=("order_number", "position"),
        limit=99,
    )
    items: dict[str, list[tuple[str, int]]] = {}
    for line in lines:
        items.setdefault(line["order_number"], []).append((line["item"], line["amount"]))
    return {order["order_number"]: order["total"] for order in orders}, items


def counts(company: Workspace) -> list[tuple[int, ...]]:
    names = ("rows_read", "rows_kept", "rows_rejected", "rows_known")
    loads = company.published().rows("source_loads", columns=names, order_by=("load",), limit=99)
    return [tuple(load[name] for name in names) for load in loads]


@pytest.fixture
def retail(tmp_path: Path) -> Path:
    (tmp_path / "riparian.toml").write_text(RETAIL)
    return tmp_path


def test_an_order_of_which_one_line_changed_is_told_again_whole(retail: Path) -> None:
    company = built(
        retail, a=receipt("1 pot 10", "1 cup 10", "2 pot 10"), b=receipt("1 pot 10", "1 cup 50", "2 pot 10")
    )

    totals, items = told(company)

    assert totals == {"1": 6000, "2": 1000}
    assert items == {"1": [("pot", 1000), ("cup", 5000)], "2": [("pot", 1000)]}
    assert counts(company) == [(3, 3, 0, 0), (3, 1, 0, 2)]
    assert company.published().count("source_events") == 4


def test_an_order_that_got_a_line_more_is_told_again_whole(retail: Path) -> None:
    company = built(retail, a=receipt("1 pot 10", "1 cup 10"), b=receipt("1 pot 10", "1 cup 10", "1 jug 100"))

    totals, items = told(company)

    assert totals == {"1": 12000}
    assert items["1"] == [("pot", 1000), ("cup", 1000), ("jug", 10000)]


def test_an_export_that_begins_in_the_middle_of_an_order_it_says_nothing_new_of_changes_nothing(retail: Path) -> None:
    company = built(retail, a=receipt("1 pot 10", "1 cup 10"), b=receipt("1 cup 10", "2 jug 100"))

    totals, items = told(company)

    assert totals == {"1": 2000, "2": 10000}
    assert items == {"1": [("pot", 1000), ("cup", 1000)], "2": [("jug", 10000)]}


def test_an_export_of_fewer_columns_undoes_no_refund_and_no_cancellation(tmp_path: Path) -> None:
    (tmp_path / "riparian.toml").write_text(SHOP)
    full = SHOP_HEADER.strip() + ",Refunded Amount,Cancelled at\n"
    item, placed = ",1,Hoe,9.00", "EUR,9.00,2024-05-01 10:00:00 +0000"
    first = (
        f"#1,a@b.test,refunded,{placed}{item},4.00,\n#2,a@b.test,voided,{placed}{item},0.00,2024-05-01 11:00:00 +0000\n"
    )
    older = f"#1,a@b.test,paid,{placed}{item}\n#2,a@b.test,paid,{placed}{item}\n"
    company = built(tmp_path, a=full + first, b=SHOP_HEADER + older)

    def said() -> list[tuple[object, ...]]:
        names = ("order_number", "status", "refunded", "refunded_at", "cancelled_at")
        rows = company.published().rows("source_orders", columns=names, order_by=("order_number",), limit=9)
        return [tuple(row[name] for name in names) for row in rows]

    placed_at, cancelled_at = datetime(2024, 5, 1, 10), datetime(2024, 5, 1, 11)
    assert said() == [("1", "paid", 400, placed_at, None), ("2", "paid", 0, None, cancelled_at)]

    # An export that has the columns says what it says.
    built(tmp_path, c=full + f"#1,a@b.test,paid,{placed}{item},0.00,\n")
    assert said()[0] == ("1", "paid", 0, None, None)


def test_files_read_one_after_the_other_say_what_the_last_alone_says(tmp_path: Path) -> None:
    first, last = receipt("1 pot 10", "1 cup 10", "2 jug 7"), receipt("1 cup 50", "1 pot 10", "2 jug 7", "3 jug 1")
    said = []
    for name, files in (("grown", {"a": first, "b": last}), ("fresh", {"b": last})):
        (tmp_path / name).mkdir()
        (tmp_path / name / "riparian.toml").write_text(RETAIL)
        said.append(told(built(tmp_path / name, **files)))

    assert said[0] == said[1]


def test_an_item_taken_out_of_a_shops_order_is_in_it_no_more(tmp_path: Path) -> None:
    (tmp_path / "riparian.toml").write_text(SHOP)
    day = "2024-05-01 10:00:00 +0000"
    before = f"#1001,ana@x.example,paid,EUR,30.00,{day},1,Pot,10.00\n#1001,,,,,,1,Cup,20.00\n"
    after = f"#1001,ana@x.example,paid,EUR,20.00,{day},1,Cup,20.00\n"

    totals, items = told(built(tmp_path, a=SHOP_HEADER + before, b=SHOP_HEADER + after))

    assert totals == {"1001": 2000}
    assert items == {"1001": [("Cup", 2000)]}


def test_the_unchanged_items_of_a_shops_order_stay_in_it(tmp_path: Path) -> None:
    (tmp_path / "riparian.toml").write_text(SHOP)
    day = "2024-05-01 10:00:00 +0000"
    before = f"#1001,ana@x.example,paid,EUR,30.00,{day},1,Pot,10.00\n#1001,,,,,,1,Cup,20.00\n"
    after = before.replace("paid", "refunded")

    totals, items = told(built(tmp_path, a=SHOP_HEADER + before, b=SHOP_HEADER + after))

    assert totals == {"1001": 3000}
    assert items == {"1001": [("Pot", 1000), ("Cup", 2000)]}


def referred(*days: str) -> str:
    return "referrer_email,referred_email,referred_at\n" + "".join(
        f"ana@x.example,bob@x.example,{day}\n" for day in days
    )


@pytest.mark.parametrize("as_of", [datetime(2024, 3, 1), None])
def test_who_was_referred_twice_was_referred_when_it_was_first_told(tmp_path: Path, as_of: datetime | None) -> None:
    (tmp_path / "riparian.toml").write_text('[[sources]]\nname = "friends"\npreset = "referrals"\nfiles = "*.csv"\n')
    (tmp_path / "a.csv").write_text(referred("2024-01-06", "2024-06-06"))

    Workspace(tmp_path).build(as_of=as_of)

    told = Workspace(tmp_path).published().rows("actions", columns=("kind", "occurred_at"), order_by=("kind",), limit=9)
    assert [(one["kind"], one["occurred_at"]) for one in told] == [
        ("refer", datetime(2024, 1, 6)),
        ("referred", datetime(2024, 1, 6)),
    ]


def completed(message: str, day: str) -> dict[str, Any]:
    call = {"type": "track", "event": "Order Completed", "messageId": message, "userId": "ana", "timestamp": day}
    return call | {"properties": {"order_id": "7", "total": 10, "currency": "EUR"}}


@pytest.mark.parametrize("as_of", [datetime(2024, 1, 10), None])
def test_a_receipt_page_loaded_again_moves_no_order(tmp_path: Path, as_of: datetime | None) -> None:
    (tmp_path / "riparian.toml").write_text(
        '[[sources]]\nname = "web"\npreset = "segment"\nfiles = "*.jsonl"\norders = true\n'
    )
    calls = (completed("m1", "2024-01-02T10:00:00Z"), completed("m2", "2024-01-20T10:00:00Z"))
    (tmp_path / "calls.jsonl").write_text("\n".join(map(json.dumps, calls)))

    Workspace(tmp_path).build(as_of=as_of)

    (order,) = Workspace(tmp_path).published().rows("source_orders", columns=("placed_at",), limit=9)
    (stands,) = Workspace(tmp_path).published().rows("standings", columns=("band", "orders"), limit=9)
    assert order == {"placed_at": datetime(2024, 1, 2, 10)}
    assert stands == {"band": 5, "orders": 1}


def test_answers_that_a_mapping_does_not_number_all_count_and_overlapping_exports_add_none(tmp_path: Path) -> None:
    (tmp_path / "riparian.toml").write_text(
        '[[sources]]\nname = "desk"\npreset = "files"\nfiles = "*.csv"\n[sources.tables.survey_answers]\n'
        'answered_at = "instant(day)"\nscale = "\'nps\'"\nscore = "number(score)"\nemail = "email"\n'
    )
    header, two, more = "day,score,email\n", "2024-05-01,9,ana@x.example\n" * 2, "2024-05-02,3,bob@x.example\n"

    company = built(tmp_path, a=header + two, b=header + two + more)

    assert company.published().count("survey_answers") == 3
    assert counts(company) == [(2, 2, 0, 0), (3, 1, 0, 2)]
