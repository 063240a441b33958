from dataclasses import replace
from datetime import date

import pytest
from starlette.testclient import TestClient

from riparian.core.errors import NotFoundError
from riparian.web.app import create_app
from riparian.web.charts.lines import draw_lines
from riparian.web.charts.ranges import draw_ranges
from riparian.web.file_forecast import Measure
from riparian.web.forecast_pictures import band_picture, monthly_picture, score_picture, years_picture
from riparian.web.pages.forecast import show
from riparian.web.refusals import NothingYetError
from riparian.web.what_if import Monthly
from tests.web.charts.drawn import collisions, outside
from tests.web.hand_forecast import LOYALTY
from tests.web.hand_reader import HandReader


def only(tables: HandReader, *names: str, **given: list[dict[str, object]]) -> HandReader:
    return replace(tables, tables={name: tables.tables[name] for name in names} | given)


def test_a_range_above_the_last_year_is_told_as_more(tables: HandReader) -> None:
    assert show(tables, measure="buyers").sentence == (
        "If buyers go on moving between segments as they do, the year to November 2031 brings 1,016 buyers, "
        "9 times in 10 between 813 and 1,270: which is not surely more or less than the 813 of the last year."
    )


@pytest.mark.parametrize(
    ("low", "high", "told"), [(900.0, 1300.0, ": more than"), (500.0, 700.0, ": less than"), (None, None, "; the last")]
)
def test_more_or_less_is_only_said_where_the_range_says_so(
    tables: HandReader, low: float | None, high: float | None, told: str
) -> None:
    rows = [row | {"low": low, "high": high} for row in tables.tables["five_year_forecasts"]]

    assert told in show(only(tables, five_year_forecasts=rows), measure="buyers").sentence


def test_the_past_goes_up_to_the_last_year_and_no_further(tables: HandReader) -> None:
    view = show(tables)

    assert [year.year_to for year in view.past] == [date(2024, 11, 21), date(2025, 11, 21)]
    assert view.years[0].year_to == date(2026, 11, 21)


def test_a_scenario_stands_beside_the_forecast_as_it_is_when_it_is_chosen(tables: HandReader) -> None:
    alone, beside = show(tables), show(tables, scenario=[LOYALTY])

    assert alone.scenarios == beside.scenarios == (LOYALTY,)
    assert {year.scenario for year in alone.years} == {"as it is"}
    assert {year.scenario for year in beside.years} == {"as it is", LOYALTY}
    assert [(one.what, one.where) for one in beside.changes] == [("rebuy", "Average"), ("try -> buy", "hourglass")]
    assert [one.scenario for one in beside.assumptions][-1] == LOYALTY
    assert len(beside.bands) == 2 * len(alone.bands) == 10


def test_a_scenario_that_was_not_built_is_refused_with_those_there_are(tables: HandReader) -> None:
    with pytest.raises(NotFoundError) as refused:
        show(tables, scenario=["less"])

    assert LOYALTY in refused.value.fix


def test_back_tests_stand_beside_last_year_again_and_the_verdict_says_which_was_nearer(tables: HandReader) -> None:
    view = show(tables)

    assert [(one.measure, one.naive) for one in view.scores] == [("buyers", 702.0), ("demand", 7_000_000.0)]
    assert view.verdict == (
        "Forecasts made on 1 past date were, on average: buyers 11.4 % off, no nearer than last year again (11.1 %); "
        "demand 10.9 % off, nearer than last year again (21.6 %). One past date is little to go by."
    )


def test_segments_in_which_nobody_is_or_will_be_are_left_out(tables: HandReader) -> None:
    assert [one.segment for one in show(tables).segments] == ["Quality", "Average", "Lapsed Save"]


