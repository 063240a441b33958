from datetime import UTC, date, datetime, timedelta

import pytest

from riparian.web import words


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (7, "7"),
        (99_999, "99,999"),
        (412_300, "412 k"),
        (999_499, "999 k"),
        (1_250_000, "1.25 M"),
        (12_400_000, "12.4 M"),
        (2_000_000_000, "2 bn"),
    ],
)
def test_large_numbers_are_told_short(value: int, told: str) -> None:
    assert words.short(value) == told


@pytest.mark.parametrize(
    ("minor", "currency", "exact", "whole"),
    [
        (31_250, "EUR", "€312.50", "€312"),
        (31_350, "EUR", "€313.50", "€314"),
        (-1_200, "USD", "−$12.00", "−$12"),
        (1_234_567, "JPY", "¥1,234,567", "¥1,234,567"),
        (1_500, "SEK", "15.00 SEK", "15 SEK"),
        (1_234, "KWD", "1.234 KWD", "1 KWD"),
        (1_234, "UGX", "1,234 UGX", "1,234 UGX"),
        (12_345, "CLF", "1.2345 CLF", "1 CLF"),
    ],
)
def test_money_has_the_minor_digits_of_its_currency_and_rounds_half_to_even(
    minor: int, currency: str, exact: str, whole: str
) -> None:
    assert words.money(minor, currency) == exact
    assert words.whole_money(minor, currency) == whole


@pytest.mark.parametrize(
    ("passed", "told"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23), "23 hours ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=45), "45 days ago"),
        (timedelta(days=200), "6 months ago"),
        (timedelta(days=800), "2 years ago"),
        (timedelta(hours=-1), "just now"),
    ],
)
def test_how_long_ago(passed: timedelta, told: str) -> None:
    assert words.age(passed) == told


def test_dates_are_told_without_leading_zeros() -> None:
    at = datetime(2026, 3, 8, 9, 5, tzinfo=UTC)

    assert words.day(at) == "8 Mar 2026"
    assert words.long_day(at) == "Sunday 8 March 2026"
    assert words.instant(at) == "8 Mar 2026, 09:05"
    assert words.month(date(2026, 3, 1)) == words.month_name("2026-03") == "March 2026"


def test_signs_are_true_minus_signs() -> None:
    assert words.signed(-3) == "−3"
    assert words.signed(12.4) == "+12"
    assert words.share(-0.031) == "−3.1 %"


def test_one_is_singular() -> None:
    assert words.people(1) == "1 person"
    assert words.people(2_400) == "2,400 people"
    assert words.days(1.0) == "1.0 day"
    assert words.days(41.4) == "41 days"


@pytest.mark.parametrize(
    ("hours", "told"), [(0.2, "12 minutes"), (1.0, "1 hour"), (5.25, "5 hours"), (47.4, "47 hours"), (80.0, "3.3 days")]
)
def test_a_length_of_time_is_told_in_the_unit_it_fills(hours: float, told: str) -> None:
    assert words.hours(hours) == told


@pytest.mark.parametrize(("amount", "told"), [(309_315, "309 kB"), (2_690_493, "2.7 MB"), (4_100_000_000, "4.1 GB")])
def test_sizes_are_told_in_their_unit(amount: int, told: str) -> None:
    assert words.size(amount) == told


@pytest.mark.parametrize(
    ("minor", "told", "signed"),
    [(0, "€0", "€0"), (48.2, "€0.48", "+€0.48"), (-746, "−€7.46", "−€7.46"), (10_000, "€100", "+€100")],
)
def test_money_under_a_hundred_units_is_told_to_its_minor_units(minor: float, told: str, signed: str) -> None:
    assert words.fitting_money(minor, "EUR") == told
    assert words.signed_money(minor, "EUR") == signed


def test_the_sign_of_short_money_stands_before_its_symbol() -> None:
    assert words.short_money(-1_000_000, "EUR") == "−€10,000"


def test_names_in_a_row_end_in_and_and_many_are_cut() -> None:
    assert words.listed([]) == ""
    assert words.listed(["Email"]) == "Email"
    assert words.listed(["Email", "Display"]) == "Email and Display"
    assert words.listed(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
