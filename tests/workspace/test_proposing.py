import gzip
import json
from hashlib import sha256
from pathlib import Path

import pytest

from riparian.storage.looking_through import FURTHER, WORDS
from riparian.workspace.checking import checked
from riparian.workspace.drafting import drafted
from riparian.workspace.globs import patterns_for
from riparian.workspace.guessing import MOST_WORDS
from riparian.workspace.proposing import LOOKED_AT, MORE_FIELDS, WITHOUT_ENDING, proposed
from tests.workspace.exports import EVENTS, ORDERS, SHOPIFY, written

SEGMENT = '{"type":"track","event":"A","messageId":"m1","anonymousId":"v1","timestamp":"2025-01-01T10:00:00Z"}\n'


def test_files_of_a_known_tool_are_recognised_under_any_name(tmp_path: Path) -> None:
    written(tmp_path, what_ever=SHOPIFY)

    (source,) = proposed(tmp_path).sources

    assert (source.name, source.preset, source.files) == ("shopify_orders", "shopify_orders", ("what_ever.csv",))


def test_files_that_look_alike_are_one_source(tmp_path: Path) -> None:
    written(tmp_path / "till", day_1=ORDERS, day_2=ORDERS, other=EVENTS)

    first, second = proposed(tmp_path).sources

    assert (first.name, first.files, len(first.found)) == ("day_1", ("till/day_*.csv",), 2)
    assert (second.name, second.files) == ("other", ("till/other.csv",))


