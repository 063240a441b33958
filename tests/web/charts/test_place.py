import pytest

from riparian.tables.hourglass import PLACES
from riparian.web.charts.place import PersonPlace, draw_place
from tests.web.charts.drawn import SVG, collisions, outside, read, words_of


def place(*, band: int, entered: list[int], active: list[int], ever: list[int], asleep: bool = False) -> PersonPlace:
    return PersonPlace("Place of Ana", "Stands at Buy.", band, entered, active, ever, asleep, tuple(PLACES.items()))


def test_every_step_has_the_word_of_its_state() -> None:
    drawn = draw_place(place(band=5, entered=[1, 2, 5], active=[7], ever=[6, 7]))

    told = [one.says for one in words_of(drawn)]

    assert told == [
        "Know", "passed", "Like", "passed", "Trust", "skipped", "Try", "skipped", "Buy", "now",
        "Support", "ran out", "Loyalty", "active", "Advocacy", "Innovation",
    ]  # fmt: skip


def test_who_sleeps_is_told_so() -> None:
    drawn = draw_place(place(band=3, entered=[3], active=[], ever=[], asleep=True))

    assert "now, asleep" in [one.says for one in words_of(drawn)]


@pytest.mark.parametrize("band", [1, 3, 5])
def test_texts_are_legible_inside_and_apart(band: int) -> None:
    drawn = draw_place(place(band=band, entered=[band], active=[6, 7, 8, 9], ever=[6, 7, 8, 9], asleep=True))

    assert read(drawn).findtext(f"{SVG}title") == "Place of Ana"
    assert min(one.size for one in words_of(drawn)) >= 11
    assert outside(drawn) == []
    assert collisions(drawn) == []
