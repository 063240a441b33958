from dataclasses import replace

from starlette.testclient import TestClient

from riparian.web.app import create_app
from tests.web.hand_reader import HandReader


def test_visits_that_nobody_measured_are_said_to_be_that_and_not_none(tables: HandReader) -> None:
    rows = [
        row | {"visits_in": None} if row["participant"] == "Garden Post" else row
        for row in tables.tables["participant_influence"]
    ]
    flows = [row for row in tables.tables["traffic_flows"] if row["receiver"] != "Garden Post"]
    own = dict(tables.tables) | {"participant_influence": rows, "traffic_flows": flows}
    now = replace(tables, tables=own, before=(replace(tables.before[0], tables=own),))
    client = TestClient(create_app(lambda: now), base_url="http://127.0.0.1")

    page = client.get("/map?view=sites&node=Garden+Post&against=20261114-0600").text
    twin = client.get("/map.json?view=sites").json()["sites"]

    assert '<td><span class="quiet">not measured</span></td>' in page
    assert "</a> out; in: not measured</small>" in page
    assert "was&nbsp;<span>60</span>, visits in not measured, 60 out</span>" in page
    assert {one["visits_in"] for one in twin if one["participant"] == "Garden Post"} == {None}
