"""Numbers of a page that open into people, and what the people page says they are."""

import re
from collections.abc import Iterator
from html import unescape

from starlette.testclient import TestClient

_CELL = re.compile(r'<a[^>]*\sdata-counts="(\d+)"[^>]*\shref="(/people(?:\?[^"]*)?)"')
_LINK = re.compile(
    r'<a(?![^>]*data-counts)[^>]*\shref="(/people(?:\?[^"]*)?)"[^>]*>(?:<text[^>]*>)?([−+\d][\d,.]*)(?: [a-z][a-z ]*)?<'
)


def opened(page: str) -> Iterator[tuple[str, float]]:
    """The address behind each number that leads to people, and the number."""
    for path, told in _LINK.findall(page):
        yield unescape(path), float(told.replace(",", "").replace("−", "-"))
    # A share whose people are counted beside it.
    for told, path in _CELL.findall(page):
        yield unescape(path), float(told)


def found(client: TestClient, path: str) -> set[int]:
    """How many people the page lists, and how many journeys or orders of theirs it tells of where these are counted.

    Where it is laid over another snapshot, also how many were there then, and how many more there are now.
    """
    answer = client.get(path.replace("/people", "/people.json", 1), params=None)
    assert answer.status_code == 200, (path, answer.text)
    view = answer.json()
    then = {view["before"]["found"], view["found"] - view["before"]["found"]} if view["before"] else set()
    return {view["found"]} | {one["rows"] for one in view["behind"]} | then


def differing(client: TestClient, page: str) -> tuple[list[tuple[str, float, set[int]]], int]:
    """Numbers that the people page does not know, and how many were looked at."""
    links = dict.fromkeys(opened(page))
    wrong = [(path, number, is_found) for path, number in links if number not in (is_found := found(client, path))]
    return wrong, len(links)
