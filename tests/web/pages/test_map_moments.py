"""What the map says of a month that is drawn."""

from dataclasses import replace
from datetime import datetime

from starlette.testclient import TestClient

from riparian.web.app import create_app
from tests.web.hand_reader import HandReader


def test_touches_of_a_month_have_their_thousands_marked(tables: HandReader) -> None:
    on_the_way = {"goals": "order", "path": "Email > Direct", "touches": 2, "last_touch_at": datetime(2026, 9, 3)}
    played = replace(tables, tables=dict(tables.tables) | {"journeys": [on_the_way] * 600})

    page = TestClient(create_app(lambda: played), base_url="http://127.0.0.1").get("/map?moment=2026-09").text

    assert "1,200 touches; sizes are of this time alone" in page
