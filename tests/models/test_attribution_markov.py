"""Attribution by a Markov chain, against published answers and the laws of absorption."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from riparian.core.errors import NotEnoughDataError
from riparian.models import attribution_markov
from riparian.models.attribution_markov import ORDERS, MarkovChain, markov
from riparian.models.channel_paths import ChannelPaths
from tests.models.paths_by_hand import answers_of, channel_paths, path_data


def test_the_three_journeys_of_the_published_example(reference: Path) -> None:
    """Analyze Core (2016): removal effects 0.5, 1, 1; credits 0.2, 0.4, 0.4 of one conversion."""
    example = json.loads((reference / "attribution/worked_markov_three_paths.json").read_text(encoding="utf-8"))
    sequences = [[int(touch[1:]) - 1 for touch in path if touch[0] == "C"] for path in example["paths"]]
    converted = [path[-1] == "(conversion)" for path in example["paths"]]

    made = markov(ChannelPaths.of(sequences, converted, unconverted=np.logical_not(converted)))

    assert made.conversion_rate == pytest.approx(1 / 3)
    assert made.removal_effects == pytest.approx(list(example["removal_effect"].values()))
    assert made.credits.conversions == pytest.approx(list(example["attributed_conversions"].values()))


def test_half_of_path_data_gives_the_exact_answers(reference: Path) -> None:
    paths, answers = path_data(reference)

    made = markov(paths, order=1)

    assert made.removal_effects == pytest.approx(answers_of(answers, "exact_removal_effect"), abs=1e-6)
    assert made.credits.conversions == pytest.approx(answers_of(answers, "exact_conversions"), abs=1e-5)


def test_a_simulation_of_half_of_path_data_comes_near(reference: Path) -> None:
    """ChannelAttribution 2.2.5 simulates: within 0.002 of a removal effect, of conversions and of value."""
    paths, answers = path_data(reference)

    made = markov(paths, order=1)

    assert made.removal_effects == pytest.approx(answers_of(answers, "removal_effects_conversion"), abs=2e-3)
    assert made.value_removal_effects == pytest.approx(
        answers_of(answers, "removal_effects_conversion_value"), abs=4e-3
    )


@pytest.mark.parametrize("order", ORDERS)
def test_the_chain_converts_as_often_as_half_of_path_data(reference: Path, order: int) -> None:
    paths, _ = path_data(reference)

    made = markov(paths, order=order)

    assert made.conversion_rate == pytest.approx(paths.conversions.sum() / paths.journeys.sum(), abs=1e-12)
    assert made.credits.conversions.sum() == pytest.approx(paths.conversions.sum())
    assert made.credits.value.sum() == pytest.approx(paths.value.sum())


@given(channel_paths())
def test_credits_sum_to_what_they_divide_at_every_order(paths: ChannelPaths) -> None:
    for order in ORDERS:
        made = markov(paths, order=order)

        assert made.conversion_rate == pytest.approx(paths.conversions.sum() / paths.journeys.sum())
        assert made.credits.conversions.sum() == pytest.approx(paths.conversions.sum())
        assert made.credits.value.sum() == pytest.approx(paths.value.sum())
        assert (made.credits.conversions >= 0).all()


@given(channel_paths())
def test_paths_once_or_twice_are_the_same_paths(paths: ChannelPaths) -> None:
    """As are the same journeys with every path once, and twice as many of each."""
    made = markov(paths, order=2)

    assert markov(paths.merged(), order=2).removal_effects == pytest.approx(made.removal_effects)
    assert markov(paths + paths, order=2).removal_effects == pytest.approx(made.removal_effects)


@given(channel_paths())
def test_touching_a_channel_again_at_once_changes_nothing_at_order_one(paths: ChannelPaths) -> None:
    doubled = ChannelPaths(np.repeat(paths.touches, 2), 2 * paths.lengths, *paths.columns[2:], paths.channels)

    assert markov(doubled).removal_effects == pytest.approx(markov(paths).removal_effects)


def test_a_higher_order_remembers_what_went_before() -> None:
    """a > b > c converts and b > a > c does not: at order 1 the c of both are one state, at order 3 they are not."""
    paths = ChannelPaths.of([[0, 1, 2], [1, 0, 2], [0]], [10, 0, 0], unconverted=[0, 10, 10])

    assert markov(paths, order=3).removal_effects == pytest.approx([1, 1, 1])
    assert markov(paths, order=1).removal_effects[0] < 1


def test_a_channel_that_nobody_touched_loses_nothing() -> None:
    made = markov(ChannelPaths.of([[0], [0, 2]], [1, 1], unconverted=[3, 0], channels=4))

    assert made.removal_effects == pytest.approx([1, 0, made.removal_effects[2], 0])
    assert list(made.credits.conversions[[1, 3]]) == [0, 0]


def test_a_path_that_nobody_took_changes_nothing() -> None:
    taken = ChannelPaths.of([[0], [1, 0]], [1, 2], unconverted=[3, 1], channels=3)
    with_idle = taken + ChannelPaths.of([[2, 1]], [0], channels=3)

    assert markov(with_idle).removal_effects == pytest.approx(markov(taken).removal_effects)


def test_without_conversions_there_is_no_answer() -> None:
    with pytest.raises(NotEnoughDataError, match="nobody converted"):
        markov(ChannelPaths.of([[0, 1]], [0], unconverted=[5]))


@given(channel_paths())
def test_a_large_chain_summed_move_by_move_is_the_same_as_solved(paths: ChannelPaths) -> None:
    solved = [markov(paths, order=order).removal_effects for order in ORDERS]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attribution_markov, "MOST_FACTORED", 0)
        patch.setattr(attribution_markov, "MOST_TABLED", 0)
        summed = [markov(paths, order=order).removal_effects for order in ORDERS]

    assert np.array(summed) == pytest.approx(np.array(solved), abs=1e-12)


def test_a_touch_a_thousand_times_in_a_row_is_summed_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attribution_markov, "MOST_FACTORED", 0)

    made = markov(ChannelPaths.of([[0] * 100_000 + [1], [1]], [1, 1], unconverted=[0, 2]), order=2)

    assert made.conversion_rate == pytest.approx(0.5)
    assert made.removal_effects == pytest.approx([0.5, 1])


def test_journeys_that_go_in_circles_for_ever_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attribution_markov, "MOST_FACTORED", 0)
    monkeypatch.setattr(attribution_markov, "MOST_MOVES", 5)

    with pytest.raises(NotEnoughDataError, match="still under way after 5 moves"):
        markov(ChannelPaths.of([[0, 1] * 50], [1]))


def test_an_order_beyond_three_is_refused() -> None:
    with pytest.raises(ValueError, match="order 1, 2 or 3"):
        MarkovChain.fit(ChannelPaths.of([[0]], [1]), order=4)
