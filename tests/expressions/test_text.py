import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.expressions.text import (
    column_name,
    column_names,
    filled,
    host_of,
    parameter_of,
    path_of,
    stated,
    without_apostrophe,
)
from tests.expressions.columns import each


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Lineitem compare at price", "lineitem_compare_at_price"),
        ("State / Region", "state_region"),
        ("anonymousId", "anonymous_id"),
        ("CustomerID", "customer_id"),
        ("UTMSource", "utm_source"),
        ("MEMBER_RATING", "member_rating"),
        (" % Served ", "served"),
        ("Größe", "größe"),
        ("context.page.url", "context_page_url"),
        ("***", ""),
    ],
)
def test_a_header_becomes_words_joined_by_underscores(header: str, name: str) -> None:
    assert column_name(header) == name


@given(st.lists(st.text(max_size=12), max_size=8))
def test_column_names_are_unique_and_never_those_of_the_readers(headers: list[str]) -> None:
    names = column_names(headers)

    assert len(set(names)) == len(names) == len(headers)
    assert not set(names) & {"line", "line_id", "malformed", "raw", ""}


def test_a_second_header_of_a_name_gets_a_number() -> None:
    assert column_names(["Total", "total", "Line", "", "Total"]) == (
        "total",
        "total_2",
        "line_2",
        "column_4",
        "total_3",
    )


def test_blanks_around_a_text_go_and_nothing_left_is_null() -> None:
    assert each([" a ", "  ", "", None], filled) == ["a", None, None, None]


def test_the_apostrophe_of_spreadsheets_goes() -> None:
    assert each(["'+31612", " '450", "it's", "'"], without_apostrophe) == ["+31612", "450", "it's", None]


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("https://www.Example.com:8080/a/b/?x=1#f", "example.com", "/a/b"),
        ("http://user:secret@shop.example.co.uk", "shop.example.co.uk", "/"),
        ("//cdn.example.com/x.js", "cdn.example.com", "/x.js"),
        ("example.com/path", "example.com", "/path"),
        ("android-app://com.example.app/", "com.example.app", "/"),
        ("https://localhost:3000/", "localhost", "/"),
        ("/only/a/path?q", None, "/only/a/path"),
        ("(direct)", None, None),
        ("google", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_host_and_path_of_an_address(url: str | None, host: str | None, path: str | None) -> None:
    assert (each([url], host_of), each([url], path_of)) == ([host], [path])


def test_a_parameter_of_an_address() -> None:
    urls = ["https://a.example/?utm_source=news&gclid=1", "https://a.example/?xutm_source=no", "?utm_source="]

    assert each(urls, lambda url: parameter_of(url, "utm_source")) == ["news", None, None]


def test_a_text_of_the_settings_is_null_where_it_is_empty() -> None:
    assert each(["x"], lambda _: stated("shop")) + each(["x"], lambda _: stated("")) == ["shop", None]
