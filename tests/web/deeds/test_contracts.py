from datetime import datetime, timedelta
from typing import Any

import pytest

from riparian.core.errors import NotFoundError
from riparian.web.deeds.addressed import read, told
from riparian.web.deeds.contracts import Contracted
from riparian.web.refusals import AddressError
from tests.web.hand_reader import HandReader

AS_OF = datetime(2026, 11, 1)
DAY = 86_400.0


def contract(person: int, days_ago: float, lasted: float | None = None, number: int = 1) -> dict[str, Any]:
    began = AS_OF - timedelta(days=days_ago)
    return {
        "person_key": person, "number": number, "began_at": began,
        "ended_at": None if lasted is None else began + timedelta(days=lasted),
        "seconds": None if lasted is None else lasted * DAY,
    }  # fmt: skip


TABLES = HandReader(
    {
        "contracts": [
            contract(1, 75),
            contract(2, 75, 30),
            contract(3, 75, 31),
            contract(4, 75, 0),
            # Left before the period is over: in no period yet.
            contract(5, 40, 35),
            contract(6, 200, 10),
            contract(6, 60, number=2),
            contract(7, 29),
        ],
        "contract_periods": [{"period": 1, "seconds": 30 * DAY}, {"period": 2, "seconds": 30 * DAY}],
        "standings": [{"person_key": key} for key in range(1, 8)],
    },
    as_of=AS_OF,
)


def who(deed: Contracted) -> list[int]:
    return sorted(row["person_key"] for row in TABLES.rows("standings", where=deed.where(TABLES), limit=9))


def test_who_was_there_had_not_left_before_a_period_that_is_over() -> None:
    first, second = Contracted("there", 1), Contracted("there", 2)

    assert (who(first), who(second)) == ([1, 2, 3, 4, 5, 6], [1, 3, 6])
    assert first.rows(TABLES).counted(TABLES) == 7


def test_who_left_did_so_in_that_period_its_very_end_included() -> None:
    assert who(Contracted("left", 1)) == [2, 4, 6]
    assert who(Contracted("left", 2)) == [3]
    assert who(Contracted("left", 3)) == []


def test_what_runs_is_in_one_period_now() -> None:
    assert [who(Contracted("runs", period)) for period in (1, 2, 3)] == [[7], [], [1, 6]]
    assert who(Contracted("runs")) == [1, 6, 7]


def test_periods_longer_than_time_itself_were_of_nobody() -> None:
    assert who(Contracted("there", 10_000)) == []


def test_without_periods_there_is_nothing_to_open() -> None:
    with pytest.raises(NotFoundError, match="No contract is told by periods"):
        Contracted("left", 1).where(HandReader({}))


@pytest.mark.parametrize("text", ["contract~left", "contract~there~0", "contract~sleeps~1"])
def test_what_no_page_links_to_is_refused(text: str) -> None:
    with pytest.raises(AddressError):
        read(text)


def test_an_address_tells_it_and_is_read_back() -> None:
    deed = Contracted("left", 3)

    assert read(told(deed)) == deed
    assert deed.says() == "left a contract in period 3 of it, which is over"
    assert told(Contracted("runs")) == "contract~runs"
