"""What the streams page says of paths: counts beside their rates, and days now and before."""

from dataclasses import replace

from starlette.testclient import TestClient

from riparian.web.app import create_app
from tests.web.hand_reader import HandReader
from tests.web.pages.test_streams import path


def with_paths(tables: HandReader, rows: list[dict[str, object]]) -> HandReader:
    return replace(tables, tables=dict(tables.tables) | {"paths": rows})


def test_the_rate_is_told_with_the_settled_journeys_that_it_is_of(tables: HandReader) -> None:
    counts = {"journeys": 60, "conversions": 18, "settled": 50, "settled_conversions": 13}
    settling = with_paths(tables, [path("Email", 60, 18, days=3) | counts, path("", 4, 4)])
    app = create_app(lambda: settling)

    page = TestClient(app, base_url="http://127.0.0.1").get("/streams").text

    assert '26.0&nbsp;%<span class="under">13 of 50 settled</span>' in page
    assert "The most came by Email alone: 13 of them." in page
    assert "conversions, settled or not, had no touch before and are not drawn." in page


def test_days_of_before_are_told_by_the_rule_of_now(tables: HandReader) -> None:
    former = with_paths(tables.before[0], [path("Email", 50, 2, days=0.01), path("Direct", 9, 3, days=4)])
    now = [path("Email", 60, 3, days=0.02), path("Direct", 10, 3, days=0.04)]
    app = create_app(lambda: replace(with_paths(tables, now), before=(former,)))

    page = TestClient(app, base_url="http://127.0.0.1").get(f"/streams?against={former.snapshot}").text

    assert 'at once<span class="under before-column">was&nbsp;<span>at once</span></span>' in page
    assert 'at once<span class="under before-column">was&nbsp;<span>4.0</span></span>' in page
    table = page[page.index('id="paths-title"') : page.index('id="differences-title"')]
    assert "was&nbsp;<span>0.0" not in table
