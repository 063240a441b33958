from dataclasses import replace
from datetime import date

import pytest
from starlette.testclient import TestClient

from riparian.core.errors import NotFoundError
from riparian.web.app import create_app
from riparian.web.pages.hourglass import hourglass_picture, show
from riparian.web.refusals import NothingYetError
from tests.web.hand_reader import HandReader


def test_the_newest_month_is_shown_first_and_says_that_it_goes_on(tables: HandReader) -> None:
    view = show(tables)

    assert (view.month, view.so_far, view.later, view.earlier) == ("2026-11", True, None, "2026-10")
    assert view.sentence.startswith("In November 2026 so far, 1,343 people came in")


def test_a_month_that_has_ended_is_whole(tables: HandReader) -> None:
    assert show(tables, month="2026-10").so_far is False


def test_all_nine_places_are_shown_even_where_nobody_is(tables: HandReader) -> None:
    only_know = [row for row in tables.tables["band_counts"] if row["place"] == 1]

    view = show(replace(tables, tables={"band_counts": only_know}))

    assert [place.name for place in view.places][-1] == "Innovation"
    assert [place.closing for place in view.places][1:] == [0] * 8


def test_opening_and_in_and_out_are_closing_in_every_place(tables: HandReader) -> None:
    for place in show(tables).places:
        assert place.opening + place.entered - place.left == place.closing


def test_who_came_in_is_counted_from_the_flows_so_that_direct_entries_count(tables: HandReader) -> None:
    flows = tables.tables["band_flows"]
    came = sum(row["people"] for row in flows if row["from_band"] == 0 and row["month_on"] == date(2026, 10, 1))

    assert f"{came:,} people came in" in show(tables, month="2026-10").sentence


def test_a_stage_has_its_conversions_to_the_next_band_of_all_cohorts_only(tables: HandReader) -> None:
    stage = show(tables, stage=1).stage

    assert [(one.to_name, one.within_days) for one in stage.conversions] == [("Like", 30), ("Like", 90)]
    assert all(one.rate != 0.99 for one in stage.conversions)


def test_buyers_go_on_to_several_facets(tables: HandReader) -> None:
    assert {one.to_name for one in show(tables, stage=5).stage.conversions} == {"Loyalty", "Advocacy"}


@pytest.mark.parametrize(("stage", "path"), [(3, "/people?band=3"), (7, "/people?facet=loyalty")])
def test_a_stage_opens_into_its_people(tables: HandReader, stage: int, path: str) -> None:
    assert show(tables, stage=stage).stage.people_path == path


def test_another_month_stands_beside_every_place(tables: HandReader) -> None:
    view = show(tables, month="2026-10", against="2025-10")
    before = show(tables, month="2025-10")

    assert [place.closing_before for place in view.places] == [place.closing for place in before.places]
    assert [slab.before for slab in hourglass_picture(view).slabs] == [place.closing for place in before.places]


def test_by_value_the_drawing_shows_money(tables: HandReader) -> None:
    picture = hourglass_picture(show(tables, measure="value"))

    assert picture.slabs[0].label == "€0"
    assert picture.slabs[4].label.startswith("€")
    assert all(slab.asleep_share == 0 for slab in picture.slabs)


def test_links_of_the_drawing_keep_what_was_chosen_and_leave_out_defaults(tables: HandReader) -> None:
    chosen = hourglass_picture(show(tables, month="2026-10", against="2025-10", measure="value"))
    newest = hourglass_picture(show(tables))

    assert chosen.slabs[2].href == "/hourglass?month=2026-10&stage=3&measure=value&against=2025-10"
    assert newest.slabs[2].href == "/hourglass?stage=3"


@pytest.mark.parametrize("choice", [{"month": "1999-01"}, {"against": "1999-01"}])
def test_a_month_without_counts_is_not_found(tables: HandReader, choice: dict[str, str]) -> None:
    with pytest.raises(NotFoundError, match="January 1999"):
        show(tables, **choice)  # type: ignore[arg-type]  # one of several parameters


def test_without_counts_there_is_nothing_yet() -> None:
    with pytest.raises(NothingYetError):
        show(HandReader())


