import itertools
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.build.conform import conform_mapping
from riparian.core.errors import FormulaError, SeveralErrors
from riparian.presets.files import TABLES, FilesSettings, extract, mappings, recognises
from riparian.storage.arrow import ibis_schema
from riparian.storage.compiled import compiled
from riparian.tables.actions import KINDS
from riparian.testing.tables import engine, lent

Rows = list[dict[str, Any]]
SALES = "Order No;Day;Item;Qty;Price;Kind\nA1;01.05.2024;Mug;2;10,00;sale\nA1;01.05.2024;Pot;1;1.015,50;sale\n"
MORE = """A2;02.05.2024;Mug;x;10,00;sale
;02.05.2024;Mug;1;10,00;sale
A3;02.05.2024;Mug;1;10,00;gift
A4;;Mug;1;10,00;sale
"""
ORDER = {
    "where": "kind == 'sale'",
    "order_number": "order_no",
    "placed_at": "instant(day, '%d.%m.%Y')",
    "total": "sum(number(qty) * money(price))",
}


def read(file: Path, **settings: Any) -> dict[str, Rows]:
    """What each mapping makes of a file, in order of line and slot."""
    chosen = FilesSettings.model_validate(settings)
    table = pa.Table.from_batches(list(extract(file, chosen)))
    table = table.filter(table["malformed"].is_null()).append_column("line_id", table["line"])
    raw = lent(table, ibis_schema(table.schema))
    tables = {}
    for name, mapping in mappings(chosen).items():
        made = mapping(raw, chosen)
        conform_mapping(made, TABLES[name], where=name)
        rows = engine().arrow(compiled(made)).to_pylist()
        tables[name] = sorted(rows, key=lambda row: (row["line"], row["slot"]))
    return tables


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    (tmp_path / "sales.csv").write_text(SALES + MORE)
    return tmp_path / "sales.csv"


def chosen(rows: Rows, *names: str) -> list[tuple[Any, ...]]:
    """Some columns of the rows."""
    return [tuple(row[name] for name in names) for row in rows]


def test_an_aggregate_makes_one_row_per_key_on_its_first_line(sales: Path) -> None:
    orders = read(sales, time_zone="Europe/Berlin", currency="EUR", tables={"source_orders": ORDER})["source_orders"]

    assert chosen(orders[:1], "line", "refused", "order_number", "placed_at", "total", "currency", "order_id") == [
        (2, None, "A1", datetime(2024, 4, 30, 22), 103550, "EUR", "A1")
    ]


def test_every_line_that_makes_nothing_says_why(sales: Path) -> None:
    orders = read(sales, currency="EUR", tables={"source_orders": ORDER})["source_orders"]

    # Line 7 has no day: landing refuses it, for `placed_at` may not be null.
    assert chosen(orders, "line", "refused") == [
        (2, None),
        (4, "there is nothing to add up"),
        (5, "order_number is missing or unreadable"),
        (6, "left out by where"),
        (7, None),
    ]


def test_without_an_aggregate_every_line_is_a_row(sales: Path) -> None:
    items = {
        "where": "kind != 'gift'",
        "order_number": "order_no",
        "placed_at": "instant(day, '%d.%m.%Y')",
        "item": "item",
        "quantity": "number(qty)",
        "amount": "number(qty) * number(price)",
        "currency": "'EUR'",
    }

    rows = read(sales, tables={"source_order_lines": items})["source_order_lines"]

    assert chosen(rows[:3], "line", "position", "item", "quantity", "amount") == [
        (2, 1, "Mug", 2.0, 2000),
        (3, 2, "Pot", 1.0, 101550),
        (4, 1, "Mug", None, None),
    ]


def test_one_file_feeds_several_tables_and_a_line_is_left_out_only_where_no_table_takes_it(sales: Path) -> None:
    gifts = {"where": "kind == 'gift'", "occurred_at": "instant('2024-05-02')", "kind": "'redeem'", "name": "item"}

    tables = read(sales, currency="EUR", tables={"source_orders": ORDER, "source_events": gifts})

    assert "left out by where" not in {row["refused"] for row in tables["source_orders"]}
    assert chosen(tables["source_events"], "line", "kind", "name") == [(6, "redeem", "Mug")]


