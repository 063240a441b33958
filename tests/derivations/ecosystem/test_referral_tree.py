"""Who brought whom."""

from typing import Any

from riparian.testing.tables import at, rows_of
from tests.derivations.buyers.buying import bought
from tests.derivations.ecosystem.referring import said, tree


def test_generations_and_what_came_of_each_are_counted() -> None:
    orders = (bought(1, 0, demand=100), bought(2, 20, demand=30), bought(4, 40, demand=7), bought(4, 41, demand=3))

    made = tree(said(1, 2, 10), said(1, 3, 11), said(2, 4, 30), purchases=orders)

    columns = ("person_key", "generation", "root_key", "brought", "customers_brought", "descendants", "value_brought")
    assert rows_of(made, *columns) == [(1, 0, 1, 2, 1, 3, 40), (2, 1, 1, 1, 1, 1, 10), (3, 1, 1, 0, 0, 0, 0),
                                       (4, 2, 1, 0, 0, 0, 0)]  # fmt: skip
    assert rows_of(made, "person_key", "customer", "customers_descended", "value") == [
        (1, True, 2, 100), (2, True, 1, 30), (3, False, 0, 0), (4, True, 0, 10),
    ]  # fmt: skip


def brought(*referrals: dict[str, Any], orders: tuple[dict[str, Any], ...] = ()) -> dict[int, int | None]:
    return dict(rows_of(tree(*referrals, purchases=orders), "person_key", "referrer_key"))


def test_the_first_to_refer_somebody_brought_them() -> None:
    assert brought(said(2, 3, 5), said(1, 3, 4)) == {1: None, 2: None, 3: 1}


def test_of_two_referrals_at_one_instant_the_one_known_longer_counts() -> None:
    assert brought(said(2, 3, 5, row=7), said(1, 3, 5, row=8))[3] == 2


def test_nobody_is_brought_who_had_ordered_before() -> None:
    orders = (bought(2, 3),)

    assert brought(said(1, 2, 4), orders=orders) == {1: None, 2: None}


def test_an_order_at_the_instant_of_the_referral_was_brought() -> None:
    assert brought(said(1, 2, 3), orders=(bought(2, 3),))[2] == 1


def test_nobody_brings_themselves_under_another_identifier() -> None:
    themselves = said(1, 1, 4) | {"referrer_key": 5000}

    assert brought(themselves, said(1, 2, 5)) == {1: None, 2: 1}


def test_a_ring_is_cut_at_its_last_referral_and_says_so() -> None:
    made = tree(said(1, 2, 1), said(2, 3, 2), said(3, 1, 3))

    assert rows_of(made, "person_key", "referrer_key", "generation", "ring", "referred_at") == [
        (1, None, 0, True, None), (2, 1, 1, False, at(days=1)), (3, 2, 2, False, at(days=2)),
    ]  # fmt: skip


def test_no_referral_makes_no_tree() -> None:
    assert rows_of(tree(purchases=(bought(1, 0),))) == []
