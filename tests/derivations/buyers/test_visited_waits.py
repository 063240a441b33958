"""Months of waits that follow one with a visit."""

from riparian.derivations.buyers.visited_waits import visited_waits
from riparian.tables.buyers import LateIdentifier
from riparian.testing.tables import rows_of, table_of
from tests.derivations.buyers.turns import NONE_LATE, as_of_month, in_month, in_turn, visits_of

COLUMNS = ("person_key", "action_key", "months", "bought")
ORDERS = in_turn(
    {"person_key": 1, "bought_at": in_month(0)},
    {"person_key": 1, "bought_at": in_month(2)},
    {"person_key": 2, "bought_at": in_month(1)},
)


def test_a_wait_has_a_row_for_each_month_that_a_visit_came_before() -> None:
    visits = visits_of((1, in_month(-1)), (1, in_month(1, 3)), (1, in_month(1, 20)), (2, in_month(1)))

    made = visited_waits(ORDERS, visits, NONE_LATE, as_of_month(4))

    # The second order ends the first wait and begins one in whose own month the first waited too.
    assert sorted(rows_of(made, *COLUMNS)) == [(1, 1, 0, False), (1, 1, 2, True), (1, 17, 0, False), (2, 33, 1, False)]


def test_the_running_month_and_those_before_the_order_and_after_the_next_have_none() -> None:
    visits = visits_of((1, in_month(-2)), (1, in_month(3)), (2, in_month(3)))

    assert rows_of(visited_waits(ORDERS, visits, NONE_LATE, as_of_month(4)), *COLUMNS) == []
    assert len(rows_of(visited_waits(ORDERS, visits, NONE_LATE, as_of_month(5)), *COLUMNS)) == 2


def test_a_visit_whose_visitor_was_not_known_that_month_is_none() -> None:
    late = table_of(LateIdentifier, {"identifier_key": 2, "person_key": 2, "known_at": in_month(3)})

    assert rows_of(visited_waits(ORDERS, visits_of((2, in_month(1))), late, as_of_month(4)), *COLUMNS) == []
