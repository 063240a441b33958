"""Migration modes between channels."""

import numpy as np
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.models.migration_mode import (
    MigrationMode,
    adjusted_index,
    migration_indexes,
    migration_mode,
    revisit_indexes,
)


def test_online_buyers_stay_away_from_the_catalogue_and_go_to_the_shops() -> None:
    """Hillstrom (February 2008): 55 % bought again, 5 % by catalogue, 35 % online, 30 % in shops."""
    catalogue, online, retail = migration_indexes([[5, 35, 30]], [55])[0]

    assert (catalogue, online, retail) == pytest.approx((0.091, 0.636, 0.545), abs=5e-4)
    assert migration_mode(catalogue, 0) is MigrationMode.ISOLATION
    assert migration_mode(retail, 0.1) is MigrationMode.TRANSFER
    assert migration_mode(retail, 0.6) is MigrationMode.OSCILLATION


@pytest.mark.parametrize(
    ("index", "mode"),
    [
        (0.1999, MigrationMode.ISOLATION),
        (0.20, MigrationMode.EQUILIBRIUM),
        (0.50, MigrationMode.EQUILIBRIUM),
        (0.5001, MigrationMode.TRANSFER),
    ],
)
def test_the_limits_belong_to_equilibrium(index: float, mode: MigrationMode) -> None:
    assert migration_mode(index, 0.5) is mode


def test_a_small_new_channel_is_measured_against_its_size() -> None:
    """Hillstrom (April 2009): 25,000 and 500 customers, index 0.04: 5.19 (x = 0.0077)."""
    assert adjusted_index(0.04, existing=25_000, emerging=500) == pytest.approx(5.19, abs=0.005)


def test_visits_of_a_month() -> None:
    """Hillstrom (May 2010): 50, 250 and 300 of 1,600 return: 37.5 %; 8.3, 41.7, 50.0 %."""
    rate, indexes = revisit_indexes([50, 250, 300], inactive=1_000)

    assert rate == 0.375
    assert 100 * indexes == pytest.approx([8.3, 41.7, 50.0], abs=0.05)


def test_where_nobody_came_back_nothing_is_said() -> None:
    indexes = migration_indexes([[0, 0], [1, 2]], [0, 2])

    assert np.isnan(indexes[0]).all()
    with pytest.raises(NotEnoughDataError, match="nobody of a channel"):
        migration_mode(indexes[0, 1], indexes[1, 0])
    with pytest.raises(NotEnoughDataError, match="nobody came again"):
        revisit_indexes([0, 0], inactive=10)
