"""The hourglass in the months to come."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from riparian.models.band_moves import BandMove
from riparian.models.band_projection import AGES, LAST_AGE, BandMonths, BandRates, projected
from riparian.models.histories import Floats

BANDS = 5
MONTHS = 18


def rates(coming: list[float], *rising: tuple[int, int, float], **more: list[float]) -> BandRates:
    """Rates alike at every age; what is not said is 0."""
    shares = np.zeros((BANDS, BANDS, AGES))
    for start, end, share in rising:
        shares[start - 1, end - 1] = share
    flat = {name: np.zeros(BANDS) for name in ("falling_asleep", "waking", "worth_of_entry", "worth_of_awake")}
    return BandRates(np.array(coming), shares, **flat | {name: np.array(one) for name, one in more.items()})


def people(*standing: float) -> Floats:
    """So many by band, all of them there for a year."""
    here = np.zeros((BANDS, AGES))
    here[:, LAST_AGE] = standing
    return here


@st.composite
def any_rates(draw: st.DrawFn) -> BandRates:
    chance = np.random.default_rng(draw(st.integers(0, 10_000)))
    shares = chance.dirichlet(np.ones(BANDS + 1), (BANDS, AGES)).transpose(0, 2, 1)[:, :BANDS]
    shares *= np.triu(np.ones((BANDS, BANDS)), 1)[:, :, None]
    asleep, waking = chance.uniform(0, 1, (2, BANDS))
    entry, awake = chance.uniform(0, 50, (2, BANDS))
    return BandRates(chance.uniform(0, 100, BANDS), shares, asleep, waking, entry, awake)


def any_made(found: BandRates) -> BandMonths:
    return projected(found, people(100, 50, 20, 10, 40), np.array([0, 0, 5, 2, 30.0]), months=MONTHS)


def test_a_month_by_hand() -> None:
    held = rates([10, 0, 4, 0, 0], (1, 2, 0.5), (2, 5, 0.2), waking=[0, 0, 0, 0, 0.5], falling_asleep=[0, 0, 0, 0, 0.1])

    made = projected(held, people(90, 0, 0, 0, 20), np.array([0, 0, 0, 0, 6.0]), months=1)

    assert_allclose(made.entered[0], [10, 50, 4, 0, 10])
    assert_allclose(made.left[0], [50, 10, 0, 0, 0])
    assert_allclose(made.people[0], [50, 40, 4, 0, 30])
    assert_allclose(made.reached[0], [124, 74, 34, 30, 30])
    assert made.fell_asleep[0, 4] == pytest.approx(0.1 * (30 - 6))
    assert made.woke[0, 4] == pytest.approx(0.5 * (6 + 2.4))
    assert made.asleep[0, 4] == pytest.approx(4.2)


def test_demand_is_told_apart_for_who_enters_and_who_was_there() -> None:
    held = rates([0, 0, 0, 0, 3], worth_of_entry=[0, 0, 0, 0, 100], worth_of_awake=[0, 0, 0, 0, 10])

    made = projected(held, people(0, 0, 0, 0, 20), np.array([0, 0, 0, 0, 5.0]), months=2)

    assert_allclose(made.value[:, 4], [300 + 150, 300 + 180])


def test_who_rises_late_is_counted_by_how_long_they_stood_there() -> None:
    held = rates([8, 0, 0, 0, 0])
    held.rising[0, 4, 2] = 0.5

    made = projected(held, people(0, 0, 0, 0, 0), np.zeros(BANDS), months=4)

    assert_allclose(made.entered[:, 4], [0, 0, 4, 4])


@given(any_rates())
def test_people_are_conserved(found: BandRates) -> None:
    made = any_made(found)

    assert_allclose(made.opening + made.entered - made.left, made.people, atol=1e-6)
    assert_allclose(made.opening[1:], made.people[:-1], atol=1e-6)
    slept = np.vstack([[0, 0, 5, 2, 30.0], made.asleep[:-1]])
    assert_allclose(slept + made.fell_asleep - made.woke, made.asleep, atol=1e-6)
    assert (made.asleep <= made.people + 1e-6).all()
    assert min(made.people.min(), made.asleep.min(), made.woke.min(), made.value.min()) > -1e-6
    came = 220 + found.coming.sum() * np.arange(1, MONTHS + 1)
    assert_allclose(made.people.sum(axis=1), came)


@given(any_rates(), st.sampled_from(["outside -> know", "like -> trust", "buy -> dormant", "dormant -> try"]))
def test_a_move_as_often_as_it_was_changes_nothing(found: BandRates, move: str) -> None:
    made, same = any_made(found), any_made(BandMove.of(move).times(found, 1.0))

    assert_allclose(same.people, made.people)
    assert_allclose(same.value, made.value)


@given(any_rates(), st.integers(0, 4), st.integers(1, 5), st.floats(1, 50))
def test_more_who_rise_to_a_band_never_lower_how_many_ever_reached_it(
    found: BandRates, start: int, end: int, factor: float
) -> None:
    if start >= end:
        start = end - 1

    made, more = any_made(found), any_made(found.moved(start, end, factor))

    assert (more.reached[:, end - 1] >= made.reached[:, end - 1] - 1e-6).all()


def test_a_rate_grows_until_nobody_stays() -> None:
    held = rates([0] * 5, (1, 2, 0.5), (1, 5, 0.3)).moved(1, 2, 10)

    made = projected(held, people(100, 0, 0, 0, 0), np.zeros(BANDS), months=1)

    assert_allclose(made.people[0], [0, 70, 0, 0, 30])


def test_fewer_who_fall_asleep_mean_more_demand() -> None:
    worth = {"worth_of_awake": [0.0, 0, 0, 0, 10], "falling_asleep": [0, 0, 0, 0, 0.2], "waking": [0, 0, 0, 0, 0.1]}
    held = rates([5, 0, 0, 0, 1], (1, 5, 0.1), **worth)

    made, fewer = any_made(held), any_made(BandMove.of("buy -> dormant").times(held, 0.5))

    assert (fewer.value[:, 4] > made.value[:, 4]).all()
    assert_allclose(fewer.people, made.people)


def test_a_dormant_person_who_rises_wakes() -> None:
    held = rates([0] * 5, (3, 5, 1.0))

    made = projected(held, people(0, 0, 8, 0, 0), np.array([0, 0, 8.0, 0, 0]), months=1)

    assert made.woke[0, 2] == 8
    assert made.asleep[0].tolist() == [0] * 5


@pytest.mark.parametrize("shares", [(2, 1, 0.5), (3, 3, 0.5), (1, 2, 1.5), (1, 2, -0.5)])
def test_rates_that_cannot_be_are_refused(shares: tuple[int, int, float]) -> None:
    with pytest.raises(ValueError, match=r"further bands|between 0 and 1"):
        rates([0] * 5, shares)


def test_rates_are_not_changed_in_place() -> None:
    held = rates([1, 0, 0, 0, 0], (1, 2, 0.5), falling_asleep=[0, 0, 0.1, 0, 0])
    before = replace(held, rising=held.rising.copy(), coming=held.coming.copy())

    held.moved(1, 2, 2).moved(0, 1, 2).put_to_sleep(3, 2)

    assert (held.rising == before.rising).all()
    assert held.coming[0] == 1
    assert held.falling_asleep[2] == 0.1
