"""Two years of a British wholesaler's invoices: no header is known, customers are missing, a `C` takes an invoice back.

Expected figures: `orders_answers.json` of the reference data, and sums of its Parquet file by Polars.
"""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from riparian.storage.reading import Published
from tests.journeys.company_folder import became, built, corrected, frame, linked, ran

pytestmark = pytest.mark.slow

NAME = "online_retail_2010_2011"
SOLD = "where = \"not starts_with(invoice_no, 'C')\""
CLEAN = "where = \"not starts_with(invoice_no, 'C') and quantity > 0 and unit_price > 0\""
LOYALTY = 2
"""In `facets_ever`."""


@pytest.fixture(scope="module")
def answers(reference: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((reference / "orders" / "orders_answers.json").read_text())[NAME]
    return found


@pytest.fixture(scope="module")
def rows(reference: Path) -> pl.DataFrame:
    table = pl.read_parquet(reference / "orders" / f"{NAME}.parquet")
    pence = (pl.col("Quantity") * pl.col("UnitPrice") * 100).round().cast(pl.Int64)
    return table.with_columns(pence=pence, cancels=pl.col("InvoiceNo").str.starts_with("C"))


@pytest.fixture(scope="module")
def folder(reference: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file in a folder of its own, with a first proposal in which only currency and zone were corrected."""
    folder = linked(tmp_path_factory.mktemp("journey") / "retail", reference / "orders" / f"{NAME}.parquet")
    ran(folder, "init")
    corrected(folder, ('currency = "EUR"', 'currency = "GBP"'), ('time_zone = "UTC"', 'time_zone = "Europe/London"'))
    return folder


@pytest.fixture(scope="module")
def proposed(folder: Path) -> Published:
    return built(folder)


@pytest.fixture(scope="module")
def clean(folder: Path, proposed: Published) -> Published:
    """The same rows mapped again by the clean rule: what was given away, lost or written off is no sale."""
    corrected(folder, (SOLD, CLEAN))
    return built(folder)


def whose(published: Published, kind: str) -> pl.DataFrame:
    """Identifiers of one kind, and whether their person is known by name."""
    people = frame(published, "people").select("person_key", "known")
    return frame(published, "identifiers").filter(kind=kind).join(people, on="person_key")


def test_every_row_is_kept_also_those_that_are_there_twice_but_no_sale_below_nothing(
    proposed: Published, answers: dict[str, Any]
) -> None:
    """Two invoices write off a bad debt at a negative price; that is no order."""
    lines, written_off = frame(proposed, "source_order_lines").height, answers["neg_price_rows"]
    reasons = frame(proposed, "source_rejects")["reason"]

    assert became(proposed) == {NAME: (answers["rows"] - written_off, written_off, 0)}
    assert lines == answers["rows"] - answers["cancel_rows"] - written_off
    assert set(reasons) == {"total -1106206 is below 0"}


def test_every_invoice_is_an_order_or_takes_one_back(proposed: Published, answers: dict[str, Any]) -> None:
    numbers = whose(proposed, "order_id")["value"]

    written_off = answers["neg_price_rows"]
    assert len(numbers) == answers["invoices"] - written_off
    assert numbers.str.starts_with("C").sum() == answers["cancel_invoices"]
    assert proposed.count("source_orders") == answers["invoices"] - answers["cancel_invoices"] - written_off


def test_cancelled_lines_are_refunds_of_their_own(
    proposed: Published, answers: dict[str, Any], rows: pl.DataFrame
) -> None:
    kinds = frame(proposed, "actions").group_by("kind").agg(pl.len(), pl.col("amount").sum())

    (refunds,) = kinds.filter(kind="refund").rows()
    assert refunds == ("refund", answers["cancel_rows"], -rows.filter("cancels")["pence"].sum())
    assert set(kinds["kind"]) == {"order", "refund"}


def test_customers_are_known_and_buyers_without_number_by_their_invoice_only(
    proposed: Published, answers: dict[str, Any]
) -> None:
    customers, invoices = whose(proposed, "user_id"), whose(proposed, "order_id")
    nobodys = invoices.filter(~pl.col("known"))
    lines = frame(proposed, "source_order_lines").join(nobodys, left_on="order_number", right_on="value").height
    refunds = frame(proposed, "actions").filter(kind="refund").join(nobodys, on="person_key").height

    assert customers.height == answers["customers"]
    assert customers["known"].all()
    assert lines + refunds == answers["null_customer_rows"] - answers["neg_price_rows"]
    assert nobodys["person_key"].n_unique() == nobodys.height


def test_local_time_is_put_into_utc(proposed: Published, rows: pl.DataFrame) -> None:
    placed = frame(proposed, "source_orders").select("order_number", "placed_at")
    written = rows.filter(~pl.col("cancels")).group_by("InvoiceNo").agg(pl.col("InvoiceDate").first())
    in_summer = placed.join(written, left_on="order_number", right_on="InvoiceNo").select(
        ahead=pl.col("InvoiceDate").cast(pl.Datetime("us")) - pl.col("placed_at"),
        summer=pl.col("InvoiceDate").dt.month().is_between(4, 9),
    )

    assert in_summer.group_by("summer").agg(pl.col("ahead").dt.total_hours().median()).sort("summer").rows() == [
        (False, 0.0),
        (True, 1.0),
    ]


def test_what_the_clean_rule_leaves_out_is_rejected_with_that_reason(clean: Published, rows: pl.DataFrame) -> None:
    left_out = rows.filter(~pl.col("cancels") & ~((pl.col("Quantity") > 0) & (pl.col("UnitPrice") > 0))).height
    reasons = frame(clean, "source_rejects").group_by("reason").agg(pl.len())

    assert became(clean) == {NAME: (rows.height - left_out, left_out, 0)}
    assert reasons.rows() == [("left out by where", left_out)]


def test_clean_revenue_is_exact_to_the_penny_by_order_and_by_line(clean: Published, answers: dict[str, Any]) -> None:
    """README: 8,911,407.90. Amounts become whole pence per order and per line; unit prices have at most three decimals,
    and both ways of rounding come to the same sum."""
    named = whose(clean, "order_id").filter("known").select(order_number="value")
    orders = frame(clean, "source_orders").join(named, on="order_number")
    lines = frame(clean, "source_order_lines").join(named, on="order_number")

    assert (orders.height, lines.height) == (answers["clean_invoices"], answers["clean_rows"])
    assert orders["total"].sum() == lines["amount"].sum() == round(answers["clean_revenue"] * 100)


def test_buyers_and_those_who_came_back_stand_on_the_hourglass(clean: Published, answers: dict[str, Any]) -> None:
    known = frame(clean, "standings").filter("known")
    buyers = known.filter(band=5)

    # One customer was only ever given something: all rows of theirs are left out.
    assert known.height == answers["customers"] - 1
    assert buyers.height == answers["clean_customers"]
    assert (buyers["facets_ever"] & LOYALTY > 0).sum() == answers["customers_with_2plus_invoices"]
    assert (buyers["orders"] > 1).sum() == answers["customers_with_2plus_invoices"]


def test_what_customers_spent_is_demand_less_what_they_brought_back(clean: Published, rows: pl.DataFrame) -> None:
    counted = rows.filter(pl.col("cancels") | ((pl.col("Quantity") > 0) & (pl.col("UnitPrice") > 0)))
    named = counted.filter(pl.col("CustomerID").is_not_null())
    spent = frame(clean, "standings").filter("known")["spent"].sum()

    assert spent == named["pence"].sum()
