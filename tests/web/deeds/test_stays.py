import pytest

from riparian.web.deeds.addressed import read, told
from riparian.web.deeds.stays import Stayed
from tests.web.hand_reader import HandReader


def stay(person: int, entered_ago: int, left_ago: int | None = None, band: int = 2) -> dict[str, object]:
    months = entered_ago - (left_ago or 0)
    return {"person_key": person, "band": band, "entered_ago": entered_ago, "left_ago": left_ago, "months": months}


TABLES = HandReader(
    {
        "band_stays": [stay(1, 3, 1), stay(2, 2), stay(3, 20), stay(4, 14, 13), stay(5, 1, 1), stay(6, 3, 1, band=3)],
        "standings": [{"person_key": key} for key in range(1, 7)],
    }
)


def who(deed: Stayed) -> list[int]:
    return sorted(row["person_key"] for row in TABLES.rows("standings", where=deed.where(TABLES), limit=9))


def test_who_could_go_on_was_there_in_that_month_and_had_not_left_before_it() -> None:
    assert who(Stayed(2, 0, "could go on")) == [1, 2, 5]
    assert who(Stayed(2, 2, "could go on")) == [1, 2]
    assert who(Stayed(2, 2, "could go on", within=1)) == [2]


def test_who_went_on_did_so_after_so_many_months_within_the_time() -> None:
    assert who(Stayed(2, 2, "went on")) == [1]
    assert who(Stayed(2, 1, "went on")) == []
    assert who(Stayed(2, 1, "went on", within=14)) == [4]
    assert who(Stayed(2, 0, "went on", more="or more")) == [1, 5]


def test_who_stands_there_has_not_left() -> None:
    assert who(Stayed(2, 2, "stand")) == [2]
    assert who(Stayed(2, 2, "stand", more="or more")) == [2, 3]


@pytest.mark.parametrize(
    ("months", "within", "people", "counted"),
    [
        # 1: months 0 to 2; 2: 0 to 2; 4: month 1, thirteen months ago; 5: month 0; 3: one month for each month back.
        (0, 12, [1, 2, 3, 5], 3 + 3 + 12 + 1),
        (1, 12, [1, 2, 3], 2 + 2 + 12),
        (2, 2, [1, 2, 3], 1 + 1 + 2),
        (0, 14, [1, 2, 3, 4, 5], 3 + 3 + 14 + 1 + 1),
        (18, 12, [3], 3),
    ],
)
def test_who_could_go_on_in_a_month_or_later_ones_is_counted_by_these_months(
    months: int, within: int, people: list[int], counted: int
) -> None:
    deed = Stayed(2, months, "could go on", within=within, more="or more")

    rows = deed.rows(TABLES)

    assert who(deed) == people
    assert rows is not None
    assert rows.counted(TABLES) == counted
    assert rows.counted(TABLES, ("person_key", "!=", people[-1])) < counted


def test_one_month_of_stays_is_counted_by_people() -> None:
    assert Stayed(2, 2, "could go on").rows(TABLES) is None
    assert Stayed(2, 2, "went on", more="or more").rows(TABLES) is None


def test_an_address_tells_it_and_is_read_back() -> None:
    deed = Stayed(2, 12, "went on", more="or more")

    assert read(told(deed)) == deed
    assert deed.says() == "went on from Like in month 12 there or later, within the last 12 months"
