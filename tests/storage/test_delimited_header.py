import pytest

from riparian.storage.delimited_header import header_of


@pytest.mark.parametrize(
    ("text", "delimiter", "written"),
    [
        ("a,b\n1,2\n", ",", ("a", "b")),
        ("a;b\n1,5;2,5\n3,5;4,5\n", ";", ("a", "b")),
        ("a\tb\nx, y\tz\n", "\t", ("a", "b")),
        ("a|b|c\n1|2|3\n", "|", ("a", "b", "c")),
        ("city\nParis, France\n", ";", ("city",)),
        ('"a, b";c\n1;2\n', ";", ("a, b", "c")),
        ("sep=;\na;b\n1;2\n", ";", ("a", "b")),
    ],
)
def test_the_delimiter_is_the_one_that_makes_rows_alike(text: str, delimiter: str, written: tuple[str, ...]) -> None:
    header = header_of(text.encode())

    assert header is not None
    assert (header.delimiter, header.written) == (delimiter, written)


def test_titles_before_the_header_are_skipped_as_advertising_reports_have_them() -> None:
    header = header_of(b"Campaign report\nMay 1, 2024 - May 31\n\nDay,Campaign,Clicks,Cost\n1,2,3,4\n5,6,7,8\n")

    assert header is not None
    assert (header.names, header.lines) == (("day", "campaign", "clicks", "cost"), 4)


@pytest.mark.parametrize("padding", [",,,", ","])
def test_titles_that_a_spreadsheet_filled_up_with_empty_cells_are_skipped(padding: str) -> None:
    titles = f"Campaign report{padding}\n{padding}\nMay 1 - May 31{padding}\n"
    header = header_of(f"{titles}Day,Campaign,Clicks,Cost\n2024-05-01,Brand,3,4\n2024-05-02,Brand,7,8\n".encode())

    assert header is not None
    assert (header.names, header.lines) == (("day", "campaign", "clicks", "cost"), 4)


@pytest.mark.parametrize(
    ("text", "written", "lines"),
    [
        ("Report\n,,\na,b,c\n1,2,3\n", ("a", "b", "c"), 3),
        ("Report\n,\na,b\n1,2\n", ("a", "b"), 3),
        ("Report,,\n,,\nMay,,\na,b,c\n1,2,3\n", ("a", "b", "c"), 4),
        ("Report,,\n,,\na,b,c\nx,y,z\n", ("a", "b", "c"), 3),
        ("Report,,\na,b,c\nx,y,\xa3 1.50\nx,,12 %\n", ("a", "b", "c"), 2),
        ("Report,,\na,b,c\nx,y,ana@x.test\n", ("a", "b", "c"), 2),
        ("sep=;\nReport;;\na;b;c\n1;2;3\n", ("a", "b", "c"), 3),
        ('"Campaign report",,,,\n"1 - 31 January",,,,\na,b,c,d,e,f,g\nx,31/01/2024,GBP,1,2,3,4\n', tuple("abcdefg"), 3),
    ],
)
def test_empty_lines_and_padded_titles_stand_before_the_header(text: str, written: tuple[str, ...], lines: int) -> None:
    header = header_of(text.encode())

    assert header is not None
    assert (header.written, header.lines) == (written, lines)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("email,\nana@x.test,DE\nben@x.test,UK\n", ("email", "")),
        ("email,,\nana@x.test,DE,x\nben@x.test,UK,y\n", ("email", "", "")),
        ("name,\nAna,DE\nBen,UK\n", ("name", "")),
        ("name,,\nAna,DE,\nBen,UK,\n", ("name", "", "")),
        ("name,,\nAna,DE,x\nBen,UK,y\n", ("name", "", "")),
        ("name,,\nAna,,\nBen,,\nCem,TR,y\nDua,AL,z\n", ("name", "", "")),
        ("name,,\nAna,DE,x\n", ("name", "", "")),
        ("name;;\nAna;DE;1a\nBen;UK;Flat 2\n", ("name", "", "")),
        (",status\nid-a,active\nid-b,active\n", ("", "status")),
        (",,Total\nJanuary,x,y\nFebruary,x,y\n", ("", "", "Total")),
    ],
)
def test_a_header_with_one_name_keeps_its_first_row(text: str, written: tuple[str, ...]) -> None:
    header = header_of(text.encode())

    assert header is not None
    assert (header.written, header.lines) == (written, 1)


def test_a_header_that_names_one_column_is_no_title() -> None:
    header = header_of(b"email,,\na@b.test,2,3\nc@d.test,5,6\n")

    assert header is not None
    assert (header.names, header.lines) == (("email", "column_2", "column_3"), 1)


def test_a_header_over_several_lines_counts_them() -> None:
    header = header_of(b'a,"b\nc"\n1,2\n')

    assert header is not None
    assert (header.names, header.lines, header.bytes) == (("a", "b_c"), 2, 8)


def test_a_text_without_lines_has_no_header() -> None:
    assert header_of(b"\n\r\n") is None
