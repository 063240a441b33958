"""What each participant adds to the visits that reach the company."""

from itertools import permutations

import numpy as np
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.models import visit_shapley
from riparian.models.channel_feeding import ChannelFeeding
from riparian.models.clickerati import ways_to_company
from riparian.models.histories import Floats
from riparian.models.influence import flows_of
from riparian.models.visit_shapley import MOST_TOGETHER, VisitShares, visit_shares


def shares(ways: ChannelFeeding, *members: int, pairs: int = 2, seed: int = 1) -> VisitShares:
    """Of all, if nobody is named."""
    places = np.array(members or range(len(ways.starts)), dtype=np.int64)
    return visit_shares(ways, places, pairs_of_orders=pairs, seed=seed)


def network(participants: int) -> ChannelFeeding:
    """Where visits go round, and three in five pass some to the company."""
    chance = np.random.default_rng(4)
    moves = chance.random((participants, participants)) * (chance.random((participants, participants)) < 0.5)
    np.fill_diagonal(moves, 0)
    buys = chance.random(participants) * (chance.random(participants) < 0.6)
    leaving = moves.sum(axis=1) + buys + chance.random(participants)
    return ChannelFeeding.of(100 * chance.random(participants), moves / leaving[:, None], buys / leaving)


def in_every_order(worth: dict[int, float], players: int) -> Floats:
    """The mean of what each adds, straight from the definition."""
    added, orders = np.zeros(players), list(permutations(range(players)))
    for order in orders:
        before = 0
        for player in order:
            added[player] += worth[before | 1 << player] - worth[before]
            before |= 1 << player
    return added / len(orders)


def test_two_who_pass_visits_on_share_them_by_hand() -> None:
    """A search engine sends 60 to a forum and 20 to the company, the forum 30 of its 60 to the company.

    The engine alone is worth 20, the forum alone nothing, both 50: the engine adds 20 or 50, the forum 0 or 30.
    """
    flows = flows_of([0, 0, 1], [1, 2, 2], [60, 20, 30], participants=3)

    found = shares(ways_to_company(flows, np.array([False, False, True])))

    assert found.of.tolist() == pytest.approx([35 / 50, 15 / 50])
    assert found.errors.tolist() == [0, 0]


def test_exact_values_are_means_over_every_order() -> None:
    ways = network(5)
    worth = {}
    for coalition in range(2**5):
        inside = [n for n in range(5) if coalition >> n & 1]
        kept = ChannelFeeding.of(ways.starts[inside], ways.moves[np.ix_(inside, inside)], ways.buys[inside])
        worth[coalition] = kept.purchases

    assert shares(ways).of == pytest.approx(in_every_order(worth, 5) / ways.purchases)


@pytest.mark.parametrize("participants", [1, 2, 5, 12, 13, 40])
def test_values_of_all_sum_to_all_that_comes(participants: int) -> None:
    found = shares(network(participants))

    assert found.of.sum() == pytest.approx(1)
    assert (found.errors > 0).any() == (participants > 12)


@pytest.mark.parametrize("senders", [0, 12])
def test_who_do_the_same_have_the_same_value(senders: int) -> None:
    """Two forums between an engine and the company; others send the engine one visit each."""
    engine, first, second, company = range(4)
    others = list(range(4, 4 + senders))
    givers = [engine, engine, first, second, *others]
    receivers = [first, second, company, company, *[engine] * senders]
    own = np.arange(4 + senders) == company
    flows = flows_of(givers, receivers, [40, 40, 25, 25, *[1] * senders], participants=len(own))

    found = shares(ways_to_company(flows, own), pairs=500)

    assert abs(found.of[1] - found.of[2]) <= 4 * np.hypot(*found.errors[1:3]) + 1e-12
    assert found.of.sum() == pytest.approx(1)


def test_drawn_values_are_within_four_standard_errors_of_the_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = network(8)
    exact = shares(ways)

    monkeypatch.setattr(visit_shapley, "MOST_EXACT", 7)
    drawn = shares(ways, pairs=400)

    assert (exact.errors == 0).all()
    assert ((drawn.errors > 0) & (drawn.errors < 0.01)).all()
    assert (np.abs(drawn.of - exact.of) <= 4 * drawn.errors).all()


def test_the_same_seed_draws_the_same_orders() -> None:
    ways = network(15)

    assert shares(ways, seed=3).of.tolist() == shares(ways, seed=3).of.tolist()
    assert shares(ways, seed=3).of.tolist() != shares(ways, seed=4).of.tolist()


def test_those_without_a_way_between_them_are_valued_exactly_however_many_they_are() -> None:
    """Thirty who send the company 1 to 30 visits, and nobody else anything."""
    ways = ways_to_company(flows_of(range(30), [30] * 30, range(1, 31), participants=31), np.arange(31) == 30)

    found = shares(ways)

    assert found.of.tolist() == pytest.approx((np.arange(1, 31) / 465).tolist())
    assert not found.errors.any()


def test_members_are_worth_what_comes_by_them_alone() -> None:
    """The forum without the engine that sends it everybody is worth nothing, and the blog its own 10 of 60."""
    flows = flows_of([0, 0, 1, 2], [1, 3, 3, 3], [60, 20, 30, 10], participants=4)
    ways = ways_to_company(flows, np.arange(4) == 3)

    assert shares(ways, 1, 2).of.tolist() == pytest.approx([0, 10 / 60])


def test_nobody_has_no_value_and_one_alone_has_all() -> None:
    alone = ways_to_company(flows_of([0], [1], [5], participants=2), np.array([False, True]))

    assert shares(alone).of.tolist() == [1]
    assert visit_shares(alone, np.array([], dtype=np.int64), pairs_of_orders=2, seed=1).of.tolist() == []


def test_nothing_that_comes_has_no_shares() -> None:
    with pytest.raises(NotEnoughDataError, match="nobody sends"):
        shares(ways_to_company(flows_of([0], [1], [5], participants=3), np.array([False, False, True])))
    with pytest.raises(NotEnoughDataError, match="nobody sends"):
        shares(ways_to_company(flows_of([], [], [], participants=1), np.array([True])))


def test_too_many_who_pass_visits_to_one_another_are_told() -> None:
    many = MOST_TOGETHER + 1
    flows = flows_of(range(many), range(1, many + 1), range(1, many + 1), participants=many + 1)

    with pytest.raises(NotEnoughDataError, match=f"{many} pass visits"):
        shares(ways_to_company(flows, np.arange(many + 1) == many))


def test_one_pair_of_orders_has_no_standard_error() -> None:
    with pytest.raises(ValueError, match="2 pairs"):
        shares(network(3), pairs=1)
