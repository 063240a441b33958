"""Journeys drawn again."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.stats import binom, chisquare, norm

from riparian.models.channel_paths import ChannelPaths
from riparian.models.drawn_journeys import FEW, OFTEN, DrawnJourneys, drawn_journeys, full, held, summed_along

KINDS = ChannelPaths.of([[0], [1], [2], [0, 1]], [FEW + 30, 2, 1, 0], [9, 4, 1, 0], [FEW, 0, FEW + 1, 6])


def together(paths: ChannelPaths, *, draws: int, size: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Conversions and unconverted of each path, one row a draw."""
    made = [
        np.hstack([full(one.conversions), full(one.unconverted)])
        for one in drawn_journeys(paths, draws=draws, size=size, seed=1)
    ]
    return np.vstack(made)


def test_every_draw_has_as_many_journeys_as_asked_for() -> None:
    made = together(KINDS, draws=300, size=70)

    assert made.shape == (300, 8)
    assert set(made.sum(axis=1)) == {70}
    assert (made[:, [3, 5]] == 0).all()


def test_each_kind_of_journey_is_drawn_as_the_binomial_says_whether_many_or_few_took_it() -> None:
    """Means and spreads of 4,000 draws; five standard errors, of eight kinds."""
    counts = np.concatenate([KINDS.conversions, KINDS.unconverted])
    law = binom(70, counts / counts.sum())

    made = together(KINDS, draws=4_000, size=70)

    assert made.mean(axis=0) == pytest.approx(law.mean(), abs=5 * law.std().max() / np.sqrt(4_000))
    assert made.std(axis=0) == pytest.approx(law.std(), rel=5 / np.sqrt(2 * 4_000))


def test_two_kinds_leave_one_another_no_more_room_than_the_multinomial_does() -> None:
    counts = np.concatenate([KINDS.conversions, KINDS.unconverted])
    shares = counts / counts.sum()

    made = together(KINDS, draws=4_000, size=70)

    for one, other in ((0, 4), (0, 1), (1, 2)):
        covariance = np.cov(made[:, one], made[:, other])[0, 1]
        error = made[:, one].std() * made[:, other].std() / np.sqrt(4_000)
        assert covariance == pytest.approx(-70 * shares[one] * shares[other], abs=5 * error)


def test_journeys_of_few_kinds_alone_are_drawn_alike() -> None:
    paths = ChannelPaths.of([[place] for place in range(6)], [FEW] * 6)

    made = together(paths, draws=500, size=60)[:, :6].sum(axis=0)

    assert chisquare(made).pvalue > norm.sf(4)


def test_as_counted_every_journey_comes_once() -> None:
    counted = DrawnJourneys.as_counted(KINDS)

    (taken,) = counted.one_by_one()

    assert counted.draws == 1
    assert taken.conversions.tolist() == KINDS.conversions.tolist()
    assert taken.value.tolist() == KINDS.value.tolist()
    assert full(counted.journeys)[0].tolist() == KINDS.journeys.tolist()


def test_paths_that_nobody_took_in_a_draw_are_left_out_of_it() -> None:
    paths = ChannelPaths.of([[0], [1, 0]], [1, 0], [5, 0], [0, 1])

    taken = [one for drawn in drawn_journeys(paths, draws=40, size=1, seed=2) for one in drawn.one_by_one()]

    assert {tuple(one.touches) for one in taken} == {(0,), (1, 0)}
    assert all(one.value.sum() == 5 * one.conversions.sum() for one in taken)


@pytest.mark.parametrize("share", [OFTEN / 5, OFTEN * 5])
def test_counts_are_summed_along_paths_alike_whether_few_or_many_are_there(share: float) -> None:
    chance = np.random.default_rng(6)
    counts = (chance.poisson(3, (20, 300)) - 1) * (chance.random((20, 300)) < share)
    of_paths = chance.random((300, 4)) * (chance.random((300, 4)) < 0.5)

    made = summed_along(held(counts), csr_array(of_paths))

    assert made == pytest.approx(counts @ of_paths)
    assert isinstance(held(counts), np.ndarray) == (share > OFTEN)
    assert full(held(counts)).tolist() == counts.tolist()
