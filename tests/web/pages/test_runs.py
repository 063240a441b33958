from dataclasses import replace
from datetime import date

import pytest
from starlette.testclient import TestClient

from riparian.core.errors import NotFoundError
from riparian.tables.hourglass import BANDS, PLACES
from riparian.web.app import create_app
from riparian.web.pages.runs import MadeWith, MovedTable, show
from riparian.web.refusals import NothingYetError
from tests.web.hand_reader import HandKept, HandReader
from tests.web.hand_runs import NOTE
from tests.web.opened import differing


class Unkept(HandReader):
    """A reader of which no snapshot is kept."""

    def kept(self) -> list[HandKept]:
        return []


def test_snapshots_are_told_newest_first_and_the_published_one_is_marked(tables: HandReader) -> None:
    view = show(tables)

    assert [(one.build, one.published) for one in view.runs] == [("20261121-0600", True), ("20261114-0600", False)]
    assert view.run == "20261121-0600"
    assert view.sentence.endswith("4 tables in 3.2 seconds, 2 computed, 1 taken over, 1 empty.")


def test_steps_stand_in_order_or_from_the_slowest(tables: HandReader) -> None:
    assert [one.step for one in show(tables).steps] == [1, 2, 3, 4]
    assert [one.made for one in show(tables, order="seconds").steps][:2] == ["people", "band_counts"]


def test_what_moved_is_told_against_the_snapshot_before(tables: HandReader) -> None:
    moved = show(tables).difference

    assert moved is not None
    assert (moved.against, moved.days_later, moved.merged) == ("20261114-0600", 7, 1)
    assert moved.tables[0] == MovedTable("people", 57, 61)
    assert [one.name for one in moved.places if one.after != one.before] == ["Know", "Like"]
    assert MadeWith("sessions.idle_limit", "PT20M", "PT30M") in moved.made_with


def test_an_earlier_snapshot_can_be_shown_and_has_nothing_before_it(tables: HandReader) -> None:
    view = show(tables, run="20261114-0600")

    assert (view.run, view.difference, view.of.build) == ("20261114-0600", None, "20261121-0600")


def test_a_snapshot_that_is_not_kept_is_refused_with_those_that_are(tables: HandReader) -> None:
    with pytest.raises(NotFoundError) as run:
        show(tables, run="000001")
    with pytest.raises(NotFoundError) as against:
        show(tables, against="000001")

    assert run.value.fix == against.value.fix == "Kept are 20261121-0600, 20261114-0600."


def test_the_reason_of_an_empty_table_stands_beside_it(client: TestClient) -> None:
    assert NOTE in client.get("/runs").text


def test_without_any_snapshot_there_is_nothing_yet() -> None:
    with pytest.raises(NothingYetError):
        show(Unkept())


def counted(tables: HandReader) -> HandReader:
    """The same with as many people at each place as stand there."""
    stand = tables.tables["standings"]
    closing = {
        place: sum(row["band"] == place if place in BANDS else row[name.lower()] for row in stand)
        for place, name in PLACES.items()
    }
    rows = [{"month_on": date(2026, 11, 1), "place": place, "closing": people} for place, people in closing.items()]
    return replace(tables, tables=dict(tables.tables) | {"band_counts": rows, "people": stand[:]})


def three_snapshots(tables: HandReader) -> HandReader:
    """One published now, and two before it, each with fewer people."""
    stand = tables.tables["standings"]
    fewer = dict(tables.before[0].tables) | {"standings": stand[:45]}
    former = counted(replace(tables.before[0], tables=fewer))
    first = counted(replace(former, snapshot="20261107-0600", tables=dict(former.tables) | {"standings": stand[:20]}))
    return replace(counted(tables), before=(former, first))


def opens(tables: HandReader, path: str) -> tuple[list[tuple[str, float, set[int]]], int]:
    client = TestClient(create_app(lambda: tables), base_url="http://127.0.0.1")
    return differing(client, client.get(path).text)


def test_people_of_snapshots_and_what_moved_among_them_open_into_as_many(tables: HandReader) -> None:
    three = three_snapshots(tables)

    wrong, looked_at = opens(three, "/runs")
    moved = show(three).difference

    assert (wrong, looked_at >= 24) == ([], True)
    assert moved is not None
    assert {one.moved_path for one in moved.places[:2]} == {
        "/people?band=1&against=20261114-0600",
        "/people?band=2&against=20261114-0600",
    }


