import re
from dataclasses import replace
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

from riparian.core.errors import NotFoundError
from riparian.web.app import create_app
from riparian.web.charts.lines import draw_lines
from riparian.web.cohorts import Cut, Figure
from riparian.web.pages.cohorts import life_picture, show
from riparian.web.refusals import NothingYetError
from tests.web.charts.drawn import collisions, outside
from tests.web.hand_before import half_as_large
from tests.web.hand_reader import HandReader


def only(tables: HandReader, *names: str, **given: list[dict[str, object]]) -> HandReader:
    return replace(tables, tables={name: tables.tables[name] for name in names} | given)


def test_rows_are_the_groups_of_the_cut_and_everybody_is_pinned(tables: HandReader) -> None:
    view = show(tables)

    assert [row.says for row in view.groups] == ["After the first order", "After order 2", "After order 7 or more"]
    assert view.everybody is not None
    assert view.everybody.orders == 2_256


def test_months_of_first_orders_go_from_the_newest_and_channels_from_the_largest(tables: HandReader) -> None:
    assert [row.group for row in show(tables, cut="first month").groups] == ["2025-12", "2025-10"]
    assert [row.group for row in show(tables, cut="first channel").groups] == ["web", "shop"]


def test_what_was_extended_is_told_apart_from_what_was_watched(tables: HandReader) -> None:
    cells = show(tables).groups[0].cells
    named = [line for line in life_picture(show(tables, group=["1"])).lines if line.series == 0]

    assert [cell.observed for cell in cells if cell] == [True] * 20 + [False] * 10
    assert [(line.name, line.stroke) for line in named] == [("", "solid"), ("After the first order", "dashed")]
    assert named[0].points[-1].x == named[1].points[0].x == 19


def test_for_the_year_after_it_is_the_flag_of_that_year_that_counts(tables: HandReader) -> None:
    cells = show(tables, figure="annual").groups[0].cells

    assert sum(cell.observed for cell in cells if cell) == 8


def test_a_line_that_was_not_extended_ends_where_few_are_left(tables: HandReader) -> None:
    rows = [row for row in tables.tables["life_tables"] if row["observed"]]
    few = [line for line in life_picture(show(only(tables, life_tables=rows))).lines if "7 or more" in line.name]

    assert len(few) == 1
    assert 2 < len(few[0].points) < 20


@pytest.mark.parametrize(("figure", "flag"), [("cumulative", "observed"), ("annual", "annual_observed")])
def test_every_figure_leads_to_its_definition_and_an_extended_one_straight_to_how_it_is_made(
    tables: HandReader, client: TestClient, figure: Figure, flag: str
) -> None:
    page = client.get("/cohorts", params={"figure": figure}).text
    view = show(tables, figure=figure)
    rows = [row for row in (view.everybody, *view.groups) if row]
    extended = [cell for row in rows for cell in row.cells[: view.last_month + 1] if cell and not cell.observed]

    told = re.findall(
        rf'<td class="h\d+ extended"[^>]*><a class="cell-link" href="/definitions/life_tables#{flag}">', page
    )

    assert len(told) == len([cell for cell in extended if cell.value is not None]) > 0
    columns = {"life_tables": (figure, "at_risk"), "band_conversions": ("rate", "people", "high")}
    assert all(
        f'class="defines" href="/definitions/{table}#{name}"' in page
        for table, names in columns.items()
        for name in names
    )


def test_nothing_is_added_up_over_months_where_people_come_and_go(tables: HandReader) -> None:
    view = show(tables, cut="visited last month")

    assert view.figure == "rate"
    assert all(cell.value is not None for row in view.groups for cell in row.cells if cell)


def test_the_sentence_tells_a_whole_year_of_what_was_watched(tables: HandReader) -> None:
    assert (
        "of 2,256 orders are followed by another within 12 months, half of these by month 4." in show(tables).sentence
    )


