import hashlib
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from riparian.testing.company import CompanySummary, write_company
from riparian.testing.company.export_shopify import COLUMNS
from riparian.testing.company.periods import splitting_for
from tests.testing.company.exports import Exports, instant


def fingerprints(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    write_company(tmp_path / "one", people=150, seed=5)
    write_company(tmp_path / "two", people=150, seed=5)

    assert fingerprints(tmp_path / "one") == fingerprints(tmp_path / "two")


def test_another_seed_gives_another_company(tmp_path: Path) -> None:
    write_company(tmp_path / "one", people=150, seed=5)
    write_company(tmp_path / "two", people=150, seed=6)

    one, two = fingerprints(tmp_path / "one"), fingerprints(tmp_path / "two")
    assert one["shopify_orders.csv"] != two["shopify_orders.csv"]


def test_a_company_of_several_chunks_is_as_large_as_one_of_a_single_chunk(tmp_path: Path) -> None:
    whole = write_company(tmp_path / "whole", people=1_000, seed=5)
    parts = write_company(tmp_path / "parts", people=1_000, seed=5, people_per_chunk=250)

    assert whole.truth["people"] == parts.truth["people"] == 1_000
    assert parts.rows == pytest.approx(whole.rows, rel=0.25)


def test_numbers_and_names_stay_unique_over_chunks(exports: Exports) -> None:
    orders = [row["order_name"] for row in exports.truth("orders")]
    identifiers = [(row["kind"], row["value"]) for row in exports.truth("identifiers")]

    assert len(orders) == len(set(orders))
    assert len(identifiers) == len(set(identifiers))


def test_the_summary_counts_the_rows_of_every_file(exports: Exports, summary: CompanySummary) -> None:
    lines = {file: len(exports.lines(file)) - 1 for file in summary.exports if "shopify" not in file}

    counted = {file: count - (not file.startswith("segment")) for file, count in lines.items()}
    assert counted == {file: rows for file, rows in summary.exports.items() if "shopify" not in file}
    assert summary.truth["people"] == 800


def test_shopify_orders_have_the_columns_of_the_export_and_order_columns_only_once(exports: Exports) -> None:
    rows = list(exports.rows("shopify_orders.csv"))
    first_rows = [row for row in rows if row["Created at"]]

    assert len(COLUMNS) == len(rows[0]) == 79
    assert len(first_rows) == len(exports.truth("orders")) < len(rows)
    assert all(not row["Total"] and not row["Email"] for row in rows if not row["Created at"])


def test_orders_add_up(exports: Exports) -> None:
    lines: dict[str, int] = {}
    for row in exports.rows("shopify_orders.csv"):
        price = round(float(row["Lineitem price"]) * 100) * int(row["Lineitem quantity"])
        lines[row["Name"]] = lines.get(row["Name"], 0) + price

    for order in exports.truth("orders"):
        assert lines[order["order_name"]] == order["subtotal"] + order["discount"]
        assert order["total"] == order["subtotal"] + order["shipping"]


def test_orders_of_the_file_are_those_of_the_truth(exports: Exports) -> None:
    written = {
        row["Name"]: (instant(row["Created at"]), round(float(row["Total"]) * 100), row["Currency"], row["Source"])
        for row in exports.rows("shopify_orders.csv")
        if row["Total"]
    }

    true = {
        row["order_name"]: (row["placed_at"], row["total"], row["currency"], row["source"])
        for row in exports.truth("orders")
    }
    assert written == true


def test_web_orders_name_orders_of_the_shop_at_their_instant(exports: Exports) -> None:
    placed = {row["order_name"]: row["placed_at"] for row in exports.truth("orders")}
    completed = [message for message in exports.messages() if message.get("event") == "Order Completed"]

    assert completed
    assert {message["properties"]["order_id"] for message in completed} <= set(placed)


def test_every_message_has_an_id_of_its_own(exports: Exports) -> None:
    messages = [message["messageId"] for message in exports.messages()]

    assert len(messages) == len(set(messages))


def test_messages_stand_in_the_file_of_the_month_in_which_they_arrived(exports: Exports) -> None:
    for file in exports.files("segment/*.gz"):
        months = {
            json.loads(line)["receivedAt"][:7]
            for record, line in enumerate(exports.lines(file)[:-1], start=1)
            if (file, record) not in exports.messy_records
        }
        assert months == {file[-16:-9]}


def test_everything_happens_within_the_three_years(exports: Exports) -> None:
    stamps = [message["receivedAt"] for message in exports.messages()]
    stamps += [row["Timestamp"] for row in exports.rows("klaviyo_events.csv")]
    stamps += [row["created_at"] for row in exports.rows("zendesk_tickets.csv")]
    stamps += [row["answered_at"] for row in exports.rows("surveys.csv")]

    assert min(stamps) >= "2023-11-01"
    assert max(stamps) < "2026-11-01"


def test_flat_events_are_the_same_company_without_refusals(tmp_path: Path) -> None:
    summary = write_company(tmp_path, people=300, seed=2, people_per_chunk=100, events_format="parquet")
    events = pq.read_table(tmp_path / "web_events" / "events_0000.parquet")

    assert events.num_rows == summary.exports["web_events/events_0000.parquet"]
    assert events.column_names[:5] == ["event_id", "anonymous_id", "user_id", "email", "event"]
    assert not (tmp_path / "segment").exists()


def test_a_company_without_people_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        write_company(tmp_path, people=0, seed=1)


def test_chunks_too_small_to_keep_numbers_apart_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 50"):
        write_company(tmp_path, people=100, seed=1, people_per_chunk=10)


def test_a_single_person_is_a_company(tmp_path: Path) -> None:
    summary = write_company(tmp_path, people=1, seed=1)

    assert summary.truth["people"] == 1


def test_exports_of_many_people_are_split_by_year_and_then_by_month() -> None:
    assert splitting_for(50_000).namer("orders", "csv")(0) == "orders.csv"
    assert splitting_for(50_001).namer("orders", "csv")(54) == "orders_2024.csv"
    assert splitting_for(1_000_001).namer("orders", "csv")(652) == "orders_2024-05.csv"
