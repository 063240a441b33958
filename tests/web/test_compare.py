import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from riparian.core.errors import NotFoundError, OtherVersionError, StorageError
from riparian.web.app import create_app
from riparian.web.compare import beside
from riparian.web.forecast_pictures import years_picture
from riparian.web.pages import buyers, cohorts, forecast, hourglass, map, value
from tests.web.hand_people import AS_OF
from tests.web.hand_reader import HandReader

BEFORE = "20261114-0600"


def halved(tables: HandReader) -> HandReader:
    """The company with an earlier snapshot in which everything that is compared was half as large."""
    columns = {
        "segment_counts": ("buyers",), "channel_credits": ("conversions", "value"), "five_year_forecasts": ("value",),
        "channel_profiles": ("touches",), "channel_feeds": ("moves",), "life_tables": ("cumulative",),
        "band_counts": ("closing",),
    }  # fmt: skip

    def smaller(row: dict[str, object], names: tuple[str, ...]) -> dict[str, object]:
        return row | {name: row[name] / 2 if isinstance(row[name], float) else row[name] // 2  # type: ignore[operator]  # numbers
                      for name in names if row[name] is not None}  # fmt: skip

    found = {name: [smaller(row, columns.get(name, ())) for row in rows] for name, rows in tables.tables.items()}
    return replace(tables, before=(replace(tables.before[0], tables=found),))


PAGES = ("map", "streams", "cohorts", "buyers", "value", "forecast", "people", "sources")


def test_where_no_other_snapshot_is_kept_the_page_says_how_to_get_one(tables: HandReader) -> None:
    alone = TestClient(create_app(lambda: replace(tables, before=())), base_url="http://127.0.0.1")
    beside_another = TestClient(create_app(lambda: tables), base_url="http://127.0.0.1")
    command = f"<code>riparian build --as-of {AS_OF:%Y-%m}-01</code>, then <code>riparian build</code>"

    assert [one for one in PAGES if command not in alone.get(f"/{one}").text] == []
    assert [one for one in PAGES if "--as-of" in beside_another.get(f"/{one}").text] == []
    assert "--as-of" not in alone.get("/today").text


def test_the_first_snapshot_to_compare_with_ends_a_month_before_that_of_the_as_of_date(tables: HandReader) -> None:
    def first(as_of: datetime) -> str:
        return beside(replace(tables, before=(), as_of=as_of), None, where="/map").against.first

    assert first(datetime(2026, 11, 1)) == "2026-10-01"
    assert first(datetime(2026, 1, 1)) == "2025-12-01"
    assert first(datetime(2026, 11, 21)) == "2026-11-01"


@pytest.fixture(scope="module")
def now(tables: HandReader) -> HandReader:
    return halved(tables)


@pytest.fixture(scope="module")
def client(now: HandReader) -> TestClient:
    app = create_app(lambda: now, now=lambda: AS_OF + timedelta(hours=9))
    return TestClient(app, base_url="http://127.0.0.1")


def test_months_of_the_page_and_other_snapshots_can_be_chosen(tables: HandReader) -> None:
    found = beside(tables, None, where="/hourglass", months=["2026-10", "2026-09"])

    assert [one.value for one in found.against.months] == ["2026-10", "2026-09"]
    assert [one.value for one in found.against.snapshots] == [BEFORE]
    assert (found.tables, found.month, found.against.chosen) == (None, None, None)


def test_a_month_is_read_from_the_snapshot_shown_and_a_snapshot_from_its_own(tables: HandReader) -> None:
    month = beside(tables, "2026-09", where="/hourglass", months=["2026-10", "2026-09"])
    snapshot = beside(tables, BEFORE, where="/hourglass", months=["2026-10"])

    assert (month.tables, month.month) == (tables, "2026-09")
    assert snapshot.tables is not None
    assert (snapshot.tables.snapshot, snapshot.month) == (BEFORE, None)


@pytest.mark.parametrize(
    ("chosen", "months", "fix"),
    [("1999-01", ["2026-10"], "Months go from 2026-10"), ("1999-01", [], BEFORE), ("yesterday", ["2026-10"], BEFORE)],
)
def test_what_there_is_not_is_refused_with_what_there_is(
    tables: HandReader, chosen: str, months: list[str], fix: str
) -> None:
    with pytest.raises(NotFoundError) as refused:
        beside(tables, chosen, where="/hourglass", months=months)

    assert fix in refused.value.fix


