"""Journeys: who went which way through the channels to a goal, and whom a channel or participant brought."""

import re
from dataclasses import dataclass
from functools import reduce
from typing import ClassVar, Literal

from riparian.tables.ecosystem import BESIDE, BETWEEN
from riparian.web.deeds.deed import Rows, found_in
from riparian.web.reader import Condition, Reader

Way = Literal["any", "path", "first", "last", "ends", "through", "strict", "loose"]
End = Literal["converted", "settled", "reached", "lost", "open"]

_ENDS: dict[End, tuple[Condition, ...]] = {
    "converted": (("converted", "=", True),),
    "settled": (("settled", "=", True),),
    "reached": (("settled", "=", True), ("converted", "=", True)),
    "lost": (("settled", "=", True), ("converted", "=", False)),
    "open": (("open", "=", True),),
}
_MOST_SITES = 10_000


@dataclass(frozen=True, slots=True)
class Journeyed:
    """Made a journey to a goal along a way: journeys are what is counted, and these are the people who made them."""

    goal: str
    way: Way = "any"
    channels: str = ""
    """Joined as in a path: of `ends` the first and the last, of a funnel its steps."""
    end: End | None = None
    kind: ClassVar[str] = "journeyed"

    def where(self, tables: Reader) -> list[Condition]:
        """Who made one such journey or more."""
        return [found_in("journeys", *self._journeys())]

    def rows(self, tables: Reader) -> Rows:
        """The journeys."""
        return Rows("journeys", self._journeys(), "made", "such journey", "such journeys")

    def says(self) -> str:
        """`went to order: journeys that begin with Email and converted`."""
        steps = self.channels.split(BETWEEN)
        quoted = ", then ".join(steps)
        ways = {
            "any": "with a touch",
            "path": f"along {quoted}" if self.channels else "without a touch",
            "first": f"that begin with {quoted}",
            "last": f"that end with {quoted}",
            "ends": f"from {steps[0]} first to {steps[-1]} last",
            "through": f"through {quoted}",
            "strict": f"through {quoted}, one right after the other",
            "loose": f"through {quoted}, whatever lay between",
        }
        ends = {None: "", "converted": " and converted", "settled": " and are settled",
                "reached": ", are settled and converted", "lost": ", are settled and came to nothing",
                "open": " and are open"}  # fmt: skip
        return f"made journeys to “{self.goal}” {ways[self.way]}{ends[self.end]}"

    def _journeys(self) -> list[Condition]:
        conditions: list[Condition] = [to_goal(self.goal), *(_ENDS[self.end] if self.end else ())]
        if self.way == "any":
            return [*conditions, ("touches", ">", 0)]
        if self.way == "path":
            return [*conditions, ("path", "=", self.channels)]
        # Many journeys share a path, so the pattern is looked for among the paths.
        paths: list[Condition] = [("goal", "=", self.goal), ("path", "matches", pattern_of(self.way, self.channels))]
        return [*conditions, ("path", "found in", ("paths", paths))]


def to_goal(goal: str) -> Condition:
    """Journeys to a goal, whatever others they are journeys to.

    >>> pattern = str(to_goal("Try")[2])
    >>> [bool(re.fullmatch(pattern, goals)) for goals in ("Try", "order | Try | Trust", "Try again | order")]
    [True, True, False]
    """
    beside, name = (re.escape(text).replace("\\ ", " ") for text in (BESIDE, goal))
    return "goals", "matches", f"(?:.*{beside})?{name}(?:{beside}.*)?"


def pattern_of(way: Way, channels: str) -> str:
    """What the whole of a path looks like that goes a way.

    >>> pattern_of("first", "Email"), bool(re.fullmatch(pattern_of("loose", "A > C"), "B > A > B > C"))
    ('Email(?: > .*)?', True)
    """
    steps = [re.escape(step).replace("\\ ", " ") for step in channels.split(BETWEEN)]
    before, after = f"(?:.*{BETWEEN})?", f"(?:{BETWEEN}.*)?"
    joined = BETWEEN.join(steps)
    if way == "first":
        return f"{joined}{after}"
    if way == "last":
        return f"{before}{joined}"
    if way == "ends":
        alone = f"{steps[0]}|" if steps[0] == steps[-1] else ""
        return f"{alone}{steps[0]}{BETWEEN}{before}{steps[-1]}"
    if way == "loose":
        joined = reduce(lambda so_far, step: f"{so_far}{BETWEEN}{before}{step}", steps)
    return f"{before}{joined}{after}"


@dataclass(frozen=True, slots=True)
class Met:
    """Met the company through a channel: ever, or when they met it first."""

    channel: str
    time: Literal["first"] | None = None
    kind: ClassVar[str] = "met"

    def where(self, tables: Reader) -> list[Condition]:
        """By their touches, whatever the goal."""
        first: list[Condition] = [("number", "=", 1)] if self.time else []
        return [found_in("touchpoints", ("channel", "=", self.channel), *first)]

    def says(self) -> str:
        """`first met you through Email`."""
        return f"{'first ' if self.time else ''}met you through {self.channel}"


@dataclass(frozen=True, slots=True)
class BroughtBy:
    """Came to the company on their first visit from a site of a participant."""

    participant: str
    kind: ClassVar[str] = "brought"

    def where(self, tables: Reader) -> list[Condition]:
        """By the site that their first visit names as where it came from."""
        theirs = self._hosts(tables, "=", ())
        others = self._hosts(tables, "!=", (("own", "=", True),))
        return [found_in("sessions", ("number", "=", 1), ("referrer", "in", theirs), ("site", "in", others))]

    def says(self) -> str:
        """`came on their first visit from gardenforum.example`."""
        return f"came on their first visit from {self.participant}"

    def _hosts(self, tables: Reader, operator: str, further: tuple[Condition, ...]) -> list[str]:
        conditions: list[Condition] = [("participant", operator, self.participant), *further]
        found = tables.rows("participant_sites", columns=("host",), where=conditions, limit=_MOST_SITES)
        return [row["host"] for row in found]
