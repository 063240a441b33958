"""What another snapshot told, in the same pictures: outlines of columns, hollow marks, further lines."""

import pytest

from riparian.web.charts.columns import draw_columns
from riparian.web.differences import differences_picture
from riparian.web.forecast_pictures import band_picture, monthly_picture, years_picture
from riparian.web.leads import leads_picture
from riparian.web.pages import buyers, cohorts, forecast, map, streams, value
from riparian.web.value_pictures import back_picture, shifts_picture, ways_picture
from tests.web.hand_before import half_as_large
from tests.web.hand_reader import HandReader

BEFORE = "20261114-0600"


@pytest.fixture(scope="module")
def now(tables: HandReader) -> HandReader:
    return half_as_large(tables)


def test_each_year_s_demand_has_the_outline_of_before(now: HandReader) -> None:
    shown, then = value.show(now, against=BEFORE), value.show(now.before[0])

    drawn = ways_picture(shown)

    assert [column.before for column in drawn.columns] == [sum(one.demand) for one in then.by_year]  # type: ignore[arg-type]  # all are told
    assert draw_columns(drawn).count('class="before"') == 2 * len(then.by_year)
    assert 'class="before"' not in draw_columns(ways_picture(value.show(now)))


def test_who_came_back_has_a_hollow_mark_where_the_rate_was(now: HandReader) -> None:
    shown, then = value.show(now, against=BEFORE), value.show(now.before[0])

    rows = back_picture(shown, value.CUSTOMERS, "customers").rows

    assert [row.other for row in rows] == [one.rate for one in then.came_back if one.pool == value.CUSTOMERS]


def test_a_shift_has_the_share_that_was_proposed_before(now: HandReader) -> None:
    shown, then = value.show(now, against=BEFORE), value.show(now.before[0])
    was = {one.name: one.spend_then / one.spend_now if one.known else None for one in then.shifts}

    assert [row.other for row in shifts_picture(shown).rows] == [was[row.name] for row in shifts_picture(shown).rows]
    assert [row.other for row in shifts_picture(value.show(now)).rows] == [None, None, None]


def test_ladder_file_and_modes_of_before_are_drawn(now: HandReader) -> None:
    shown, then = buyers.show(now, against=BEFORE), buyers.show(now.before[0])

    assert [one.before for one in buyers.ladder_picture(shown).columns] == [rung.probability for rung in then.ladder]
    assert [one.before for one in buyers.file_picture(shown).columns] == [year.buyers for year in then.years]
    assert [row.other for row in buyers.mode_picture(shown).rows] == [mode.rate for mode in then.modes]


def test_the_former_forecast_is_drawn_with_its_range(now: HandReader) -> None:
    shown, then = forecast.show(now, against=BEFORE), forecast.show(now.before[0])

    (line,) = [one for one in years_picture(shown).lines if one.name == "foretold before"]

    assert [(point.y, point.low, point.high) for point in line.points] == [
        (one.value, one.low, one.high) for one in then.years
    ]


def test_former_months_and_the_former_course_of_a_band_are_further_lines(now: HandReader) -> None:
    shown, then = forecast.show(now, against=BEFORE), forecast.show(now.before[0])

    (months,) = [one for one in monthly_picture(shown).lines if one.name == "foretold before"]
    (band,) = [one for one in band_picture(shown).lines if one.name == "foretold before"]

    assert [point.y for point in months.points] == [one.value for one in then.months]
    assert [point.y for point in band.points] == [one.people for one in then.band_points if one.scenario]


def test_a_pair_of_channels_has_a_hollow_mark_where_its_effect_was(now: HandReader) -> None:
    shown, then = map.show(now, against=BEFORE), map.show(now.before[0])
    assert shown.former is not None

    rows = leads_picture(shown.leads, shown.former.leads).rows

    assert [row.other for row in rows] == [one.effect for one in then.leads[: len(rows)]]


def test_each_group_that_is_drawn_has_a_dotted_line_of_before_in_its_colour(now: HandReader) -> None:
    shown, then = cohorts.show(now, against=BEFORE, group=["1", "2"]), cohorts.show(now.before[0], group=["1", "2"])

    dotted = [line for line in cohorts.life_picture(shown).lines if line.stroke == "dotted" and not line.name]

    assert [line.series for line in dotted] == [0, 1]
    assert [[point.y for point in line.points] for line in dotted] == [
        [cell.value for cell in group.cells if cell and cell.value is not None]
        for group in then.groups
        if group.group in ("1", "2")
    ]


def test_a_channel_has_a_hollow_mark_where_its_difference_was(now: HandReader) -> None:
    shown, then = streams.show(now, against=BEFORE), streams.show(now.before[0])
    was = {one.channel: one.difference for one in then.differences}
    assert shown.former is not None

    rows = differences_picture(shown.differences, shown.goal, shown.former.differences).rows

    assert [row.other for row in rows] == [was[one.channel] for one in shown.differences]
