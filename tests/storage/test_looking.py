from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from riparian.storage.formats import format_of
from riparian.storage.looking import sample_of


def test_a_csv_file_shows_its_header_kinds_and_first_rows(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_bytes(
        "Order Date;Café;Total;When;Mail;Empty\n2024-05-01;a;1,50;2024-05-01 10:00;a@x.example;\n".encode("cp1252") * 1
    )

    look = sample_of(tmp_path / "orders.csv")

    assert (look.format, look.delimiter, look.encoding) == ("delimited", ";", "utf-8 with Windows-1252 characters")
    assert look.written == ("Order Date", "Café", "Total", "When", "Mail", "Empty")
    assert look.kinds == {
        "order_date": "day", "café": "text", "total": "number", "when": "instant", "mail": "e-mail", "empty": "empty",
    }  # fmt: skip
    assert look.rows.num_rows == 1


def test_json_lines_show_their_paths(tmp_path: Path) -> None:
    (tmp_path / "calls.jsonl").write_text('{"userId": "7", "context": {"page": {"url": "/"}}}\n')

    look = sample_of(tmp_path / "calls.jsonl")

    assert (look.format, look.header, look.written) == (
        "json lines",
        ("user_id", "context_page_url"),
        ("userId", "context.page.url"),
    )


def test_parquet_shows_the_types_of_its_columns(tmp_path: Path) -> None:
    pq.write_table(pa.table({"CustomerID": [1], "Price": [1.5], "Name": ["x"]}), tmp_path / "orders.parquet")

    look = sample_of(tmp_path / "orders.parquet")

    assert look.schema == {"customer_id": "int64", "price": "float64", "name": "string"}
    assert look.kinds == {"customer_id": "whole number", "price": "number", "name": "text"}


def test_only_so_many_rows_are_looked_at(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("a,b\n" + "1,2\n" * 500)

    assert sample_of(tmp_path / "orders.csv", rows=20).rows.num_rows == 20


def test_an_empty_file_shows_nothing(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_bytes(b"")

    look = sample_of(tmp_path / "orders.csv")

    assert (look.format, look.header, look.rows.num_rows) == ("delimited", (), 0)


def test_every_file_of_the_reference_data_shows_a_header_and_rows_that_can_be_read(reference: Path) -> None:
    files = [
        file for end in ("csv", "csv.gz", "parquet", "jsonl") for file in sorted(reference.glob(f"[e-w]*/**/*.{end}"))
    ]

    looks = {file.name: sample_of(file, rows=50) for file in files}

    assert len(files) > 100
    # Two tables of the exports have no rows.
    assert [name for name, look in looks.items() if not look.header] == []
    assert [name for name, look in looks.items() if look.rows.column("malformed").null_count < look.rows.num_rows] == []
    assert {format_of(file) for file in files} == {"delimited", "parquet", "json lines"}
