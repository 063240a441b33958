from typing import Any

from riparian.web.deeds.addressed import read, told
from riparian.web.deeds.referrals import Brought
from tests.web.hand_reader import HandReader

JULY = 1139
"""July 2026, where January 2015 is 1001."""


def place(person: int, by: int | None, *, brought: int = 0, customer: bool = True) -> dict[str, Any]:
    return {
        "person_key": person, "referrer_key": by, "root_key": 1, "generation": 0 if by is None else 1,
        "brought": brought, "customer": customer,
    }  # fmt: skip


TABLES = HandReader(
    {
        "referral_tree": [
            place(1, None, brought=3),
            place(2, 1, brought=1),
            place(3, 1, customer=False),
            place(4, 1),
            place(5, 2),
            # Brought somebody and never ordered: in no month.
            place(6, None, brought=1, customer=False),
            place(7, 6),
        ],
        "purchases": [
            {"person_key": person, "number": number, "first_month": month}
            for person, number, month in ((1, 1, JULY), (1, 2, JULY), (2, 1, JULY + 1), (4, 1, JULY), (7, 1, JULY))
        ],
        "standings": [{"person_key": key} for key in range(1, 8)],
    }
)


def who(deed: Brought) -> list[int]:
    return sorted(row["person_key"] for row in TABLES.rows("standings", where=deed.where(TABLES), limit=9))


def test_customers_of_a_month_who_brought_somebody_first_ordered_in_it() -> None:
    assert who(Brought("bring", month="2026-07")) == [1]
    assert who(Brought("bring", month="2026-08")) == [2]
    assert who(Brought("bring")) == [1, 2, 6]


def test_who_was_brought_by_customers_of_a_month_is_told_by_the_month_of_those_who_brought_them() -> None:
    assert who(Brought("were brought", month="2026-07")) == [2, 3, 4]
    assert who(Brought("were brought", customers="customers", month="2026-07")) == [2, 4]
    assert who(Brought("were brought", month="2026-08")) == [5]


def test_an_address_tells_it_and_is_read_back() -> None:
    deed = Brought("were brought", "customers", month="2026-07")

    assert read(told(deed)) == deed
    assert deed.says() == "were brought by somebody who placed their first order in July 2026, and ordered themselves"
    assert Brought("bring", month="2026-07").says() == "placed their first order in July 2026 and brought somebody"
