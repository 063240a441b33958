from riparian.web.deeds.addressed import read, told
from riparian.web.deeds.dormancy import Dormant
from tests.web.hand_reader import HandReader


def span(person: int, **values: object) -> dict[str, object]:
    usual = {"pool": "former customers", "months_from": 3, "months_to": 6, "written_to": False, "woke": False}
    return {"person_key": person} | usual | values


TABLES = HandReader(
    {
        "dormancy_spans": [
            span(1), span(1, woke=True), span(2, written_to=True, woke=True), span(3, months_from=0, months_to=3),
            span(4, pool="former prospects", woke=True), span(5),
        ],
        "standings": [{"person_key": key} for key in range(1, 6)],
    }
)  # fmt: skip
SLEPT = Dormant("former customers", 3, 6, "not written to")
BACK = Dormant("former customers", 3, 6, "not written to", "back")


SENT = Dormant("former customers", 3, 6, "not written to", "sent")


def who(deed: Dormant) -> list[int]:
    return sorted(row["person_key"] for row in TABLES.rows("standings", where=deed.where(TABLES), limit=9))


def test_a_span_s_people_are_of_its_pool_and_of_whether_they_were_written_to() -> None:
    assert who(SLEPT) == [1, 5]
    assert who(BACK) == [1]


def test_who_slept_twice_is_one_person_with_two_spells() -> None:
    rows = SLEPT.rows(TABLES)

    assert TABLES.count(rows.table, where=rows.where) == 3


def test_an_address_tells_it_and_is_read_back() -> None:
    assert told(BACK) == "dormant~former customers~3~6~not written to~back"
    assert read(told(BACK)) == BACK


def test_messages_open_into_whom_they_were_sent_to_and_are_counted_themselves() -> None:
    tables = HandReader(
        {
            "dormancy_spans": [span(1, messages=2), span(1, messages=3), span(2, messages=0), span(3, messages=1)],
            "standings": [{"person_key": key} for key in range(1, 4)],
        }
    )

    people = tables.rows("standings", where=SENT.where(tables), limit=9)

    assert [row["person_key"] for row in people] == [1, 3]
    assert SENT.rows(tables).counted(tables) == 6
    assert read(told(SENT)) == SENT
