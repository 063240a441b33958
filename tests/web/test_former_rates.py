from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from riparian.web import words
from riparian.web.app import create_app
from riparian.web.pages.streams import show
from tests.web.hand_reader import HandReader

BEFORE = "20261114-0600"


def page_of(tables: HandReader, **given: list[dict[str, Any]]) -> str:
    """Streams over a snapshot with other rows in these tables."""
    now = replace(tables, before=(replace(tables.before[0], tables=dict(tables.tables) | given),))
    return TestClient(create_app(lambda: now), base_url="http://127.0.0.1").get(f"/streams?against={BEFORE}").text


def paths(tables: HandReader, *, settled: int, conversions: int) -> list[dict[str, Any]]:
    return [row | {"settled": settled, "settled_conversions": conversions} for row in tables.tables["paths"]]


def test_a_former_rate_of_a_path_stands_with_the_settled_journeys_that_it_is_of(tables: HandReader) -> None:
    html = page_of(tables, paths=paths(tables, settled=1_200, conversions=300))

    shown = len(show(tables).paths)
    assert shown > 0
    was = 'was&nbsp;<span>25.0&nbsp;%</span></span><span class="under before-column">300 of 1,200 settled</span>'
    assert html.count(was) == shown


def test_a_former_rate_of_few_journeys_is_marked_as_one_of_now_is(tables: HandReader) -> None:
    html = page_of(tables, paths=paths(tables, settled=20, conversions=5))

    assert html.count('title="Fewer than 30 settled journeys then">was&nbsp;<span class="few">25.0&nbsp;%</span>') > 0


def test_where_no_journey_was_settled_there_is_no_former_rate(tables: HandReader) -> None:
    html = page_of(tables, paths=paths(tables, settled=0, conversions=0))

    assert "of 0 settled" not in html


@pytest.mark.parametrize(("share", "whole"), [("share", "journeys"), ("other_share", "other_journeys")])
def test_a_former_share_of_journeys_stands_with_how_many_it_is_of(tables: HandReader, share: str, whole: str) -> None:
    rows = [row | {share: 0.125, whole: 4_321} for row in tables.tables["journey_differences"]]

    html = page_of(tables, journey_differences=rows)

    shown = show(tables).differences
    assert len(shown) > 0
    assert html.count(f"was&nbsp;<span>12.5&nbsp;%</span> of {words.number(4_321)}</span>") == len(shown)
