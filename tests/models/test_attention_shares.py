"""Shares of attention, credibility and trust."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.core.errors import NotEnoughDataError
from riparian.models.attention_shares import (
    Attention,
    ReturnOnAttention,
    Shares,
    credibility,
    link_ranks,
    percentile_means,
    share_changes,
    trust_shares,
)


def visits(*amounts: float) -> Attention:
    return Attention(np.array(amounts), "visits")


def test_three_sites_share_the_attention_of_a_topic() -> None:
    """The worked example: 1,200, 3,000 and 1,800 visits."""
    shares = visits(1200, 3000, 1800).shares()

    assert shares.of == pytest.approx([0.2, 0.5, 0.3])
    assert shares.concentration == pytest.approx(0.38)
    assert shares.equal_participants == pytest.approx(1 / 0.38)


def test_visits_and_minutes_are_never_added() -> None:
    with pytest.raises(ValueError, match="visits and minutes"):
        visits(1, 2) + Attention(np.array([1.0, 2.0]), "minutes")


def test_visits_of_two_windows_add_up() -> None:
    assert (visits(1, 2) + visits(3, 4)).amount.tolist() == [4, 6]


@pytest.mark.parametrize(("amounts", "told"), [([0, 0], "nobody got"), ([1, np.nan], "1 participants"), ([], "nobody")])
def test_no_share_is_made_of_nothing_or_of_an_unknown_whole(amounts: list[float], told: str) -> None:
    with pytest.raises(NotEnoughDataError, match=told):
        visits(*amounts).shares()


def test_a_citation_weighs_as_much_as_its_giver_is_read() -> None:
    attention = visits(1200, 3000, 1800).shares()
    #             to a, b, c; what a says of itself does not count
    citations = [[9, 1, 0], [2, 0, 0], [0, 0, 5]]

    score = credibility(citations, attention, negative_ratings=[0, 0, 0.4])

    assert score.raw == pytest.approx([1.0, 0.2, -0.4])
    assert score.shares().of == pytest.approx([1 / 1.2, 0.2 / 1.2, 0])


def test_where_nobody_is_cited_there_is_no_credibility_to_share() -> None:
    with pytest.raises(NotEnoughDataError, match="cited"):
        credibility(np.eye(2), Shares(np.array([0.5, 0.5]))).shares()


def test_trust_is_shared_by_parties_that_opted_in_and_come_back() -> None:
    assert trust_shares([30, 10, 0]).of == pytest.approx([0.75, 0.25, 0])
    with pytest.raises(NotEnoughDataError, match="regularly"):
        trust_shares([0, 0])


def test_return_on_attention_is_money_for_a_thousand_minutes() -> None:
    assert ReturnOnAttention(value=450.0, attention=9000, unit="minutes").per_thousand == 50
    with pytest.raises(NotEnoughDataError, match="no minutes"):
        _ = ReturnOnAttention(value=450.0, attention=0, unit="minutes").per_thousand


def test_the_largest_flow_into_each_ranks_first_and_no_flow_has_no_rank() -> None:
    ranks = link_ranks([[0, 5, 1], [7, 0, 0], [9, 5, 0]])

    assert ranks.tolist() == [[0, 1, 1], [2, 0, 0], [1, 2, 0]]


def test_equal_participants_have_equal_percentiles() -> None:
    assert percentile_means([[1, 1, 5]]) == pytest.approx([1 / 3, 1 / 3, 5 / 6])
    assert percentile_means([[1, 2], [2, 1]]) == pytest.approx([0.5, 0.5])


amounts = st.lists(st.floats(0, 1e9), min_size=1, max_size=30).filter(lambda values: sum(values) > 1e-3)


@given(amounts)
def test_shares_sum_to_one_and_concentration_lies_between_equality_and_one(given_amounts: list[float]) -> None:
    shares = visits(*given_amounts).shares()

    assert shares.of.sum() == pytest.approx(1)
    assert 1 / len(given_amounts) - 1e-9 <= shares.concentration <= 1 + 1e-9


@given(amounts, st.floats(0.01, 1e3))
def test_shares_do_not_depend_on_the_scale_and_changes_sum_to_nothing(values: list[float], factor: float) -> None:
    before, after = visits(*values).shares(), visits(*(factor * value for value in reversed(values))).shares()

    assert after.of == pytest.approx(before.of[::-1], abs=1e-9)
    assert share_changes(before, after).sum() == pytest.approx(0, abs=1e-9)
