import pytest

from riparian.core.cells import inert, own


@pytest.mark.parametrize("value", ["=1+1", "+49 30", "-3", "@name", "\tx", "\rx", "'=1", "''=1"])
def test_what_a_spreadsheet_would_compute_is_made_inert_and_comes_back(value: str) -> None:
    assert inert(value) == f"'{value}"
    assert own(inert(value)) == value


@pytest.mark.parametrize("value", ["Ana", "O'Hara", "'quoted'", "", -3, 2.5, None])
def test_everything_else_stays_as_it_is(value: object) -> None:
    assert inert(value) == value
    assert own(value) == value
