"""What sells best."""

from datetime import date
from typing import Any

import pytest

from riparian.core.durations import AsOf
from riparian.derivations.buyers.items import items
from riparian.derivations.buyers.winning_items import WinningItemsSettings, winning_items
from riparian.tables.items import WinningItem
from riparian.testing.tables import at, labels_table, rows_of
from tests.derivations.buyers.buying import item, items_of

AS_OF = AsOf(at(days=731))
"""1 January 2026: the last year is 2025."""
LAST = 366
TEN = [100, 60, 50, 40, 30, 30, 25, 25, 20, 20]
COLUMNS = (
    "scope", "name", "item", "item_name", "category", "demand", "quantity", "buyers", "share_before", "item_class",
    "winner_days", "first_sold_on", "new", "customer_years",
)  # fmt: skip
Found = dict[tuple[str, str, str], dict[str, Any]]


def winners(*lines: dict[str, Any], **limits: float) -> Found:
    given = items_of(*lines)
    made = winning_items(given, items(given), labels_table(), WinningItemsSettings(**limits), AS_OF)
    rows = rows_of(made, *COLUMNS, row=WinningItem)
    return {(row[0], row[1], row[2]): dict(zip(COLUMNS, row, strict=True)) for row in rows}


def classes(found: Found, scope: str, name: str) -> dict[str, str]:
    return {one: row["item_class"] for (of, part, one), row in found.items() if (of, part) == (scope, name)}


def test_of_ten_items_one_wins_and_two_contend() -> None:
    """By hand: 400 sold; Winner: item 1; Contenders: 2 and 3; Others: 4 to 10."""
    found = winners(*(item(1, LAST, f"{n:02}", demand=sold) for n, sold in enumerate(TEN, 1)))

    assert list(classes(found, "all", "all").values()) == ["Winner", "Contender", "Contender", *["Other"] * 7]
    assert found["all", "all", "03"]["share_before"] == 0.4


def test_what_was_sold_before_the_last_twelve_months_does_not_win_in_them() -> None:
    found = winners(item(1, LAST - 1, "old", demand=900), item(1, LAST, "now", demand=1))

    assert classes(found, "all", "all") == {"now": "Winner"}


def test_each_scope_has_winners_of_its_own() -> None:
    """1 January and 10 December are of one season; 1 May (day 486) is of another."""
    found = winners(
        item(1, LAST, "a", demand=60, channel="web", category="teas"),
        item(1, 710, "b", demand=50, channel="shop", category="teas"),
        item(2, 486, "c", demand=40, channel="shop", category="cups"),
    )

    assert classes(found, "all", "all") == {"a": "Winner", "b": "Contender", "c": "Other"}
    assert classes(found, "channel", "shop") == {"b": "Winner", "c": "Other"}
    assert classes(found, "channel", "web") == {"a": "Winner"}
    assert classes(found, "category", "teas") == {"a": "Winner", "b": "Other"}
    assert classes(found, "season", "December to February") == {"a": "Winner", "b": "Other"}
    assert classes(found, "season", "March to May") == {"c": "Winner"}


def test_an_item_without_a_category_wins_in_none() -> None:
    found = winners(item(1, LAST, "a"))

    assert {(scope, name) for scope, name, _ in found} == {
        ("all", "all"), ("channel", "web"), ("season", "December to February"),
    }  # fmt: skip


def test_days_on_which_an_item_won_are_counted_within_each_scope() -> None:
    found = winners(
        item(1, LAST, "a", demand=9), item(1, LAST, "b", demand=5, channel="shop"),
        item(2, LAST + 0.9, "b", demand=5, channel="shop"),
        item(1, LAST + 1, "a", demand=5), item(1, LAST + 1, "b", demand=5),
        item(1, LAST + 2, "a", demand=1),
    )  # fmt: skip

    # b makes 10 of the first day, both make half of the second, and a makes all of the third.
    assert (found["all", "all", "a"]["winner_days"], found["all", "all", "b"]["winner_days"]) == (2, 2)
    assert (found["channel", "web", "a"]["winner_days"], found["channel", "web", "b"]["winner_days"]) == (3, 1)
    assert found["channel", "shop", "b"]["winner_days"] == 1


def test_an_item_that_never_won_a_day_has_none() -> None:
    found = winners(item(1, LAST, "a", demand=9), item(1, LAST, "b", demand=1))

    assert found["all", "all", "b"]["winner_days"] == 0


def test_the_age_of_the_items_customer_is_the_mean_of_those_who_bought_it() -> None:
    """Hillstrom (April 2018): one of 1.00 years and one of 5.00 make 3.00."""
    year = 365.25
    found = winners(
        item(1, 400, "a", first_bought_at=at(days=400 - year)),
        item(2, 400, "a", first_bought_at=at(days=400 - 5 * year)),
        item(2, 390, "a", first_bought_at=at(days=400 - 5 * year), quantity=3.0),
    )

    made = found["all", "all", "a"]
    assert made["customer_years"] == pytest.approx(3.0)
    assert (made["buyers"], made["quantity"], made["demand"]) == (2, 5.0, 300)


def test_an_item_is_new_that_was_first_sold_within_the_year() -> None:
    found = winners(item(1, 0, "old"), item(1, LAST, "old"), item(1, LAST, "young"))

    assert (found["all", "all", "old"]["new"], found["all", "all", "young"]["new"]) == (False, True)
    assert found["all", "all", "old"]["first_sold_on"] == date(2024, 1, 1)


def test_nobody_knows_what_is_new_where_the_log_begins_with_the_year() -> None:
    found = winners(item(1, LAST - 5, "a"), item(1, LAST, "a"))

    assert found["all", "all", "a"]["new"] is None


def test_lines_in_another_currency_are_pieces_and_no_demand() -> None:
    found = winners(item(1, LAST, "a", demand=None), item(1, LAST, "b"))

    made = found["all", "all", "a"]
    assert (made["demand"], made["quantity"], made["item_class"], made["share_before"]) == (0, 1.0, "Other", 1.0)


def test_limits_are_settings() -> None:
    lines = [item(1, LAST, f"{n:02}", demand=sold) for n, sold in enumerate(TEN, 1)]
    found = winners(*lines, winners_below=0.30, contenders_below=0.60)

    assert list(classes(found, "all", "all").values())[:5] == ["Winner", "Winner", "Contender", "Contender", "Other"]


def test_no_lines_have_no_winner() -> None:
    assert winners() == {}
