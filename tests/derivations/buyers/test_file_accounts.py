"""Which buyers were kept, won back, and new."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.core.durations import AsOf
from riparian.derivations.buyers.file_accounts import file_accounts
from riparian.tables.buyers import GuestOrder
from riparian.testing.tables import TestingGather, at, rows_of, table_of
from tests.derivations.buyers.buying import bought, purchases_of

AS_OF = AsOf(at(days=366 + 365 * 3))
"""1 January 2028; the years are those of the calendar, 2024 the first."""
DAYS = {2024: 0, 2025: 366, 2026: 731, 2027: 1096}
COLUMNS = (
    "year_to", "covered", "previous", "retained", "reactivated", "new", "buyers", "rebuy_rate", "fixed_point",
    "demand", "retained_demand", "reactivated_demand", "new_demand", "guest_orders",
    "guest_demand",
)  # fmt: skip


def accounts(*purchases: dict[str, Any], guests: tuple[dict[str, Any], ...] = ()) -> dict[int, dict[str, Any]]:
    """By calendar year."""
    made = file_accounts(purchases_of(*purchases), table_of(GuestOrder, *guests), AS_OF, TestingGather())
    return {row[0].year: dict(zip(COLUMNS, row, strict=True)) for row in rows_of(made, *COLUMNS)}


def in_years(*years_of_people: tuple[int, ...]) -> list[dict[str, Any]]:
    """Purchases on the first day of these years, a person each."""
    return [bought(person, DAYS[year]) for person, years in enumerate(years_of_people) for year in years]


def test_guests_stand_beside_the_file_and_are_no_part_of_it() -> None:
    ordered = [(8, DAYS[2027], 30), (9, DAYS[2027] + 1, None), (7, DAYS[2025], 5)]
    guests = tuple({"person_key": who, "bought_at": at(days=day), "demand": demand} for who, day, demand in ordered)

    found = accounts(*in_years((2025, 2027)), guests=guests)

    told = {
        year: (one["buyers"], one["demand"], one["guest_orders"], one["guest_demand"]) for year, one in found.items()
    }
    assert told == {2025: (1, 100, 1, 5), 2026: (0, 0, 0, 0), 2027: (1, 100, 2, 30)}


def test_buyers_are_kept_won_back_or_new() -> None:
    found = accounts(*in_years((2024, 2025, 2027), (2024, 2025), (2025,), (2026, 2027), (2027,)))

    assert {year: (one["retained"], one["reactivated"], one["new"], one["buyers"]) for year, one in found.items()} == {
        2024: (0, 0, 2, 2),
        2025: (2, 0, 1, 3),
        2026: (0, 0, 1, 1),
        2027: (1, 1, 1, 3),
    }
    assert [found[year]["year_to"] for year in (2024, 2027)] == [date(2024, 12, 31), date(2027, 12, 31)]


def test_the_published_file_comes_to_its_limit() -> None:
    """Hillstrom (November 2023), a thousandth: 100 buyers, a quarter kept, 40 coming: 53.33 in the end."""
    former = [(2026, 2027)] * 25 + [(2026,)] * 75
    found = accounts(bought(999, 0), *in_years(*former, *[(2027,)] * 40))[2027]

    assert (found["previous"], found["rebuy_rate"], found["buyers"]) == (100, 0.25, 65)
    assert found["fixed_point"] == pytest.approx(53.3333333)


def test_where_everybody_is_kept_the_file_has_no_limit() -> None:
    found = accounts(*in_years((2024, 2025, 2026, 2027)))[2027]

    assert (found["rebuy_rate"], found["fixed_point"]) == (1.0, None)


def test_demand_lies_with_the_buyers_who_made_it_and_an_order_of_another_currency_makes_none() -> None:
    found = accounts(
        bought(1, 0, demand=5), bought(1, 1096, demand=70), bought(1, 1097, demand=1), bought(2, 731, demand=3),
        bought(2, 1100, demand=200), bought(3, 1100, demand=None),
    )[2027]  # fmt: skip

    assert (found["retained_demand"], found["reactivated_demand"], found["new_demand"]) == (200, 71, 0)
    assert (found["demand"], found["new"]) == (271, 1)


def test_a_year_of_which_part_was_watched_is_told_and_gives_no_rebuy_rate() -> None:
    found = accounts(bought(1, 183), bought(1, 400), bought(2, 800))

    assert found[2024]["covered"] == pytest.approx(0.5)
    assert {one["covered"] for year, one in found.items() if year > 2024} == {1.0}
    assert (found[2025]["previous"], found[2025]["retained"], found[2025]["rebuy_rate"]) == (1, 1, None)
    assert found[2026]["rebuy_rate"] == 0.0


def test_a_year_without_buyers_has_a_row() -> None:
    found = accounts(*in_years((2024, 2027)))

    assert (found[2025]["buyers"], found[2025]["rebuy_rate"], found[2026]["rebuy_rate"]) == (0, 0.0, None)
    assert found[2027]["reactivated"] == 1


def test_nobody_has_no_account() -> None:
    assert accounts() == {}


histories = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, 1460), st.none() | st.integers(0, 900)), min_size=1, max_size=40
)


@given(histories)
def test_the_identity_holds_and_years_follow_from_one_another(drawn: list[tuple[int, int, int | None]]) -> None:
    found = accounts(*(bought(person, day, demand=demand) for person, day, demand in drawn))

    for year, one in found.items():
        people = {person for person, day, _ in drawn if at(days=day).year == year}
        assert one["retained"] + one["reactivated"] + one["new"] == one["buyers"] == len(people)
        assert one["demand"] == sum(demand or 0 for _, day, demand in drawn if at(days=day).year == year)
        assert one["retained_demand"] + one["reactivated_demand"] + one["new_demand"] == one["demand"]
        assert one["previous"] == (found[year - 1]["buyers"] if year - 1 in found else 0)
        assert one["retained"] <= one["previous"]
    assert sum(one["new"] for one in found.values()) == len({person for person, *_ in drawn})
