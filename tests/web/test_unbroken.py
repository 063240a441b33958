import re

import pytest
from starlette.testclient import TestClient

from riparian.web import rendering
from riparian.web.unbroken import unbroken

LEFT = (
    r"<[^>]*>",
    r"<svg.*?</svg>",
    r"<script.*?</script>",
    r"<code>.*?</code>",
    r"<pre.*?</pre>",
    r"<select.*?</select>",
)


@pytest.mark.parametrize(
    ("parted", "whole"),
    [
        ("<p>88.5 % of the spend</p>", "<p>88.5&nbsp;% of the spend</p>"),
        ("<b>412 k</b> and €1.25 M, 3 bn", "<b>412&nbsp;k</b> and €1.25&nbsp;M, 3&nbsp;bn"),
        ("<p>between −£104 and −€3</p>", "<p>between −&#8288;£104 and −&#8288;€3</p>"),
        ("<td>+3.1 pts</td>", "<td>+3.1&nbsp;pts</td>"),
        ("a < 5 % and <3 6 %", "a < 5&nbsp;% and <3 6&nbsp;%"),
        ("<!doctype html><pretty>5 %</pretty>", "<!doctype html><pretty>5&nbsp;%</pretty>"),
        ("5 % of a page without tags", "5&nbsp;% of a page without tags"),
    ],
)
def test_a_number_keeps_its_unit_and_its_sign(parted: str, whole: str) -> None:
    assert unbroken(parted) == whole


@pytest.mark.parametrize(
    "as_it_is",
    [
        '<input value="Growth 10 %"><p title="−£5">a</p>',
        "<textarea>10 % off</textarea>",
        "<option>10 % off</option>",
        '<svg><text x="1">−£5 of 10 %</text></svg>',
        "<code>10 % 3</code>",
        "<p>3 people, −5, 12 kinds, % of</p>",
        "<pre>x <b>5 %</b> 6 %</pre>",
        "<pre><pre>x</pre> 5 %</pre>",
        "<PRE>5 %</PRE>",
        "<code>a <em>b</em> 6 %</code>",
        "<svg><text>a<title/>b 6 k</text><text><tspan>−£5</tspan></text></svg>",
        "<svg><svg/><svg><title>x</svg> 6 k</svg>",
        '<script type="application/json">{"a": "<b>5 %</b>", "b": "</b> 6 %"}</script>',
        "<style>a::after { content: '<b> 5 %' }</style>",
        "<title>5 % <b> 6 %</title>",
        "<textarea>5 % <b> 6 %",
        "<select><option>5 %<option>6 %</select>",
        '<p title="a > 5 %" class=a data-b = \'a > "6 %\'>a</p>',
        '<a title="5 % and never closed',
        "<!-- a <b> > 5 % -->",
        "<!-- 5 % and never closed",
    ],
)
def test_what_is_sent_copied_or_drawn_stays_as_it_is(as_it_is: str) -> None:
    assert unbroken(as_it_is) == as_it_is


@pytest.mark.parametrize(
    "left",
    [
        "<pre>x <b>5 %</b></pre>",
        "<code>a <pre>b</code>",
        "<select><option>5 %<option>6 %</select>",
        "<option>5 %<option>6 %</option>",
        "<svg><title/><svg/>6 k</svg>",
        "<svg/>",
        "<script>'<pre>'</script>",
        "<title><script></title>",
        "<p title='<pre>'>",
        "</pre>",
        "<!-- <pre> -->",
    ],
)
def test_after_what_is_left_the_text_goes_on(left: str) -> None:
    assert unbroken(f"{left}−£3 of 7 %") == f"{left}−&#8288;£3 of 7&nbsp;%"


@pytest.mark.parametrize("path", ["/today", "/hourglass", "/value", "/sources", "/forecast", "/map", "/access", "/api"])
def test_of_a_page_nothing_but_the_joints_of_numbers_changes(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    drawn: list[str] = []

    def kept(html: str) -> str:
        drawn.append(html)
        return unbroken(html)

    monkeypatch.setattr(rendering, "unbroken", kept)
    client.get(path)
    (before,) = drawn
    after = unbroken(before)

    assert re.sub(r"(?<=[0-9])&nbsp;(?=%|[a-zA-Z])", " ", after.replace("−&#8288;", "−")) == before
    assert all(re.findall(one, after, re.DOTALL) == re.findall(one, before, re.DOTALL) for one in LEFT)
