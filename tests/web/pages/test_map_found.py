import re
from html import unescape

import pytest
from starlette.testclient import TestClient

FOUND = {"channels": "Organic Search", "sites": "Garden Post"}


def main_of(page: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index('id="head"') : page.index("</main>")])))


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("view=channels&find=zzzz", "No channel has “zzzz” in its name."),
        ("view=sites&find=zzzz", "No participant has “zzzz” in its name."),
        ("view=sites&find=zzzz&kind=community", "No participant of the kind “community” has “zzzz” in its name."),
        ("view=channels&find=%22%25%27%3Cb%3E_", "No channel has “\"%'<b>_” in its name."),
        ("view=sites&find=%25", "No participant has “%” in its name."),
        ("view=channels&find=%00", "No channel has “"),
        (f"view=channels&find={'a' * 200}", "No channel has “aaaa"),
    ],
)
def test_where_nothing_is_found_it_is_said_of_what_and_nothing_stands_empty(
    client: TestClient, address: str, says: str
) -> None:
    answer = client.get(f"/map?{address}")
    told = main_of(answer.text)

    assert answer.status_code == 200
    assert says in told
    assert "Show all" in told
    assert "all those of ." not in told
    assert 'id="numbers"' not in answer.text
    assert 'id="told"' not in answer.text
    assert "<b>_" not in answer.text
    assert client.get(f"/map.json?{address}").json()["kept"] == []


def test_a_text_of_blanks_asks_for_nothing(client: TestClient) -> None:
    twin = client.get("/map.json?find=%20%20").json()

    assert (twin["find"], twin["kept"]) == (None, client.get("/map.json").json()["kept"])


def test_a_longer_text_is_refused_in_words(client: TestClient) -> None:
    answer = client.get(f"/map?find={'a' * 201}")

    assert answer.status_code == 422
    assert "find: it is longer than 200 characters." in answer.text


@pytest.mark.parametrize("view", ["channels", "sites"])
def test_every_link_of_a_part_of_the_map_leads_somewhere(client: TestClient, view: str) -> None:
    for find in ("zzzz", FOUND[view]):
        page = client.get("/map", params={"view": view, "find": find}).text
        links = {unescape(one) for one in re.findall(r'href="(/map\?[^"]+)"', page)}

        assert links
        assert {one: client.get(one).status_code for one in links} == dict.fromkeys(links, 200)


def test_what_is_on_the_map_and_not_shown_is_told_apart_from_what_is_not_on_it(client: TestClient) -> None:
    hidden = client.get("/map.json?view=sites&find=zzzz&node=Garden+Post")
    nobody = client.get("/map.json?view=sites&find=zzzz&node=nobody")

    assert (hidden.status_code, nobody.status_code) == (404, 404)
    assert hidden.json()["title"] == "'Garden Post' is on this map, but not of the kind and name that are shown."
    assert hidden.json()["fix"] == "Take kind and find out of the address."
    assert nobody.json()["fix"] == "There are: none of this kind and name."
