"""Whether there is enough to fit a model to."""

import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.models.readiness import require


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