def test_json_lines_of_one_tool_are_one_source_whatever_they_hold(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(SEGMENT)
    (tmp_path / "b.jsonl").write_text(SEGMENT.replace('"event"', '"context":{"ip":"::1"},"event"'))

    (source,) = proposed(tmp_path).sources

    assert (source.preset, source.files) == ("segment", ("*.jsonl",))


def test_events_tell_the_orders_only_where_no_shop_does(tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_text(SEGMENT)
    alone = proposed(tmp_path).sources
    written(tmp_path, shop=SHOPIFY)

    beside = proposed(tmp_path).sources

    assert [source.settings for source in alone] == [(("orders", True),)]
    assert [source.settings for source in beside] == [(), ()]


def test_the_currency_is_the_one_that_files_name(tmp_path: Path) -> None:
    written(tmp_path, orders=ORDERS, app=EVENTS)

    assert proposed(tmp_path).currency == "GBP"


def test_of_several_currencies_the_most_frequent_is_the_companys(tmp_path: Path) -> None:
    several = ORDERS.replace("10,GBP", "10,sek").replace('"1,200.50",GBP', '"1,200.50",EUR')
    written(tmp_path, orders=several)

    found = proposed(tmp_path)

    assert found.currency == "SEK"
    assert "no file names one" not in drafted(found)


def test_only_where_no_file_names_a_currency_this_is_said(tmp_path: Path) -> None:
    written(tmp_path, app=EVENTS)

    assert "no file names one" in drafted(proposed(tmp_path))


def test_what_cannot_be_made_a_source_is_told_with_the_reason(tmp_path: Path) -> None:
    written(tmp_path, products="sku,price\na,1\n", empty="")
    (tmp_path / "torn.parquet").write_bytes(b"PAR1torn")

    told = {one.files[0]: one.why for one in proposed(tmp_path).unmapped}

    assert told["products.csv"] == "no column says who or when"
    assert told["empty.csv"] == "it holds no table"
    assert "torn.parquet" in told["torn.parquet"]


def test_files_of_forms_that_are_not_read_are_named_with_what_to_do(tmp_path: Path) -> None:
    written(tmp_path, orders=ORDERS)
    for name in ("Sales 2024.XLSX", "all.zip", "report.pdf", "old/shop.sqlite", "~$Sales 2024.xlsx", "logo.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"PK")

    told = {one.files[0]: one.why for one in proposed(tmp_path).unmapped}

    assert told == {
        "Sales 2024.XLSX": ".xlsx is not read; export each sheet as CSV (UTF-8)",
        "all.zip": ".zip is not read; unpack it; .gz and .zst are read as they are",
        "report.pdf": ".pdf is not read; ask the tool that made it for an export as CSV",
        "old/shop.sqlite": ".sqlite is not read; export each table as CSV",
    }


def test_no_source_is_everything_that_lies_there(tmp_path: Path) -> None:
    written(tmp_path, orders=ORDERS)
    (tmp_path / "more.txt").write_text(ORDERS)

    (source,) = proposed(tmp_path).sources

    assert source.files == ("more.txt", "orders.csv")


def test_hidden_files_notes_and_the_truth_of_a_sample_are_left_alone(tmp_path: Path) -> None:
    written(tmp_path / ".riparian", orders=ORDERS)
    written(tmp_path / "truth", orders=ORDERS)
    (tmp_path / "notes.md").write_text("# Notes")

    found = proposed(tmp_path)

    assert (found.sources, found.unmapped) == ((), ())


@pytest.mark.parametrize(
    ("names", "among", "patterns"),
    [
        (["a.csv"], ["a.csv", "b.csv"], ("a.csv",)),
        (["a [1].csv"], ["a [1].csv"], ("a [[]1].csv",)),
        (["x/1.csv.gz", "x/2.csv.gz"], ["x/1.csv.gz", "x/2.csv.gz", "y.csv.gz"], ("x/*.csv.gz",)),
        (["a1.csv", "a2.csv"], ["a1.csv", "a2.csv", "a3.csv"], ("a1.csv", "a2.csv")),
        (["x/a.csv", "y/a.csv"], ["x/a.csv", "y/a.csv"], ("x/a.csv", "y/a.csv")),
        (["a.csv", "b.csv"], ["a.csv", "b.csv"], ("*.csv",)),
        (["a.csv", "b.txt"], ["a.csv", "b.txt"], ("a.csv", "b.txt")),
        (["a.csv", "b.csv.gz"], ["a.csv", "b.csv.gz"], ("a.csv", "b.csv.gz")),
        (["a.csv", "b.tsv"], ["a.csv", "b.tsv"], ("a.csv", "b.tsv")),
        (["1 orders.csv", "2 orders.csv"], ["1 orders.csv", "2 orders.csv", "x.csv"], ("* orders.csv",)),
        (["o-2024-01.csv", "o-2024-02.csv"], ["o-2024-01.csv", "o-2024-02.csv"], ("o-*.csv",)),
        (["o-2024-01.csv", "o-2024-02.csv"], ["o-2024-01.csv", "o-2024-02.csv", "o-x.csv"], ("o-2024-*.csv",)),
        (["2024.orders.csv", "2025.orders.csv"], ["2024.orders.csv", "2025.orders.csv"], ("202*.csv",)),
    ],
)
def test_a_glob_finds_its_files_and_no_others(names: list[str], among: list[str], patterns: tuple[str, ...]) -> None:
    assert patterns_for(names, among) == patterns


SPENT = "date,campaign,Source,medium,cost,clicks,impressions\n2025-01-05,brand,google,cpc,9.06,7,1000\n"


def test_a_report_of_spend_without_a_channel_takes_the_source_of_visits_for_it(tmp_path: Path) -> None:
    written(tmp_path, ads=SPENT)

    (source,) = proposed(tmp_path).sources

    assert (source.preset, dict(source.settings)) == ("ad_spend", {"columns": {"channel": "Source"}})
    assert source.remarks == ("'Source' is taken for the channel of the spend",)
    (tmp_path / "riparian.toml").write_text(drafted(proposed(tmp_path)), encoding="utf-8")
    assert checked(tmp_path).mistakes == ()


@pytest.mark.parametrize("header", ["date,channel,source,cost,clicks", "date,campaign,cost,clicks,impressions"])
def test_a_report_that_tells_its_channel_or_nothing_like_it_is_left_as_it_is(tmp_path: Path, header: str) -> None:
    written(tmp_path, ads=f"{header}\n2025-01-05,a,9.06,7,1000\n")

    (source,) = proposed(tmp_path).sources

    assert (source.preset, source.settings) == ("ad_spend", ())


def test_words_and_columns_of_later_rows_are_seen(tmp_path: Path) -> None:
    viewed = "".join(f"v{number},view,2025-01-01 10:00:00,\n" for number in range(LOOKED_AT + 1000))
    bought = "".join(f"v{number},purchase,2025-02-01 10:00:00,12.50\n" for number in range(300))
    written(tmp_path, app=f"user_id,event,timestamp,price\n{viewed}{bought}")

    (source,) = proposed(tmp_path).sources

    assert source.guess is not None
    assert source.guess.values["kind"] == {"view": "view", "purchase": "order", "*": "other"}
    assert source.guess.tables["source_events"]["amount"] == "number(price)"


def test_words_of_every_file_of_a_source_are_seen(tmp_path: Path) -> None:
    written(tmp_path, app_1=EVENTS, app_2=EVENTS.replace("sign_up", "purchase"))

    (source,) = proposed(tmp_path).sources

    assert source.guess is not None
    assert source.guess.values["kind"]["purchase"] == "order"


def test_of_more_words_than_are_listed_the_rarest_are_told(tmp_path: Path) -> None:
    words = [f"step{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(MOST_WORDS + 2)]
    rows = "".join(f"1,{word},2025-01-01 10:00:00\n" for word in [*words, *words[2:], *words])
    written(tmp_path, app=f"user_id,event,timestamp\n{rows}")

    (source,) = proposed(tmp_path).sources

    assert source.guess is not None
    assert set(source.guess.values["kind"]) == {*words[2:], "*"}
    assert source.remarks[-1] == "2 further words of event are not listed and become 'other'"


def test_of_more_words_than_are_counted_no_count_is_told(tmp_path: Path) -> None:
    rows = "".join(
        f"1,view,2025-01-01 10:00:00\n1,buy {number % 300},2025-01-01 10:00:00\n" for number in range(10_000)
    )
    late = "".join(f"1,buy {number},2025-01-01 10:00:00\n" for number in range(WORDS + 1))
    written(tmp_path, app=f"user_id,event,timestamp\n{rows}{late}")

    (source,) = proposed(tmp_path).sources

    assert source.remarks[-1] == (
        "event has more than 10,000 words; the 200 most frequent of its first rows are listed, and all others become "
        "'other'"
    )


def test_a_file_that_breaks_off_is_told_with_what_its_first_rows_show(tmp_path: Path) -> None:
    noise = "".join(
        sha256(str(number).encode()).hexdigest() + ",view,2025-01-01 10:00:00\n" for number in range(400_000)
    )
    whole = gzip.compress(f"user_id,event,timestamp\n{noise}".encode(), 1)
    (tmp_path / "app.csv.gz").write_bytes(whole[: len(whole) * 9 // 10])

    (source,) = proposed(tmp_path).sources

    assert "only the first rows were looked at" in source.remarks[-1]


def test_dates_and_decimal_signs_are_told_by_all_rows(tmp_path: Path) -> None:
    first = "".join(f"{number};c{number};1.250;05/03/2025\n" for number in range(LOOKED_AT + 1000))
    written(tmp_path, sales=f"order_id;customer;total;date\n{first}x1;c1;49,90;01/25/2023\nx2;c2;9,90;02/01/2023\n")

    (source,) = proposed(tmp_path).sources

    assert source.guess is not None
    order = source.guess.tables["source_orders"]
    assert (order["total"], order["placed_at"]) == ("number(total, ',')", "instant(date, '%m/%d/%Y')")
    assert source.remarks == ()


def test_an_order_of_day_and_month_that_is_a_guess_stands_in_the_draft(tmp_path: Path) -> None:
    written(tmp_path, sales="order_id,customer,total,date\n1,c1,5.00,05/03/2025\n2,c2,5.00,06/03/2025\n")

    text = drafted(proposed(tmp_path))

    assert "# look at this: day first is a guess: no date of date has a day above 12\n" in text
    (tmp_path / "riparian.toml").write_text(text, encoding="utf-8")
    assert checked(tmp_path).mistakes == ()


def test_a_file_whose_name_has_no_ending_is_told(tmp_path: Path) -> None:
    written(tmp_path, orders=ORDERS)
    for name in ("export", "old.gz", "LICENSE", "Makefile"):
        (tmp_path / name).write_text(ORDERS)

    assert {one.files[0]: one.why for one in proposed(tmp_path).unmapped} == dict.fromkeys(
        ("export", "old.gz"), WITHOUT_ENDING
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'[{"a": 1}, {"a": 2}]', "is a list of JSON objects: write one object per line"),
        (b'\n[\n  {\n    "a": 1\n  }\n]\n', "is a list of JSON objects: write one object per line"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a picture (PNG), not text"),
        (b"%PDF-1.7\n", "is a PDF file, not text"),
    ],
)
def test_a_file_says_what_it_is_where_its_name_says_another_thing(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "export.csv").write_bytes(content)

    (told,) = proposed(tmp_path).unmapped

    assert told.why == f"export.csv {why}"


def test_headers_in_square_brackets_are_no_list(tmp_path: Path) -> None:
    written(tmp_path, orders=ORDERS.replace("Order ID,", "[Order ID],"))

    assert [source.preset for source in proposed(tmp_path).sources] == ["files"]


def test_fields_that_only_later_objects_have_are_seen_and_read(tmp_path: Path) -> None:
    seen = '{"user_id": "u1", "event": "view", "timestamp": "2025-01-01 10:00:00"}\n' * 1500
    bought = seen.splitlines()[0].replace("view", "purchase").replace("}", ', "order": {"amount": 12.5}}')
    (tmp_path / "app.jsonl").write_text(f"{seen}{bought}\n", encoding="utf-8")

    (source,) = proposed(tmp_path).sources

    assert source.guess is not None
    assert source.guess.tables["source_events"]["amount"] == "number(order_amount)"
    assert dict(source.settings)["fields"] == {
        "user_id": "user_id", "event": "event", "timestamp": "timestamp", "order_amount": "order.amount"
    }  # fmt: skip
    (tmp_path / "riparian.toml").write_text(drafted(proposed(tmp_path)), encoding="utf-8")
    assert checked(tmp_path).mistakes == ()


def test_objects_that_are_keyed_by_what_they_are_about_do_not_become_thousands_of_columns(tmp_path: Path) -> None:
    def viewed(place: int, **more: object) -> str:
        seen = {f"sku-{place}": 1} if place >= 1000 else {}
        about = {"email": f"u{place}@alder.test", "at": "2025-01-01 10:00:00", "event": "page_view"}
        return json.dumps(about | seen | more) + "\n"

    late = [viewed(place, order={"amount": 12.5}) for place in range(4000, 4003)]
    (tmp_path / "app.jsonl").write_text("".join([*map(viewed, range(4000)), *late]), encoding="utf-8")

    (source,) = proposed(tmp_path).sources

    assert source.guess is not None
    fields = dict(source.settings)["fields"]
    assert isinstance(fields, dict)
    assert len(fields) == 3 + FURTHER
    assert source.guess.tables["source_events"]["amount"] == "number(order_amount)"
    assert MORE_FIELDS in source.remarks
    assert f"# look at this: {MORE_FIELDS}\n" in drafted(proposed(tmp_path))


def test_an_object_inside_that_is_keyed_by_what_it_is_about_becomes_one_column(tmp_path: Path) -> None:
    about = {"email": "a@alder.test", "at": "2025-01-01 10:00:00", "event": "page_view"}
    lines = [json.dumps(about | {"seen": {f"sku-{place}": 1}}) + "\n" for place in range(3000)]
    late = json.dumps(about | {"seen": {"sku-0": 1}, "order": {"amount": 12.5}}) + "\n"
    (tmp_path / "app.jsonl").write_text("".join([*lines, late]), encoding="utf-8")

    (source,) = proposed(tmp_path).sources

    assert dict(source.settings)["fields"] == {
        "email": "email", "at": "at", "event": "event", "seen": "seen", "order_amount": "order.amount"
    }  # fmt: skip
    assert MORE_FIELDS not in source.remarks
