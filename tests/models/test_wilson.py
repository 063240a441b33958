"""The Wilson interval."""

import numpy as np
import pytest

from riparian.models.wilson import wilson_interval


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_published_intervals_come_out(successes: int, trials: int, low: float, high: float) -> None:
    """Newcombe (1998), "Two-sided confidence intervals for the single proportion", Stat. Med. 17, Table I, method 3."""
    found_low, found_high = wilson_interval([successes], [trials])

    assert found_low[0] == pytest.approx(low, abs=5e-5)
    assert found_high[0] == pytest.approx(high, abs=5e-5)


def test_the_interval_holds_the_share_and_stays_within_nought_and_one() -> None:
    trials = np.arange(1, 200)

    low_none, high_none = wilson_interval(np.zeros(199), trials)
    low_all, high_all = wilson_interval(trials, trials)

    assert (low_none == 0).all()
    assert (high_all == 1).all()
    assert (np.diff(high_none) < 0).all()
    assert np.allclose(low_all, 1 - high_none)


def test_it_is_nothing_where_nothing_was_tried() -> None:
    low, high = wilson_interval([0], [0])

    assert np.isnan([low[0], high[0]]).all()


def test_it_covers_a_known_share_about_as_often_as_it_says() -> None:
    seen = np.random.default_rng(1).binomial(50, 0.1, size=20_000)

    low, high = wilson_interval(seen, np.full(20_000, 50), level=0.95)

    # Exact coverage at n = 50, p = 0.1 by summing the binomial: 0.9703.
    assert ((low <= 0.1) & (high >= 0.1)).mean() == pytest.approx(0.9703, abs=0.005)
