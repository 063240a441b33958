"""Referral growth: K, what it multiplies, and the tree of who brought whom."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.core.errors import NotEnoughDataError
from riparian.models.referral_growth import ReferralRate, referral_rate, referral_tree

RATE = ReferralRate(referring=0.29, referrals_each=1.5, conversion=0.4)


def test_ten_clients_become_twelve_by_referral() -> None:
    """The worked what-if: K = 0.174, 12.107 clients, and 843 visits at 400 a client for as many from the ad."""
    everybody = 10 * RATE.multiplier

    assert RATE.k == pytest.approx(0.174)
    assert everybody == pytest.approx(12.107, abs=0.0005)
    assert (everybody - 10) * 400 == pytest.approx(843, abs=0.5)


def test_the_generations_add_up_to_all() -> None:
    generations = RATE.generations(10, count=40)

    assert generations[:3] == pytest.approx([10, 1.74, 0.30276])
    assert generations.sum() == pytest.approx(10 * RATE.multiplier)


def test_what_sustains_itself_has_no_number() -> None:
    rate = ReferralRate(referring=0.5, referrals_each=4, conversion=0.5)

    assert rate.self_sustaining
    with pytest.raises(NotEnoughDataError, match="sustain"):
        _ = rate.multiplier


def test_counts_of_a_cohort_give_its_k() -> None:
    rate = referral_rate(customers=100, referrers=29, referred=58, converted=10)

    assert (rate.referring, rate.referrals_each) == (0.29, 2)
    assert rate.k == pytest.approx(10 / 100)


@pytest.mark.parametrize(("customers", "told"), [(0, "no customers"), (50, "none of 50")])
def test_without_referrals_nothing_is_known_of_conversion(customers: int, told: str) -> None:
    with pytest.raises(NotEnoughDataError, match=told):
        referral_rate(customers=customers, referrers=0, referred=0, converted=0)


def test_a_referrer_is_credited_with_every_generation_after() -> None:
    #       0 brought 1 and 2; 1 brought 3; 3 brought 4; nobody brought 5
    tree = referral_tree([-1, 0, 0, 1, 3, -1], [100, 10, 20, 30, 40, 7])

    assert tree.generation.tolist() == [0, 1, 1, 2, 3, 0]
    assert tree.people_by_generation.tolist() == [2, 2, 1, 1]
    assert tree.brought.tolist() == [2, 1, 0, 1, 0, 0]
    assert tree.descendants.tolist() == [4, 2, 0, 1, 0, 0]
    assert tree.value_brought.tolist() == [100, 70, 0, 40, 0, 0]


def test_nobody_makes_an_empty_tree() -> None:
    tree = referral_tree([], [])

    assert tree.people_by_generation.tolist() == []


@pytest.mark.parametrize("referrers", [[1, 0], [0], [-1, 2, 1, 2], [5], [-2]])
def test_a_ring_and_a_referrer_who_is_nobody_are_refused(referrers: list[int]) -> None:
    with pytest.raises(ValueError, match=r"ring|place of a person"):
        referral_tree(referrers, [1.0] * len(referrers))


@given(st.lists(st.integers(-1, 10**6), max_size=60), st.integers(0, 2**32 - 1))
def test_value_brought_is_that_of_those_below_in_any_order_of_people(wanted: list[int], seed: int) -> None:
    # Each is brought by an earlier one, or by nobody; then people are put in any order.
    earlier = [-1 if not place or one < 0 else one % place for place, one in enumerate(wanted)]
    place_of = np.random.default_rng(seed).permutation(len(earlier))
    referrer = np.full(len(earlier), -1)
    for person, by in enumerate(earlier):
        referrer[place_of[person]] = -1 if by < 0 else place_of[by]
    value = np.arange(1.0, len(earlier) + 1)

    tree = referral_tree(referrer, value)

    roots = referrer < 0
    assert (value + tree.value_brought)[roots].sum() == pytest.approx(value.sum())
    assert (1 + tree.descendants)[roots].sum() == len(earlier)
    assert tree.brought.sum() == (~roots).sum()
    assert tree.people_by_generation.sum() == len(earlier)
    assert np.all(tree.generation[~roots] == tree.generation[referrer[~roots]] + 1)
