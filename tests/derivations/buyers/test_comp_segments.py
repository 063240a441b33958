"""Customers of one definition, frozen year after year."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import promises
from riparian.derivations.buyers.comp_people import CompPeopleSettings, Definition, comp_people
from riparian.derivations.buyers.comp_segments import comp_segments
from riparian.tables.forensics import CompSegment
from riparian.testing.tables import TestingGather, at, labels_table, rows_of
from tests.derivations.buyers.buying import bought, purchases_of

AS_OF = AsOf(at(days=366 + 365 * 3))
"""1 January 2028; the years are those of the calendar, 2024 the first."""
DAYS = {2024: 0, 2025: 366, 2026: 731, 2027: 1096}
COLUMNS = tuple(promise.name for promise in promises(CompSegment))
Found = dict[tuple[str, int], dict[str, Any]]


def segments(*purchases: dict[str, Any], definitions: tuple[Definition, ...] = ()) -> Found:
    """By definition and the year at whose end it is frozen."""
    given = purchases_of(*purchases)
    people = comp_people(given, labels_table(), CompPeopleSettings(definitions=definitions), AS_OF)
    made = comp_segments(people, given, AS_OF, TestingGather())
    return {(row[0], row[1].year): dict(zip(COLUMNS, row, strict=True)) for row in rows_of(made, *COLUMNS)}


def in_years(*years_of_people: tuple[int, ...], **more: Any) -> list[dict[str, Any]]:
    """Purchases on the first days of these years, a person each; of a year named twice on two days."""
    return [
        bought(person, DAYS[year] + years[:place].count(year), **more)
        for person, years in enumerate(years_of_people)
        for place, year in enumerate(years)
    ]


def households(found: Found, year: int) -> dict[str, tuple[int, int]]:
    return {name: (one["households"], one["rebuyers"]) for (name, of), one in found.items() if of == year}


def test_each_definition_is_frozen_at_the_end_of_a_year_and_followed_through_the_next() -> None:
    found = segments(*in_years((2024, 2025, 2026), (2024, 2026, 2027), (2026, 2026, 2027), (2026,), (2024, 2024)))

    assert households(found, 2026) == {
        "all buyers": (4, 2),
        "existing": (2, 1),
        "new": (2, 1),
        "new and reactivated": (3, 2),
        "two orders": (1, 1),
    }
    assert households(found, 2024)["all buyers"] == (3, 1)
    assert found["all buyers", 2026]["frozen_on"] == date(2026, 12, 31)
    assert {year for _, year in found} == {2024, 2025, 2026}


def test_demand_is_rebuy_rate_times_spend_per_rebuyer() -> None:
    """Hillstrom (15 September 2008), 2008 in small: 53.7 % of 1,000 households, $274 each: $147.14 a household."""
    former = in_years(*[(2026,)] * 1000)
    found = segments(bought(5000, 0), *former, *(bought(n, 1100, demand=27_400) for n in range(537)))

    made = found["all buyers", 2026]
    assert (made["households"], made["rebuyers"], made["rebuy_rate"]) == (1000, 537, 0.537)
    assert (made["spend_per_rebuyer"], made["demand"]) == (27_400, 537 * 27_400)
    assert made["demand_per_household"] == pytest.approx(14_713.8)


def test_spend_splits_into_orders_items_and_price_and_its_change_too() -> None:
    found = segments(
        *in_years((2025,), (2025,), (2025,), (2025,)),
        bought(0, 731, demand=600, items=3.0), bought(1, 731, demand=600, items=3.0), bought(9, 0),
        bought(0, 1096, demand=500, items=1.0), bought(0, 1097, demand=700, items=2.0), bought(1, 1096, items=None),
    )  # fmt: skip

    last = found["all buyers", 2026]
    assert (last["orders_per_rebuyer"], last["items_per_order"]) == (1.5, 1.5)
    assert last["price_per_item"] == pytest.approx(1300 / 3 / 1.5)
    parts = (last["change_by_orders"], last["change_by_items"], last["change_by_price"])
    assert last["change"] == pytest.approx(650 / 300 - 1)
    assert last["change_by_rebuy"] + last["change_by_spend"] == pytest.approx(last["change"])
    assert sum(parts) == pytest.approx(last["change_by_spend"])
    assert parts[0] > 0 > parts[1]


def test_without_lines_the_causes_of_spend_stay_unknown() -> None:
    made = segments(*in_years((2024, 2025, 2026), items=None))["all buyers", 2025]

    assert (made["items_per_order"], made["price_per_item"], made["change_by_price"]) == (None, None, None)
    assert (made["change"], made["change_by_rebuy"], made["change_by_spend"]) == (0, 0, 0)


def test_where_nobody_came_back_there_is_no_spend_to_speak_of() -> None:
    made = segments(*in_years((2024, 2026)))["all buyers", 2026]

    assert (made["rebuy_rate"], made["demand_per_household"], made["spend_per_rebuyer"]) == (0, 0, None)
    assert made["change"] is None


def test_a_definition_of_the_settings_may_take_in_the_lapsed() -> None:
    lapsed = Definition(name="lapsed", months_from=13, months_to=24)
    found = segments(*in_years((2025, 2027), (2025,), (2026, 2027), (2024,)), definitions=(lapsed,))

    # By January: who last bought in January 2025 has 23 months behind them at the end of 2026, in 2024 35.
    assert households(found, 2026)["lapsed"] == (2, 1)
    assert households(found, 2025)["lapsed"] == (1, 0)


@pytest.mark.parametrize(
    ("wanted", "people"),
    [
        ({"orders_from": 2, "orders_to": 2}, {2}),
        ({"orders_ever_from": 2}, {1, 2}),
        ({"orders_ever_to": 1}, {3, 4}),
        ({"channel": "shop"}, {3}),
        ({"months_to": 5}, {4}),
    ],
)
def test_definitions_go_by_orders_recency_and_last_channel(wanted: dict[str, Any], people: set[int]) -> None:
    """Each who belongs buys for a penny of their own power of ten, so that demand says who it was."""
    found = segments(
        bought(1, 0), bought(1, 731), bought(2, 731, channel="shop"), bought(2, 732), bought(3, 731, channel="shop"),
        bought(4, 1090), *(bought(n, 1096, demand=10**n) for n in (1, 2, 3, 4)),
        definitions=(Definition(name="mine", **wanted),),
    )  # fmt: skip

    assert found["mine", 2026]["demand"] == sum(10**person for person in people)


def test_names_of_definitions_are_not_taken_twice() -> None:
    with pytest.raises(ValidationError, match="a name of its own"):
        CompPeopleSettings(definitions=(Definition(name="new"),))


def test_a_log_of_a_year_is_not_enough() -> None:
    with pytest.raises(NotEnoughDataError, match="a comp segment needs 2 years"):
        segments(bought(1, 1096))


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 1460)), min_size=1, max_size=30))
def test_existing_and_new_make_up_all_buyers_and_what_they_do(drawn: list[tuple[int, int]]) -> None:
    found = segments(bought(9, 0), *(bought(person, day) for person, day in drawn))

    for (name, year), whole in found.items():
        if name != "all buyers":
            continue
        parts = [found[part, year] for part in ("existing", "new") if (part, year) in found]
        for column in ("households", "rebuyers", "demand"):
            assert sum(part[column] for part in parts) == whole[column]
        assert whole["households"] == len({p for p, day in [(9, 0), *drawn] if at(days=day).year == year})


def test_where_the_only_orders_are_of_the_log_s_first_part_of_a_year_nobody_is_compared() -> None:
    as_of = AsOf(at(days=900))
    given = purchases_of(bought(1, 0))

    people = comp_people(given, labels_table(), CompPeopleSettings(), as_of)

    assert rows_of(comp_segments(people, given, as_of, TestingGather()), "definition") == []
