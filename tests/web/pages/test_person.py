from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from riparian.core.errors import NotFoundError
from riparian.tables.actions import KINDS
from riparian.web import words
from riparian.web.app import create_app
from riparian.web.evidence import Origin
from riparian.web.pages.person import person_place, show
from riparian.web.refusals import AddressError, MovedError
from riparian.web.timeline import SORTS, Moment
from riparian.web.unbroken import unbroken
from tests.web.hand_before import half_as_large
from tests.web.hand_people import RICH
from tests.web.hand_reader import HandReader, company

TABLES = company()


def test_a_person_says_where_they_stand(tables: HandReader) -> None:
    view = show(tables, person_key=RICH)

    assert view.heading == "Ana Lind"
    assert view.sentence == (
        "Stands at Buy since 8 Mar 2026, awake again; 148 actions in 4 sources, the last on 20 Nov 2026."
    )
    assert view.standing is not None
    assert view.standing.ever == ("Support", "Loyalty", "Advocacy")
    assert view.standing.bands_entered == (1, 2, 3, 5)


@given(limit=st.integers(1, 200))
def test_reading_on_tells_every_action_and_every_change_of_stage_once(limit: int) -> None:
    view = show(TABLES, person_key=RICH, limit=limit)
    told: list[Moment] = list(view.moments)
    while view.more is not None:
        view = show(TABLES, person_key=RICH, limit=limit, after=view.more)
        told += view.moments

    assert len([moment for moment in told if moment.sort != "stage"]) == 148
    assert len([moment for moment in told if moment.sort == "stage"]) == 4 + 3 + 2
    assert [moment.at for moment in told] == sorted((moment.at for moment in told), reverse=True)


def test_a_change_of_stage_stands_above_the_action_that_made_it(tables: HandReader) -> None:
    first_order = datetime(2026, 3, 8, 19, 41, tzinfo=UTC)

    told = [moment.says for moment in show(tables, person_key=RICH, limit=200).moments if moment.at == first_order]

    assert told == ["Reached Buy", "Order"]


def test_only_one_sort_of_action_can_be_asked_for(tables: HandReader) -> None:
    view = show(tables, person_key=RICH, kind="orders")

    assert {moment.sort for moment in view.moments} == {"orders", "stage"}
    assert view.counts["orders"] == len([moment for moment in view.moments if moment.sort == "orders"]) == 5


def test_every_kind_of_action_has_one_sort() -> None:
    sorted_kinds = [kind for kinds in SORTS.values() for kind in kinds]

    assert sorted(sorted_kinds) == sorted(KINDS)


def test_an_action_leads_back_to_its_file_and_line(tables: HandReader) -> None:
    newest = show(tables, person_key=RICH).moments[0]

    assert newest.origin == Origin("events-2026.jsonl.gz", 187)


def test_evidence_names_both_identifiers_and_where_it_stands(tables: HandReader) -> None:
    view = show(tables, person_key=RICH)

    told = [(one.left, one.right, one.origin) for one in view.evidence]
    assert told[1] == ("user id 80341", "email ana.lind@example.org", Origin("orders-2026.csv", 1_204))
    assert told[2][2] == Origin(None, None, 7)


def test_refused_evidence_names_the_other_side_and_the_reason(tables: HandReader) -> None:
    refused = show(tables, person_key=RICH).refused

    assert [(one.left, one.right, one.refused) for one in refused] == [
        ("email front.desk@example.org", "phone +46 70 174 06 05", "shared by too many")
    ]


def test_who_did_nothing_yet_has_a_page_but_no_place(client: TestClient) -> None:
    page = client.get("/people/999").text

    assert "Known by a record, but has done nothing yet." in page
    assert "no place on the hourglass" in page


def test_a_person_merged_into_another_is_shown_there(tables: HandReader, client: TestClient) -> None:
    with pytest.raises(MovedError):
        show(tables, person_key=44)

    assert client.get("/people/44", follow_redirects=False).headers["location"] == "/people/3"
    assert client.get("/people/44.json").json()["person_key"] == RICH


def test_a_person_who_is_not_there_is_not_found(tables: HandReader) -> None:
    with pytest.raises(NotFoundError, match="no person 5"):
        show(tables, person_key=5)


@pytest.mark.parametrize("after", ["5~3", "yesterday~1"])
def test_what_is_no_cursor_is_refused(tables: HandReader, after: str) -> None:
    with pytest.raises(AddressError):
        show(tables, person_key=RICH, after=after)


def as_buyer(**now: object) -> HandReader:
    segment = {"person_key": RICH, "segment": "Quality", "rank": 3, "probability": 0.412, "observed": True,
               "sign": "−", "months_until_fall": 1} | now  # fmt: skip
    worth = {"person_key": RICH, "probability_alive": 0.9, "expected_orders": 1.44, "residual_value": 17_450.0}
    return replace(TABLES, tables=dict(TABLES.tables) | {"action_segments": [segment], "customer_values": [worth]})


def test_a_buyer_says_when_they_fall_and_what_is_still_expected_of_them() -> None:
    buyer = show(as_buyer(), person_key=RICH).buyer

    assert buyer is not None
    assert buyer.says == "Quality, and about to fall: next month, without an order."
    assert (buyer.chance, buyer.expected_orders, buyer.residual_value) == (0.412, 1.44, 17_450.0)


@pytest.mark.parametrize(
    ("segment", "rank", "months", "says"),
    [
        ("Average", 4, 7, "Average; falls in 7 months without an order."),
        ("Lapsed Spend", 6, None, "Lapsed Spend: no fall is foreseen within five years."),
        ("Lapsed Save", 8, None, "Lapsed Save: no segment lies below."),
    ],
)
def test_a_buyer_who_does_not_fall_yet_is_told_so(segment: str, rank: int, months: int | None, says: str) -> None:
    buyer = show(as_buyer(segment=segment, rank=rank, months_until_fall=months), person_key=RICH).buyer

    assert buyer is not None
    assert buyer.says == says


