from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from riparian.web.app import create_app
from riparian.web.lists import filter_words
from riparian.web.pages.people import show
from riparian.web.refusals import NotComparableError
from tests.web.hand_people import AS_OF, RICH
from tests.web.hand_reader import HandReader

BEFORE = "20261114-0600"


def company(tables: HandReader, *, gone: Sequence[int], new: Sequence[int], merged: dict[int, int]) -> HandReader:
    """The company now without some, against a snapshot without others."""
    everybody = tables.tables["standings"]
    now = [row for row in everybody if row["person_key"] not in gone]
    then = [row for row in everybody if row["person_key"] not in new]
    joined = [{"former_key": former, "person_key": whole} for former, whole in merged.items()]
    people = [row for row in tables.tables["people"] if row["person_key"] not in gone]
    before = replace(tables.before[0], tables=dict(tables.tables) | {"standings": then})
    own = dict(tables.tables) | {"standings": now, "merged_people": joined, "people": people}
    return replace(tables, tables=own, before=(before,))


def keys(tables: HandReader) -> list[int]:
    return sorted(row["person_key"] for row in tables.tables["standings"])


def test_who_came_and_left_is_told_under_the_same_filters(tables: HandReader) -> None:
    first, second, third, *_ = keys(tables)
    now = company(tables, gone=[first], new=[second, third], merged={})

    view = show(now, against=BEFORE)

    assert view.before is not None
    assert (view.found - view.before.found, view.before.came, view.before.left) == (1, 2, 1)
    assert {one.person_key for one in view.before.who_came} == {second, third}
    assert [(one.person_key, one.path) for one in view.before.who_left] == [(first, "")]
    assert "2 came and 1 left since." in view.before_says


def test_who_was_found_to_be_part_of_somebody_still_here_has_not_left(tables: HandReader) -> None:
    first, second, *_ = keys(tables)
    now = company(tables, gone=[first], new=[], merged={first: second})

    view = show(now, against=BEFORE)

    assert view.before is not None
    assert (view.before.came, view.before.left, view.before.joined) == (0, 0, 1)
    assert "1 person was found to be part of others since." in view.before_says


def test_what_is_told_of_who_came_left_and_was_joined_adds_up(tables: HandReader) -> None:
    first, second, third, fourth, fifth, *_ = keys(tables)
    # One goes by a new key, two became one under a new key, one became part of somebody who was there.
    merged = {first: fifth, second: RICH + 1, third: RICH + 1, fourth: keys(tables)[9]}
    everybody = tables.tables["standings"]
    new = [next(row for row in everybody if row["person_key"] == fifth) | {"person_key": RICH + 1}]
    now = company(tables, gone=[first, second, third, fourth, keys(tables)[8]], new=[fifth], merged=merged)
    now = replace(now, tables=dict(now.tables) | {"standings": [*now.tables["standings"], *new]})

    view = show(now, against=BEFORE)

    then = view.before
    assert then is not None
    assert (then.came, then.left, then.joined, then.renamed) == (0, 1, 2, 2)
    assert then.found + (then.came or 0) - (then.left or 0) - then.joined == view.found
    assert "2 people were found to be part of others since." in view.before_says
    assert "2 people go by another key now, and neither came nor left." in view.before_says


def test_a_filter_that_means_nothing_in_the_other_snapshot_is_said_and_the_page_is_shown(tables: HandReader) -> None:
    client = TestClient(create_app(lambda: tables, now=lambda: AS_OF + timedelta(hours=9)), base_url="http://127.0.0.1")

    answer = client.get("/people", params={"did": "bought~2026-11-20", "against": BEFORE})

    assert answer.status_code == 200
    assert "cannot be compared with these filters: No year ends on 20 Nov 2026." in answer.text


def test_what_is_compared_goes_neither_into_the_file_nor_into_a_list(client: TestClient) -> None:
    page = client.get(f"/people?band=3&against={BEFORE}").text

    assert 'href="/people.csv?band=3"' in page
    assert "Then and now" in page


def test_everybody_listed_is_told_as_they_stood_then(tables: HandReader) -> None:
    standings = [
        row | {"band": 1, "orders": row["orders"] + 3, "spent": row["spent"] + 100}
        for row in tables.tables["standings"]
        if row["person_key"] != RICH
    ]
    before = replace(tables.before[0], tables=dict(tables.tables) | {"standings": standings})
    now = replace(tables, before=(before,))

    view = show(now, band=5, against=before.snapshot)
    html = (
        TestClient(create_app(lambda: now), base_url="http://127.0.0.1")
        .get(f"/people?band=5&against={before.snapshot}")
        .text
    )

    was = {one.person_key: one for one in view.listed_before}
    assert RICH not in was
    assert {key: (one.band_name, one.orders, one.spent) for key, one in was.items()} == {
        one.person_key: ("Know", one.orders + 3, one.spent + 100) for one in view.people if one.person_key != RICH
    }
    assert html.count("was&nbsp;<span>Know") == len(was)
    assert html.count("not there before") == 1
    assert show(now, band=5).listed_before == ()


