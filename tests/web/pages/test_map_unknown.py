"""What the map says where something cannot be told."""

from dataclasses import replace

from starlette.testclient import TestClient

from riparian.web.app import create_app
from riparian.web.pages.map import show
from tests.web.hand_reader import HandReader


def test_where_no_source_tells_orders_chances_and_sides_are_unknown(tables: HandReader) -> None:
    profiles = [row | {"right_touches": 0, "right_people": 0} for row in tables.tables["channel_profiles"]]
    given = {"channel_profiles": profiles, "ways_in": []}
    orderless = replace(tables, tables=dict(tables.tables) | given)
    client = TestClient(create_app(lambda: orderless), base_url="http://127.0.0.1")

    view, page = client.get("/map.json?node=Email").json(), client.get("/map?node=Email").text

    unknown = {
        (one["chance"], one["removal_effect"], one["left_touches"], one["right_people"]) for one in view["channels"]
    }
    assert unknown == {(None, None, None, None)}
    assert "no source tells orders" in page
    assert {one["chance"] is None for one in client.get("/map.json?goal=opt+in").json()["channels"]} <= {False}


def test_one_channel_alone_is_no_orphan(tables: HandReader) -> None:
    (email,) = (row for row in tables.tables["channel_profiles"] if (row["goal"], row["channel"]) == ("order", "Email"))
    given = {"channel_profiles": [email | {"orphan": True}], "channel_diagnoses": [], "channel_feeds": []}

    view = show(replace(tables, tables=dict(tables.tables) | given))

    assert view.sentence == "Email is the only channel that people were seen to come by, so nothing could feed it."
    assert [one.orphan for one in view.channels] == [False]
