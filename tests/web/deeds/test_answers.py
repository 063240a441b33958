from datetime import datetime

from riparian.web.deeds.addressed import read, told
from riparian.web.deeds.answers import Recommended
from tests.web.hand_reader import HandReader

LATELY = datetime(2026, 3, 1)


def answer(by: int, score: float, at: datetime = LATELY, scale: str = "nps") -> dict[str, object]:
    return {"identifier_key": by, "score": score, "scale": scale, "answered_at": at}


TABLES = HandReader(
    {
        "survey_answers": [
            answer(10, 9), answer(11, 10), answer(20, 6), answer(30, 7.5), answer(40, 6.5), answer(50, 11),
            answer(60, 9, datetime(2025, 10, 31, 23)), answer(70, 9, datetime(2025, 11, 1)),
            answer(80, 5, scale="csat"),
        ],
        # 1 answered twice, under two identifiers.
        "identifiers": [
            {"identifier_key": key, "person_key": key // 10} for key in (10, 11, 12, 20, 30, 40, 50, 60, 70)
        ],
        "standings": [{"person_key": key} for key in range(1, 9)],
    },
    as_of=datetime(2026, 11, 1),
)  # fmt: skip


def who(deed: Recommended) -> list[int]:
    return sorted(row["person_key"] for row in TABLES.rows("standings", where=deed.where(TABLES), limit=9))


def test_answers_are_those_of_twelve_months_on_the_scale_of_the_question() -> None:
    assert who(Recommended()) == [1, 2, 3, 4, 7]
    assert who(Recommended("would")) == [1, 7]
    assert who(Recommended("would not")) == [2, 4]


def test_a_person_who_answers_twice_counts_twice() -> None:
    rows = Recommended("would").rows(TABLES)

    assert rows.counted(TABLES) == 3
    assert rows.counted(TABLES, ("person_key", "=", 1)) == 2


def test_an_address_tells_it_and_is_read_back() -> None:
    deed = Recommended("would not")

    assert read(told(deed)) == deed
    assert deed.says() == "said within the last twelve months that they would not recommend you"
    assert told(Recommended()) == "recommended~answered"