def test_who_goes_by_another_key_now_was_there_before(tables: HandReader) -> None:
    everybody = tables.tables["standings"]
    then = [row | {"person_key": 44} if row["person_key"] == RICH else row for row in everybody]
    before = replace(tables.before[0], tables=dict(tables.tables) | {"standings": then, "merged_people": []})
    now = replace(tables, before=(before,))

    view = show(now, against=BEFORE)
    html = TestClient(create_app(lambda: now), base_url="http://127.0.0.1").get(f"/people?against={BEFORE}").text

    was = {one.person_key: one for one in view.listed_before}
    assert was[RICH].was == "known as person 44 then"
    assert all(was[one.person_key].band == one.band for one in view.people)
    assert "not there before" not in html
    assert "was known as person 44 then" in html


def test_who_came_opens_into_a_list_of_them_that_is_read_on_filed_and_saved(tables: HandReader) -> None:
    first, second, third, *_ = keys(tables)
    merged = company(tables, gone=[], new=[second, third], merged={RICH + 1: first})
    everybody = merged.before[0].tables["standings"]
    then = [row | {"person_key": RICH + 1} if row["person_key"] == first else row for row in everybody]
    now = replace(
        merged, before=(replace(merged.before[0], tables=dict(merged.before[0].tables) | {"standings": then}),)
    )
    client = TestClient(create_app(lambda: now), base_url="http://127.0.0.1")

    page = client.get(f"/people?sort=first&against={BEFORE}").text
    opened = client.get(f"/people.json?sort=first&limit=1&came={BEFORE}").json()
    rest = client.get(f"/people.json?sort=first&limit=1&came={BEFORE}&after={opened['more']}").json()
    file = client.get(f"/people.csv?came={BEFORE}").text.splitlines()[1:]

    assert f'<a class="opens" href="/people?sort=first&amp;came={BEFORE}">2</a>' in page
    assert opened["sentence"] == f"2 of 60 people came since snapshot {BEFORE}."
    assert {one["person_key"] for one in (*opened["people"], *rest["people"])} == {second, third}
    assert rest["more"] is None
    assert sorted(int(line.partition(",")[0]) for line in file) == [second, third]
    assert filter_words(show(now, came=BEFORE)) == f"came={BEFORE}"


def test_who_came_to_a_filter_did_not_fulfil_it_before(tables: HandReader) -> None:
    everybody = tables.tables["standings"]
    bought = [row["person_key"] for row in everybody if row["band"] == 5]
    then = [row | {"band": 2} if row["person_key"] in bought[:3] else row for row in everybody]
    now = replace(tables, before=(replace(tables.before[0], tables=dict(tables.tables) | {"standings": then}),))

    view = show(now, band=5, came=BEFORE)

    assert {one.person_key for one in view.people} == set(bought[:3])
    assert view.sentence == f"3 of 60 people stand at Buy and have come to that since snapshot {BEFORE}."


def test_who_came_since_a_snapshot_is_laid_over_no_other(tables: HandReader) -> None:
    with pytest.raises(NotComparableError, match="is compared with that one already"):
        show(tables, came=BEFORE, against=BEFORE)


@pytest.mark.parametrize("how", ["came", "apart", "left"])
def test_a_snapshot_that_is_not_kept_and_a_filter_that_means_nothing_there_are_refused(
    client: TestClient, how: str
) -> None:
    unkept = client.get(f"/people.json?{how}=000099")
    meaningless = client.get("/people.json", params={how: BEFORE, "did": "bought~2026-11-20"})

    assert (unkept.status_code, meaningless.status_code) == (404, 404)
    assert meaningless.json()["title"] == "No year ends on 20 Nov 2026."


def test_who_came_and_who_left_are_not_asked_for_together(client: TestClient) -> None:
    both = client.get(f"/people.json?came={BEFORE}&left={BEFORE}")

    assert both.status_code == 422
    assert "lists of their own" in both.json()["title"]


