from dataclasses import replace
from datetime import date

from starlette.testclient import TestClient

from riparian.web.app import create_app
from riparian.web.forecast_before import came_of
from riparian.web.forecast_pictures import monthly_picture
from riparian.web.pages.forecast import show
from riparian.web.what_if import MonthAhead
from tests.web.hand_reader import HandReader

BEFORE = "20261114-0600"


def month(on: date, value: float, naive: float = 10.0, low: float | None = 5.0) -> MonthAhead:
    return MonthAhead(on, value, low, None if low is None else 20.0, naive, "exponential smoothing")


def test_a_month_that_is_over_is_told_with_what_came() -> None:
    foretold = (month(date(2026, 9, 1), 12.0), month(date(2026, 10, 1), 13.0), month(date(2026, 11, 1), 14.0))
    now = (month(date(2027, 9, 1), 15.0, naive=8.0), month(date(2027, 10, 1), 15.0, naive=26.0))

    september, october = came_of(foretold, now)

    assert (september.foretold, september.came, september.covered, september.error) == (12.0, 8.0, True, 0.5)
    assert (october.month_on, october.came, october.covered, october.error) == (date(2026, 10, 1), 26.0, False, -0.5)


def test_where_no_range_was_known_nothing_can_lie_in_it() -> None:
    (one,) = came_of([month(date(2026, 9, 1), 12.0, low=None)], [month(date(2027, 9, 1), 15.0, naive=0.0)])

    assert (one.covered, one.error) == (None, None)


def test_only_the_last_twelve_months_are_known_to_have_come() -> None:
    now = [month(date(2026 + (place + 10) // 12, (place + 10) % 12 + 1, 1), 9.0, naive=9.0) for place in range(24)]

    assert came_of([month(date(2026, 11, 1), 12.0)], now) == ()


def test_months_since_the_other_snapshot_stand_beside_what_it_foretold(tables: HandReader) -> None:
    earlier = [
        row | {"month_on": row["month_on"].replace(year=row["month_on"].year - 1)}
        for row in tables.tables["monthly_forecasts"]
    ]
    before = replace(tables.before[0], tables=dict(tables.tables) | {"monthly_forecasts": earlier})

    view = show(replace(tables, before=(before,)), against=BEFORE)

    assert view.former is not None
    assert [one.came for one in view.former.came] == [one.naive for one in view.months[:12]]
    assert "came" in [line.name for line in monthly_picture(view).lines]


def test_a_band_has_what_was_foretold_for_the_day_that_is_shown(tables: HandReader) -> None:
    rows = [
        row | {"month_to": tables.as_of.date()} if row["month"] == 2 else row
        for row in tables.tables["band_projections"]
    ]
    before = replace(tables.before[0], tables=dict(tables.tables) | {"band_projections": rows})

    view = show(replace(tables, before=(before,)), against=BEFORE)

    assert view.former is not None
    assert view.former.foretold_now == {
        row["band"]: row["people"] for row in rows if row["month"] == 2 and row["scenario"] == "as it is"
    }


def page(tables: HandReader, before: dict[str, object], now: dict[str, object]) -> str:
    """The page against a snapshot, both with these values in all their months to come."""
    then, shown = (
        dict(tables.tables) | {"monthly_forecasts": [row | values for row in tables.tables["monthly_forecasts"]]}
        for values in (before, now)
    )
    reader = replace(tables, tables=shown, before=(replace(tables.before[0], tables=then),))
    client = TestClient(create_app(lambda: reader), base_url="http://127.0.0.1")
    found = client.get(f"/forecast?against={BEFORE}").text
    return found[found.index('id="months-title"') : found.index('id="band-title"')]


def test_a_range_of_before_is_named_and_a_change_of_method_is_told(tables: HandReader) -> None:
    smoothed = {"method": "exponential smoothing", "low": 5.0, "high": 20.0}

    changed = page(tables, smoothed, {"method": "seasonal naive", "low": None, "high": None})
    same = page(tables, smoothed, smoothed)

    assert "It knows no range." in changed
    assert "The method has changed: it was exponential smoothing (" in changed
    assert "), and the range drawn is of that." in changed
    assert ("range, 9 times in 10" in changed, "range foretold before, 9 times in 10" in changed) == (False, True)
    assert ("range, 9 times in 10" in same, "range foretold before, 9 times in 10" in same) == (True, True)
    assert "The method has changed" not in same


def test_without_a_range_of_before_none_is_named(tables: HandReader) -> None:
    found = page(tables, {"low": None, "high": None}, {"low": None, "high": None})

    assert "9 times in 10</li>" not in found
