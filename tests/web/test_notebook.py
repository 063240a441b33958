"""Pictures for notebooks, from the company by hand."""

import re
from xml.etree import ElementTree

import pytest

from riparian.core.errors import NotFoundError
from riparian.web.notebook import PICTURES, picture_of, table_of
from riparian.web.pages import hourglass
from riparian.web.refusals import NothingYetError
from tests.web.hand_reader import HandReader, company


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_itself_alone_and_with_its_sentence(tables: HandReader, name: str) -> None:
    shown = picture_of(tables, name)

    drawing = shown._repr_svg_()
    assert ElementTree.fromstring(drawing).tag == "{http://www.w3.org/2000/svg}svg"
    assert "var(" not in drawing
    assert "href=" not in drawing
    page = shown._repr_html_()
    assert shown.sentence.partition("“")[0] in page
    known = set(re.findall(r"(--[\w-]+):", page))
    assert set(re.findall(r"var\((--[\w-]+)", page)) <= known


def test_the_hourglass_takes_a_month(tables: HandReader) -> None:
    shown = picture_of(tables, "hourglass", month="2026-03")

    assert shown.covers == "March 2026"
    assert shown.sentence == hourglass.show(tables, month="2026-03").sentence


def test_a_picture_that_is_none_is_refused_with_a_near_name(tables: HandReader) -> None:
    with pytest.raises(NotFoundError, match="did you mean 'hourglass'"):
        picture_of(tables, "hourglas")


def test_where_nothing_is_there_to_draw_it_says_so() -> None:
    with pytest.raises(NothingYetError):
        picture_of(HandReader(), "hourglass")


@pytest.mark.parametrize(("name", "without"), [("ladder", "rebuy_cells"), ("budget", "budget_shifts")])
def test_a_part_that_is_empty_is_no_empty_picture(name: str, without: str) -> None:
    fewer = HandReader({table: rows for table, rows in company().tables.items() if table != without})

    with pytest.raises(NothingYetError, match="nothing to draw"):
        picture_of(fewer, name)


def test_a_table_shows_its_first_rows_and_what_its_columns_mean(tables: HandReader) -> None:
    shown = table_of(tables, "band_flows", limit=2)

    page = shown._repr_html_()

    assert page.count("<tr>") == 1 + 2
    assert f"{len(tables.tables['band_flows']):,} rows; the first 2" in page
    assert re.search(r'<th title="[^"]+">from_band<', page)


def test_what_sources_wrote_is_text_in_a_table_and_never_markup(tables: HandReader) -> None:
    named = {"people": [dict.fromkeys(column for column, _ in table_of(tables, "people").columns)
                        | {"full_name": "<script>alert(1)</script>"}]}  # fmt: skip

    page = table_of(HandReader(named), "people")._repr_html_()

    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page


def test_a_table_that_is_none_is_refused_with_a_near_name(tables: HandReader) -> None:
    with pytest.raises(NotFoundError, match="did you mean 'people'"):
        table_of(tables, "peple")