def test_who_left_opens_into_a_list_read_from_the_older_snapshot_that_is_read_on_and_filed(tables: HandReader) -> None:
    first, second, third, fourth, fifth, *_ = keys(tables)
    now = company(tables, gone=[first, second, third, fourth], new=[], merged={third: fifth})
    client = TestClient(create_app(lambda: now), base_url="http://127.0.0.1")

    page = client.get(f"/people?sort=first&against={BEFORE}").text
    opened = client.get(f"/people.json?sort=first&limit=2&left={BEFORE}").json()
    rest = client.get(f"/people.json?sort=first&limit=2&left={BEFORE}&after={opened['more']}").json()
    answer = client.get(f"/people.csv?left={BEFORE}")
    file = [int(line.partition(",")[0]) for line in answer.text.splitlines()[1:]]

    assert f'<a class="opens" href="/people?sort=first&amp;left={BEFORE}">3</a>' in page
    assert opened["sentence"] == f"3 of 60 people of snapshot {BEFORE}, as of 14 Nov 2026, are not known any more."
    listed = [*opened["people"], *rest["people"]]
    assert sorted(one["person_key"] for one in listed) == sorted(file) == sorted([first, second, fourth])
    assert (rest["more"], opened["left"], {one["path"] for one in listed}) == (None, BEFORE, {""})
    assert f"people-left-{BEFORE}-{now.snapshot}.csv" in answer.headers["content-disposition"]
    assert filter_words(show(now, left=BEFORE)) == f"left={BEFORE}"


def test_who_left_a_filter_is_told_as_they_stood_then_and_where_they_stand_now(tables: HandReader) -> None:
    everybody = tables.tables["standings"]
    bought = [row["person_key"] for row in everybody if row["band"] == 5 and row["person_key"] != RICH][:2]
    fallen = [row | {"band": 2, "orders": 0} if row["person_key"] in bought else row for row in everybody]
    own = dict(tables.tables) | {"standings": fallen}
    now = replace(tables, tables=own, before=(replace(tables.before[0], tables=tables.tables),))

    view = show(now, band=5, left=BEFORE)
    html = TestClient(create_app(lambda: now), base_url="http://127.0.0.1").get(f"/people?band=5&left={BEFORE}").text

    were = sum(row["band"] == 5 for row in everybody)
    told = f"2 of {were} people who stand at Buy in snapshot {BEFORE}, as of 14 Nov 2026, do not any more."
    assert view.sentence == told
    assert {(one.person_key, one.band_name, one.path) for one in view.people} == {
        (key, "Buy", f"/people/{key}") for key in bought
    }
    assert {(one.person_key, one.band_name, one.orders) for one in view.listed_now} == {
        (key, "Like", 0) for key in bought
    }
    assert html.count("now&nbsp;<span>Like</span>") == 2


def test_somebody_who_left_a_filter_as_part_of_another_is_told_as_that(tables: HandReader) -> None:
    first, second, *_ = keys(tables)
    now = company(tables, gone=[first], new=[], merged={first: second})
    standings = [row | {"band": 1 if row["person_key"] == second else 5} for row in now.tables["standings"]]
    then = [row | {"band": 5} for row in now.before[0].tables["standings"]]
    before = replace(now.before[0], tables=dict(now.before[0].tables) | {"standings": then})
    now = replace(now, tables=dict(now.tables) | {"standings": standings}, before=(before,))

    view = show(now, band=5, left=BEFORE)
    html = TestClient(create_app(lambda: now), base_url="http://127.0.0.1").get(f"/people?band=5&left={BEFORE}").text

    assert {(one.person_key, one.key_now) for one in view.listed_now} == {(first, second), (second, second)}
    assert f"now <span>part of person {second}</span>" in html


def test_who_was_part_of_somebody_there_has_not_come_but_was_set_apart(tables: HandReader) -> None:
    first, second, third, *_ = keys(tables)
    now = company(tables, gone=[], new=[second, third], merged={})
    parts = [
        {
            "identifier_key": key,
            "kind": "email",
            "value": str(key),
            "person_key": whole,
            "first_at": AS_OF,
            "sources": 1,
        }
        for key, whole in ((first, first), (second, first))
    ]
    before = replace(now.before[0], tables=dict(now.before[0].tables) | {"identifiers": parts})
    now = replace(now, before=(before,))

    view, apart, came = show(now, against=BEFORE), show(now, apart=BEFORE), show(now, came=BEFORE)
    html = TestClient(create_app(lambda: now), base_url="http://127.0.0.1").get(f"/people?against={BEFORE}").text

    then = view.before
    assert then is not None
    assert (then.came, then.apart, then.left, then.joined) == (1, 1, 0, 0)
    assert "1 came, 1 was set apart from others and 0 left since." in view.before_says
    assert [one.person_key for one in apart.people] == [one.person_key for one in then.who_is_apart] == [second]
    assert [one.person_key for one in came.people] == [one.person_key for one in then.who_came] == [third]
    assert apart.sentence == f"1 of 60 people were part of others in snapshot {BEFORE}."
    assert f'<a class="opens" href="/people?apart={BEFORE}">1</a>' in html
    assert f"was part of person {first} then, who is told" in html
    assert html.count("not there before") == 1
