"""Two years of a British wholesaler's invoices: no header is known, customers are missing, a `C` takes an invoice back.

Expected figures: `orders_answers.json` of the reference data, and sums of its Parquet file by Polars.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from riparian.storage.reading import Published
from tests.journeys.company_folder import became, built, corrected, frame, linked, ran
from tests.journeys.selling import classes, days_won

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


LAST_YEAR = datetime(2010, 12, 10)
"""The twelve months that end with the last day of the file, 9 December 2011; in winter London's clock is UTC's."""


@pytest.fixture(scope="module")
def sales(rows: pl.DataFrame) -> pl.DataFrame:
    """The lines that the clean rule keeps, and whose they are: a customer's, else that of the invoice alone."""
    sold = rows.filter(~pl.col("cancels") & (pl.col("Quantity") > 0) & (pl.col("UnitPrice") > 0))
    placed = sold.group_by("InvoiceNo").agg(placed=pl.col("InvoiceDate").min())
    return sold.join(placed, on="InvoiceNo").select(
        item="StockCode",
        demand="pence",
        pieces="Quantity",
        invoice="InvoiceNo",
        person=pl.coalesce(pl.col("CustomerID").cast(pl.String), pl.col("InvoiceNo")),
        guest=pl.col("CustomerID").is_null(),
        at=pl.col("placed")
        .dt.replace_time_zone("Europe/London")
        .dt.convert_time_zone("UTC")
        .dt.replace_time_zone(None),
    )


def test_a_year_and_nine_days_of_orders_have_no_mode_and_say_why(clean: Published) -> None:
    steps = frame(clean, "build_steps")
    compared = ("repurchase_modes", "channel_migrations", "comp_segments", "new_item_shares")
    notes = {made: note for made, note in steps.select("made", "note").iter_rows() if made in compared}

    assert {clean.count(table) for table in compared} == {0}
    assert all("go back 374 days" in note and "needs 2 years" in note for note in notes.values())
    assert len(notes) == len(compared)


def test_nothing_is_foretold_of_five_years_from_the_buyers_of_nine_days(clean: Published) -> None:
    notes = dict(frame(clean, "build_steps").select("made", "note").iter_rows())
    tables = ("segment_transitions", "forecast_assumptions", "five_year_forecasts", "forecast_scores")

    assert {clean.count(table) for table in tables} == {0}
    assert notes["segment_transitions"] == "the orders go back 374 days; a forecast of the file needs 2 years of them"
    assert notes["forecast_scores"] == "the orders go back 374 days; the trial of a forecast needs 3 years of them"
    assert all("segment_transitions says why" in notes[table] for table in tables[1:3])


def test_the_file_knows_who_came_back_and_gives_no_rate_of_nine_days(clean: Published, sales: pl.DataFrame) -> None:
    known, guests = sales.filter(~pl.col("guest")), sales.filter("guest")
    before = set(known.filter(pl.col("at") < LAST_YEAR)["person"])
    now = set(known.filter(pl.col("at") >= LAST_YEAR)["person"])

    last, first = frame(clean, "file_accounts").sort("year_to", descending=True).iter_rows(named=True)

    assert (last["buyers"], last["retained"], last["new"], last["reactivated"]) == (
        len(now), len(now & before), len(now - before), 0,
    )  # fmt: skip
    assert (last["previous"], first["buyers"], last["rebuy_rate"]) == (len(before), len(before), None)
    assert first["covered"] == pytest.approx(8.65 / 365, abs=1e-4)
    assert last["demand"] + first["demand"] == known["demand"].sum()
    assert last["guest_orders"] + first["guest_orders"] == guests["invoice"].n_unique()
    assert last["guest_demand"] + first["guest_demand"] == guests["demand"].sum()


def test_repeat_orders_bring_more_than_two_thirds(clean: Published, sales: pl.DataFrame) -> None:
    orders = sales.group_by("invoice", "person", "at").agg(pl.col("demand").sum()).sort("at", "invoice")
    numbered = orders.with_columns(first=pl.int_range(pl.len()).over("person") == 0)
    lately = numbered.filter(pl.col("at") >= LAST_YEAR)

    last = frame(clean, "repeat_economics").sort("year_to", descending=True).row(0, named=True)

    assert (last["orders"], last["repeat_orders"]) == (lately.height, lately.filter(~pl.col("first")).height)
    # Two invoices of a person in one minute have no first by the clock, so demand may lie with either.
    assert last["repeat_demand"] == pytest.approx(lately.filter(~pl.col("first"))["demand"].sum(), rel=1e-3)
    assert last["demand"] == lately["demand"].sum()
    assert last["repeat_demand"] / last["demand"] > 2 / 3
    assert (last["ad_cost"], last["contribution"]) == (None, None)


def test_winning_items_are_those_of_the_definition(clean: Published, sales: pl.DataFrame) -> None:
    lately = sales.filter(pl.col("at") >= LAST_YEAR)
    found = frame(clean, "winning_items").filter(scope="all")

    by_item = lately.group_by("item").agg(pl.col("demand").sum(), pl.col("pieces").sum(), pl.col("person").n_unique())
    assert dict(found.select("item", "item_class").iter_rows()) == classes(by_item)
    assert (found["item_class"] == "Winner").sum() == 19
    told = found.select("item", "demand", pl.col("quantity").cast(pl.Int64), pl.col("buyers").cast(pl.UInt32))
    assert sorted(told.iter_rows()) == sorted(by_item.iter_rows())


def test_days_on_which_items_won_are_counted(clean: Published, sales: pl.DataFrame) -> None:
    lately = sales.filter(pl.col("at") >= LAST_YEAR)
    found = frame(clean, "winning_items").filter(scope="all").filter(pl.col("winner_days") > 0)

    assert dict(found.select("item", "winner_days").iter_rows()) == days_won(
        lately.select("item", "demand", day=pl.col("at").dt.date())
    )


def test_the_cake_stand_is_bought_by_buyers_of_a_quarter_of_a_year(clean: Published, sales: pl.DataFrame) -> None:
    first = sales.group_by("person").agg(first=pl.col("at").min())
    cake_stand = sales.filter((pl.col("item") == "22423") & (pl.col("at") >= LAST_YEAR))
    last = cake_stand.group_by("person").agg(last=pl.col("at").max()).join(first, on="person")
    years = (last["last"] - last["first"]).dt.total_seconds() / 86_400 / 365.25

    found = frame(clean, "winning_items").filter(scope="all", item="22423").row(0, named=True)

    assert found["customer_years"] == pytest.approx(years.mean())
    assert found["customer_years"] == pytest.approx(0.25, abs=0.01)
    assert (found["item_name"], found["new"]) == ("REGENCY CAKESTAND 3 TIER", None)
