"""Attribution by Shapley value, against published games and the axioms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.core.errors import NotEnoughDataError
from riparian.models import attribution_shapley
from riparian.models.attribution_shapley import shapley, shapley_of_conversions, shapley_values
from riparian.models.channel_paths import ChannelPaths
from tests.models.paths_by_hand import channel_paths


def test_of_two_left_gloves_and_a_right_one_the_right_is_worth_most() -> None:
    """The glove game as textbooks and Wikipedia ("Shapley value") print it: 1/6, 1/6, 2/3."""
    pair = [coalition & 4 and coalition & 3 for coalition in range(8)]

    assert shapley_values([1.0 if made else 0.0 for made in pair]) == pytest.approx([1 / 6, 1 / 6, 2 / 3])


def test_the_power_of_the_members_of_the_security_council() -> None:
    """Shapley-Shubik index since 1965, as in Wikipedia: 421/2145 for 5 permanent members, 4/2145 for 10 others."""
    coalitions = np.arange(2**15)
    passes = (coalitions & 31 == 31) & (np.bitwise_count(coalitions) >= 9)

    made = shapley_values(passes)

    assert made[:5] == pytest.approx([421 / 2145] * 5)
    assert made[5:] == pytest.approx([4 / 2145] * 10)


def test_two_channels_by_hand() -> None:
    """Alone 1/4 and 3/4, all 8/16: of 16 journeys a adds 4 first or 8 - 12 last, b 12 or 4."""
    paths = ChannelPaths.of([[0], [1], [0, 1, 0]], [1, 3, 4], unconverted=[3, 1, 4])

    made = shapley(paths, seed=1)

    assert made.credits.conversions == pytest.approx([0, 8])
    assert made.errors.conversions.tolist() == [0, 0]


@given(channel_paths())
def test_credits_sum_to_what_they_divide(paths: ChannelPaths) -> None:
    made = shapley(paths, seed=1).credits

    assert made.conversions.sum() == pytest.approx(paths.conversions.sum())
    assert made.value.sum() == pytest.approx(paths.value.sum())


@given(channel_paths())
def test_credits_of_drawn_orders_sum_to_what_they_divide(paths: ChannelPaths) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attribution_shapley, "MOST_EXACT", 0)
        made = shapley(paths, pairs_of_orders=3, seed=1).credits

    assert made.conversions.sum() == pytest.approx(paths.conversions.sum())
    assert made.value.sum() == pytest.approx(paths.value.sum())


@given(channel_paths(), st.permutations(range(4)))
def test_a_channel_s_credit_does_not_hang_on_its_code(paths: ChannelPaths, codes: list[int]) -> None:
    renamed = ChannelPaths(np.array(codes)[paths.touches], *paths.columns[1:], paths.channels)

    made = shapley(renamed, seed=1).credits.conversions[codes]

    assert made == pytest.approx(shapley(paths, seed=1).credits.conversions, abs=1e-9)


def test_orders_drawn_come_as_near_to_the_exact_values_as_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(11)
    lengths = chance.integers(1, 6, 400)
    counts = chance.integers(0, 9, (3, 400)).astype(float)
    paths = ChannelPaths(chance.integers(0, 10, lengths.sum()), lengths, counts[0], counts[0] * 2, counts[2], 10)
    exact = shapley(paths, seed=1).credits

    monkeypatch.setattr(attribution_shapley, "MOST_EXACT", 9)
    drawn = shapley(paths, pairs_of_orders=1_000, seed=1)

    off = (drawn.credits.conversions - exact.conversions) / drawn.errors.conversions
    assert np.abs(off).max() < 4
    assert 0.3 < np.sqrt((off**2).mean()) < 2
    assert (drawn.errors.conversions < 0.05 * paths.conversions.sum()).all()
    assert drawn.errors.value == pytest.approx(2 * drawn.errors.conversions)


def test_the_same_seed_draws_the_same_orders() -> None:
    paths = ChannelPaths.of([[code, (code * 5 + 1) % 14] for code in range(14)], range(14), unconverted=[3] * 14)

    same, again, other = (shapley(paths, pairs_of_orders=20, seed=seed).credits.conversions for seed in (7, 7, 8))

    assert same.tolist() == again.tolist() != other.tolist()


@given(channel_paths())
def test_of_conversions_alone_the_values_are_equal_parts_of_each_path(paths: ChannelPaths) -> None:
    """Zhao, Mahboobi and Bagheri (2018), equation 9, against all coalitions."""
    sets = [set(part.tolist()) for part in np.split(paths.touches, paths.lasts + 1)[:-1]]
    within = [
        sum(
            converted
            for channels, converted in zip(sets, paths.conversions, strict=True)
            if all(coalition >> channel & 1 for channel in channels)
        )
        for coalition in range(2**paths.channels)
    ]

    assert shapley_of_conversions(paths).conversions == pytest.approx(shapley_values(within))


def test_a_channel_that_nobody_touched_gets_nothing() -> None:
    made = shapley(ChannelPaths.of([[0], [0, 2]], [1, 1], channels=20), seed=1)

    assert made.credits.conversions[[1, *range(3, 20)]].tolist() == [0] * 18


def test_without_conversions_there_is_no_answer() -> None:
    with pytest.raises(NotEnoughDataError, match="nobody converted"):
        shapley(ChannelPaths.of([[0, 1]], [0], unconverted=[5]), seed=1)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="every coalition"):
        shapley_values([0, 1, 2])
    with pytest.raises(ValueError, match="that of nobody is 0"):
        shapley_values([1, 2])
    with pytest.raises(ValueError, match="2 pairs"):
        shapley(ChannelPaths.of([[0]], [1]), pairs_of_orders=1, seed=1)
