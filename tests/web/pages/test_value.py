from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from riparian.core.errors import NotFoundError
from riparian.web.app import create_app
from riparian.web.budget import MOST_VERDICTS
from riparian.web.channel_credit import Measure
from riparian.web.channel_economy import year_before
from riparian.web.charts.columns import draw_columns
from riparian.web.charts.dots import draw_dots
from riparian.web.charts.ranges import draw_ranges
from riparian.web.contact_curve import MOST_TESTS
from riparian.web.pages.value import CUSTOMERS, PROSPECTS, show
from riparian.web.value_pictures import back_picture, credits_picture, shifts_picture, ways_picture
from tests.web.charts.drawn import collisions, outside
from tests.web.hand_reader import HandReader
from tests.web.hand_value import LAST_YEAR, THIS_YEAR


def only(tables: HandReader, *names: str, **given: list[dict[str, Any]]) -> HandReader:
    return replace(tables, tables={name: tables.tables[name] for name in names} | given)


def changed(tables: HandReader, table: str, **values: object) -> HandReader:
    return replace(tables, tables=dict(tables.tables) | {table: [row | values for row in tables.tables[table]]})


def test_the_sentence_tells_the_year_and_where_the_models_are_furthest_apart(tables: HandReader) -> None:
    assert show(tables).sentence == (
        "In the year to 20 Nov 2026 €35,000 was ordered, 25.7 % of it by new customers (neither referred nor "
        "re-ignited), and 100.0 % of the spend was for them. Over the whole log, up to 20 Nov 2026, models of what "
        "led to “order” disagree most about Paid Search: €3,600 by last, €8,100 by first."
    )


def test_a_year_is_chosen_by_its_last_day(tables: HandReader) -> None:
    now, before = show(tables), show(tables, year=LAST_YEAR)

    assert (now.year, now.years) == (THIS_YEAR, (THIS_YEAR, LAST_YEAR))
    assert before.top is not None
    assert before.top.index == 1.0
    assert (before.economics.first_month, before.economics.last_month) == (date(2025, 11, 1), date(2025, 11, 1))


def test_a_channel_without_a_month_in_the_year_has_no_campaigns_and_is_no_error(tables: HandReader) -> None:
    late = [row for row in tables.tables["channel_economics"] if row["month"] > LAST_YEAR]

    view = show(only(tables, "re_ledgers", channel_economics=late), year=LAST_YEAR, channel="Email")

    assert view.economics.campaigns == ()
    assert view.missing["economics"] == "No channel had a visit or spend in this year."


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"year": date(2001, 1, 1)}, "2025-11-20"),
        ({"goal": "fame"}, "order, Trust"),
        ({"model": "markov 9"}, "markov 1"),
        ({"channel": "Radio"}, "Paid Search"),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(tables: HandReader, given: dict[str, Any], told: str) -> None:
    with pytest.raises(NotFoundError) as refused:
        show(tables, **given)

    assert told in refused.value.fix


def test_ways_stand_in_the_order_of_the_dictionary_and_the_years_from_the_oldest(tables: HandReader) -> None:
    view = show(tables)

    assert [one.way for one in view.ways] == ["new", "referral", "repeat", "retained", "re-ignited"]
    assert [one.year_to for one in view.by_year] == [LAST_YEAR, THIS_YEAR]
    assert view.by_year[0].demand[0] == 900_000


def test_the_top_heavy_index_says_what_it_rests_on(tables: HandReader) -> None:
    untested, tested = show(tables), show(changed(tables, "top_heaviness", tested=True, budget_share=0.8))

    assert untested.top_says.startswith(
        "Winning new customers got 100.0 % of the spend and brought 36.6 % of the contribution before spend: 2.7 times "
        "what it gives back. Not tested:"
    )
    assert "`purposes`" in untested.top_says
    assert "36.6 % of what the spend added" in tested.top_says
    assert "Tested: it rests on" in tested.top_says
    assert "`purposes`" not in tested.top_says


@pytest.mark.parametrize(
    ("index", "share", "told"),
    [
        (1.05, 0.9, "about as much as it gives back"),
        (0.42, 0.9, "only 0.42 of what it gives back"),
        (None, -0.2, "brought none of"),
        (None, None, "nothing to compare it with"),
    ],
)
def test_the_index_is_told_by_what_it_is(
    tables: HandReader, index: float | None, share: float | None, told: str
) -> None:
    assert told in show(changed(tables, "top_heaviness", index=index, contribution_share=share)).top_says