def test_months_of_entry_go_from_the_newest_that_was_observed_long_enough(tables: HandReader) -> None:
    view = show(tables, band=1, within=30)

    assert [row.month for row in view.entries][:2] == ["", "2026-10"]
    assert view.entries[1].hourglass_path == "/hourglass?month=2026-10&stage=1"
    assert view.to_names == ("Like", "Trust", "Try", "Buy")
    assert all(len(row.cells) == 4 for row in view.entries)


def test_a_span_that_was_not_counted_is_refused_with_those_there_are(tables: HandReader) -> None:
    with pytest.raises(NotFoundError) as refused:
        show(tables, within=7)

    assert refused.value.fix == "There are: 30, 90."


def test_what_is_empty_tells_the_reason_of_the_build(tables: HandReader) -> None:
    note: list[dict[str, object]] = [{"made": "life_tables", "note": "the log covers 9 months; 25 are needed"}]

    view = show(only(tables, "band_conversions", build_steps=note))

    assert view.missing["life"] == "The log covers 9 months; 25 are needed."
    assert view.entries != ()


def test_a_cut_without_groups_says_how_large_they_have_to_be(tables: HandReader) -> None:
    rows = [row for row in tables.tables["life_tables"] if row["cut"] == "all"]

    assert "enough first orders" in show(only(tables, life_tables=rows), cut="first month").missing["groups"]


def test_without_anybody_to_follow_there_is_nothing_yet() -> None:
    with pytest.raises(NothingYetError):
        show(HandReader())


@pytest.mark.parametrize("width", [326, 720, 1080])
@pytest.mark.parametrize(
    ("cut", "figure"), [("orders", "cumulative"), ("first month", "annual"), ("first channel", "rate")]
)
def test_the_drawing_keeps_its_words_apart_and_inside(
    tables: HandReader, width: float, cut: Cut, figure: Figure
) -> None:
    drawn = draw_lines(life_picture(show(tables, cut=cut, figure=figure)), width=width)

    assert collisions(drawn) == []
    assert outside(drawn) == []


def test_months_of_entry_are_laid_over_those_of_another_snapshot(tables: HandReader, client: TestClient) -> None:
    halved = [one | {"rate": one["rate"] / 2} for one in tables.tables["band_conversions"]]
    former = replace(tables.before[0], tables=dict(tables.before[0].tables) | {"band_conversions": halved})

    view = show(replace(tables, before=(former,)), against=former.snapshot)

    now = {one.month: one.cells[0].rate for one in view.entries if one.cells[0]}
    assert {month: rates[0] for month, rates in view.entries_before.items()} == pytest.approx(
        {month: rate / 2 for month, rate in now.items()}
    )
    assert "was 40.0" in client.get(f"/cohorts?against={former.snapshot}").text


def test_a_figure_of_before_that_was_extended_says_so_and_has_no_difference(tables: HandReader) -> None:
    now = half_as_large(tables)
    rows = [row | {"observed": row["months"] < 15} for row in now.before[0].tables["life_tables"]]
    former = replace(now.before[0], tables=dict(now.before[0].tables) | {"life_tables": rows})
    app = create_app(lambda: replace(now, before=(former,)))

    shown = TestClient(app, base_url="http://127.0.0.1").get(f"/cohorts?against={former.snapshot}").text

    told = {
        int(month): (classes, says)
        for classes, month, says in re.findall(r'<td((?: class="\w+")?) title="Before, month (\d+): ([^"]*)"', shown)
    }
    assert [month for month, (classes, _) in told.items() if "extended" in classes] == [*range(15, 25)]
    assert [month for month, (_, says) in told.items() if "a difference of" in says] == [*range(15)]
    assert all("extended beyond what was watched; now" in told[month][1] for month in range(15, 25))
    assert told[20][1].endswith(" %, extended")
    assert not told[19][1].endswith("extended")


