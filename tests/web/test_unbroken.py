import pytest

from riparian.web.unbroken import unbroken


@pytest.mark.parametrize(
    ("parted", "whole"),
    [
        ("<p>88.5 % of the spend</p>", "<p>88.5&nbsp;% of the spend</p>"),
        ("<b>412 k</b> and €1.25 M, 3 bn", "<b>412&nbsp;k</b> and €1.25&nbsp;M, 3&nbsp;bn"),
        ("<p>between −£104 and −€3</p>", "<p>between −&#8288;£104 and −&#8288;€3</p>"),
        ("<td>+3.1 pts</td>", "<td>+3.1&nbsp;pts</td>"),
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
    ],
)
def test_what_is_sent_copied_or_drawn_stays_as_it_is(as_it_is: str) -> None:
    assert unbroken(as_it_is) == as_it_is
