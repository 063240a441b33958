"""Visits: whom a participant brought, and who came from one to another, or to whichever other."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from riparian.core.errors import NotFoundError
from riparian.tables.actions import VIEWED
from riparian.web import words
from riparian.web.deeds.deed import Rows, found_in
from riparian.web.reader import Condition, Reader

_MOST_SITES = 10_000
_MOST_PIECES = 100_000
_TRUST = 3
_THEN: dict[str, tuple[str, list[Condition], str]] = {
    "trusted": ("band_entries", [("band", ">=", _TRUST)], "entered_at"),
    "ordered": ("purchases", [], "bought_at"),
}
"""What may have come after: a table, which of its rows, and when they happened."""


@dataclass(frozen=True, slots=True)
class BroughtBy:
    """Came to the company on their first visit from a site of a participant."""

    participant: str
    then: Literal["trusted", "ordered"] | None = None
    """Came to Trust, or ordered, after it: not before that visit."""
    job: str = ""
    """The visit began with something of it."""
    kind: ClassVar[str] = "brought"

    def where(self, tables: Reader) -> list[Condition]:
        """By the site that their first visit names as where it came from."""
        theirs = hosts_of(tables, ("participant", "=", self.participant))
        others = hosts_of(tables, ("participant", "!=", self.participant), ("own", "=", True))
        visit: list[Condition] = [("number", "=", 1), ("referrer", "in", theirs), ("site", "in", others)]
        visit += [serving(tables, self.job)] if self.job else []
        if self.then is None:
            return [found_in("sessions", *visit)]
        table, conditions, column = _THEN[self.then]
        after = ("started_at", "after none", (table, conditions, column))
        return [found_in("sessions", *visit, after), found_in(table, *conditions)]

    def says(self) -> str:
        """`came on their first visit from gardenforum.example`."""
        of_job = f", which began with something of “{self.job}”" if self.job else ""
        then = {None: "", "trusted": ", and came to Trust after it", "ordered": ", and ordered after it"}[self.then]
        return f"came on their first visit from {self.participant}{of_job}{then}"


@dataclass(frozen=True, slots=True)
class Visited:
    """Came from a site of one participant to one of another in a window: visits are what is counted."""

    giver: str = ""
    """Without it, any but the receiver."""
    receiver: str = ""
    """Without it, any but the giver."""
    window: Annotated[int, Field(ge=0, le=100)] = 0
    """Counted back from the as-of date."""
    kind: ClassVar[str] = "visited"

    def __post_init__(self) -> None:
        if not self.giver and not self.receiver:
            raise ValueError("neither from whom the visits came nor to whom is said")

    def where(self, tables: Reader) -> list[Condition]:
        """Who made one such visit or more."""
        return [found_in("sessions", *self._visits(tables))]

    def rows(self, tables: Reader) -> Rows:
        """The visits."""
        return Rows("sessions", self._visits(tables), "made", "such visit", "such visits")

    def says(self) -> str:
        """`came from google.com to Alder & Reed in the latest window of visits`."""
        back = f", {words.counted(self.window, 'window', 'windows')} earlier" if self.window else ""
        between = f"from {self.giver or 'others'} to {self.receiver or 'others'}"
        return f"came {between} in the latest window of visits{back}"

    def _visits(self, tables: Reader) -> list[Condition]:
        days = ("window_from", "window_to")
        rows = tables.rows("traffic_flows", columns=days, where=[("window", "=", self.window)], limit=1)
        if not rows:
            raise NotFoundError(f"There is no window {self.window} of visits.", where="did", fix="Leave it out.")
        length = rows[0]["window_to"] - rows[0]["window_from"]
        end = tables.as_of - self.window * length
        ends = ((self.giver, self.receiver), (self.receiver, self.giver))
        came_from, came_to = (
            hosts_of(tables, ("participant", "=", one) if one else ("participant", "!=", other)) for one, other in ends
        )
        between: list[Condition] = [("referrer", "in", came_from), ("site", "in", came_to)]
        return [*between, ("started_at", ">=", end - length), ("started_at", "<", end)]


@dataclass(frozen=True, slots=True)
class Trusting:
    """Has opted in and comes regularly, and visited a participant's sites in the latest window of attention."""

    participant: str
    job: str = ""
    """Viewed something of it there."""
    kind: ClassVar[str] = "trusting"

    def where(self, tables: Reader) -> list[Condition]:
        """By their state as visitors, and their visits or what they viewed."""
        ends = ("window_from", "window_to")
        rows = tables.rows("attention_shares", columns=ends, where=[("window", "=", 0)], limit=1)
        if not rows:
            raise NotFoundError("Nobody's attention is measured.", where="did", fix="Leave it out.")
        begins = tables.as_of - (rows[0]["window_to"] - rows[0]["window_from"])
        theirs = hosts_of(tables, ("participant", "=", self.participant), ("own", "=", True))
        near = found_in("visitor_states", ("opted_in", "=", True), ("visited", "=", "regular"))
        here: list[Condition] = [("site", "in", theirs)]
        if not self.job:
            return [near, found_in("sessions", *here, ("started_at", ">=", begins), ("started_at", "<", tables.as_of))]
        viewed: list[Condition] = [("kind", "in", VIEWED), serving(tables, self.job)]
        lately: list[Condition] = [("occurred_at", ">=", begins), ("occurred_at", "<", tables.as_of)]
        return [near, found_in("actions", *here, *viewed, *lately)]

    def says(self) -> str:
        """`opted in, come regularly, and lately visited gardenledger.example`."""
        what = f"viewed something of “{self.job}” on" if self.job else "visited"
        return f"opted in, come regularly, and lately {what} {self.participant}"


def hosts_of(tables: Reader, *conditions: Condition) -> list[str]:
    """The sites of participants."""
    found = tables.rows("participant_sites", columns=("host",), where=conditions, limit=_MOST_SITES)
    return [row["host"] for row in found]


def serving(tables: Reader, job: str) -> Condition:
    """Rows with a site and content that serve a job, or a topic where no job is set."""
    columns = ("site", "content")
    topic: list[Condition] = [("job", "=", "topic"), ("aspect", "=", job)]
    rows = tables.rows("content_aspects", columns=columns, where=[("job", "=", job)], limit=_MOST_PIECES)
    rows = rows or tables.rows("content_aspects", columns=columns, where=topic, limit=_MOST_PIECES)
    pieces: dict[str, set[str]] = {}
    for row in rows:
        pieces.setdefault(row["site"], set()).add(row["content"])
    each = [[("site", "=", site), ("content", "in", sorted(some))] for site, some in sorted(pieces.items())]
    return "content", "either", each
