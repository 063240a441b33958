"""Scores over several measures, and what the loss of a participant takes away."""

import numpy as np
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.models.clickerati import losses, scored
from riparian.models.influence import flows_of


def test_the_score_is_the_mean_of_percentiles_that_are_known() -> None:
    found = scored([[0.2, 0.5, np.nan], [3, 1, 2]])

    # Of two: a quarter and three quarters; of three: a sixth, a half and five sixths.
    assert found.of.tolist() == pytest.approx([(1 / 4 + 5 / 6) / 2, (3 / 4 + 1 / 6) / 2, 1 / 2])
    assert found.measures.tolist() == [2, 2, 1]


def test_who_is_in_no_measure_has_no_score() -> None:
    assert scored([[np.nan, 1.0]]).of.tolist() == [0, 0.5]


def test_a_loss_takes_what_a_participant_sends_and_what_it_passes_on() -> None:
    """A search engine sends 60 to a forum and 20 to the company, the forum 30 of its 60 to the company."""
    flows = flows_of([0, 0, 1], [1, 2, 2], [60, 20, 30], participants=3)

    lost = losses(flows, np.array([False, False, True]))

    assert lost[:2].tolist() == pytest.approx([1, 30 / 50])
    assert np.isnan(lost[2])


def test_nothing_that_reaches_the_company_has_no_losses() -> None:
    with pytest.raises(NotEnoughDataError):
        losses(flows_of([0], [1], [5], participants=3), np.array([False, False, True]))


def test_visits_that_only_go_round_are_no_answer() -> None:
    with pytest.raises(NotEnoughDataError):
        losses(flows_of([0, 1], [1, 0], [5, 5], participants=3), np.array([False, False, True]))