def test_one_line_may_make_several_rows_of_one_table(tmp_path: Path) -> None:
    (tmp_path / "consent.csv").write_text(
        "mail,at,news,texts\na@x.example,2024-05-01,yes,no\nb@x.example,2024-05-02,,no\n"
    )
    states = {"states": {"yes": "granted", "no": "denied"}}
    same = {"stated_at": "instant(at)", "email": "mail"}
    parts = [
        same | {"channel": f"'{channel}'", "state": f"value_map({column}, 'states')", "where": f"{column} is not None"}
        for channel, column in (("email", "news"), ("sms", "texts"))
    ]

    rows = read(tmp_path / "consent.csv", tables={"consent_records": parts}, values=states)["consent_records"]

    assert chosen(rows, "line", "slot", "channel", "purpose", "state") == [
        (2, 0, "email", "any", "granted"),
        (2, 1, "sms", "any", "denied"),
        (3, 1, "sms", "any", "denied"),
    ]


def test_constants_defaults_days_and_whole_numbers(tmp_path: Path) -> None:
    (tmp_path / "spend.csv").write_text("date,cost,clicks\n2024-05-01,12.345,7.6\n")
    formulas = {
        "spent_on": "day(date)",
        "channel": "'radio'",
        "amount": "money(cost)",
        "clicks": "number(clicks)",
        "impressions": 5,
    }

    (row,) = read(tmp_path / "spend.csv", currency="JPY", tables={"spend": formulas})["spend"]

    assert chosen([row], "spent_on", "channel", "campaign", "ad_group", "amount", "clicks", "impressions") == [
        (date(2024, 5, 1), "radio", "", "", 12, 8, 5)
    ]


@pytest.mark.parametrize("total", ["number(total)", "sum(number(total))"])
def test_money_given_back_has_an_instant_though_the_file_tells_none(tmp_path: Path, total: str) -> None:
    (tmp_path / "orders.csv").write_text(
        "no,at,total,back,back_at,gone\n"
        "1,2024-01-05,50,20,,\n2,2024-01-05,50,20,,2024-02-01\n3,2024-01-05,50,20,2024-03-01,2024-02-01\n"
        "4,2024-01-05,50,0,,2024-02-01\n5,2024-01-05,50,,,\n"
    )
    formulas = {
        "order_number": "no",
        "placed_at": "instant(at)",
        "total": total,
        "refunded": "number(back)",
        "refunded_at": "instant(back_at)",
        "cancelled_at": "instant(gone)",
    }

    orders = read(tmp_path / "orders.csv", currency="EUR", tables={"source_orders": formulas})["source_orders"]
    without = {name: formula for name, formula in formulas.items() if name not in ("refunded_at", "cancelled_at")}
    undated = read(tmp_path / "orders.csv", currency="EUR", tables={"source_orders": without})["source_orders"]

    days = (datetime(2024, 1, 5), datetime(2024, 2, 1), datetime(2024, 3, 1), None, None)
    assert chosen(orders, "refunded_at") == [(day,) for day in days]
    assert chosen(undated, "refunded_at") == [(datetime(2024, 1, 5),)] * 3 + [(None,)] * 2


def test_an_event_of_a_kind_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    (tmp_path / "events.tsv").write_text("at\twhat\n2024-05-01\tview\n2024-05-01\tlooked\n")
    formulas = {"occurred_at": "instant(at)", "kind": "what"}

    rows = read(tmp_path / "events.tsv", tables={"source_events": formulas})["source_events"]

    assert chosen(rows, "line", "refused") == [(2, None), (3, "kind 'looked' is none of Riparian's")]


def test_json_lines_are_read_by_the_paths_given_or_by_all_there_are(tmp_path: Path) -> None:
    (tmp_path / "calls.jsonl").write_text('{"at": "2024-05-01", "who": {"id": 7}}\n')
    formulas = {"occurred_at": "instant(at)", "kind": "'view'"}

    found = read(tmp_path / "calls.jsonl", tables={"source_events": formulas | {"user_id": "who_id"}})
    given = read(
        tmp_path / "calls.jsonl",
        fields={"at": "at", "reader": "who.id"},
        tables={"source_events": formulas | {"user_id": "reader"}},
    )

    assert chosen(found["source_events"], "user_id") == chosen(given["source_events"], "user_id") == [("7",)]


