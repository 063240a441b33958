from riparian.web.deeds.addressed import read, told
from riparian.web.deeds.gains import Gained
from tests.web.hand_reader import HandReader


def gain(person: int, job: str = "soil", site: str = "a.example", *, order: bool = True) -> dict[str, object]:
    return {"person_key": person, "site": site, "job": job, "order": order}


TABLES = HandReader(
    {
        "attention_gains": [
            gain(1), gain(1), gain(2, order=False), gain(3, "other"), gain(4, site="b.example"),
        ],
        "standings": [{"person_key": key} for key in range(1, 5)],
    }
)  # fmt: skip


def who(deed: Gained) -> list[int]:
    return sorted(row["person_key"] for row in TABLES.rows("standings", where=deed.where(TABLES), limit=9))


def test_orders_and_opt_ins_are_those_of_one_job_on_one_site() -> None:
    orders = Gained("a.example", "soil", "orders")

    assert (who(orders), who(Gained("a.example", "soil", "opt-ins"))) == ([1], [2])
    assert TABLES.count("attention_gains", where=orders.rows(TABLES).where) == 2


def test_what_serves_no_job_is_told_as_that() -> None:
    deed = Gained("a.example", "other", "orders")

    assert who(deed) == [3]
    assert deed.says() == "ordered, having last viewed something of no job of its own on a.example"


def test_an_address_tells_it_and_is_read_back() -> None:
    deed = Gained("a.example", "grow food ~ soil", "opt-ins")

    assert read(told(deed)) == deed
