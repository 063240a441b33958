"""The frame around every page: the rail, whose data it is, and how old."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from riparian.web import words
from riparian.web.page import GROUPS, AnyPage, Group
from riparian.web.reader import Reader
from riparian.web.who import AT_THIS_MACHINE, NOBODY, Who, told_of

STALE_AFTER = timedelta(days=8)
"""Data older than this is told as a warning."""


@dataclass(frozen=True, slots=True)
class RailLink:
    """A page's place in the rail."""

    title: str
    path: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class Freshness:
    """Up to when the data goes."""

    as_of: str
    age: str
    built: str
    stale: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page. `fresh` empty: nothing has been built yet."""

    company: str
    rail: tuple[tuple[Group, tuple[RailLink, ...]], ...]
    fresh: Freshness | None
    search: str | None
    """None: whoever asks may not search people."""
    door: str
    """How whoever asks came in."""
    signed_in: bool
    nearby: bool
    """Whoever asks sits at the machine that has the data."""
    unusable: bool = False
    """Rows were read, and not one of them could be used."""


def rail(pages: Iterable[AnyPage], path: str) -> tuple[tuple[Group, tuple[RailLink, ...]], ...]:
    """The groups that have pages, with those pages in order; `path` tells which is the current one."""
    placed = sorted((page for page in pages if page.group), key=lambda page: page.place)
    beneath = {page.path.partition("{")[0]: page.beneath for page in pages if page.beneath}
    current = next((over for under, over in beneath.items() if path.startswith(under)), path)
    groups = (
        (
            group,
            tuple(
                RailLink(page.title, page.path, page.icon, page.path == current)
                for page in placed
                if page.group == group
            ),
        )
        for group in GROUPS
    )
    return tuple((group, links) for group, links in groups if links)


def frame_of(
    tables: Reader | None,
    pages: Iterable[AnyPage],
    path: str,
    search: str,
    now: datetime,
    who: Who = AT_THIS_MACHINE,
) -> Frame:
    """The frame for one answer, with the pages that whoever asks may open; `now` is naive UTC."""
    links = rail([page for page in pages if page.group is None or who.opens(page.path)], path)
    may_search = search if who.opens("/people") else None
    came = told_of(who), who.by in ("account", "link"), who.by == "machine"
    if tables is None or who == NOBODY:
        return Frame("Riparian", links, None, may_search, *came)
    passed = now - tables.as_of
    fresh = Freshness(
        words.instant(tables.as_of),
        words.age(passed),
        f"built {words.age(now - tables.built_at)}",
        passed > STALE_AFTER,
    )
    return Frame(tables.company, links, fresh, may_search, *came, _unusable(tables))


def _unusable(tables: Reader) -> bool:
    if tables.count("people") or not tables.count("source_rejects"):
        return False
    return not tables.count("source_loads", where=[("rows_kept", ">", 0)])
