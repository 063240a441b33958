import csv
import gzip
import io
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.core.errors import SourceError
from riparian.storage.delimited import read_delimited
from riparian.storage.text_files import utf8_blocks

Rows = list[dict[str, Any]]


def read(folder: Path, content: str | bytes, **options: str) -> Rows:
    """The rows of a file with this content, in order of lines."""
    file = folder / "file.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return sorted(
        (row for batch in read_delimited(file, **options) for row in batch.to_pylist()), key=lambda row: row["line"]
    )


def cells(rows: Rows) -> list[tuple[Any, ...]]:
    """Line and cells of each row."""
    return [(row["line"], *list(row.values())[3:]) for row in rows]


def told(rows: Rows) -> list[tuple[int, str | None, str | None]]:
    """Line, complaint and raw text of each row."""
    return [(row["line"], row["malformed"], row["raw"]) for row in rows]


def test_a_row_has_the_line_on_which_it_begins_also_after_quoted_newlines(tmp_path: Path) -> None:
    rows = read(tmp_path, 'Id,Note\n1,"two\nlines"\n2,"three\r\nmore\r\nlines"\n3,x\n')

    assert cells(rows) == [(2, "1", "two\nlines"), (4, "2", "three\r\nmore\r\nlines"), (7, "3", "x")]


def test_blank_lines_are_no_rows_but_count_as_lines(tmp_path: Path) -> None:
    rows = read(tmp_path, "a,b\n\n1,2\n\r\n\n3,4\n\n\n")

    assert cells(rows) == [(3, "1", "2"), (6, "3", "4")]


def test_empty_cells_are_null_whether_quoted_or_not(tmp_path: Path) -> None:
    rows = read(tmp_path, 'a,b,c\n,"",x\n')

    assert cells(rows) == [(2, None, None, "x")]


def test_rows_with_a_wrong_number_of_fields_are_told_on_and_kept_raw(tmp_path: Path) -> None:
    rows = read(tmp_path, 'a,b\n1\n2,3\n4,5,"6"\n')

    assert told(rows) == [
        (2, "1 field where the header has 2", "1"),
        (3, None, None),
        (4, "3 fields where the header has 2", '4,5,"6"'),
    ]


def test_a_quote_that_is_never_closed_costs_one_line(tmp_path: Path) -> None:
    rows = read(tmp_path, 'a,b\n1,"open\n2,"fine"\n3,4\n')

    assert told(rows) == [(2, "a quote is opened and never closed", '1,"open'), (3, None, None), (4, None, None)]
    assert cells(rows)[1:] == [(3, "2", "fine"), (4, "3", "4")]


def test_a_quote_inside_an_unquoted_cell_is_a_character(tmp_path: Path) -> None:
    rows = read(tmp_path, 'a,b\n1,5" pipe\n2,"a ""quoted"" word"\n3,"cut"off\n')

    assert cells(rows) == [(2, "1", '5" pipe'), (3, "2", 'a "quoted" word'), (4, "3", "cutoff")]


def test_rows_that_hold_nul_bytes_are_told_on(tmp_path: Path) -> None:
    rows = read(tmp_path, b"a,b\n1,\0\n2,x\n")

    assert told(rows) == [(2, "it holds NUL bytes", "1,␀"), (3, None, None)]


def test_nul_bytes_are_told_on_where_quotes_break_the_rules_too(tmp_path: Path) -> None:
    rows = read(tmp_path, b'a,b\n1,5" x\n2,\0\n')

    assert told(rows) == [(2, None, None), (3, "it holds NUL bytes", "2,␀")]


def test_a_file_of_one_column_keeps_rows_that_are_empty_in_quotes(tmp_path: Path) -> None:
    rows = read(tmp_path, 'email\na@x.example\n""\n\nb@x.example\n')

    assert cells(rows) == [(2, "a@x.example"), (3, None), (5, "b@x.example")]


def test_lines_may_end_with_a_carriage_return_only(tmp_path: Path) -> None:
    rows = read(tmp_path, "a,b\r1,2\r3,4")

    assert cells(rows) == [(2, "1", "2"), (3, "3", "4")]


@pytest.mark.parametrize(
    ("encoding", "told_as"), [("utf-8-sig", ""), ("utf-16", ""), ("utf-16-le", ""), ("cp1252", ""), ("cp500", "cp500")]
)
def test_encodings_are_found_or_believed(tmp_path: Path, encoding: str, told_as: str) -> None:
    text = "Straße;Größe\nÄpfel;1,5\nCafé;2,5\n"

    rows = read(tmp_path, text.encode(encoding), encoding=told_as)

    assert cells(rows) == [(2, "Äpfel", "1,5"), (3, "Café", "2,5")]


def test_a_latin_1_line_within_utf_8_is_read_right(tmp_path: Path) -> None:
    rows = read(tmp_path, "a,b\n1,Café\n".encode() + "2,Café €\n".encode("cp1252"))

    assert cells(rows) == [(2, "1", "Café"), (3, "2", "Café €")]


