"""Every part of a page that another snapshot is laid over: what that snapshot itself showed, in the same picture."""

import re
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from riparian.web.app import create_app
from tests.web.hand_before import half_as_large
from tests.web.hand_people import AS_OF
from tests.web.hand_reader import HandReader

BEFORE = "20261114-0600"
VALUE = "/value?channel=Paid+Search"
BUYERS = "/buyers?channel=web"
FORECAST = "/forecast?measure=buyers"
MAP, SITES = "/map?goal=order", "/map?view=sites"
STREAMS = "/streams?step=Organic+Search&step=Direct"
GLASS = "/hourglass?stage=3"
PARTS = [
    (VALUE, "ways", "ways"),
    (VALUE, "top", "top"),
    (VALUE, "top_years", "top"),
    (VALUE, "by_year", "years"),
    (VALUE, "referred", "referred"),
    (VALUE, "credits", "credits"),
    (VALUE, "economics", "economics"),
    (VALUE, "came_back", "back"),
    (VALUE, "brings", "brings"),
    (VALUE, "shifts", "budget"),
    (f"{VALUE}&level=lane", "shifts", "budget"),
    (VALUE, "verdicts", "holdouts"),
    (VALUE, "frequencies", "holdouts"),
    (BUYERS, "segments", "segments"),
    (BUYERS, "segments", "falling"),
    (BUYERS, "ladder", "ladder"),
    (BUYERS, "modes", "modes"),
    (BUYERS, "years", "file"),
    (BUYERS, "migrations", "migration"),
    (BUYERS, "comps", "comps"),
    (BUYERS, "merchandise", "items"),
    (BUYERS, "value", "value"),
    (BUYERS, "contracts", "contracts"),
    (BUYERS, "by_period", "by-period"),
    (FORECAST, "segments", "ahead"),
    (FORECAST, "scores", "scores"),
    (FORECAST, "assumptions", "assumptions"),
    (FORECAST, "band_points", "what-if"),
    (FORECAST, "bands", "what-if"),
    (FORECAST, "months", "months"),
    (FORECAST, "monthly_scores", "months"),
    (MAP, "channels", "numbers"),
    (MAP, "channels", "told"),
    (MAP, "feeds", "numbers"),
    (MAP, "said", ""),
    (MAP, "leads", "leads"),
    (SITES, "sites", "numbers"),
    (SITES, "sites", "told"),
    (SITES, "flows", "numbers"),
    (SITES, "regards", "regards"),
    (SITES, "returned", "returned"),
    (GLASS, "places", "numbers"),
    (GLASS, "flows", "numbers"),
    (GLASS, "stage", "stage"),
    (GLASS, "recommend", "figures"),
    (GLASS, "ecosystem", "figures"),
    (GLASS, "near", "near"),
    (STREAMS, "paths", "paths"),
    (f"{STREAMS}&rule=exposures", "paths", "paths"),
    (STREAMS, "streams", "streams"),
    (STREAMS, "built", "funnels"),
    (STREAMS, "funnels", "funnels"),
    (STREAMS, "differences", "differences"),
]
"""Addresses, what a part is called in the JSON, and the id of the section that shows it where its figures differ."""
OTHERS = {"/today?month=2026-10", "/cohorts?cut=orders", "/sources?source=shop", "/people?band=5", "/people/3?limit=20"}
"""Pages whose comparison has a shape of its own."""


@pytest.fixture(scope="module")
def clients(tables: HandReader) -> tuple[TestClient, TestClient]:
    """The pages with a snapshot of before to compare with, and that snapshot by itself."""
    now = half_as_large(tables)

    def client(reader: HandReader) -> TestClient:
        return TestClient(
            create_app(lambda: reader, now=lambda: AS_OF + timedelta(hours=9)), base_url="http://127.0.0.1"
        )

    return client(now), client(now.before[0])


def closed(found: Any) -> Any:  # noqa: ANN401  any JSON
    """JSON without what it opens into, and without lines of single people."""
    if isinstance(found, dict):
        return {name: closed(value) for name, value in found.items() if not re.search("path$|paths$|^lines$", name)}
    return [closed(one) for one in found] if isinstance(found, list) else found


def json_of(path: str) -> str:
    page, _, query = path.partition("?")
    return f"{page}.json?{query}"


def section_of(html: str, name: str) -> str:
    """The section with this id."""
    begins = re.search(rf'<section[^>]* id="{name}"', html) or re.search(rf'<div[^>]* id="{name}"', html)
    assert begins, name
    return html[begins.start() : html.find("</section>", begins.start())]


@pytest.mark.parametrize(("path", "part", "section"), PARTS)
def test_it_holds_what_the_other_snapshot_shows_of_itself(
    clients: tuple[TestClient, TestClient], path: str, part: str, section: str
) -> None:
    now, then = clients

    laid = now.get(f"{json_of(path)}&against={BEFORE}").json()
    itself = then.get(json_of(path)).json()
    plain = now.get(json_of(path)).json()

    shown = itself[part]["curves"] if part == "frequencies" else itself[part]
    assert shown
    assert closed(laid["former"][part]) == closed(shown)
    assert closed(laid["former"][part]) != closed(plain[part])
    assert plain["former"] is None


@pytest.mark.parametrize(("path", "section"), sorted({(path, section) for path, _, section in PARTS if section}))
def test_it_stands_beside_what_is_shown_now(clients: tuple[TestClient, TestClient], path: str, section: str) -> None:
    now, _ = clients

    plain = section_of(now.get(path).text, section)
    laid = section_of(now.get(f"{path}&against={BEFORE}").text, section)

    assert "was&nbsp;<span>" not in plain
    assert "was&nbsp;<span>" in laid
    assert "not there before" not in laid


@pytest.mark.parametrize("path", sorted({path for path, *_ in PARTS} | OTHERS))
def test_the_page_says_once_what_it_is_compared_with(clients: tuple[TestClient, TestClient], path: str) -> None:
    html = clients[0].get(f"{path}&against={BEFORE}").text

    assert html.count('id="laid-over"') == 1
    assert re.search(f'id="laid-over">[^<]*as of 21 Nov 2026, snapshot {BEFORE}', html)
    assert html.count(f'<option value="{BEFORE}" selected>') == 1
