from datetime import datetime
from pathlib import Path

import pytest

from riparian.storage.looking_through import looked_through
from riparian.workspace.drafting import drafted
from riparian.workspace.guessing import Guess, guessed
from riparian.workspace.proposing import proposed
from riparian.workspace.workspace import Workspace
from tests.workspace.exports import look_at, written

PLACED = "instant(placed_at)"


def guess(folder: Path, text: str) -> Guess:
    """What is guessed of a file of orders, of which all rows are looked through."""
    look = looked_through(look_at(folder, text), [folder / "looked_at.csv"])
    found = guessed(look, stem="orders", changed_at=datetime(2025, 6, 1))
    assert isinstance(found, Guess), found
    return found


def orders_in(folder: Path, text: str) -> dict[str, str]:
    """The formulas of a file of orders beside those of number, instant, total, currency and e-mail."""
    formulas = guess(folder, text).tables["source_orders"]
    return {name: formula for name, formula in formulas.items() if name not in USUAL}


USUAL = ("order_number", "placed_at", "total", "currency", "email")
HEADER = "order_id,email,placed_at,total,currency"
ROW = "ann@alder.test,2024-01-01T10:00:00Z,10.00,EUR"


def test_what_was_given_back_and_cancelled_is_read_where_columns_say_when(tmp_path: Path) -> None:
    text = (
        f"{HEADER},refunded,refunded_at,cancelled_at\n1,{ROW},0,,\n2,{ROW},4.00,2024-01-20,\n"
        f"3,{ROW},10.00,21.01.2024,2024-01-21\n4,{ROW},10.00,2024-01-22,\n5,{ROW},10.00,2024-01-22,\n"
    )

    assert orders_in(tmp_path, text) == {
        "cancelled_at": "instant(cancelled_at)",
        "refunded": "number(refunded)",
        "refunded_at": "instant(refunded_at)",
    }


@pytest.mark.parametrize("name", ["refund_amount", "amount_refunded", "total_refunded", "refund_total", "refunds"])
def test_money_given_back_on_an_unknown_day_is_of_the_day_of_the_order(tmp_path: Path, name: str) -> None:
    header = f"order_id,email,placed_at,{name},total,currency"
    rows = [f"{number},ann@alder.test,2024-01-01T10:00:00Z,{number}.50,10.00,EUR" for number in range(4)]

    found = guess(tmp_path, "\n".join([header, *rows, ""]))

    assert found.tables["source_orders"]["total"] == "number(total)"
    assert found.tables["source_orders"]["refunded"] == f"number({name})"
    assert found.tables["source_orders"]["refunded_at"] == f"{PLACED} if number({name}) != 0 else None"
    assert any("the instant of the order stands" in remark for remark in found.remarks)


def test_a_refund_whose_day_is_blank_is_not_lost(tmp_path: Path) -> None:
    text = f"{HEADER},refunded,refunded_at\n1,{ROW},5,2024-01-20\n2,{ROW},5,2024-01-20\n3,{ROW},5,\n"

    assert orders_in(tmp_path, text) == {
        "refunded": "number(refunded)",
        "refunded_at": f"coalesce(instant(refunded_at), {PLACED}) if number(refunded) != 0 else None",
    }


def test_the_words_of_a_status_tell_refunds_and_cancellations(tmp_path: Path) -> None:
    words = ("completed", "Refunded", "cancelled", "Canceled", "partially_refunded")
    rows = [f"{number},{ROW},{word}" for number, word in enumerate(words)]

    found = guess(tmp_path, "\n".join([f"{HEADER},status", *rows, ""]))
    order = found.tables["source_orders"]

    assert order["cancelled_at"] == f"{PLACED} if lower(status) in ('cancelled', 'canceled') else None"
    assert order["refunded"] == "number(total) if lower(status) == 'refunded' else 0"
    assert order["refunded_at"] == f"{PLACED} if lower(status) == 'refunded' else None"
    assert order["status"] == "lower(status)"
    assert any("'partially_refunded'" in remark for remark in found.remarks)


def test_yes_and_no_tell_them_too(tmp_path: Path) -> None:
    text = f"{HEADER},refunded,is_cancelled\n1,{ROW},false,0\n2,{ROW},true,1\n"

    assert orders_in(tmp_path, text) == {
        "cancelled_at": f"{PLACED} if lower(is_cancelled) == '1' else None",
        "refunded": "number(total) if lower(refunded) == 'true' else 0",
        "refunded_at": f"{PLACED} if lower(refunded) == 'true' else None",
    }


def test_columns_of_money_that_are_left_out_are_told(tmp_path: Path) -> None:
    found = guess(tmp_path, f"{HEADER},return_reason,net_total\n1,{ROW},too small,8\n2,{ROW},,8\n")

    assert [remark for remark in found.remarks if remark.startswith("not read")] == [
        "not read, though of money or of what was taken back: return_reason, net_total"
    ]


def test_what_is_guessed_reaches_the_orders_also_where_lines_are_added_up(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        orders="order_id,email,order_date,sku,quantity,unit_price,currency,total_refunded,is_cancelled,refunded_at\n"
        "1,a@alder.test,2024-01-13,A,1,10.00,EUR,0,0,\n1,a@alder.test,2024-01-13,B,2,10.00,EUR,10,0,2024-02-01\n"
        "2,b@alder.test,2024-01-20,A,1,20.00,EUR,0,1,\n3,b@alder.test,2024-01-22,A,1,20.00,EUR,20,0,\n"
        "4,b@alder.test,2024-03-01,A,1,20.00,EUR,0,0,\n",
    )
    (folder / "riparian.toml").write_text(drafted(proposed(folder)))
    workspace = Workspace(folder)
    workspace.build()

    columns = ("order_number", "total", "refunded", "refunded_at", "cancelled_at")
    rows = workspace.published().rows("source_orders", columns=columns, order_by=("order_number",), limit=10)

    assert [tuple(row.values()) for row in rows] == [
        ("1", 3000, 1000, datetime(2024, 2, 1), None),
        ("2", 2000, 0, None, datetime(2024, 1, 20)),
        ("3", 2000, 2000, datetime(2024, 1, 22), None),
        ("4", 2000, 0, None, None),
    ]
