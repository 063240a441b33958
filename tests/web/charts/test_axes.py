import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.web.charts.axes import Scale, apart, steps


@pytest.mark.parametrize(
    ("low", "high", "made"),
    [(0, 43.3, (0, 10, 20, 30, 40, 50)), (0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1)), (0, 0, (0, 0.2, 0.4, 0.6, 0.8, 1))],
)
def test_steps_are_round_and_hold_everything(low: float, high: float, made: tuple[float, ...]) -> None:
    assert steps(low, high) == made


@given(low=st.floats(-1e6, 1e6), room=st.floats(1e-3, 1e6))
def test_steps_always_hold_everything_and_are_few(low: float, room: float) -> None:
    made = steps(low, low + room)

    assert made[0] <= low + 1e-6 * room
    assert made[-1] >= low + room * (1 - 1e-6)
    assert 3 <= len(made) <= 8


def test_a_scale_without_room_puts_everything_in_the_middle() -> None:
    assert Scale(5, 5, 0, 100)(5) == 50


def test_places_are_moved_apart_in_their_order_and_stay_above_the_lowest() -> None:
    moved = apart([100, 98, 20], least=15, lowest=110)

    assert moved == [110, 95, 20]
