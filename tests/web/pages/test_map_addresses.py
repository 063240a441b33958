import re

from starlette.testclient import TestClient

SWITCH = re.compile(r'<a href="([^"]+)" data-swap[^>]*>(?:Channels|Sites)</a>')


def test_going_to_the_other_map_keeps_what_is_compared(client: TestClient) -> None:
    plain, beside = client.get("/map").text, client.get("/map?view=sites&against=20261114-0600").text

    assert SWITCH.findall(plain) == ["/map", "/map?view=sites"]
    assert SWITCH.findall(beside) == ["/map?against=20261114-0600", "/map?view=sites&amp;against=20261114-0600"]
