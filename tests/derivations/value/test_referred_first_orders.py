"""Where referred people come in and what they first spend, against others of the same month."""

from typing import Any

import pytest

from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import promises
from riparian.derivations.value.beginnings import BeginningsSettings, beginnings
from riparian.derivations.value.referred_first_orders import ReferredFirstOrdersSettings, referred_first_orders
from riparian.models.holdout import Arm
from riparian.models.re_ledgers import referred_against_others
from riparian.tables.actions import Action
from riparian.tables.hourglass import BandEntry
from riparian.tables.value import OrderWayIn, ReferredFirstOrder
from riparian.testing.tables import TestingGather, at, rows_of, table_of

AS_OF = AsOf(at(days=366))
COLUMNS = tuple(promise.name for promise in promises(ReferredFirstOrder))
GROUPS = ("referred", "others", "referred_mean", "other_mean")

Given = dict[str, Any]


def done(person: int, kind: str, day: float) -> Given:
    return {"person_key": person, "kind": kind, "occurred_at": at(days=day), "action_key": person * 100 + int(day)}


def first(person: int, day: float, demand: int | None, way: str = "new", **more: Any) -> Given:
    told = {"person_key": person, "action_key": person, "bought_at": at(days=day), "number": 1, "way": way}
    return told | {"guest": False, "demand": demand} | more


def entry(person: int, day: float, band: int) -> Given:
    return {"person_key": person, "band": band, "entered_at": at(days=day)}


def found(
    actions: tuple[Given, ...] = (), entries: tuple[Given, ...] = (), orders: tuple[Given, ...] = ()
) -> dict[tuple[str, str], Given]:
    """By measure and month."""
    ways, gather = table_of(OrderWayIn, *orders), TestingGather()
    told = (table_of(Action, *actions), table_of(BandEntry, *entries), ways)
    began = beginnings(*told, BeginningsSettings(), AS_OF, gather)
    made = referred_first_orders(began, ways, ReferredFirstOrdersSettings(), gather)
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in rows_of(made, *COLUMNS)]
    return {(row["measure"], row["month"]): row for row in rows}


def test_first_orders_are_compared_within_their_month() -> None:
    amounts = {("referral", 5): (100, 140), ("new", 5): (60, 80), ("referral", 40): (300, 310), ("new", 40): (280, 300)}
    orders = tuple(
        first(10 * number + place, day, demand, way)
        for number, ((way, day), both) in enumerate(amounts.items())
        for place, demand in enumerate(both)
    )

    rows = found(orders=orders)

    arms = [Arm(2, a + b, a * a + b * b) for a, b in amounts.values()]
    expected = referred_against_others([arms[0], arms[2]], [arms[1], arms[3]])
    every = rows["first order", "all"]
    assert [rows["first order", "2024-01"][name] for name in GROUPS] == [2, 2, 120.0, 70.0]
    assert every["difference"] == pytest.approx((50 + 15) / 2)
    assert (every["low"], every["high"]) == (pytest.approx(expected.low), pytest.approx(expected.high))


def test_only_first_orders_of_no_guest_with_known_demand_count() -> None:
    orders = (
        first(1, 5, 100, "referral"), first(2, 5, None), first(3, 5, 70, number=2, way="repeat"),
        first(4, 5, 90, guest=True), first(5, 5, 50),
    )  # fmt: skip

    row = found(orders=orders)["first order", "2024-01"]

    assert [row[name] for name in (*GROUPS, "difference")] == [1, 1, 100.0, 50.0, None]


def test_who_had_been_referred_before_they_did_anything_is_referred() -> None:
    actions = (
        done(1, "referred", 3), done(1, "visit", 4), done(2, "visit", 3), done(2, "referred", 4),
        done(3, "receive", 1), done(3, "referred", 2), done(3, "visit", 40), done(4, "referred", 2),
    )  # fmt: skip
    entries = (entry(1, 4, 1), entry(2, 3, 1), entry(3, 40, 1))

    rows = found(actions, entries)

    assert [rows["came in at Know", month]["referred"] for month in ("2024-01", "2024-02", "all")] == [1, 1, 2]
    assert rows["came in at Know", "2024-01"]["others"] == 1


def test_people_come_in_at_the_furthest_band_of_their_first_day() -> None:
    actions = (done(1, "referred", 3), done(1, "visit", 4), done(2, "visit", 4))
    entries = (entry(1, 4, 1), entry(1, 4.5, 4), entry(1, 5.5, 5), entry(2, 4, 1), entry(2, 6, 2))

    rows = found(actions, entries, (first(9, 4, None),))

    means = {
        measure: (row["referred_mean"], row["other_mean"]) for (measure, month), row in rows.items() if month == "all"
    }
    assert (means["came in at Try"], means["came in at Know"], means["came in at Buy"]) == ((1, 0), (0, 1), (0, 0))


def test_without_orders_nobody_is_said_not_to_have_bought() -> None:
    actions = (done(1, "referred", 3), done(1, "visit", 4), done(2, "visit", 4), done(3, "visit", 300))
    entries = (entry(1, 4, 1), entry(2, 4, 1), entry(3, 300, 1))

    measures = {measure for measure, _ in found(actions, entries)}

    assert measures == {"came in at Know", "came in at Like", "came in at Trust", "came in at Try"}


def test_buying_soon_is_asked_of_those_alone_who_were_watched_long_enough() -> None:
    actions = (
        done(1, "referred", 3), done(1, "visit", 4), done(2, "visit", 4), done(3, "referred", 1), done(3, "visit", 5),
        done(4, "visit", 300), done(5, "visit", 4),
    )  # fmt: skip
    orders = (first(1, 93.9, 10, "referral"), first(2, 94, 10), first(4, 301, 10))

    row = found(actions, orders=orders)["bought soon", "all"]

    assert [row[name] for name in GROUPS] == [2, 2, 0.5, 0.0]


def test_where_nobody_was_referred_there_is_a_sentence() -> None:
    with pytest.raises(NotEnoughDataError, match="nobody was referred"):
        found((done(1, "visit", 1),), (entry(1, 1, 1),), (first(1, 5, 10),))
