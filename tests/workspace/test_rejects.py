import csv
import json
import shutil
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.core.errors import NotFoundError, SourceError
from riparian.workspace.rejects import Rejected, export_rejects, rejected, replay, rows_mended
from riparian.workspace.workspace import Workspace
from tests.workspace.exports import ORDERS, SHOP, written

TOML = f"""{SHOP}
[[sources]]
name = "app"
preset = "segment"
files = "app.jsonl"

[[sources]]
name = "till"
preset = "files"
files = "till.parquet"
currency = "GBP"
[sources.tables.source_orders]
order_number = "text(bon)"
placed_at = "instant(at)"
total = "paid"
user_id = "who"
"""
CALLS = (
    '{"type":"track","event":"Product Viewed","messageId":"m1","anonymousId":"v1","timestamp":"2025-01-01T10:00:00Z"}',
    '{"type":"trick","event":"Product Viewed","messageId":"m2","anonymousId":"v1","timestamp":"2025-01-01T10:00:00Z"}',
    "no JSON",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with one source of each format, each with rows that cannot be used."""
    folder = written(tmp_path_factory.mktemp("company"), orders=ORDERS)
    (folder / "riparian.toml").write_text(TOML)
    (folder / "app.jsonl").write_text("\n".join(CALLS))
    till = {"Bon": [1, 2], "At": [datetime(2025, 1, 1), None], "Paid": [1.5, 2.5], "Who": ["c1", "c2"]}
    pq.write_table(
        pa.table(
            till,
            pa.schema([("Bon", pa.int64()), ("At", pa.timestamp("us")), ("Paid", pa.float64()), ("Who", pa.string())]),
        ),
        folder / "till.parquet",
    )
    Workspace(folder).build()
    return folder


@pytest.fixture
def company(built: Path, tmp_path: Path) -> Workspace:
    """A copy of it, to be changed."""
    return Workspace(Path(shutil.copytree(built, tmp_path / "company")))


def test_rejects_are_counted_by_source_and_reason(company: Workspace) -> None:
    found = {(one.source, one.reason): one for one in rejected(company)}

    assert found["shop", "placed_at is missing or unreadable"] == Rejected(
        "shop", "placed_at is missing or unreadable", 1, 0, ("orders.csv", 4)
    )
    assert {source for source, _ in found} == {"shop", "app", "till"}
    assert len(rejected(company, source="app")) == 2


def test_exported_rows_have_the_columns_of_their_file_and_ours(company: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"

    count = export_rejects(company, target, source="shop")

    assert count == 1
    assert target.read_text().splitlines() == [
        "Order ID,Customer,E-mail,Date,Total,Currency,_file,_line,_reason",
        "3,c2,ben@alder.test,05.03.2025,10,GBP,orders.csv,4,placed_at is missing or unreadable",
    ]


@pytest.mark.parametrize("target", ["orders.csv", "./orders.csv", "../company/orders.csv"])
def test_a_target_that_its_source_would_read_is_refused(
    company: Workspace, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(company.folder)

    with pytest.raises(SourceError) as told:
        export_rejects(company, Path(target), source="shop")

    assert told.value.what == f"source 'shop' reads 'orders.csv', and would read {Path(target)} too"
    assert told.value.fix == "write it beside: riparian rejects export ../shop-rejects.csv"
    assert (company.folder / "orders.csv").read_text() == ORDERS


@pytest.mark.parametrize(
    ("pattern", "target", "refused"),
    [
        ("**/*.csv", "new/rejects.csv", True),
        ("exports/*.csv", "exports/rejects.csv", True),
        ("exports/*.csv", "rejects.csv", False),
        ("*.csv", "rejects.jsonl", False),
        ("*.csv", "../rejects.csv", False),
    ],
)
def test_a_target_is_refused_by_the_glob_that_would_find_it(
    company: Workspace, pattern: str, target: str, refused: bool
) -> None:
    toml = company.folder / "riparian.toml"
    toml.write_text(toml.read_text().replace('"orders.csv"', f'"{pattern}"'))
    (company.folder / "exports").mkdir()

    def export() -> int:
        return export_rejects(company, company.folder / target, source="shop")

    if refused:
        with pytest.raises(SourceError, match="would read"):
            export()
    else:
        assert export() == 1


def test_what_a_spreadsheet_would_compute_goes_out_inert_and_comes_back_as_it_was(tmp_path: Path) -> None:
    ids = ["=1+1", "'=1", "''+2", "-5", "'plain'", "plain"]
    orders = "Order ID,E-mail,Date,Total,Currency\n" + "".join(f"{one},,no,1,GBP\n" for one in ids)
    folder = written(tmp_path / "company", orders=orders)
    (folder / "riparian.toml").write_text(TOML.partition('\n\n[[sources]]\nname = "app"')[0])
    company, target = Workspace(folder), tmp_path / "rejects.csv"
    company.build()

    export_rejects(company, target)
    done = replay(company, target)

    cells = [row["Order ID"] for row in csv.DictReader(target.read_text().splitlines())]
    assert cells == ["'=1+1", "''=1", "'" + "''+2", "'-5", "'plain'", "plain"]
    assert done.file is not None
    assert [row["Order ID"] for row in csv.DictReader(done.file.read_text().splitlines())] == ids


def test_json_lines_are_exported_as_json_lines(company: Workspace, tmp_path: Path) -> None:
    export_rejects(company, tmp_path / "out.jsonl", source="app")

    calls = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]

    assert [call.get("messageId", call.get("_raw")) for call in calls] == ["m2", "no JSON"]
    assert [call["_line"] for call in calls] == [2, 3]


def test_rows_of_several_sources_are_exported_one_by_one(company: Workspace, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="--source: app, shop, till"):
        export_rejects(company, tmp_path / "out.csv")


def test_mended_rows_are_read_by_the_next_build(company: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    export_rejects(company, target, source="shop")
    target.write_text(target.read_text().replace("05.03.2025", "2025-03-05 12:00"))

    done = replay(company, target)
    built = company.build()

    orders = company.published().rows(
        "source_orders", columns=["order_number"], where=[("source", "=", "shop")], limit=9
    )
    assert (done.source, done.rows) == ("shop", 1)
    assert sorted(order["order_number"] for order in orders) == ["1", "2", "3", "4"]
    assert [one.replayed for one in rejected(company, source="shop")] == [1]
    assert rows_mended(built.config, built.manifest.loads) == (1, 0)


def test_a_row_that_came_back_and_that_its_source_mended_too_is_mended(company: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    export_rejects(company, target, source="shop")
    target.write_text(target.read_text().replace("05.03.2025", "2025-03-05 12:00"))
    (company.folder / "orders.csv").write_text(ORDERS.replace("05.03.2025", "2025-03-05 12:00"))
    replay(company, target)

    built = company.build()

    assert [one.replayed for one in rejected(company, source="shop")] == [1]
    assert rows_mended(built.config, built.manifest.loads) == (1, 0)


def test_a_row_that_was_added_by_hand_and_rejected_is_none_that_came_back(company: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    export_rejects(company, target, source="shop")
    mended = target.read_text().replace("05.03.2025", "2025-03-05 12:00")
    target.write_text(f"{mended}9,c9,dan@alder.test,no day,1,GBP,,,\n")
    replay(company, target)

    built = company.build()

    assert rows_mended(built.config, built.manifest.loads) == (1, 0)


def test_a_row_that_comes_back_as_bad_as_before_or_worse_is_not_mended(company: Workspace, tmp_path: Path) -> None:
    header = "Order ID,Customer,E-mail,Date,Total,Currency,_file,_line,_reason\n"
    for name, date in (("same", "05.03.2025"), ("other", "06.03.2025")):
        (tmp_path / f"{name}.csv").write_text(header + f"3,c2,ben@alder.test,{date},10,GBP,orders.csv,4,x\n")
        replay(company, tmp_path / f"{name}.csv")

    built = company.build()

    assert rows_mended(built.config, built.manifest.loads) == (0, 1)
    (told,) = rejected(company, source="shop")
    assert (told.rows, told.replayed) == (2, 1)


def test_reasons_name_every_fault_of_a_row_and_what_is_blocked(tmp_path: Path) -> None:
    orders = "Order ID,E-mail,Date,Total,Currency\n" + "".join(
        f"{number},{email},{date},1,GBP\n"
        for number, email, date in (
            ("1", "Lost1@example.com", "2025-01-01"),
            ("2", "lost2@example.com", "no day"),
            ("3", "", "no day"),
            ("4", "", "2025-01-01"),
        )
    )
    folder = written(tmp_path / "company", orders=orders)
    source = '[[sources]]\nname = "shop"\npreset = "files"\nfiles = "orders.csv"\n[sources.tables.contact_records]\n'
    (folder / "riparian.toml").write_text(
        f'{source}record_id = "order_id"\nrecorded_at = "instant(date)"\nemail = "e_mail"\n'
    )
    company = Workspace(folder)
    company.build()

    found = company.published().rows("source_rejects", columns=("line", "reason"), order_by=("line",), limit=9)

    blocked, late = "no usable identifier: [identity] blocked refuses its email", "recorded_at is missing or unreadable"
    assert [(row["line"], row["reason"]) for row in found] == [
        (2, blocked),
        (3, f"{blocked}; {late}"),
        (4, f"no usable identifier; {late}"),
        (5, "no usable identifier"),
    ]
    assert {(one.reason, one.rows) for one in rejected(company)} == {
        (blocked, 1),
        (f"{blocked}; {late}", 1),
        (f"no usable identifier; {late}", 1),
        ("no usable identifier", 1),
    }


def test_rows_that_are_blocked_have_few_reasons_whatever_their_values(tmp_path: Path) -> None:
    header = "Order ID,E-mail,Phone,Date,Total,Currency\n"
    tills = "".join(f"{n},till{n}@shop.local,+49 30 90182{n},2025-01-01,1,GBP\n" for n in range(10, 70))
    folder = written(tmp_path / "company", orders=header + tills)
    (folder / "riparian.toml").write_text(
        """
        [company]
        region = "DE"
        [identity]
        blocked = ['.*@shop\\.local', '\\+49.*']
        [[sources]]
        name = "shop"
        preset = "files"
        files = "orders.csv"
        [sources.tables.contact_records]
        record_id = "order_id"
        recorded_at = "instant(date)"
        email = "e_mail"
        phone = "phone"
        """
    )
    company = Workspace(folder)
    company.build()

    (told,) = rejected(company)
    page = company.published().counts("source_rejects", by="reason", where=[("source", "=", "shop")])

    assert (told.reason, told.rows) == ("no usable identifier: [identity] blocked refuses its email, phone", 60)
    assert page == {told.reason: 60}


def test_the_same_rows_given_back_twice_change_nothing(company: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    export_rejects(company, target, source="shop")
    replay(company, target)

    again = replay(company, target)

    assert again.file is None
    with pytest.raises(NotFoundError, match="all were replayed"):
        export_rejects(company, target, source="shop")


def test_calls_that_were_mended_keep_their_form_and_count(company: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    export_rejects(company, target, source="app", reason="type")
    target.write_text(target.read_text().replace("trick", "track"))

    done = replay(company, target)
    company.build()

    assert done.file is not None
    assert json.loads(done.file.read_text()) == json.loads(CALLS[1].replace("trick", "track"))
    assert company.published().count("source_events") == 2


def test_rows_of_parquet_come_back_in_their_types(company: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    export_rejects(company, target, source="till")
    (row,) = csv.DictReader(target.read_text().splitlines())
    target.write_text(f"{','.join(row)}\n{','.join((row | {'At': '2025-02-01 10:00:00'}).values())}\n")

    done = replay(company, target)

    assert done.file is not None
    assert pq.read_table(done.file).to_pylist() == [
        {"Bon": 2, "At": datetime(2025, 2, 1, 10), "Paid": 2.5, "Who": "c2"}
    ]


def test_a_value_that_does_not_fit_its_column_is_told(company: Workspace, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("Bon,At,Paid,Who,_file,_line,_reason\ntwo,2025-02-01,1,c2,till.parquet,2,x\n")

    with pytest.raises(SourceError, match="Bon"):
        replay(company, tmp_path / "out.csv")


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "_file,_line\ngone.csv,3\n", '{"_file": \n'])
def test_what_is_no_export_of_rejects_is_refused(company: Workspace, tmp_path: Path, text: str) -> None:
    (tmp_path / "out.csv").write_text(text)

    with pytest.raises(SourceError):
        replay(company, tmp_path / "out.csv")


def test_a_row_that_comes_back_blank_stays_rejected(company: Workspace, tmp_path: Path) -> None:
    header = "Order ID,Customer,E-mail,Date,Total,Currency,_file,_line,_reason\n"
    blank = tmp_path / "blank.csv"
    blank.write_text(header + ",,,,,,orders.csv,4,x\n")
    some = tmp_path / "some.csv"
    some.write_text(header + "9,c9,dan@alder.test,2025-03-05,1,GBP,orders.csv,99,x\n,,,,,,orders.csv,4,x\n")

    done = replay(company, some, source="shop")
    with pytest.raises(SourceError, match="every row is blank"):
        replay(company, blank)

    assert done.rows == 1
    assert [one.replayed for one in rejected(company, source="shop")] == [0]
    assert export_rejects(company, tmp_path / "left.csv", source="shop") == 1


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_is_read_in_the_encoding_and_with_the_delimiter_that_a_spreadsheet_saves(
    company: Workspace, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    header = ["Order ID", "Customer", "E-mail", "Date", "Total", "Currency", "_file", "_line", "_reason"]
    row = ["3", "Zoë Müller", "ben@alder.test", "2025-03-05 12:00", "10", "GBP", "orders.csv", "4", "x"]
    text = "\r\n".join(delimiter.join(cells) for cells in (header, row)) + "\r\n"
    (tmp_path / "mended.csv").write_bytes(text.encode(encoding))

    done = replay(company, tmp_path / "mended.csv")

    assert done.file is not None
    assert [one["Customer"] for one in csv.DictReader(done.file.read_text().splitlines())] == ["Zoë Müller"]


def test_a_workbook_is_refused_with_what_to_save_instead(company: Workspace, tmp_path: Path) -> None:
    (tmp_path / "mended.xlsx").write_bytes(b"PK\x03\x04 a workbook")

    with pytest.raises(SourceError, match="Excel file, not text") as told:
        replay(company, tmp_path / "mended.xlsx")

    assert told.value.fix == "export it as CSV"


def test_a_source_that_is_gone_takes_no_rows_and_is_not_offered(company: Workspace, tmp_path: Path) -> None:
    toml = company.folder / "riparian.toml"
    toml.write_text(toml.read_text().replace('name = "till"', 'name = "checkout"'))
    (tmp_path / "of_till.csv").write_text("Bon,At,_file,_line,_reason\n2,2025-02-01,till.parquet,2,x\n")
    (tmp_path / "unknown.csv").write_text("Bon,At\n2,2025-02-01\n")

    with pytest.raises(NotFoundError) as gone:
        replay(company, tmp_path / "of_till.csv")
    with pytest.raises(SourceError) as unknown:
        replay(company, tmp_path / "unknown.csv")

    assert gone.value.what == "there is no source 'till' in riparian.toml any more, so nothing would read the rows"
    assert gone.value.fix == "write its [[sources]] again"
    assert unknown.value.fix == "one source at a time; --source app | shop"
