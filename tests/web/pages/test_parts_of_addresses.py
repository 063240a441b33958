import re

import pytest
from starlette.testclient import TestClient

SWITCH = re.compile(r'<a href="([^"]+)" data-swap[^>]*>(?:Channels|Sites)</a>')


def test_going_to_the_other_map_keeps_what_is_compared(client: TestClient) -> None:
    plain, beside = client.get("/map").text, client.get("/map?view=sites&against=20261114-0600").text

    assert SWITCH.findall(plain) == ["/map", "/map?view=sites"]
    assert SWITCH.findall(beside) == ["/map?against=20261114-0600", "/map?view=sites&amp;against=20261114-0600"]


@pytest.mark.parametrize(
    ("path", "says", "there"),
    [
        ("/map.json?kind=nope", "There is no kind 'nope' on the map of channels.", "orphan, others' hands, own."),
        ("/map.json?view=sites&kind=orphan", "There is no kind 'orphan' on the map of sites.", "company"),
        ("/map.json?job=nope", "No attention on a job or topic 'nope' is known.", "a living soil"),
        ("/map.json?view=sites&job=nope", "No attention on a job or topic 'nope' is known.", "a living soil"),
        ("/cohorts.json?group=1&group=nope", "There is no group 'nope' here.", "1, 2"),
        ("/forecast.json?change=abc", "No scenario 'abc' was built or saved.", "There are:"),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(client: TestClient, path: str, says: str, there: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.json()["title"]) == (404, says)
    assert there in answer.json()["fix"]


@pytest.mark.parametrize("path", ["/map?kind=", "/map?kind=orphan", "/map?view=sites&kind=competitor", "/map?job="])
def test_what_there_could_be_is_not_refused(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200