def test_without_answers_or_estimates_these_figures_are_left_out(tables: HandReader, client: TestClient) -> None:
    bare = HandReader({name: tables.tables[name] for name in ("band_counts", "band_flows")})

    view = show(bare)

    assert view.recommend is None
    assert view.ecosystem == ()
    assert view.stage.conversions == ()


def test_an_estimate_without_a_figure_says_why_and_has_no_interval(client: TestClient) -> None:
    page = client.get("/hourglass").text
    card = page.partition("Ecosystem, by overlap")[2].partition("</section>")[0]

    assert "not known" in card
    assert "No figure from 20 people on both" in card
    assert "between" not in card
    assert "You know" not in card


def test_the_page_has_every_number_as_a_table(client: TestClient, tables: HandReader) -> None:
    page = client.get("/hourglass").text

    for place in show(tables).places:
        assert f">{place.opening:,}</" in page
        assert f"{place.closing:,}" in page


def test_a_score_whose_range_is_unknown_is_shown_without(tables: HandReader) -> None:
    alike = [row | {"score": 100.0, "low": None, "high": None} for row in tables.tables["recommend_scores"]]
    shown = replace(tables, tables=dict(tables.tables) | {"recommend_scores": alike})
    page = TestClient(create_app(lambda: shown), base_url="http://127.0.0.1").get("/hourglass")

    assert page.status_code == 200
    assert "all answered alike" in page.text


def test_another_month_is_laid_over_with_what_it_told_of_itself(tables: HandReader) -> None:
    view, then = show(tables, month="2026-10", stage=3, against="2025-10"), show(tables, month="2025-10", stage=3)

    assert view.former is not None
    assert (view.former.month, view.former.whole) == ("2025-10", False)
    assert (view.former.places, view.former.flows) == (then.places, then.flows)
    assert view.former.stage.moved_on == then.stage.moved_on
    assert (view.former.stage.conversions, view.former.recommend, view.former.near) == ((), None, ())


def test_a_snapshot_that_has_not_seen_the_month_is_laid_over_with_its_newest(tables: HandReader) -> None:
    counts = [row for row in tables.tables["band_counts"] if row["month_on"] < date(2026, 6, 1)]
    earlier = replace(tables.before[0], tables=dict(tables.tables) | {"band_counts": counts})
    now = replace(tables, before=(earlier,))

    view = show(now, against=earlier.snapshot)
    html = (
        TestClient(create_app(lambda: now), base_url="http://127.0.0.1")
        .get(f"/hourglass?against={earlier.snapshot}")
        .text
    )

    assert view.former is not None
    assert view.former.month == "2026-05"
    assert "Beside it lies May 2026." in html


def orderless(tables: HandReader) -> HandReader:
    """The same where nobody was seen to buy, and no source tells orders."""
    counts = [
        row
        | (dict.fromkeys(("opening", "entered", "left", "closing", "dormant", "value"), 0) if row["place"] > 4 else {})
        for row in tables.tables["band_counts"]
    ]
    return replace(tables, tables=dict(tables.tables) | {"band_counts": counts, "ways_in": []})


@pytest.mark.parametrize("address", ["/hourglass?stage=5", "/hourglass?stage=4", "/hourglass?measure=value"])
def test_without_orders_nobody_is_said_to_stand_at_buy_or_beyond(tables: HandReader, address: str) -> None:
    client = TestClient(create_app(lambda: orderless(tables)), base_url="http://127.0.0.1")

    view, page = client.get(address.replace("/hourglass", "/hourglass.json")).json(), client.get(address).text
    drawn = hourglass_picture(show(orderless(tables), measure="value" if "value" in address else "people"))

    assert view["untold"] == "No source tells orders, so who stands at Buy and beyond is unknown."
    assert (view["untold"] in page) == ("stage=5" in address)
    assert page.count('<td class="quiet">unknown</td>') == 4 * 5
    assert {slab.label for slab in drawn.slabs[4:]} == {"unknown"}
    assert ({slab.label for slab in drawn.slabs[:4]} == {"unknown"}) == ("value" in address)
    assert "Moved on" not in page if "stage=4" in address else "became a buyer is unknown" in page
    assert {one["people"] for one in view["near"][5:]} == {None}


def test_where_orders_are_told_nothing_from_buy_on_is_unknown(tables: HandReader, client: TestClient) -> None:
    assert show(tables).untold == ""
    assert "unknown" not in client.get("/hourglass?stage=5").text