def test_segments_that_buyers_has_and_the_forecast_has_not_are_named(tables: HandReader, client: TestClient) -> None:
    page = client.get("/forecast").text

    assert {"Elite", "Loyal"} <= {row["segment"] for row in tables.tables["segment_counts"] if row["buyers"]}
    assert "the forecast has nobody in Elite, Loyal, Struggling, Lapsed Spend and Lapsed Experiment" in page
    assert "These are not the lists of" in page


def test_an_assumption_of_one_is_told_as_one(tables: HandReader) -> None:
    first, *others = tables.tables["forecast_assumptions"]
    units = ("years", "people a year", "times", "years")
    rows = [
        first | {"assumption": f"thing {place}", "unit": unit, "value": 1.0 + (place == 3)}
        for place, unit in enumerate(units)
    ]
    told = replace(tables, tables=dict(tables.tables) | {"forecast_assumptions": [*rows, *others]})

    page = TestClient(create_app(lambda: told), base_url="http://127.0.0.1").get("/forecast").text

    rests = page[page.index('class="assumptions"') :]
    assert [one for one in ("1 year", "1 person a year", "× 1", "2 years") if f"<td>{one}</td>" not in rests] == []
    assert "1 times" not in rests


def test_a_band_goes_on_from_its_last_whole_month(tables: HandReader) -> None:
    points = show(tables, band=2).band_points
    past = [one for one in points if not one.scenario]

    assert max(one.on for one in past) == date(2026, 11, 1)
    assert [one.on for one in points if one.scenario][:2] == [date(2026, 11, 21), date(2026, 12, 21)]


def test_what_is_empty_tells_the_reason_and_the_rest_is_shown(tables: HandReader) -> None:
    note: list[dict[str, object]] = [{"made": "five_year_forecasts", "note": "the log covers 14 months; 24 are needed"}]

    view = show(only(tables, "monthly_forecasts", "monthly_scores", build_steps=note))

    assert view.missing["years"] == "The log covers 14 months; 24 are needed."
    assert set(view.missing) == {"years", "scores", "assumptions", "bands"}
    assert len(view.months) == 12


def test_where_nothing_is_foretold_the_reason_is_the_state() -> None:
    note: list[dict[str, object]] = [{"made": "five_year_forecasts", "note": "nobody ordered"}]

    with pytest.raises(NothingYetError, match="Nobody ordered"):
        show(HandReader({"build_steps": note}))


def test_the_fan_opens_from_the_last_year_and_scenarios_have_none(tables: HandReader) -> None:
    lines = {line.name: line for line in years_picture(show(tables, scenario=[LOYALTY])).lines}

    assert lines["as it is"].points[0].low is None
    assert all(point.low is not None for point in lines["as it is"].points[1:])
    assert lines[LOYALTY].stroke == "dashed"
    assert all(point.low is None for point in lines[LOYALTY].points)


@pytest.mark.parametrize("width", [326, 520, 720])
@pytest.mark.parametrize(
    ("measure", "monthly"), [("demand", "orders"), ("buyers", "demand"), ("contribution", "new buyers")]
)
def test_the_drawings_keep_their_words_apart_and_inside(
    tables: HandReader, width: float, measure: Measure, monthly: Monthly
) -> None:
    view = show(tables, measure=measure, monthly=monthly, scenario=[LOYALTY])

    drawn = [draw_lines(one, width=width) for one in (years_picture(view), band_picture(view), monthly_picture(view))]
    drawn.append(draw_ranges(score_picture(view), width=width))

    assert [collisions(svg) for svg in drawn] == [[]] * 4
    assert [outside(svg) for svg in drawn] == [[]] * 4


def test_who_stands_in_a_segment_as_the_forecast_begins_is_listed(client: TestClient) -> None:
    told, page = client.get("/forecast.json").json()["segments"], client.get("/forecast").text

    assert len(told) > 2
    for one in told:
        assert one["people_path"] == f"/people?did=foretold~{one['segment'].lower().replace(' ', '+')}"
        assert not one["now"] or f'<a class="opens" href="{one["people_path"]}">{one["now"]:,.0f}</a>' in page
