"""What is told in words of another snapshot: years that ended on other days, and what came, went or was said."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from starlette.testclient import TestClient

from riparian.web.app import create_app
from riparian.web.pages import value
from tests.web.hand_reader import HandReader
from tests.web.hand_value import THIS_YEAR

BEFORE = "20261114-0600"


def laid_over(tables: HandReader, **given: list[dict[str, Any]]) -> tuple[HandReader, TestClient]:
    """The company beside a snapshot with these tables instead of its own."""
    now = replace(tables, before=(replace(tables.before[0], tables=dict(tables.tables) | given),))
    return now, TestClient(create_app(lambda: now), base_url="http://127.0.0.1")


def test_a_year_that_ended_on_another_day_lies_beside_the_one_as_many_before(tables: HandReader) -> None:
    weeks = timedelta(days=7)
    ledgers = [row | {"period_to": row["period_to"] - weeks} for row in tables.tables["re_ledgers"]]
    top = [row | {"year_to": row["year_to"] - weeks, "index": 1.5} for row in tables.tables["top_heaviness"]]
    now, client = laid_over(tables, re_ledgers=ledgers, top_heaviness=top)

    view = value.show(now, against=BEFORE)
    html = client.get(f"/value?against={BEFORE}").text

    assert view.former is not None
    assert (view.former.year, view.former.top and view.former.top.index) == (THIS_YEAR - weeks, 1.5)
    assert "Beside the year to 20 Nov 2026 lies the one to 13 Nov 2026." in html
    assert html.count("was: to <span>13 Nov 2026</span>") == 2
    assert html.count("was: to <span>13 Nov 2025</span>") == 2


def test_a_year_that_the_other_snapshot_has_not_is_said_not_to_be_there(tables: HandReader) -> None:
    ledgers = [row for row in tables.tables["re_ledgers"] if row["period_to"] < THIS_YEAR]
    now, client = laid_over(tables, re_ledgers=ledgers)

    view = value.show(now, against=BEFORE)

    assert view.former is not None
    assert (view.former.year, view.former.ways) == (None, ())
    assert "It tells of no such year." in client.get(f"/value?against={BEFORE}").text


def test_an_item_that_is_not_among_the_first_any_more_is_named_with_its_demand(tables: HandReader) -> None:
    items = tables.tables["winning_items"]
    first = next(row for row in items if row["scope"] == "all")
    sickle = first | {"item": "AR-99", "item_name": "Long sickle", "demand": 9_900_000}
    _, client = laid_over(tables, winning_items=[*(row for row in items if row is not first), sickle])

    html = client.get(f"/buyers?against={BEFORE}").text

    told = html[html.index("Not among the first any more:") :]
    assert told.startswith(
        'Not among the first any more: Long sickle (was <span class="before-column">€99,000</span>).'
    )
    assert "not there before" in html[html.index('id="items"') : html.index("Not among the first")]


def test_a_mini_assortment_says_what_is_new_in_it_and_what_left(tables: HandReader) -> None:
    rows = [dict(row) for row in tables.tables["mini_assortments"]]
    group = [row for row in rows if (row["channel"], row["category"]) == (rows[0]["channel"], rows[0]["category"])]
    group[0] |= {"item": "AR-99", "item_name": "Long sickle"}
    _, client = laid_over(tables, mini_assortments=rows)

    html = client.get(f"/buyers?against={BEFORE}").text
    told = html[html.index('id="assortments"') : html.index('id="value"')]

    assert told.count("new here") == 1
    assert "No more: Long sickle" in told


def test_what_the_journeys_said_before_stands_below_what_they_say(tables: HandReader) -> None:
    said = [row | {"says": f"Once: {row['says']}"} for row in tables.tables["channel_diagnoses"]]
    gone = said[0] | {"channel": "Carrier pigeon", "says": "Nothing feeds Carrier pigeon."}
    _, client = laid_over(tables, channel_diagnoses=[*said[1:], gone])

    html = client.get(f"/map?against={BEFORE}").text
    told = html[html.index('id="said"') : html.index('id="drawing"')]

    assert "Before: Once: " in told
    assert told.count("not said before") == 1
    assert "Said before, and not any more: 1" in told
    assert "Nothing feeds Carrier pigeon." in told


def test_months_of_the_log_that_are_new_are_not_said_to_have_been_nothing(tables: HandReader) -> None:
    newest = max(row["period_to"] for row in tables.tables["re_ledgers"])
    assert newest == date(2026, 11, 20)
    top = [row for row in tables.tables["top_heaviness"] if row["year_to"] < newest]
    _, client = laid_over(tables, top_heaviness=top)

    html = client.get(f"/value?against={BEFORE}").text
    told = html[html.index('id="top"') : html.index('id="years"')]

    assert 'class="before-column">was not known</small>' in told
    assert told.count("not there before") == 1
