import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from riparian.web.pages.people import SORTED_BY, Sorting, show
from riparian.web.refusals import NothingYetError
from tests.web.hand_people import RICH
from tests.web.hand_reader import HandReader, company

TABLES = company()


def test_everybody_is_listed_from_the_latest_action(tables: HandReader) -> None:
    view = show(tables)

    times = [person.last_at for person in view.people]
    assert (view.found, view.everybody, len(view.people)) == (60, 60, 50)
    assert times == sorted(times, reverse=True)
    assert view.more is not None


@given(
    limit=st.integers(1, 70),
    sort=st.sampled_from(tuple(SORTED_BY)),
    search=st.sampled_from([None, "o", "example", "ana"]),
)
def test_reading_on_lists_everybody_found_once(limit: int, sort: Sorting, search: str | None) -> None:
    view = show(TABLES, sort=sort, search=search, limit=limit)
    listed = list(view.people)
    while view.more is not None:
        view = show(TABLES, sort=sort, search=search, limit=limit, after=view.more)
        listed += view.people

    keys = [person.person_key for person in listed]
    assert len(set(keys)) == len(keys) == view.found


def test_filters_hold_together_and_are_told_as_one_sentence(tables: HandReader) -> None:
    view = show(tables, band=5, facet=("loyalty",), dormant="no", known="yes", country="SE")

    assert all(person.band == 5 and "Loyalty" in person.facets and not person.dormant for person in view.people)
    assert view.found == len(view.people) > 0
    assert view.sentence.startswith(f"{view.found} of 60 people stand at Buy, are active in Loyalty, are awake,")
    assert view.sentence.endswith(" are known by an identity and live in SE.")


def test_who_is_known_to_one_source_alone_can_be_asked_for(tables: HandReader) -> None:
    view = show(tables, only="web")

    assert view.filters[0].says == "are known to web alone"
    assert {person.sources for person in view.people} == {1}


def test_a_search_finds_by_name_or_email_and_counts_once(tables: HandReader) -> None:
    view = show(tables, search="  ANA  ")

    assert RICH in {person.person_key for person in view.people}
    assert view.found == len(view.people)
    assert all("ana" in f"{person.name} {person.email}".lower() for person in view.people)


def test_a_number_is_a_key(tables: HandReader) -> None:
    view = show(tables, search=str(RICH))

    assert [person.name for person in view.people] == ["Ana Lind"]
    assert view.sentence == "1 of 60 people have the key 3."


def test_a_key_beyond_every_key_finds_nobody(tables: HandReader) -> None:
    assert show(tables, search="9" * 40).found == 0


def test_before_anybody_did_anything_there_is_nothing_yet() -> None:
    with pytest.raises(NothingYetError):
        show(HandReader())


def test_each_filter_can_be_taken_out_on_the_page(client: TestClient) -> None:
    page = client.get("/people?band=5&facet=loyalty&facet=advocacy").text

    links = re.findall(r'href="([^"]+)" data-swap aria-label="Remove: ([^"]+)"', page)

    assert links == [
        ("/people?facet=loyalty&amp;facet=advocacy", "stand at Buy"),
        ("/people?band=5&amp;facet=advocacy", "are active in Loyalty"),
        ("/people?band=5&amp;facet=loyalty", "are active in Advocacy"),
    ]


def test_nobody_found_says_so_and_offers_a_way_out(client: TestClient) -> None:
    page = client.get("/people?search=nobody-is-called-this").text

    assert "Nobody fulfils all of this." in page
    assert "0 of 60 people have" in page


def test_names_from_sources_are_text_never_markup(tables: HandReader, client: TestClient) -> None:
    page = client.get("/people", params={"search": "<script>alert(1)</script>"}).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_search_finds_channels_and_sites_too_and_leads_to_them(tables: HandReader, client: TestClient) -> None:
    found = show(tables, search="paid").elsewhere

    assert [(one.name, one.what) for one in found] == [("Paid Social", "channel")]
    assert all(client.get(one.path).status_code == 200 for one in found)
    assert show(tables).elsewhere == ()


def test_what_is_no_person_stands_first_where_nobody_is_called_so(client: TestClient) -> None:
    html = client.get("/people?search=paid soc").text
    anybody = client.get("/people?search=a").text

    assert html.index('id="elsewhere"') < html.index('id="list"')
    assert re.search(r'<li><a href="/map\?node=Paid[^"]*">Paid Social</a>', html)
    assert "Not people:" not in html
    assert 'id="elsewhere"' not in anybody
    assert "Not people:" in anybody


def test_a_search_finds_pages_by_their_title(client: TestClient) -> None:
    page = client.get("/people?search=stream").text

    assert '<a href="/streams">Streams</a> <span class="quiet">page</span>' in page


@pytest.mark.parametrize("part", ["source", "only"])
def test_a_source_that_there_is_not_is_refused_with_those_that_there_are(client: TestClient, part: str) -> None:
    answer = client.get(f"/people.json?{part}=nope")

    sources = client.get("/people.json").json()["sources"]
    assert answer.status_code == 404
    assert answer.json()["title"] == "There is no source named 'nope'."
    assert answer.json()["fix"] == f"There are: {', '.join(sources)}."
    assert all(client.get(f"/people?{part}={one}").status_code == 200 for one in sources)