def test_the_hourglass_has_the_same_month_as_the_other_snapshot_told_it(now: HandReader) -> None:
    view = hourglass.show(now, month="2026-10", against=BEFORE)

    assert [place.closing_before for place in view.places] == [place.closing // 2 for place in view.places]


def test_each_segment_is_laid_over_what_it_was(now: HandReader) -> None:
    view = buyers.show(now, against=BEFORE)

    assert [line.before for line in view.segments] == [line.buyers // 2 for line in view.segments]
    assert [bar.before for bar in buyers.segment_picture(view).bars] == [line.before for line in view.segments]


def test_credits_are_those_of_the_chosen_model_and_measure(now: HandReader) -> None:
    view = value.show(now, against=BEFORE, model="last", measure="conversions")

    for one in view.credits:
        said = one.of("last")
        assert said is not None
        assert one.before == pytest.approx((said.amount or 0) / 2)


def test_the_former_forecast_is_a_further_line(now: HandReader) -> None:
    view = forecast.show(now, against=BEFORE)

    own = [one.value for one in view.years if one.scenario == "as it is"]
    assert [one.value for one in view.before] == [pytest.approx(one / 2) for one in own]
    assert "foretold before" in [line.name for line in years_picture(view).lines]


def test_everybody_s_life_table_is_a_further_line(now: HandReader) -> None:
    view = cohorts.show(now, against=BEFORE)

    assert view.before is not None
    assert view.everybody is not None
    assert view.before.cells[3] is not None
    assert view.everybody.cells[3] is not None
    assert view.before.cells[3].value == pytest.approx((view.everybody.cells[3].value or 0) / 2)
    assert "All before" in [line.name for line in cohorts.life_picture(view).lines]


def test_the_map_has_touches_and_moves_of_before(now: HandReader) -> None:
    view = map.show(now, against=BEFORE)

    assert view.before == {one.channel: one.touches // 2 for one in view.channels}
    assert view.moves_before is not None
    assert {f"{one.from_channel} > {one.to_channel}" for one in view.feeds} == set(view.moves_before)


@pytest.mark.parametrize(
    "path", ["/hourglass", "/buyers", "/value", "/forecast", "/cohorts", "/map", "/map?view=sites"]
)
def test_what_was_before_stands_in_the_picture_and_in_the_table(client: TestClient, path: str) -> None:
    plain = client.get(path).text
    laid = client.get(f"{path}{'&' if '?' in path else '?'}against={BEFORE}").text

    assert f'<option value="{BEFORE}">' in plain
    assert f'<option value="{BEFORE}" selected>' in laid
    assert f"as of 14 Nov 2026, snapshot {BEFORE}" in laid
    assert len(re.findall(r"before", laid)) > len(re.findall(r"before", plain)) + 3


@pytest.mark.parametrize("path", ["/hourglass", "/buyers", "/value", "/forecast", "/cohorts", "/map"])
def test_a_snapshot_that_is_not_kept_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(f"{path}?against=000001").status_code == 404


class Unreadable(HandReader):
    """A snapshot whose tables have not the columns that pages ask for."""

    def rows(self, table: str, **given: Any) -> list[dict[str, Any]]:
        raise OtherVersionError("place.parquet has no column new")

    def count(self, table: str, **given: Any) -> int:
        raise OtherVersionError("place.parquet has no column new")

    def counts(self, table: str, **given: Any) -> dict[Any, int]:
        raise OtherVersionError("place.parquet has no column new")


class Damaged(HandReader):
    """A snapshot that cannot be read, whatever its error's words."""

    def rows(self, table: str, **given: Any) -> list[dict[str, Any]]:
        raise StorageError("another version of Riparian is no reason here: the disk is gone")


COMPARED = [
    "/today", "/hourglass", "/buyers", "/value", "/forecast", "/cohorts", "/map", "/map?view=sites", "/streams",
    "/runs", "/sources", "/people", "/people/3",
]  # fmt: skip


@pytest.mark.parametrize("path", COMPARED)
def test_a_page_against_a_snapshot_of_another_version_is_shown_without_it_and_says_so(
    tables: HandReader, path: str
) -> None:
    before = tables.before[0]
    old = Unreadable(snapshot=BEFORE, as_of=before.as_of, built_at=before.built_at)
    now = replace(tables, before=(old,))
    client = TestClient(create_app(lambda: now, now=lambda: AS_OF + timedelta(hours=9)), base_url="http://127.0.0.1")

    answers = [
        client.get(f"{one}{'&' if '?' in one else '?'}against={BEFORE}")
        for one in (path, path.replace("?", ".json?", 1) if "?" in path else f"{path}.json")
    ]

    says = f"Snapshot {BEFORE}, as of 14 Nov 2026, cannot be compared: another version of Riparian wrote its tables."
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].text.count('id="not-compared"') == 1
    assert says in answers[0].text
    assert answers[1].json()["against"]["refused"].startswith(says)


def test_a_snapshot_that_is_damaged_is_not_told_to_be_of_another_version(tables: HandReader) -> None:
    before = tables.before[0]
    gone = Damaged(snapshot=BEFORE, as_of=before.as_of, built_at=before.built_at)
    client = TestClient(create_app(lambda: replace(tables, before=(gone,))), base_url="http://127.0.0.1")

    refused = client.get(f"/value.json?against={BEFORE}").json()["against"]["refused"]

    assert "a table of it cannot be read" in refused
