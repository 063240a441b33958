"""What stands beside the pictures: leads, differences, referrals, attention, nearness, rates, frozen definitions."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from riparian.web.app import create_app
from riparian.web.attention_return import returned, returned_says
from riparian.web.charts.ranges import draw_ranges
from riparian.web.comps import comps_of, comps_say
from riparian.web.differences import differences_of, differences_picture, differences_say
from riparian.web.leads import leads_of, leads_picture, leads_say
from riparian.web.movement import monthly_rates, movement_of, nearness
from riparian.web.who_brings import brings_say, who_brings
from tests.web.charts.drawn import collisions, outside
from tests.web.hand_reader import HandReader
from tests.web.opened import differing

EMPTY = HandReader({})


def without(tables: HandReader, *names: str) -> HandReader:
    return replace(tables, tables={name: rows for name, rows in tables.tables.items() if name not in names})


def test_pairs_that_were_found_come_first_and_the_sentence_says_of_how_many(tables: HandReader) -> None:
    found = leads_of(tables)

    assert [(one.leading, one.found) for one in found] == [("Paid Social", True), ("Organic Search", False)]
    assert leads_say(found).startswith(
        "Of 2 pairs of channels, 1 stands out of chance and of what moves both at once. "
    )
    assert leads_say(found[1:]) == "Of 1 pair of channels, none stands out of chance and of what moves both at once."
    assert leads_say(()) == ""


def test_the_clearest_difference_either_way_is_said(tables: HandReader) -> None:
    found = differences_of(tables, "order")

    assert [(one.channel, one.clear) for one in found] == [("Display", True), ("Email", True), ("Referral", False)]
    assert differences_say(found, "order") == (
        "Email is in 40.0 % of the journeys that reached “order” and in 20.0 % of the others; "
        "Display is in 1.0 % of the journeys that reached “order” and in 30.0 % of the others."
    )
    assert "No channel is surely" in differences_say(found[2:], "order")


@pytest.mark.parametrize("width", [326, 1104])
def test_both_drawings_keep_their_words_inside_and_apart(tables: HandReader, width: int) -> None:
    for picture in (leads_picture(leads_of(tables)), differences_picture(differences_of(tables, "order"), "order")):
        drawn = draw_ranges(picture, width=width)

        assert outside(drawn) == []
        assert collisions(drawn) == []


def test_a_band_s_rate_is_of_all_who_stood_there_and_buy_has_none(tables: HandReader) -> None:
    assert monthly_rates(tables) == {band: pytest.approx(50 / 400) for band in (1, 2, 3, 4)}
    assert monthly_rates(EMPTY) == {}


def test_what_moves_people_to_buy_is_told_by_journeys_to_an_order(tables: HandReader) -> None:
    buy, know = movement_of(tables, 5), movement_of(tables, 1)

    assert (buy.goal, len(buy.movers), buy.going) == ("order", 3, ())
    assert (know.goal, know.movers, [one.months_in_band for one in know.going]) == ("", (), [0, 1, 12])


def test_every_visitor_is_at_one_state_and_a_state_of_nobody_is_told(tables: HandReader) -> None:
    found = nearness(tables)

    assert sum(one.people or 0 for one in found) == len(tables.tables["visitor_states"])
    assert next(one.people for one in found if one.state == "regular") == 0
    assert nearness(EMPTY) == ()


def test_who_brings_whom_is_told_with_its_interval(tables: HandReader) -> None:
    found = who_brings(tables)

    assert (found.bring, found.brought, found.customers_brought) == (2, 2, 1)
    assert [(one.brought, one.descendants) for one in found.lines] == [(1, 2)]
    assert brings_say(found) == (
        "A customer brings 0.05 customers (19 times in 20 between 0.00 and 0.14), "
        "so that of 1 that comes in otherwise 1.05 become in the end."
    )
    alone = without(tables, "referral_economics")
    assert "no customer brought anybody yet" in brings_say(who_brings(alone))


def test_without_orders_nobody_knows_who_of_those_brought_became_a_customer(tables: HandReader) -> None:
    tree = [row | {"customer": False, "customers_descended": 0} for row in tables.tables["referral_tree"]]
    orderless = replace(tables, tables={"referral_tree": tree, "reignitions": tables.tables["reignitions"]})
    client = TestClient(create_app(lambda: orderless), base_url="http://127.0.0.1")

    found, page = who_brings(orderless), client.get("/value").text

    assert found.customers_brought is None
    assert {(one.customers_descended, one.value_brought) for one in found.lines} == {(None, None)}
    assert brings_say(found) == (
        "2 people were brought by others; who of them ordered is unknown, as no source tells orders."
    )
    assert '<dt>Of these, ordered</dt><dd><span class="quiet">unknown</span></dd>' in page
    assert "No source tells orders or spend, so what each way in and channel brings is unknown." in page


def test_a_job_of_which_little_came_is_not_named_as_the_best(tables: HandReader) -> None:
    found = returned(tables)

    assert [one.job for one in found] == ["soil", "a small garden", "other"]
    assert returned_says(found, "EUR").startswith("“a small garden” on alder.example brought the most")
    assert returned_says(found[:1], "EUR").startswith("No job has had so much come of it")


def test_the_newest_year_of_all_buyers_says_what_moved_their_demand(tables: HandReader) -> None:
    assert comps_say(comps_of(tables)) == (
        "Demand per buyer of the year to 20 Nov 2025 rose by 20.0 % against the buyers of the year before, "
        "most by who bought again."
    )


@pytest.mark.parametrize(
    ("path", "table", "section", "says"),
    [
        ("/map", "channel_leads", "leads", "Too few days of touches"),
        ("/map?view=sites", "return_on_attention", "returned", "No piece of content was viewed"),
        ("/streams", "journey_differences", "differences", "No settled journey reached"),
        ("/value", "referral_tree", "brings", "No source tells who brought whom"),
        ("/buyers", "comp_segments", "comps", "Two years of orders are needed to compare"),
        ("/hourglass", "visitor_states", "near", "No visit, opt-in or order is known yet"),
    ],
)
def test_each_section_is_drawn_full_and_empty(
    client: TestClient, tables: HandReader, path: str, table: str, section: str, says: str
) -> None:
    lacking = without(tables, table)
    bare = TestClient(create_app(lambda: lacking, now=lambda: lacking.as_of), base_url="http://127.0.0.1")

    full, empty = client.get(path).text, bare.get(path).text

    assert f'id="{section}"' in full
    assert says not in full
    assert says in empty


def test_the_numbers_beside_the_pictures_open_into_as_many(client: TestClient) -> None:
    page = client.get("/hourglass").text
    near = page[page.index('id="near"') : page.index('id="numbers"')]

    wrong, looked_at = differing(client, near)

    assert (wrong, looked_at) == ([], 3)