def test_channels_are_ordered_by_the_chosen_model_and_no_touch_is_last(tables: HandReader) -> None:
    by_usual, by_last = show(tables), show(tables, model="last")

    assert by_usual.model == "linear"
    assert [one.channel for one in by_usual.credits] == ["Paid Search", "Email", "Display", "(no touch)"]
    assert [one.channel for one in by_last.credits] == ["Email", "Paid Search", "Display", "(no touch)"]
    assert len(by_usual.credits[0].credits) == len(by_usual.models) == 10


def test_a_goal_without_demand_is_told_in_conversions_whatever_was_asked_for(tables: HandReader) -> None:
    order, trust = show(tables), show(tables, goal="Trust", measure="value")

    assert (order.measure, order.valued) == ("value", True)
    assert (trust.measure, trust.valued) == ("conversions", False)
    email = next(one for one in trust.credits if one.channel == "Email").of("first")
    assert email is not None
    assert (email.amount, email.low, email.high) == (40.0, 36.0, 44.0)


def test_beyond_chance_is_not_known_where_an_end_has_no_interval(tables: HandReader) -> None:
    view = show(tables)

    assert {one.channel: one.beyond_chance for one in view.credits} == {
        "Paid Search": True, "Email": None, "Display": None, "(no touch)": None,
    }  # fmt: skip
    assert view.credits_say.startswith("About Paid Search the models differ by more than chance.")


def test_months_of_a_channel_add_up_and_spend_without_visits_is_told_and_left_out_of_ratios(
    tables: HandReader,
) -> None:
    view = show(tables)

    search, email = view.economics.channels
    assert (search.name, search.spend, search.blind) == ("Paid Search", 47_500, 2_500)
    assert (search.roas, search.cac) == (432_000 / 45_000, 45_000 / 18)
    assert (search.months_paid_back, search.months_spent, search.payback) == (4, 6, 1)
    assert (email.spend, email.roas, email.cac, email.months_spent) == (None, None, None, 0)
    assert [(one.campaign, one.spend) for one in view.economics.blind] == [("radio code", 2_500)]
    assert view.economics.blind[0].advice.startswith("Visits by Paid Search name other campaigns (brand and gifts)")


def test_a_month_that_began_before_the_year_is_not_in_it(tables: HandReader) -> None:
    economics = show(tables).economics

    assert (economics.first_month, economics.last_month) == (date(2026, 9, 1), date(2026, 11, 1))


def test_a_year_before_the_29th_of_february_there_is_the_28th() -> None:
    assert year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert year_before(date(2026, 10, 31)) == date(2025, 10, 31)


def test_campaigns_are_shown_of_the_channel_that_is_chosen(tables: HandReader) -> None:
    view = show(tables, channel="Paid Search")

    assert [(one.name, one.visited) for one in view.economics.campaigns] == [
        ("brand", True), ("gifts", True), ("radio code", False),
    ]  # fmt: skip
    assert view.economics.campaigns[2].orders is None
    assert show(tables).economics.campaigns == ()


def test_more_or_less_is_said_only_where_enough_were_referred_and_the_interval_says_so(tables: HandReader) -> None:
    assert {one.measure: one.verdict for one in show(tables).referred} == {
        "first order": "too few to tell",
        "bought soon": "more",
        "came in at Like": "too few to tell",
        "came in at Try": "not surely different",
    }


def test_a_shift_says_from_where_to_where_and_that_it_is_not_sure(tables: HandReader) -> None:
    view = show(tables)

    assert view.shifts_say == (
        "Of €530 a month, €20.00 could go from Paid Search to Display. Expected: €15.00 more demand a month, "
        "19 times in 20 between −€5.00 and €35.00, so it is not sure to be more; if the curves describe what spend "
        "causes, which is not tested."
    )
    assert view.holdout_says == "Test first: a holdout on Display: 90.0 % of the doubt about the gain comes of it."
    assert [one.name for one in view.shifts] == ["Paid Search", "Organic Video", "Display", "all"]
    assert view.shifts[1].curve is not None
    assert view.shifts[1].curve.refused == "fewer than 24 months"


def test_without_a_curve_nothing_is_moved_and_it_is_said_why(tables: HandReader) -> None:
    view = show(tables, level="lane")

    assert view.shifts_say.startswith("No response curve can be told from the months so far, so nothing is moved")
    assert view.holdout_says == ""
    assert [row.low for row in shifts_picture(view).rows] == [None]


