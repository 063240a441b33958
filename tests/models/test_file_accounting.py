"""File accounting: the identity, the coming years and where they lead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.core.errors import NotEnoughDataError
from riparian.models.file_accounting import FileAccount, fixed_point, next_files


def test_the_published_file_shrinks_to_its_fixed_point() -> None:
    """Hillstrom (November 2023), "Looking ahead": he prints 54,063 and 53,516."""
    files = next_files(100_000, rebuy_rate=0.25, incoming=40_000, years=4)

    assert files == pytest.approx([65_000, 56_250, 54_062.5, 53_515.625])
    assert fixed_point(rebuy_rate=0.25, incoming=40_000) == pytest.approx(53_333.33, abs=0.005)
    assert fixed_point(rebuy_rate=0.25, incoming=75_000) == 100_000


def test_the_published_file_with_money() -> None:
    """Hillstrom (September 2007): 35 % rebuy at $200, 55,000 others at $100 a year."""
    files = next_files(100_000, rebuy_rate=0.35, incoming=55_000, years=4)
    demand = [0.35 * before * 200 + 55_000 * 100 for before in (100_000, *files)]

    assert files == pytest.approx([90_000, 86_500, 85_275, 84_846.25])
    assert demand[:4] == pytest.approx([12_500_000, 11_800_000, 11_555_000, 11_469_250])
    assert fixed_point(rebuy_rate=0.35, incoming=55_000) == pytest.approx(84_615, abs=0.5)


counts = st.integers(0, 10**9)


@given(counts, counts, counts, counts)
def test_buyers_are_those_kept_won_back_and_new_and_the_opening_reaches_the_closing(
    retained: int, lost: int, reactivated: int, new: int
) -> None:
    account = FileAccount(retained + lost, retained, reactivated, new)

    assert account.buyers == account.previous - account.lost + account.reactivated + account.new
    assert account.lost == lost
    assert (account + account).buyers == 2 * account.buyers


@given(st.floats(0, 0.99), st.floats(0, 1e7))
def test_a_file_at_its_fixed_point_stays(rebuy_rate: float, incoming: float) -> None:
    stays = fixed_point(rebuy_rate=rebuy_rate, incoming=incoming)

    assert next_files(stays, rebuy_rate=rebuy_rate, incoming=incoming, years=3) == pytest.approx([stays] * 3)
    assert stays * rebuy_rate + incoming == pytest.approx(stays)


def test_the_rebuy_rate_is_that_of_the_previous_buyers() -> None:
    assert FileAccount(previous=200, retained=50, reactivated=10, new=40).rebuy_rate == 0.25


def test_without_previous_buyers_there_is_no_rebuy_rate() -> None:
    with pytest.raises(NotEnoughDataError, match="nobody bought"):
        _ = FileAccount(0, 0, 0, 5).rebuy_rate


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="nobody is retained"):
        FileAccount(previous=1, retained=2, reactivated=0, new=0)
    with pytest.raises(ValueError, match="rebuy rate"):
        fixed_point(rebuy_rate=1, incoming=5)
    assert next_files(10, rebuy_rate=0, incoming=5, years=2).tolist() == [5, 5]
