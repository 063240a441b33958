"""Visits: whom a participant brought, and who came from one to another, or to whichever other."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from riparian.core.errors import NotFoundError
from riparian.web import words
from riparian.web.deeds.deed import Rows, found_in
from riparian.web.reader import Condition, Reader

_MOST_SITES = 10_000


@dataclass(frozen=True, slots=True)
class BroughtBy:
    """Came to the company on their first visit from a site of a participant."""

    participant: str
    kind: ClassVar[str] = "brought"

    def where(self, tables: Reader) -> list[Condition]:
        """By the site that their first visit names as where it came from."""
        theirs = hosts_of(tables, ("participant", "=", self.participant))
        others = hosts_of(tables, ("participant", "!=", self.participant), ("own", "=", True))
        return [found_in("sessions", ("number", "=", 1), ("referrer", "in", theirs), ("site", "in", others))]

    def says(self) -> str:
        """`came on their first visit from gardenforum.example`."""
        return f"came on their first visit from {self.participant}"


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


def hosts_of(tables: Reader, *conditions: Condition) -> list[str]:
    """The sites of participants."""
    found = tables.rows("participant_sites", columns=("host",), where=conditions, limit=_MOST_SITES)
    return [row["host"] for row in found]