def test_with_one_curve_alone_it_is_said_that_there_is_nothing_to_weigh_it_against(tables: HandReader) -> None:
    as_it_is = [
        row | {"change": 0, "spend_then": row["spend_now"], "known": row["name"] in ("Display", "all")}
        for row in tables.tables["budget_shifts"]
    ]

    view = show(only(tables, "re_ledgers", budget_shifts=as_it_is))

    assert view.shifts_say.startswith("A response curve can be told of Display alone. There is no other to weigh it")
    assert view.holdout_says.endswith("of the doubt about what spend brings comes of it.")


def test_where_curves_find_nothing_better_that_is_said(tables: HandReader) -> None:
    as_it_is = [row | {"change": 0, "spend_then": row["spend_now"]} for row in tables.tables["budget_shifts"]]

    told = show(only(tables, "re_ledgers", budget_shifts=as_it_is)).shifts_say

    assert told == "No shift within the bounds is expected to bring more than today's division."


def test_what_is_empty_tells_the_reason_and_the_rest_is_shown(tables: HandReader) -> None:
    note = [{"made": "holdout_verdicts", "note": "no test was watched for the whole window"}]

    view = show(only(tables, "re_ledgers", build_steps=note))

    assert view.missing["verdicts"] == "No test was watched for the whole window."
    assert set(view.missing) == {"top", "credits", "economics", "came_back", "referred", "brings", "shifts",
                                 "verdicts"}  # fmt: skip
    assert view.goal == view.model == ""
    assert view.sentence.endswith("by new customers (neither referred nor re-ignited).")


def test_few_people_are_told_as_few_in_the_drawing(tables: HandReader) -> None:
    rows = back_picture(show(tables), CUSTOMERS, "x").rows

    assert [row.under for row in rows][-2:] == ["not written to", "written to, few"]


@pytest.mark.parametrize("width", [326, 520, 760])
@pytest.mark.parametrize("measure", ["value", "conversions"])
def test_the_drawings_keep_their_words_apart_and_inside(tables: HandReader, width: float, measure: Measure) -> None:
    view = show(tables, measure=measure)

    drawn = (
        draw_columns(ways_picture(view), width=width),
        draw_dots(credits_picture(view), width=width),
        draw_ranges(back_picture(view, CUSTOMERS, "a"), width=width),
        draw_ranges(back_picture(view, PROSPECTS, "b"), width=width),
        draw_ranges(shifts_picture(view), width=width),
    )

    assert [collisions(one) for one in drawn] == [[]] * 5
    assert [outside(one) for one in drawn] == [[]] * 5


def test_where_no_touch_led_to_anything_there_is_no_empty_drawing(tables: HandReader) -> None:
    untouched = [one for one in tables.tables["channel_credits"] if one["channel"] == "(no touch)"]
    rows = dict(tables.tables) | {"channel_credits": untouched}

    view = show(replace(tables, tables=rows))

    assert view.missing["credits"] == "No touch led to a goal yet, so there is nothing to divide."


def test_the_number_of_contacts_that_earns_most_is_told_with_its_doubt(tables: HandReader) -> None:
    view = show(tables)

    assert view.frequencies.says == (
        "By the test “spring catalogue”, 2 contacts earn most: €0.30 a person more than none, 19 times in 20 between "
        "−€0.55 and €1.15, so it is not sure to be more."
    )
    assert [one.contacts for one in view.frequencies.curves[0].frequencies if one.beyond] == [3]


@pytest.mark.parametrize(
    ("best", "told"),
    [(None, "more contacts always earn more"), (0, "no contact earns what it costs"), (3, "so it is not tested")],
)
def test_where_the_best_is_none_at_the_end_or_beyond_what_was_tested_it_is_said(
    tables: HandReader, best: int | None, told: str
) -> None:
    rows = [row | {"best": row["contacts"] == best} for row in tables.tables["contact_frequencies"]]

    assert told in show(only(tables, "re_ledgers", "holdout_verdicts", contact_frequencies=rows)).frequencies.says


def test_where_contacts_sold_nothing_more_no_cost_is_spoken_of(tables: HandReader) -> None:
    rows = [row | {"demand": 500.0, "best": not row["contacts"]} for row in tables.tables["contact_frequencies"]]

    says = show(only(tables, "re_ledgers", "holdout_verdicts", contact_frequencies=rows)).frequencies.says

    assert says == "By the test “spring catalogue” people who were contacted bought no more than those held out."


