from datetime import date, datetime

import pytest

from riparian.core.errors import NotFoundError
from riparian.web.deeds.addressed import read, told
from riparian.web.deeds.comps import Belonged
from tests.web.hand_reader import HandReader

TABLES = HandReader(
    {
        "comp_people": [
            {"person_key": 1, "definition": "two orders", "years_ago": 1, "again": True},
            {"person_key": 2, "definition": "two orders", "years_ago": 1, "again": False},
            {"person_key": 3, "definition": "two orders", "years_ago": 2, "again": True},
            {"person_key": 4, "definition": "all buyers", "years_ago": 1, "again": True},
        ],
        "standings": [{"person_key": key} for key in range(1, 5)],
    },
    as_of=datetime(2026, 11, 1),
)
LAST = date(2025, 10, 31)


def who(deed: Belonged) -> list[int]:
    return sorted(row["person_key"] for row in TABLES.rows("standings", where=deed.where(TABLES), limit=9))


def test_who_belonged_is_asked_of_one_definition_and_one_year_s_end() -> None:
    assert who(Belonged("two orders", LAST)) == [1, 2]
    assert who(Belonged("two orders", LAST, "again")) == [1]
    assert who(Belonged("two orders", date(2024, 10, 31))) == [3]


def test_a_day_on_which_no_year_ends_is_refused() -> None:
    with pytest.raises(NotFoundError, match="No year ends"):
        who(Belonged("two orders", date(2025, 10, 30)))


def test_an_address_tells_it_and_is_read_back() -> None:
    deed = Belonged("ours", LAST, "again")

    assert read(told(deed)) == deed
    assert deed.says() == "belonged to “ours” on 31 Oct 2025 and bought in the year after"
