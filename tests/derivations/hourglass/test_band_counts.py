"""The hourglass month by month."""

from datetime import date

from riparian.tables.hourglass import BandCount
from tests.derivations.hourglass.histories import History, done, history

STOCK = ("opening", "entered", "left", "closing")
JANUARY, FEBRUARY, MARCH = (date(2024, month, 1) for month in (1, 2, 3))


def of(made: History, place: int, *columns: str) -> list[tuple[object, ...]]:
    return [row[2:] for row in made.told(BandCount, "month_on", "place", *columns) if row[1] == place]


def test_people_come_stay_and_go() -> None:
    made = history(done(1, 0, "view"), done(2, 1, "view"), done(1, 40, "opt in"), done(3, 41, "order"), as_of_day=70)

    assert of(made, 1, *STOCK) == [(0, 2, 0, 2), (2, 0, 1, 1), (1, 0, 0, 1)]
    assert of(made, 3, *STOCK, "direct") == [(0, 0, 0, 0, 0), (0, 1, 0, 1, 1), (1, 0, 0, 1, 0)]
    assert of(made, 5, *STOCK, "direct") == [(0, 0, 0, 0, 0), (0, 1, 0, 1, 1), (1, 0, 0, 1, 0)]


def test_every_place_stands_in_every_month_even_where_nothing_happened() -> None:
    made = history(done(1, 0, "view"), as_of_day=61)

    keys = made.told(BandCount, "month_on", "place")

    assert keys == [(month, place) for month in (JANUARY, FEBRUARY, MARCH) for place in range(1, 10)]


def test_an_as_of_date_at_the_turn_of_a_month_opens_no_new_month() -> None:
    made = history(done(1, 0, "view"), as_of_day=31)

    assert {month for (month,) in made.told(BandCount, "month_on")} == {JANUARY}


def test_the_dormant_are_counted_within_their_band() -> None:
    made = history(done(1, 0, "opt in"), done(2, 0, "opt in"), done(2, 100, "click"), as_of_day=125)

    assert of(made, 3, "closing", "dormant", "fell_asleep", "reignited") == [
        (2, 0, 0, 0), (2, 0, 0, 0), (2, 2, 2, 0), (2, 1, 0, 1), (2, 1, 0, 0),
    ]  # fmt: skip


def test_demand_counts_where_the_person_stands_when_the_month_ends_in_the_home_currency_alone() -> None:
    euro = {"amount": 1000, "currency": "EUR"}
    made = history(
        done(1, 0, "order", **euro), done(1, 40, "order", **euro), done(1, 41, "order", amount=7, currency="USD"),
        as_of_day=60,
    )  # fmt: skip

    assert of(made, 5, "value") == [(1000,), (1000,)]
    assert of(made, 7, "value") == [(0,), (1000,)]
    assert of(made, 1, "value") == [(0,), (0,)]


def test_nobody_has_no_months() -> None:
    made = History([], history().as_of)

    assert made.told(BandCount, "month_on") == []