def test_compressed_files_are_read_whatever_they_are_called(tmp_path: Path) -> None:
    (tmp_path / "file.csv.gz").write_bytes(gzip.compress(b"a,b\n1,2\n"))
    with pa.output_stream(str(tmp_path / "file.txt"), compression="zstd") as zst:
        zst.write(b"a,b\n1,2\n")

    read_both = [
        [row for batch in read_delimited(tmp_path / name) for row in batch.to_pylist()]
        for name in ("file.csv.gz", "file.txt")
    ]

    assert [cells(rows) for rows in read_both] == [[(2, "1", "2")], [(2, "1", "2")]]


def test_a_gzip_file_that_is_cut_short_cannot_be_read(tmp_path: Path) -> None:
    whole = gzip.compress("".join(f"{number},{number * 7919 % 10007}\n" for number in range(100_000)).encode())
    (tmp_path / "file.csv.gz").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(SourceError, match="cannot be read to its end"):
        list(read_delimited(tmp_path / "file.csv.gz"))


@pytest.mark.parametrize("magic", [b"PK\x03\x04", b"PAR1"])
def test_other_formats_are_named(tmp_path: Path, magic: bytes) -> None:
    with pytest.raises(SourceError, match="not text"):
        read(tmp_path, magic + b"\0" * 40)


def test_an_empty_file_gives_no_batch_and_a_mere_header_an_empty_one(tmp_path: Path) -> None:
    for name, content in {"empty": b"", "blank": b"\n\n", "header": b"a,b\n"}.items():
        (tmp_path / name).write_bytes(content)

    batches = {name: list(read_delimited(tmp_path / name)) for name in ("empty", "blank", "header")}

    assert (batches["empty"], batches["blank"]) == ([], [])
    assert [(batch.num_rows, batch.schema.names[3:]) for batch in batches["header"]] == [(0, ["a", "b"])]


def test_a_cell_longer_than_a_block_is_read(tmp_path: Path) -> None:
    long = "x" * 9_000_000

    rows = read(tmp_path, f'a,b\n1,"{long}"\n2,y\n')

    assert [(row["line"], row["malformed"]) for row in rows][-1] == (3, None)


CELL = st.text(st.sampled_from('abé日 ,;"\n\r\t|'), max_size=6)


@given(
    rows=st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=12)
    ),
    delimiter=st.sampled_from(",;\t|"),
    line_end=st.sampled_from(["\n", "\r\n"]),
    everything_quoted=st.booleans(),
    cut=st.booleans(),
    size=st.sampled_from([5, 31, 1 << 20]),
)
def test_every_record_comes_out_once_with_its_line_and_cells_as_python_reads_them(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]],
    delimiter: str,
    line_end: str,
    everything_quoted: bool,
    cut: bool,
    size: int,
) -> None:
    width = len(rows[0])
    written = io.StringIO(newline="")
    writer = csv.writer(
        written,
        delimiter=delimiter,
        lineterminator=line_end,
        quoting=csv.QUOTE_ALL if everything_quoted else csv.QUOTE_MINIMAL,
    )
    writer.writerows([[f"h{place}" for place in range(width)], *rows])
    text = written.getvalue().removesuffix(line_end) if cut else written.getvalue()
    file = tmp_path_factory.mktemp("csv") / "file.csv"
    file.write_bytes(text.encode())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "riparian.storage.delimited.utf8_blocks",
            lambda file, encoding: utf8_blocks(file, encoding=encoding, size=size),
        )
        found = [row for batch in read_delimited(file, delimiter=delimiter) for row in batch.to_pylist()]

    assert sorted(_as_told(row) for row in found) == [_expected(*one, width) for one in _by_python(text, delimiter)]


def _by_python(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """First line and cells of each record after the header, blank lines left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    next(reader)
    found, begin = [], reader.line_num + 1
    for record in reader:
        if record:
            found.append((begin, record))
        begin = reader.line_num + 1
    return found


def _expected(line: int, record: list[str], width: int) -> tuple[int, tuple[str, ...]]:
    return (line, tuple(record)) if len(record) == width else (line, ("malformed",))


def _as_told(row: dict[str, Any]) -> tuple[int, tuple[str, ...]]:
    line, malformed, _, *found = row.values()
    return (line, ("malformed",)) if malformed else (line, tuple(cell or "" for cell in found))


@pytest.mark.parametrize("text", ['{"id": 1}\n{"id": 2}\n', '\ufeff\n {"id": 1}\n', '[{"id": 1}]\n'])
def test_json_is_never_read_as_delimited_text(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError, match="JSON"):
        read(tmp_path, text)


WORD = st.text("abcdefghijklmnopqrstuvwxyz -", min_size=1, max_size=8).map(str.strip).filter(bool)


@given(
    st.integers(3, 6).flatmap(
        lambda width: st.tuples(
            st.just(width), st.lists(st.lists(WORD, min_size=width, max_size=width), min_size=1, max_size=60)
        )
    )
)
def test_a_header_of_one_name_loses_no_row_of_texts(
    tmp_path_factory: pytest.TempPathFactory, table: tuple[int, list[list[str]]]
) -> None:
    width, lines = table
    text = "".join(",".join(line) + "\n" for line in (["name"] + [""] * (width - 1), *lines))

    rows = read(tmp_path_factory.mktemp("delimited"), text)

    assert [list(row.values())[3:] for row in rows] == lines
    assert {row["malformed"] for row in rows} == {None}
