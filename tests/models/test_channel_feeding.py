"""How channels feed one another, against the worked chain and the laws of absorption."""

import numpy as np
import pytest
from hypothesis import given

from riparian.core.errors import NotEnoughDataError
from riparian.models.attribution_markov import markov
from riparian.models.channel_feeding import ChannelFeeding
from riparian.models.channel_paths import ChannelPaths
from tests.models.paths_by_hand import channel_paths

EMAIL, VIDEO, SEARCH, SITE = range(4)


@pytest.fixture
def worked() -> ChannelFeeding:
    """E-mail feeds video and the site, video feeds search and the site, search the site, the site e-mail."""
    moves = np.zeros((4, 4))
    moves[EMAIL, [VIDEO, SITE]] = 0.10, 0.15
    moves[VIDEO, [SEARCH, SITE]] = 0.20, 0.05
    moves[SEARCH, SITE] = 0.60
    moves[SITE, EMAIL] = 0.06
    return ChannelFeeding.of([1000, 500, 800, 1200], moves, [0, 0, 0, 0.04])


def test_the_worked_chain(worked: ChannelFeeding) -> None:
    """The chain that the project's specification works out by hand; the removal effects are in the published way."""
    assert worked.purchase_chances == pytest.approx([0.006748, 0.006869, 0.024243, 0.040405], abs=5e-7)
    assert worked.purchases == pytest.approx(78.0622, abs=5e-5)
    assert worked.removal_effects() == pytest.approx([0.0956, 0.0538, 0.2862, 1], abs=5e-5)


def test_a_removed_channel_loses_its_starts_and_sends_who_would_come_to_the_exit(worked: ChannelFeeding) -> None:
    """The removal effects, each once more from the chain without the channel."""
    for channel, effect in enumerate(worked.removal_effects()):
        others = np.delete(np.arange(4), channel)

        without = ChannelFeeding.of(worked.starts[others], worked.moves[np.ix_(others, others)], worked.buys[others])

        assert without.purchases == pytest.approx((1 - effect) * worked.purchases)


def test_what_comes_into_a_channel_starts_there_or_is_fed(worked: ChannelFeeding) -> None:
    shares = worked.feeding_shares

    assert shares.sum(axis=0) + worked.started_shares == pytest.approx(np.ones(4))
    assert worked.flows[VIDEO, SEARCH] == pytest.approx(0.2 * worked.touches[VIDEO])
    assert shares[VIDEO, SEARCH] == pytest.approx(worked.flows[VIDEO, SEARCH] / worked.touches[SEARCH])
    assert shares[SITE, EMAIL] > 0
    assert shares[SEARCH, EMAIL] == 0


def test_an_orphan_gets_less_than_a_hundredth_of_its_starts_from_own_channels() -> None:
    """Of 1,000 starts in search, 10 moves from e-mail make no orphan, 9 do; what a stranger's site sends is no feed."""
    moves = np.array([[0, 0.01, 0], [0, 0, 0], [0, 0.5, 0]])

    def orphaned(email: float, own: list[bool]) -> list[bool]:
        fed = ChannelFeeding.of([email, 1000, 100], moves, [0.1, 0.1, 0.1])
        return [bool(one) for one in fed.orphans(np.array(own))]

    assert orphaned(1_000, [True, True, False]) == [True, False, True]
    assert orphaned(900, [True, True, False]) == [True, True, True]
    assert orphaned(900, [True, True, True]) == [True, False, True]


def test_a_channel_that_nobody_starts_in_is_no_orphan() -> None:
    fed = ChannelFeeding.of([10, 0], [[0, 0], [0, 0]], [0.1, 0.1])

    assert fed.orphans(np.array([True, True])).tolist() == [True, False]
    assert np.isnan(fed.feeding_shares[:, 1]).all()


def test_staying_in_a_channel_is_a_touch_but_feeds_nothing() -> None:
    fed = ChannelFeeding.of([100], [[0.5]], [0.25])

    assert fed.touches == pytest.approx([200])
    assert fed.flows.tolist() == [[0]]
    assert fed.purchase_chances == pytest.approx([0.5])


@given(channel_paths())
def test_counted_journeys_give_back_their_touches_and_purchases(paths: ChannelPaths) -> None:
    fed = ChannelFeeding.fit(paths)

    touches = np.bincount(paths.touches, np.repeat(paths.journeys, paths.lengths), paths.channels)
    assert fed.purchases == pytest.approx(paths.conversions.sum())
    assert fed.touches == pytest.approx(touches)


@given(channel_paths())
def test_removal_effects_are_those_of_attribution_at_order_one(paths: ChannelPaths) -> None:
    assert ChannelFeeding.fit(paths).removal_effects() == pytest.approx(markov(paths).removal_effects, abs=1e-9)


@pytest.mark.parametrize("moves", [[[1.0]], [[0, 1], [1, 0]], [[0.2, 0.8, 0], [0.3, 0.7, 0], [0, 0.5, 0]]])
def test_a_chain_that_nobody_leaves_has_no_answer(moves: list[list[float]]) -> None:
    with pytest.raises(NotEnoughDataError, match="nobody ever buys or leaves"):
        ChannelFeeding.of([1] * len(moves), moves, [0] * len(moves))


def test_without_purchases_no_channel_has_an_effect() -> None:
    with pytest.raises(NotEnoughDataError, match="nobody bought"):
        ChannelFeeding.of([5], [[0]], [0]).removal_effects()


@pytest.mark.parametrize(
    ("starts", "moves", "buys", "said"),
    [
        ([1], [[0.6]], [0.5], "sum to 1"),
        ([1], [[-0.1]], [0.5], "not negative"),
        ([1, 2], [[0.6]], [0.5], "each pair"),
    ],
)
def test_what_cannot_be_is_refused(starts: list[float], moves: list[list[float]], buys: list[float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        ChannelFeeding.of(starts, moves, buys)
