from riparian.web.deeds.addressed import read, told
from riparian.web.deeds.beginnings import Compared
from tests.web.hand_reader import HandReader


def began(person: int, *, referred: bool, came_in: int | None = 1, watched: bool = True) -> dict[str, object]:
    return {"person_key": person, "referred": referred, "came_in": came_in, "watched": watched}


def order(person: int, way: str, *, number: int = 1, guest: bool = False, demand: int | None = 10) -> dict[str, object]:
    return {"person_key": person, "way": way, "number": number, "guest": guest, "demand": demand}


TABLES = HandReader(
    {
        "beginnings": [
            began(1, referred=True), began(2, referred=True, came_in=None), began(3, referred=False, watched=False),
            began(4, referred=False),
        ],
        "ways_in": [
            order(1, "referral"), order(1, "repeat", number=2), order(2, "referral", demand=None), order(3, "new"),
            order(4, "re-ignited"), order(5, "new", guest=True),
        ],
        "standings": [{"person_key": key} for key in range(1, 6)],
    }
)  # fmt: skip


def who(deed: Compared) -> list[int]:
    return sorted(row["person_key"] for row in TABLES.rows("standings", where=deed.where(TABLES), limit=9))


def test_first_orders_are_of_no_guest_and_with_known_demand() -> None:
    assert who(Compared("first order", "referred")) == [1]
    assert who(Compared("first order", "others")) == [3, 4]


def test_buying_soon_is_of_those_watched_long_enough_and_coming_in_of_those_who_did() -> None:
    assert who(Compared("bought soon", "others")) == [4]
    assert who(Compared("bought soon", "referred")) == [1, 2]
    assert who(Compared("came in at Try", "referred")) == [1]


def test_an_address_tells_it_and_is_read_back() -> None:
    deed = Compared("came in at Try", "others")

    assert read(told(deed)) == deed
    assert deed.says() == "had not been referred by the time they began, and came in at a band"
