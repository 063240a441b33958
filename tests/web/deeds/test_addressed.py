from datetime import date

import pytest
from starlette.testclient import TestClient

from riparian.web.deeds.addressed import KINDS, people_path, read, told
from riparian.web.deeds.answers import Recommended
from riparian.web.deeds.beginnings import Compared
from riparian.web.deeds.comps import Belonged
from riparian.web.deeds.contracts import Contracted
from riparian.web.deeds.deed import Deed
from riparian.web.deeds.dormancy import Dormant
from riparian.web.deeds.fitted import Fitted, Foretold
from riparian.web.deeds.gains import Gained
from riparian.web.deeds.journeys import Credited, Folded, Journeyed, Met
from riparian.web.deeds.merges import Merged
from riparian.web.deeds.moves import Entered, Followed, Left, Passed, Reached, Slept, Stood
from riparian.web.deeds.nearness import Near
from riparian.web.deeds.orders import Bought, Came, CameBy, Ordered, Placed
from riparian.web.deeds.referrals import Brought
from riparian.web.deeds.sources import KnownTo
from riparian.web.deeds.stays import Stayed
from riparian.web.deeds.tests import HeldOut
from riparian.web.deeds.visits import BroughtBy, Trusting, Visited
from riparian.web.deeds.waits import Stepped, Waited
from riparian.web.refusals import AddressError
from tests.web.hand_reader import HandReader

YEAR = date(2026, 11, 20)
DEEDS: list[Deed] = [
    Entered("2026-09", 3, 2), Entered("2026-09", origin=0), Entered("2026-09", 7, direct="yes"), Left("2026-09", 3),
    Left("2026-09", 6), Stood("2026-09", 4), Stood("2026-09", 4, "asleep"), Stood("2026-09", 5, "awake"),
    Slept("2026-09", 3, "woke up"), Followed(1, 90, "2026-05"), Followed(1, 90), Passed(1, 3, 90), Reached(3),
    Journeyed("order", "first", "Café ~ Nord", "settled"), Journeyed("order", "path", "", "converted"),
    Met("Email", "first"), BroughtBy("google.com"), Bought(YEAR, "item", "A-1 % new", "web"), Bought(),
    Came(YEAR, "back"), CameBy(YEAR, "re-ignited"), Placed(7, "or more"), KnownTo("help desk"),
    Waited("first month", "2026-03", 4, "again"), Waited("orders", "7 or more"),
    CameBy(YEAR, "later"), Dormant("former prospects", 0, 3, "written to", "back"),
    HeldOut("spring ~ catalogue", "held out"),
    Near("opted in"), Brought("came of", "customers", 4), Brought("bring"),
    Came(YEAR, "existing"), Came(YEAR, "new or back"), Compared("first order", "others"),
    Belonged("ours ~ 2", YEAR, "again"), Gained("a.example", "grow ~ food", "orders"), Stayed(2, 3, "went on", 6),
    Stayed(2, 12, "stand", more="or more"), Stayed(2, 12, "could go on", more="or more"),
    Brought("were brought", "customers", month="2026-03"), Contracted("left", 3), Contracted("runs"),
    Journeyed("order", "strict", "Email > Direct", "settled", "moves"), CameBy(YEAR, "any"), Ordered("2026-03"),
    Journeyed("order", "through", "Email", count="touches", month="2026-03"), Visited("google.com", "Alder & Reed", 0),
    Recommended(), Recommended("would not"), Stepped(1), Stepped(7, "or more", "again"), Stepped(2, then="nothing"),
    Folded("order", "settled", first_besides="Email > Direct", last="Email"), Visited(receiver="Alder & Reed"),
    Waited("visited last month", "no", 2, "again"), Fitted("days"), Fitted("periods", "again"),
    Credited("order", "Paid Search", "2025-11", "2026-10"), Foretold("lapsed save"),
    Credited("order", "Email", "2025-11", "2026-10", "first"),
    Merged("20261114-0600"), Merged("20261114-0600", "set apart"),
    Credited("order", "Email", "2025-11", "2026-10", by="campaign", campaign="spring ~ (2026)"),
    Credited("order", "Email", "2025-11", "2026-10", "first", "no campaign"),
    Met("Email", side="right"), BroughtBy("google.com", "trusted", "grow"),
    Trusting("Alder & Reed"), Trusting("Alder & Reed", "a living soil"),
    Entered("2026-07", 3, until="2026-09"), Slept("2026-07", 3, "fell asleep", "2026-09"),
    Followed(4, 90, "2024-07", "2026-06"), Passed(4, 5, 90, "not"),
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=told)
def test_a_deed_comes_back_from_its_address_and_says_what_was_done(deed: Deed) -> None:
    assert read(told(deed)) == deed
    assert deed.says()[0].islower()


def test_every_kind_of_deed_is_tried_here() -> None:
    assert {type(deed) for deed in DEEDS} == set(KINDS.values())


@pytest.mark.parametrize("deed", DEEDS, ids=told)
def test_the_people_page_lists_who_did_it(client: TestClient, deed: Deed) -> None:
    answer = client.get(people_path(deed).replace("/people", "/people.json", 1))

    view = answer.json()

    assert answer.status_code == 200
    assert deed.says() in view["sentence"]
    assert [one["part"] for one in view["filters"]] == ["did"]


def test_it_stands_in_the_address_without_escapes_where_it_can() -> None:
    assert people_path(Entered("2026-09", 3), known="yes") == "/people?did=entered~2026-09~3&known=yes"


@pytest.mark.parametrize(
    "text",
    [
        "flew~2026-09", "entered", "entered~2026-13~3", "entered~2026-09~12", "entered~2026-09~3~2~maybe", "stood~~3",
        "left~2026-09~3~4", "bought~soon", "placed~0", "waited~first month~March", "waited~orders~many",
        "waited~visited last month~perhaps", "visited",
        "visited~~~1", "folded~order", "stepped~0", "",
    ],
)  # fmt: skip
def test_what_nobody_can_have_done_is_refused(tables: HandReader, client: TestClient, text: str) -> None:
    with pytest.raises(AddressError, match="nothing that people can have done"):
        read(text)


def test_a_refused_deed_is_told_on_the_page(client: TestClient) -> None:
    answer = client.get("/people?did=flew~2026-09")

    assert answer.status_code == 422
    assert "nothing that people can have done" in answer.text


def test_a_year_that_no_table_knows_is_not_found(client: TestClient) -> None:
    answer = client.get("/people.json?did=bought~2026-05-05")

    assert answer.status_code == 404
    assert answer.json()["fix"] == "Years end on 2026-11-20, 2025-11-20 and so on."