def test_all_tests_stand_last_and_are_what_is_said(tables: HandReader) -> None:
    rows = tables.tables["contact_frequencies"]
    both = [*(row | {"test": "all", "together": True} for row in rows), *rows]

    view = show(only(tables, "re_ledgers", "holdout_verdicts", contact_frequencies=both))

    assert [one.test for one in view.frequencies.curves] == ["spring catalogue", "all"]
    assert view.frequencies.says.startswith("By all tests, 2 contacts earn most")


def test_a_test_that_is_called_all_is_told_as_a_test(tables: HandReader) -> None:
    rows = [row | {"test": "all"} for row in tables.tables["contact_frequencies"]]

    view = show(only(tables, "re_ledgers", "holdout_verdicts", contact_frequencies=rows))

    assert view.frequencies.says.startswith("By the test “all”, 2 contacts earn most")


def test_of_many_tests_the_newest_are_shown_and_all_together_and_the_rest_are_counted(
    tables: HandReader,
) -> None:
    rows, (verdict,) = tables.tables["contact_frequencies"], tables.tables["holdout_verdicts"]
    names = [f"test {number:02}" for number in range(MOST_TESTS + 5)]
    many = [row | {"test": name} for name in names for row in rows]
    whole = [row | {"test": "all", "together": True} for row in rows]
    began = [
        verdict | {"test": name, "began_on": date(2026, 1, 1) + timedelta(days=day)} for day, name in enumerate(names)
    ]

    given = {"contact_frequencies": [*many, *whole], "holdout_verdicts": began}
    found = show(replace(tables, tables=dict(tables.tables) | given)).frequencies

    assert [one.test for one in found.curves] == [*names[5:], "all"]
    assert {len(one.frequencies) for one in found.curves} == {len(rows)}
    assert found.left_out == 5


def test_credited_orders_of_a_channel_open_into_all_orders_that_it_had_a_touch_of(client: TestClient) -> None:
    told = client.get("/value.json?channel=Paid+Search").json()["economics"]
    page = client.get("/value?channel=Paid+Search").text

    search = next(one for one in told["channels"] if one["name"] == "Paid Search")

    # Both campaigns tell the 21 orders of the channel in a month, and three months are told.
    assert (search["touched_orders"], search["people_path"]) == (
        63,
        "/people?did=credited~order~Paid+Search~2025-12~2026-11",
    )
    assert f'data-counts="63" href="{search["people_path"]}"' in page
    assert search["first_people_path"] == f"{search['people_path']}~first"
    assert f'data-counts="15" href="{search["first_people_path"]}"' in page
    by_campaign = {one["name"]: (one["touched_orders"], one["people_path"]) for one in told["campaigns"]}
    assert by_campaign == {
        "brand": (42, f"{search['people_path']}~~campaign~brand"),
        "gifts": (36, f"{search['people_path']}~~campaign~gifts"),
        "radio code": (None, ""),
    }
    assert f'data-counts="42" href="{by_campaign["brand"][1]}"' in page


def test_of_very_many_tests_the_newest_are_told_and_the_rest_counted(tables: HandReader) -> None:
    (verdict,) = tables.tables["holdout_verdicts"]
    began = [
        verdict | {"test": f"test {day:03}", "began_on": date(2026, 1, 1) + timedelta(days=day)}
        for day in range(MOST_VERDICTS + 2)
    ]
    many = replace(tables, tables=dict(tables.tables) | {"holdout_verdicts": began})
    client = TestClient(create_app(lambda: many), base_url="http://127.0.0.1")

    view, page = client.get("/value.json").json(), client.get("/value").text

    assert [one["test"] for one in view["verdicts"]][-1] == "test 002"
    assert (len(view["verdicts"]), view["verdicts_left_out"]) == (MOST_VERDICTS, 2)
    assert "The newest 100 tests; 2 older ones are not shown here" in page
    assert show(tables).verdicts_left_out == 0


def test_without_known_contacts_it_is_said_what_to_set(tables: HandReader) -> None:
    note = [{"made": "contact_frequencies", "note": "of no holdout test is it known how often people were contacted"}]

    view = show(only(tables, "re_ledgers", "holdout_verdicts", build_steps=note))

    assert view.frequencies.curves == ()
    assert view.frequencies.says == "Of no holdout test is it known how often people were contacted."
