"""Getting further on the hourglass."""

from riparian.tables.hourglass import BandEntry
from riparian.testing.tables import at
from tests.derivations.hourglass.histories import done, history

STEPS = ("band", "entered_at", "left_at", "from_band", "direct", "rule")


def test_each_step_ends_where_the_next_begins() -> None:
    made = history(done(1, 0, "view"), done(1, 2, "opt in"), done(1, 5, "add to cart"), done(1, 9, "order"))

    assert made.told(BandEntry, *STEPS) == [
        (1, at(days=0), at(days=2), 0, False, "first action"),
        (3, at(days=2), at(days=5), 1, True, "opt-in"),
        (4, at(days=5), at(days=9), 3, False, "cart"),
        (5, at(days=9), None, 4, False, "order"),
    ]


def test_somebody_who_begins_by_buying_enters_directly_and_nowhere_else() -> None:
    made = history(done(1, 0, "order"), done(1, 1, "opt in"), done(1, 2, "add to cart"))

    assert made.told(BandEntry, *STEPS) == [(5, at(), None, 0, True, "order")]


def test_of_one_instant_the_furthest_band_counts_whatever_the_keys() -> None:
    made = history(done(1, 0, "order"), done(1, 0, "view"), done(2, 0, "view"), done(2, 0, "order"))

    assert made.told(BandEntry, "person_key", "band", "action_key") == [(1, 5, 16), (2, 5, 64)]


def test_a_band_once_passed_is_never_entered_again() -> None:
    made = history(
        *(done(1, day, kind) for day, kind in enumerate(["order", "view", "follow", "opt in", "try", "order"]))
    )

    assert made.told(BandEntry, "band") == [(5,)]


def test_late_data_moves_an_entry_back() -> None:
    on_time = [done(1, 10, "view"), done(1, 20, "opt in")]

    before, after = history(*on_time), history(*on_time, done(1, 12, "opt in"))

    assert before.told(BandEntry, "band", "entered_at")[1] == (3, at(days=20))
    assert after.told(BandEntry, "band", "entered_at")[1] == (3, at(days=12))
