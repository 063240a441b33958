"""Whether there is enough to fit a model to."""

import numpy as np
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.models.readiness import covered_years, require, require_years, yearly_steps


def test_too_few_are_told_with_the_number_that_is_needed() -> None:
    with pytest.raises(NotEnoughDataError) as told:
        require(12, needed=30, noun="customer", verb="bought again", model="BG/NBD")

    assert told.value.what == "12 customers bought again; BG/NBD needs 30"


def test_exactly_enough_is_enough_and_one_fewer_is_not() -> None:
    require(30, needed=30, noun="customer", verb="left", model="the model")

    with pytest.raises(NotEnoughDataError, match="1 customer left"):
        require(1, needed=30, noun="customer", verb="left", model="the model")
    with pytest.raises(NotEnoughDataError, match="29 customers left"):
        require(29, needed=30, noun="customer", verb="left", model="the model")


def test_a_log_is_long_enough_where_nine_tenths_of_its_earliest_year_were_watched() -> None:
    require_years(np.array([365.25 * 1.9 + 0.01]), years=2, model="the model")

    with pytest.raises(NotEnoughDataError) as told:
        require_years(np.array([365.25 * 1.9 - 0.01]), years=2, model="the model")

    assert told.value.what == "the orders go back 694 days; the model needs 2 years of them"


def test_no_log_is_refused_and_a_dry_run_is_not() -> None:
    require_years(np.array([]), years=2, model="the model")

    with pytest.raises(NotEnoughDataError, match="there are no order lines yet; the model needs 2 years of them"):
        require_years(np.array([np.nan]), years=2, model="the model", noun="order lines")


def test_one_day_is_told_in_the_singular() -> None:
    with pytest.raises(NotEnoughDataError, match="the orders go back 1 day; the model needs 2 years of them"):
        require_years(np.array([1.2]), years=2, model="the model")


def test_years_of_a_log_are_counted_from_its_end() -> None:
    assert [covered_years(365.25 * years) for years in (0.0, 0.89, 0.91, 1.89, 1.91, 5.0)] == [0, 0, 1, 1, 2, 5]


@pytest.mark.parametrize(("years", "steps"), [(1.9, 1), (2.89, 1), (2.91, 2), (5, 4), (12, 5)])
def test_a_step_starts_from_a_year_that_the_log_covers_by_nine_tenths(years: float, steps: int) -> None:
    assert yearly_steps(np.array([365.25 * years + 0.01]), most=5, least=1, model="the model") == steps


def test_steps_of_a_log_too_short_for_the_fewest_are_refused_and_of_a_dry_run_are_the_fewest() -> None:
    assert yearly_steps(np.array([]), most=5, least=2, model="the model") == 2

    with pytest.raises(NotEnoughDataError, match="the model needs 3 years of them"):
        yearly_steps(np.array([900.0]), most=5, least=2, model="the model")
