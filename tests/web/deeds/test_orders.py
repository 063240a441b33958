from datetime import date, datetime
from typing import Any

from riparian.web.deeds.deed import Deed
from riparian.web.deeds.orders import Bought, Came, CameBy, Ordered, Placed
from riparian.web.deeds.sources import KnownTo
from tests.web.hand_reader import HandReader

AS_OF = datetime(2026, 11, 1)
LAST, BEFORE = date(2026, 10, 31), date(2025, 10, 31)
NOW, FORMER, LONG_AGO = datetime(2026, 10, 31, 23), datetime(2025, 10, 31, 23), datetime(2024, 1, 1)


def order(person: int, number: int, at: datetime, channel: str = "web") -> dict[str, Any]:
    return {"person_key": person, "number": number, "bought_at": at, "channel": channel}


def line(person: int, at: datetime, item: str, category: str, channel: str = "web") -> dict[str, Any]:
    return {"person_key": person, "bought_at": at, "item": item, "category": category, "channel": channel}


TABLES = HandReader(
    {
        # 1 is retained, 2 new, 3 came back after a gap, 4 bought in the year before alone, 5 is a guest.
        "purchases": [
            order(1, 1, FORMER), order(1, 2, NOW, "shop"), order(2, 1, NOW), order(3, 1, LONG_AGO), order(3, 2, NOW),
            order(4, 1, FORMER, "shop"),
        ],
        "purchased_items": [line(1, NOW, "fork", "Tools", "shop"), line(5, NOW, "fork", "Tools")],
        "ways_in": [
            {"person_key": 3, "way": "re-ignited", "bought_at": NOW},
            {"person_key": 3, "way": "re-ignited", "bought_at": NOW},
            {"person_key": 1, "way": "retained", "bought_at": NOW},
        ],
        "rebuy_chances": [{"person_key": key, "orders": orders} for key, orders in ((1, 2), (2, 1), (3, 9))],
        "person_sources": [{"person_key": 2, "source": "shop"}],
        "standings": [{"person_key": key} for key in range(1, 6)],
    },
    as_of=AS_OF,
)  # fmt: skip


def who(*deeds: Deed) -> list[int]:
    where = [condition for deed in deeds for condition in deed.where(TABLES)]
    return sorted(row["person_key"] for row in TABLES.rows("standings", where=where, limit=10))


def test_a_year_s_buyers_are_retained_new_or_back_and_nothing_else() -> None:
    assert who(Bought(LAST)) == [1, 2, 3]
    assert who(Bought(BEFORE), Bought(LAST)) == [1]
    assert who(Came(LAST, "new")) == [2]
    assert who(Came(LAST, "back")) == [3]
    assert who(Bought(BEFORE)) == who(Came(BEFORE, "new")) == [1, 4]
    assert who(Came(LAST, "existing")) == [1, 3]
    assert who(Came(LAST, "new or back")) == [2, 3]


def test_what_is_not_new_is_of_every_later_way_in_and_a_person_of_two_is_found_once() -> None:
    assert who(CameBy(LAST, "later")) == [1, 3]
    assert TABLES.count("ways_in", where=CameBy(LAST, "later").rows(TABLES).where) == 3
    assert "(repeat, retained, referral, re-ignited)" in CameBy(LAST, "later").says()


def test_orders_of_a_year_may_be_of_any_way_in() -> None:
    deed = CameBy(LAST, "any")

    assert (who(deed), deed.rows(TABLES).counted(TABLES)) == ([1, 3], 3)
    assert deed.says() == "placed orders in the year to 31 Oct 2026"


def test_orders_of_a_month_are_counted_each() -> None:
    deed = Ordered("2024-01")

    assert who(deed) == [3]
    assert who(Ordered("2026-10")) == [1, 2, 3]
    assert Ordered("2025-10").rows(TABLES).counted(TABLES) == 2
    assert deed.says() == "ordered in January 2024"


def test_through_a_channel_is_by_the_order_and_from_a_category_by_its_lines() -> None:
    assert who(Bought(LAST, "channel", "shop")) == [1]
    assert who(Bought(BEFORE, "channel", "web"), Bought(LAST, "channel", "shop")) == [1]
    assert who(Bought(LAST, "category", "Tools")) == [1]


def test_an_item_counts_guests_too_and_may_be_of_one_channel() -> None:
    assert who(Bought(LAST, "item", "fork")) == [1, 5]
    assert who(Bought(LAST, "item", "fork", "web")) == [5]


def test_ever_is_any_order() -> None:
    assert who(Bought()) == [1, 2, 3, 4]


def test_a_way_in_tells_people_and_their_orders() -> None:
    deed = CameBy(LAST, "re-ignited")
    rows = deed.rows(TABLES)

    assert who(deed) == [3]
    assert TABLES.count(rows.table, where=rows.where) == 2


def test_so_many_orders_or_more() -> None:
    assert who(Placed(2)) == [1]
    assert who(Placed(2, "or more")) == [1, 3]


def test_a_source_knows_whom_it_named() -> None:
    assert who(KnownTo("shop")) == [2]