def test_between_two_former_snapshots_each_opens_and_nobody_is_said_to_have_moved(tables: HandReader) -> None:
    three = three_snapshots(tables)

    moved = show(three, run="20261114-0600").difference

    assert moved is not None
    assert {one.moved_path for one in moved.places} == {""}
    assert moved.places[0].after_path == "/people?band=1&against=20261114-0600"
    assert opens(three, "/runs?run=20261114-0600")[0] == []


def test_people_who_were_found_to_be_part_of_others_open(tables: HandReader, client: TestClient) -> None:
    (former,) = tables.tables["merged_people"]
    view, page = client.get("/runs.json").json()["difference"], client.get("/runs").text
    people = client.get("/people.json?did=merged~20261114-0600").json()

    assert (view["merged"], view["set_apart"], view["set_apart_path"]) == (1, 0, "")
    assert f'<a class="opens" href="{view["merged_path"]}">1 person</a> was found to be part of others.' in page
    assert [one["person_key"] for one in people["people"]] == [former["person_key"]]
    assert people["behind"][0]["says"] == "Together they are 1 person of that snapshot."
    assert [path for path, _, _ in differing(client, page)[0] if "merged" in path] == []


def test_people_who_were_set_apart_open_too(tables: HandReader) -> None:
    """The snapshot before took two for one, of whom one is nobody's part now."""
    (former,) = tables.tables["merged_people"]
    here = tables.tables["standings"][3]["person_key"]
    before = replace(
        tables.before[0],
        tables=dict(tables.before[0].tables) | {"merged_people": [former, {"former_key": here, "person_key": 1}]},
    )
    split = replace(tables, before=(before,))

    moved = show(split).difference
    client = TestClient(create_app(lambda: split), base_url="http://127.0.0.1")
    assert moved is not None
    people = client.get(f"{moved.set_apart_path.replace('/people', '/people.json')}").json()["people"]

    assert (moved.merged, moved.set_apart) == (0, 1)
    assert [one["person_key"] for one in people] == [here]
    assert [path for path, _, _ in opens(split, "/runs")[0] if "merged" in path] == []


def test_between_two_former_snapshots_who_was_found_to_be_one_is_counted_and_does_not_open(
    tables: HandReader,
) -> None:
    three = three_snapshots(tables)
    former, first = three.before
    merged = {"former_key": first.tables["people"][0]["person_key"], "person_key": 2}
    later = replace(former, tables=dict(former.tables) | {"merged_people": [merged]})

    moved = show(replace(three, before=(later, first)), run="20261114-0600").difference

    assert moved is not None
    assert (moved.merged, moved.merged_path) == (1, "")


def test_a_snapshot_that_is_not_kept_opens_into_nobody(client: TestClient) -> None:
    assert client.get("/people?did=merged~000001").status_code == 404


def test_of_people_those_open_who_did_anything(tables: HandReader, client: TestClient) -> None:
    (run, former), page = client.get("/runs.json").json()["runs"], client.get("/runs").text

    assert (run["people"], run["acting"], run["people_path"]) == (61, 60, "/people")
    assert former["people_path"] == "/people?against=20261114-0600"
    assert 'data-counts="60" href="/people" title="Of 61 people those who did anything, 60,' in page


def test_each_step_has_what_it_took_in_the_snapshot_compared_with(tables: HandReader) -> None:
    slower = [row | {"seconds": row["seconds"] * 2, "rows": row["rows"] + 1} for row in tables.tables["build_steps"]]
    before = replace(tables.before[0], tables=dict(tables.before[0].tables) | {"build_steps": slower[:-1]})
    now = replace(tables, before=(before,))

    view = show(now)
    html = TestClient(create_app(lambda: now), base_url="http://127.0.0.1").get("/runs").text

    assert view.difference is not None
    was = {one.made: one for one in view.difference.steps}
    assert [(was[one.made].seconds, was[one.made].rows) for one in view.steps[:-1]] == [
        (one.seconds * 2, one.rows + 1) for one in view.steps[:-1]
    ]
    assert view.steps[-1].made not in was
    assert html.count("not there before") == 1
    assert f"was&nbsp;<span>{view.steps[0].seconds * 2:.2f}</span>" in html
