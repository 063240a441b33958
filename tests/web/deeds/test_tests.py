from riparian.web.deeds.addressed import read, told
from riparian.web.deeds.tests import HeldOut
from tests.web.hand_reader import HandReader


def arm(person: int, *, held: bool, watched: bool = True, test: str = "spring") -> dict[str, object]:
    return {"person_key": person, "test": test, "held": held, "watched": watched}


TABLES = HandReader(
    {
        "holdout_people": [
            arm(1, held=True), arm(2, held=False), arm(3, held=True, watched=False), arm(4, held=True, test="autumn"),
        ],
        "standings": [{"person_key": key} for key in range(1, 5)],
    }
)  # fmt: skip


def test_an_arm_holds_who_was_watched_to_the_end_of_its_own_test() -> None:
    found = {
        arm: [row["person_key"] for row in TABLES.rows("standings", where=arm.where(TABLES), limit=9)]
        for arm in (HeldOut("spring", "held out"), HeldOut("spring", "contacted"))
    }

    assert list(found.values()) == [[1], [2]]


def test_an_address_tells_it_and_is_read_back() -> None:
    deed = HeldOut("spring catalogue", "held out")

    assert (told(deed), read(told(deed))) == ("held~spring catalogue~held out", deed)
