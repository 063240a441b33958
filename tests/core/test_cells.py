import pytest

from riparian.core.cells import inert, own

BLANKS = (
    " ", "  ", "\N{NO-BREAK SPACE}", "\N{IDEOGRAPHIC SPACE}", "\N{ZERO WIDTH SPACE}",
    "\N{ZERO WIDTH NO-BREAK SPACE}", " \N{ZERO WIDTH SPACE} ",
)  # fmt: skip
FULL_WIDTH = (
    "\N{FULLWIDTH EQUALS SIGN}1+1", "\N{FULLWIDTH PLUS SIGN}49 30", "\N{FULLWIDTH HYPHEN-MINUS}3",
    "\N{FULLWIDTH COMMERCIAL AT}name",
)  # fmt: skip
FORMULAS = ("=1+1", "+49 30", "-3", "@name", *FULL_WIDTH)


@pytest.mark.parametrize(
    "value",
    [*FORMULAS, "\tx", "\rx", "\nx", "'=1", "''=1", "' =1", *(blank + one for blank in BLANKS for one in FORMULAS)],
)
def test_what_a_spreadsheet_would_compute_is_made_inert_and_comes_back(value: str) -> None:
    assert inert(value) == f"'{value}"
    assert own(inert(value)) == value


@pytest.mark.parametrize(
    "value",
    ["Ana", " Ana", "a = b", "O'Hara", "'quoted'", "' quoted", "", " ", "\N{ZERO WIDTH SPACE}Ana", -3, 2.5, None],
)
def test_everything_else_stays_as_it_is(value: object) -> None:
    assert inert(value) == value
    assert own(value) == value