def test_who_never_bought_is_told_nothing_as_a_buyer() -> None:
    without = replace(TABLES, tables=dict(TABLES.tables) | {"action_segments": []})

    assert show(without, person_key=RICH).buyer is None


def test_what_no_model_could_tell_is_left_out() -> None:
    unvalued = as_buyer()
    view = show(replace(unvalued, tables=dict(unvalued.tables) | {"customer_values": []}), person_key=RICH)

    assert view.buyer is not None
    assert view.buyer.residual_value is None


def test_a_place_is_laid_over_that_of_another_snapshot(tables: HandReader) -> None:
    then = [
        row | {"band": 3, "orders": 0, "dormant": True} if row["person_key"] == RICH else row
        for row in tables.tables["standings"]
    ]
    earlier = replace(tables.before[0], tables=dict(tables.tables) | {"standings": then})

    view = show(replace(tables, before=(earlier,)), person_key=RICH, against=earlier.snapshot)

    assert view.before is not None
    assert (view.before.band_name, view.before.orders) == ("Trust", 0)
    assert view.before_says == (
        "Stood at Trust, asleep, and stands at Buy now (as of 14 Nov 2026, snapshot 20261114-0600)."
    )
    assert "passed, before" in person_place(view)


def test_who_was_not_there_before_had_no_place(tables: HandReader) -> None:
    earlier = replace(tables.before[0], tables={})

    view = show(replace(tables, before=(earlier,)), person_key=RICH, against=earlier.snapshot)

    assert view.before is None
    assert view.before_says.startswith("Had no place on the hourglass yet")


def test_a_buyer_is_told_as_another_snapshot_told_them(tables: HandReader) -> None:
    now = half_as_large(tables)
    client = TestClient(create_app(lambda: now), base_url="http://127.0.0.1")

    view, then = show(now, person_key=RICH, against=now.before[0].snapshot), show(now.before[0], person_key=RICH)
    html = client.get(f"/people/{RICH}?against={now.before[0].snapshot}").text

    assert then.buyer is not None
    assert view.buyer_before == then.buyer != view.buyer
    assert unbroken(f"was&nbsp;<span>{words.share(then.buyer.chance)}</span>") in html
    assert show(now, person_key=RICH).buyer_before is None


def test_where_no_source_tells_orders_nobody_is_said_to_have_placed_none(tables: HandReader) -> None:
    told = replace(tables, tables=dict(tables.tables) | {"ways_in": [{"person_key": 1, "action_key": 1}]})
    untold = replace(tables, tables=dict(tables.tables) | {"ways_in": []})
    none = next(row["person_key"] for row in tables.tables["standings"] if row["orders"] == 0)

    def page(shown: HandReader) -> str:
        return TestClient(create_app(lambda: shown), base_url="http://127.0.0.1").get(f"/people/{none}").text

    pages = [page(told), page(untold)]

    assert ["<dt>Orders</dt><dd>0" in page for page in pages] == [True, False]
    assert ["unknown: no source tells them" in page for page in pages] == [False, True]


def merged_since(tables: HandReader, *formers: tuple[int, int]) -> HandReader:
    """The rich person, who before was each of these: a key, and the actions they had done."""
    rich = next(row for row in tables.tables["standings"] if row["person_key"] == RICH)
    then = [rich | {"person_key": key, "band": 2, "actions": actions} for key, actions in formers]
    earlier = replace(tables.before[0], tables=dict(tables.tables) | {"standings": then, "merged_people": []})
    merged = [{"former_key": key, "person_key": RICH} for key, _ in formers if key != RICH]
    return replace(tables, tables=dict(tables.tables) | {"merged_people": merged}, before=(earlier,))


@pytest.mark.parametrize(
    ("formers", "was", "told"),
    [
        ([(44, 9)], "known as person 44 then", 44),
        ([(44, 9), (45, 12)], "2 people then; told is the one who had done most, person 45", 45),
        ([(RICH, 20), (45, 12)], f"2 people then; told is the one who had done most, person {RICH}", RICH),
    ],
)
def test_who_was_known_otherwise_before_is_told_as_that(
    tables: HandReader, formers: list[tuple[int, int]], was: str, told: int
) -> None:
    now = merged_since(tables, *formers)
    buyer = next(row for row in as_buyer().tables["action_segments"] if row["person_key"] == RICH)
    bought = dict(now.before[0].tables) | {"action_segments": [buyer | {"person_key": told}]}
    now = replace(now, before=(replace(now.before[0], tables=bought),))

    view = show(now, person_key=RICH, against=now.before[0].snapshot)

    assert view.before is not None
    assert (view.before.person_key, view.before.was) == (told, was)
    assert view.before_says.startswith(f"Was {was}: stood at Like and stands at Buy now")
    assert view.buyer_before is not None


def test_who_was_part_of_another_before_and_stands_apart_now_is_told_as_that(tables: HandReader) -> None:
    rich = next(row for row in tables.tables["standings"] if row["person_key"] == RICH)
    parts = {
        "standings": [rich | {"person_key": 1, "band": 4}],
        "merged_people": [{"former_key": RICH, "person_key": 1}],
    }
    earlier = replace(tables.before[0], tables=dict(tables.tables) | parts)

    view = show(replace(tables, before=(earlier,)), person_key=RICH, against=earlier.snapshot)

    assert view.before_says.startswith("Was part of person 1 then, who is told: stood at Try and stands at Buy now")