def test_an_id_is_one_in_every_form_however_a_number_is_written(tmp_path: Path) -> None:
    at = "2024-05-01"
    (tmp_path / "calls.csv").write_text(f"at,who\n{at},42\n")
    (tmp_path / "calls.jsonl").write_text(f'{{"at": "{at}", "who": 42.0}}\n{{"at": "{at}", "who": 4.2e1}}\n')
    pq.write_table(pa.table({"at": [at, at], "who": [42.0, None]}), tmp_path / "calls.parquet")
    formulas = {"occurred_at": "instant(at)", "kind": "'view'", "user_id": "who"}

    found = {
        name: chosen(read(tmp_path / name, tables={"source_events": formulas | more})["source_events"], "user_id")
        for name, more in (("calls.csv", {}), ("calls.jsonl", {}), ("calls.parquet", {"user_id": "text(who)"}))
    }

    assert found == {
        "calls.csv": [("42",)],
        "calls.jsonl": [("42",), ("42",)],
        "calls.parquet": [("42",), (None,)],
    }


def test_a_number_that_is_none_or_beyond_all_ids_stops_no_build(tmp_path: Path) -> None:
    pq.write_table(pa.table({"at": ["2024-05-01"] * 3, "who": [float("nan"), 1e300, 7.0]}), tmp_path / "a.parquet")
    formulas = {"occurred_at": "instant(at)", "kind": "'view'", "user_id": "text(who)"}

    rows = read(tmp_path / "a.parquet", tables={"source_events": formulas})["source_events"]

    assert chosen(rows, "user_id") == [(None,), ("1e+300",), ("7",)]


def test_a_table_that_is_none_is_told_before_any_file_is_read() -> None:
    with pytest.raises(FormulaError) as told:
        mappings(FilesSettings(tables={"source_ordrs": {}}))

    assert (told.value.what, told.value.fix) == (
        "no source table is named 'source_ordrs'",
        "did you mean 'source_orders'?",
    )


def test_all_mistakes_of_a_mapping_are_told_at_once(sales: Path) -> None:
    with pytest.raises(SeveralErrors) as told:
        read(sales, tables={"source_orders": {"order_number": "order_n", "plced_at": "day", "where": "qty"}})

    assert [(error.what, error.fix) for error in told.value.errors] == [
        ("source_orders has no column 'plced_at'", "did you mean 'placed_at'?"),
        ("source_orders needs 'placed_at'", 'placed_at = "…"'),
        ("source_orders needs 'total'", 'total = "…"'),
        ("source_orders needs 'currency'", 'currency = "…"'),
        ("`where` says yes or no of one row", "compare: kind == 'sale'"),
        ("the file has no column 'order_n' in 'order_n'", "did you mean 'order_no'?"),
    ]


def test_words_that_are_none_of_ours_are_mistakes_before_a_row_is_read(sales: Path) -> None:
    kind = "'ordr' if kind == 'sale' else value_map(kind, 'kinds')"
    formulas = {"occurred_at": "instant(day)", "kind": kind, "currency": "'GPB'", "email": "'a@b.test'"}

    with pytest.raises(SeveralErrors) as told:
        read(sales, tables={"source_events": formulas}, values={"kinds": {"a": "buy", "b": "view", "*": "other"}})

    assert [(error.what, error.where.split(" ", 1)[1], error.fix) for error in told.value.errors] == [
        ("'ordr' is no kind", "[sources.tables.source_events] kind", "did you mean 'order'?"),
        ("'buy' is no kind", "[sources.values.kinds]", f"known are: {', '.join(sorted(KINDS))}"),
        ("'GPB' is no currency", "[sources.tables.source_events] currency", "did you mean 'GBP'?"),
    ]


def test_words_of_consents_and_scales_are_ours_too(sales: Path) -> None:
    consent = {"stated_at": "instant(day)", "state": "'yes'"}
    answer = {"answered_at": "instant(day)", "scale": "'NPS'", "answer_number": "order_no"}

    for table, formulas, what in (
        ("consent_records", consent, "'yes' is no state"),
        ("survey_answers", answer, "'NPS' is no scale"),
    ):
        with pytest.raises(FormulaError, match=what):
            read(sales, tables={table: formulas})


def test_all_mistakes_of_the_formulas_are_told_at_once_with_their_places(sales: Path) -> None:
    formulas = ORDER | {
        "total": "price * 2",
        "user_id": "custmer",
        "placed_at": "day",
        "refunded": "sum(number(qty)) + 1",
    }

    with pytest.raises(SeveralErrors) as told:
        read(sales, currency="EUR", tables={"source_orders": formulas})

    assert {error.where: error.what for error in told.value.errors} == {
        "riparian.toml [sources.tables.source_orders] total": "* needs a number, and this is a text in 'price * 2'",
        "riparian.toml [sources.tables.source_orders] user_id": "the file has no column 'custmer' in 'custmer'",
        "riparian.toml [sources.tables.source_orders] placed_at": "placed_at is instant, and this is text",
    }


