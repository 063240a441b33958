"""Moves on the hourglass in words."""

import pytest

from riparian.models.band_moves import BAND_NAMES, BandMove
from riparian.tables.hourglass import BANDS


def test_bands_are_those_of_the_hourglass() -> None:
    assert [name.capitalize() for name in BAND_NAMES] == list(BANDS.values())


@pytest.mark.parametrize(
    ("said", "move"),
    [
        ("like -> trust", BandMove(2, 3)),
        ("Outside->know", BandMove(0, 1)),
        (" know  ->  buy ", BandMove(1, 5)),
        ("buy -> dormant", BandMove(5, -1)),
        ("dormant -> buy", BandMove(-1, 5)),
    ],
)
def test_words_say_a_move_and_back(said: str, move: BandMove) -> None:
    assert BandMove.of(said) == move
    assert BandMove.of(str(move)) == move


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("trust", "say two places"),
        ("like -> love", "no place 'love'"),
        ("buy -> try", "a band once reached is kept"),
        ("try -> try", "a band once reached is kept"),
        ("buy -> outside", "a band once reached is kept"),
        ("outside -> dormant", "a band once reached is kept"),
        ("dormant -> outside", "a band once reached is kept"),
    ],
)
def test_what_is_no_move_is_refused(said: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        BandMove.of(said)