@pytest.mark.parametrize(("cut", "figure"), [("orders", "cumulative"), ("first month", "annual")])
def test_groups_are_laid_over_those_of_another_snapshot(tables: HandReader, cut: Cut, figure: Figure) -> None:
    now = half_as_large(tables)

    view, then = (
        show(now, cut=cut, figure=figure, against=now.before[0].snapshot),
        show(now.before[0], cut=cut, figure=figure),
    )

    assert [[cell and cell.value for cell in one.cells] for one in view.groups_before] == [
        [cell and cell.value for cell in one.cells] for one in then.groups if one.group in view.drawn
    ]
    assert view.drawn
    assert {one.people_path for one in view.groups_before} == {""}
    assert show(now).groups_before == ()


def test_a_row_of_before_stands_below_each_group_that_is_drawn(tables: HandReader) -> None:
    now = half_as_large(tables)
    client = TestClient(create_app(lambda: now), base_url="http://127.0.0.1")

    html = client.get(f"/cohorts?group=1&group=2&against={now.before[0].snapshot}").text

    assert re.findall(r'<span class="spoken">([^<]*), </span>before', html) == [
        "After the first order",
        "After order 2",
    ]


def test_without_a_comparison_no_entry_tells_what_it_was(tables: HandReader) -> None:
    assert show(tables).entries_before == {}


def test_both_rows_by_visits_open_into_people_on_the_page_and_in_its_twin(client: TestClient) -> None:
    address = "/cohorts{}?cut=visited+last+month&figure=rate"
    view, page = client.get(address.format(".json")).json(), client.get(address.format("")).text

    yes = next(one for one in view["groups"] if one["group"] == "yes")
    bought = next(one for one in yes["cells"] if one and one["people_path"])

    assert yes["people_path"] == "/people?did=waited~visited+last+month~yes~0"
    assert bought["people_path"] == f"/people?did=waited~visited+last+month~yes~{bought['months']}~again"
    for path, count in ((yes["people_path"], None), (bought["people_path"], bought["bought"])):
        assert f'href="{path}"' in page
        assert count is None or f'data-counts="{count}" href="{path}"' in page


def test_where_no_source_tells_orders_who_got_to_buy_is_unknown(tables: HandReader) -> None:
    nobody = [
        row | ({"converted": 0, "rate": 0.0} if row["to_band"] == 5 else {})
        for row in tables.tables["band_conversions"]
    ]
    orderless = only(tables, band_conversions=nobody)

    view, bought = show(orderless), show(only(orderless, "band_conversions", ways_in=[{"person_key": 1}]))

    assert view.untold == "No source tells orders: who got to Buy is unknown."
    assert {row.cells[-1] for row in view.entries} == {None}
    assert all(row.cells[0] for row in view.entries)
    assert bought.untold == show(tables).untold == ""
    assert any(row.cells[-1] for row in bought.entries)
    assert "to Buy" not in show(orderless, band=4).sentence


@pytest.mark.parametrize(("figure", "opens"), [("cumulative", "by then"), ("rate", "again"), ("annual", "")])
def test_a_cell_opens_into_whom_it_counts(tables: HandReader, client: TestClient, figure: Figure, opens: str) -> None:
    cells = [cell for cell in show(tables, figure=figure).groups[0].cells if cell]
    counts = {"cumulative": sum(cell.bought for cell in cells[:4]), "rate": cells[3].bought, "annual": cells[3].at_risk}

    page = client.get(f"/cohorts?figure={figure}").text

    told = f"~{opens}" if opens else ""
    address = unquote(page).replace("+", " ")
    assert f'data-counts="{counts[figure]}" href="/people?did=waited~orders~1~3{told}"' in address


def test_where_nobody_got_on_it_is_not_told_as_a_share(tables: HandReader) -> None:
    rows = [row | {"converted": 0, "rate": 0.0, "low": 0.0} for row in tables.tables["band_conversions"]]

    sentence = show(replace(tables, tables=dict(tables.tables) | {"band_conversions": rows})).sentence

    assert sentence.endswith("Nobody who entered Know is known to have got to Like within 90 days.")