@pytest.mark.parametrize("where", ["kind", "sum(number(qty)) > 1"])
def test_where_is_a_yes_or_no_about_one_row(sales: Path, where: str) -> None:
    with pytest.raises(FormulaError, match="`where` says yes or no of one row"):
        read(sales, currency="EUR", tables={"source_orders": ORDER | {"where": where}})


def test_nothing_mapped_is_a_mistake_and_nothing_is_recognised() -> None:
    with pytest.raises(FormulaError, match="no table is mapped"):
        mappings(FilesSettings())

    assert recognises(("anything",)) == 0.0


def test_online_retail_by_formulas_agrees_with_its_published_counts(reference: Path) -> None:
    retail = {
        "order_number": "invoice_no",
        "placed_at": "instant(invoice_date)",
        "total": "sum(quantity * unit_price)",
        "currency": "'GBP'",
        "user_id": "text(customer_id)",
        "country": "country",
    }

    orders = read(
        reference / "orders" / "online_retail_2010_2011.parquet",
        time_zone="Europe/London",
        tables={"source_orders": retail},
    )["source_orders"]

    # 25,900 invoices of 4,372 customers in 38 countries: README.md beside the data, and the UCI repository.
    assert len(orders) == 25_900
    assert len({order["user_id"] for order in orders} - {None}) == 4_372
    assert len({order["country"] for order in orders}) == 38
    assert min(order["placed_at"] for order in orders) == datetime(2010, 12, 1, 8, 26)
    # Invoice 558638 was written at 08:16 by the clocks of London, an hour ahead of UTC in July.
    assert [order["placed_at"] for order in orders if order["order_number"] == "558638"] == [
        datetime(2011, 7, 1, 7, 16)
    ]


def test_simple_shop_by_formulas_keeps_every_event(reference: Path) -> None:
    kinds = {"catalog": "view", "cart": "add to cart", "payment_done": "check out", "*": "other"}
    formulas = {
        "occurred_at": "instant(timestamp)",
        "kind": "value_map(event, 'kind')",
        "name": "event",
        "user_id": "user_id",
    }

    rows = read(reference / "web" / "simple_shop.csv.gz", tables={"source_events": formulas}, values={"kind": kinds})[
        "source_events"
    ]

    # 35,381 events of 3,751 users, 706 times payment_done: README.md beside the data.
    assert (len(rows), len({row["user_id"] for row in rows})) == (35_381, 3_751)
    assert Counter(row["kind"] for row in rows)["check out"] == 706
    assert [row["line"] for row in rows] == list(itertools.islice(itertools.count(2), 35_381))


def test_a_condition_that_only_asks_what_is_missing_leaves_rows_out(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("id,at,total,void\n1,2024-01-01,1,\n2,2024-01-01,2,yes\n")
    order = {"where": "void is None", "order_number": "id", "placed_at": "instant(at)", "total": "number(total)"}

    orders = read(file, tables={"source_orders": order | {"currency": "'EUR'"}})["source_orders"]

    assert chosen(orders, "line", "refused") == [(2, None), (3, "left out by where")]


def test_a_row_of_which_where_cannot_tell_is_refused_as_unreadable_and_a_wrong_currency_as_such(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        "id,at,total,cur\n1,2024-01-01,1,eur\n2,2024-01-01,abc,EUR\n3,2024-01-01,-1,EUR\n"
        "4,2024-01-01,1,EURO\n5,2024-01-01, ,EUR\n"
    )
    order = {
        "where": "number(total) >= 0",
        "order_number": "id",
        "placed_at": "instant(at)",
        "total": "number(total)",
        "currency": "cur",
    }

    orders = read(file, tables={"source_orders": order})["source_orders"]

    assert chosen(orders, "line", "refused") == [
        (2, None),
        (3, "where: number(total) cannot be read, total is 'abc'"),
        (4, "left out by where"),
        (5, "currency 'EURO' is no code of ISO 4217"),
        (6, "where: number(total) cannot be read, total is empty"),
    ]
    assert orders[0]["currency"] == "EUR"
