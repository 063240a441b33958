import duckdb
import pytest

from riparian.core.patterns import regex_mistake


@pytest.mark.parametrize(
    "pattern",
    [
        "a(?!b)",
        "(?<=a)b",
        r"(a)\1",
        "(?P<x>a)(?P=x)",
        "a++",
        "(?>a)",
        "a{1001}",
        "a{2,2000}",
        r"\u00e9",
        r"a\Z",
        "(?x)a",
    ],
)
def test_what_the_engine_refuses_is_told_before(pattern: str) -> None:
    with pytest.raises(duckdb.Error):
        duckdb.execute("SELECT regexp_matches('x', ?)", [pattern]).fetchall()
    assert any(told in regex_mistake(pattern) for told in ("not every engine", "at the most", "no regular expression"))


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "[0-]*",
        r"(noreply|none)@.*",
        "(?i)ana",
        "(?:a|b)+?",
        "(?P<x>a)",
        r"\d{2,1000}",
        r"[+*]\+",
        r"\bvip\b",
        r"\++49.*",
        "[*+]+",
        r"\\1",
        r"[]*+]+",
        "[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@x",
        r"\{5000\}",
    ],
)
def test_what_the_engine_reads_is_let_through(pattern: str) -> None:
    assert regex_mistake(pattern) == ""
    assert len(duckdb.execute("SELECT regexp_matches('x', ?)", [pattern]).fetchall()) == 1


def test_what_is_no_regular_expression_is_told_with_what_is_wrong() -> None:
    assert regex_mistake("(") == "is no regular expression: missing ), unterminated subpattern at position 0"
