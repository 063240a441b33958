"""Journeys: who went which way through the channels to a goal, and whom a channel met."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import partial, reduce
from typing import ClassVar, Literal

from riparian.tables.ecosystem import BESIDE, BETWEEN
from riparian.web import words
from riparian.web.deeds.deed import Rows, Weight, found_in
from riparian.web.deeds.moves import Month, month_of
from riparian.web.months import end_of, first_day
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
_ENDED: dict[End | None, str] = {
    None: "",
    "converted": " and converted",
    "settled": " and are settled",
    "reached": ", are settled and converted",
    "lost": ", are settled and came to nothing",
    "open": " and are open",
}


@dataclass(frozen=True, slots=True)
class Journeyed:
    """Made a journey to a goal along a way: journeys are what is counted, and these are the people who made them."""

    goal: str
    way: Way = "any"
    channels: str = ""
    """Joined as in a path: of `ends` the first and the last, of a funnel its steps."""
    end: End | None = None
    count: Literal["touches", "moves"] | None = None
    """Counted instead: of `through` the touches of the channel, of `strict` the moves from the one to the other."""
    month: Month | None = None
    """The last touch lies in it."""
    kind: ClassVar[str] = "journeyed"

    def __post_init__(self) -> None:
        steps = self.channels.split(BETWEEN)
        if self.count and (self.way, len(steps)) != (("through", 1) if self.count == "touches" else ("strict", 2)):
            raise ValueError(f"{self.count} are not counted so")

    def where(self, tables: Reader) -> list[Condition]:
        """Who made one such journey or more."""
        return [found_in("journeys", *self._journeys())]

    def rows(self, tables: Reader) -> Rows:
        """The journeys, or what is counted of them."""
        if not self.count:
            return Rows("journeys", self._journeys(), "made", "such journey", "such journeys")
        weights = (Weight("path", (), partial(_times, self.channels.split(BETWEEN))),)
        return Rows("journeys", self._journeys(), "made", f"such {self.count[:-1]}", f"such {self.count}", weights)

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
        month = f", with the last touch in {words.month_name(self.month)}" if self.month else ""
        return f"made journeys to “{self.goal}” {ways[self.way]}{_ENDED[self.end]}{month}"

    def _journeys(self) -> list[Condition]:
        conditions: list[Condition] = [to_goal(self.goal), *(_ENDS[self.end] if self.end else ())]
        conditions += month_of("last_touch_at", self.month) if self.month else []
        if self.way == "any":
            return [*conditions, ("touches", ">", 0)]
        if self.way == "path":
            return [*conditions, ("path", "=", self.channels)]
        # Many journeys share a path, so the pattern is looked for among the paths.
        paths: list[Condition] = [("goal", "=", self.goal), ("path", "matches", pattern_of(self.way, self.channels))]
        return [*conditions, ("path", "found in", ("paths", paths))]


@dataclass(frozen=True, slots=True)
class Folded:
    """Made a journey that begins or ends with a channel besides some: journeys are what is counted.

    What a drawing folds into “other” is told by the channels that have a name of their own there.
    """

    goal: str
    end: End
    first: str = ""
    """It begins with this channel."""
    last: str = ""
    """It ends with this one."""
    first_besides: str = ""
    """It begins with none of these, joined as in a path."""
    last_besides: str = ""
    """It ends with none of these."""
    kind: ClassVar[str] = "folded"

    def where(self, tables: Reader) -> list[Condition]:
        """Who made one such journey or more."""
        return [found_in("journeys", *self._journeys())]

    def rows(self, tables: Reader) -> Rows:
        """The journeys."""
        return Rows("journeys", self._journeys(), "made", "such journey", "such journeys")

    def says(self) -> str:
        """`made journeys to “order” that begin with a channel besides Email and Direct and end with Email`."""
        parts = (
            ("begin with", self.first, self.first_besides),
            ("end with", self.last, self.last_besides),
        )
        told = [
            f"{verb} {one or f'a channel besides {words.listed(besides.split(BETWEEN))}'}"
            for verb, one, besides in parts
            if one or besides
        ]
        return f"made journeys to “{self.goal}” that {' and '.join(told) or 'have a touch'}{_ENDED[self.end]}"

    def _journeys(self) -> list[Condition]:
        conditions: list[Condition] = [to_goal(self.goal), *_ENDS[self.end], ("touches", ">", 0)]
        parts: tuple[tuple[str, str, Way], ...] = (
            ("found in", self.first, "first"),
            ("found in", self.last, "last"),
            ("not found in", self.first_besides, "first"),
            ("not found in", self.last_besides, "last"),
        )
        for held, channels, way in parts:
            if channels:
                each = "|".join(pattern_of(way, one) for one in channels.split(BETWEEN))
                paths: list[Condition] = [("goal", "=", self.goal), ("path", "matches", each)]
                conditions.append(("path", held, ("paths", paths)))
        return conditions


@dataclass(frozen=True, slots=True)
class Credited:
    """Placed an order with a touch of a channel on its way: orders are what is counted, and the channel's are parts."""

    goal: str
    """What an order is called among goals."""
    channel: str
    since: Month
    until: Month
    """The last month; the order lies in one of these."""
    which: Literal["first"] | None = None
    """It was the first of who placed it; a guest's is nobody's first."""
    by: Literal["campaign", "no campaign"] | None = None
    """The touch was by a campaign, or by none that is named; None: by whatever."""
    campaign: str = ""
    """The one it was by, in any case."""
    kind: ClassVar[str] = "credited"

    def __post_init__(self) -> None:
        if (self.by == "campaign") != bool(self.campaign):
            raise ValueError("a campaign is named where the touch was by one, and nowhere else")

    def where(self, tables: Reader) -> list[Condition]:
        """Who placed one such order or more."""
        return [found_in("journeys", *self._journeys())]

    def rows(self, tables: Reader) -> Rows:
        """The orders: one ends a journey."""
        return Rows("journeys", self._journeys(), "placed", "such order", "such orders")

    def says(self) -> str:
        """`placed orders from November 2025 to October 2026 with a touch of Email on the way`."""
        months = f"from {words.month_name(self.since)} to {words.month_name(self.until)}"
        orders = "their first order" if self.which else "orders"
        campaigns = {
            None: "",
            "campaign": f" by the campaign “{self.campaign}”",
            "no campaign": " by no named campaign",
        }
        touch = f"a touch of {self.channel}{campaigns[self.by]}"
        return f"placed {orders} {months} with {touch} on the way to “{self.goal}”"

    def _journeys(self) -> list[Condition]:
        paths: list[Condition] = [("goal", "=", self.goal), ("path", "matches", pattern_of("through", self.channel))]
        begins = datetime.combine(first_day(self.since), datetime.min.time())
        within: list[Condition] = [("bought_at", ">=", begins), ("bought_at", "<", end_of(self.until))]
        within += [("number", "=", 1), ("guest", "=", False)] if self.which else []
        ordered: Condition = ("action_key", "found in", ("ways_in", within))
        conditions = [to_goal(self.goal), *_ENDS["converted"], ("path", "found in", ("paths", paths)), ordered]
        if self.by:
            # A journey is told by its channels: which campaign brought a touch stands with the touch.
            named: Condition = ("campaign", "matches", f"(?i){_exactly(self.campaign)}")
            none: Condition = ("campaign", "either", [[("campaign", "is null", None)], [("campaign", "=", "")]])
            touch: list[Condition] = [("channel", "=", self.channel), named if self.by == "campaign" else none]
            conditions.append(("began_at", "any until", ("touchpoints", touch, "occurred_at", "last_touch_at")))
        return conditions


def _times(steps: list[str], path: str) -> int:
    """How often channels stand one right after the other in a path.

    >>> _times(["A", "B"], "A > B > A > B > B"), _times(["B"], "A > B > A > B > B")
    (2, 3)
    """
    along = path.split(BETWEEN)
    return sum(along[at : at + len(steps)] == steps for at in range(len(along)))


def _exactly(text: str) -> str:
    """A text as a pattern that only it fulfils."""
    return re.escape(text).replace("\\ ", " ")


def to_goal(goal: str) -> Condition:
    """Journeys to a goal, whatever others they are journeys to.

    >>> pattern = str(to_goal("Try")[2])
    >>> [bool(re.fullmatch(pattern, goals)) for goals in ("Try", "order | Try | Trust", "Try again | order")]
    [True, True, False]
    """
    beside, name = (_exactly(text) for text in (BESIDE, goal))
    return "goals", "matches", f"(?:.*{beside})?{name}(?:{beside}.*)?"


def pattern_of(way: Way, channels: str) -> str:
    """What the whole of a path looks like that goes a way.

    >>> pattern_of("first", "Email"), bool(re.fullmatch(pattern_of("loose", "A > C"), "B > A > B > C"))
    ('Email(?: > .*)?', True)
    """
    steps = [_exactly(step) for step in channels.split(BETWEEN)]
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
    """Met the company through a channel: ever, or when they met it first; before they ordered first, or after it."""

    channel: str
    time: Literal["first"] | None = None
    side: Literal["left", "right"] | None = None
    """Left: they had not ordered before the touch; right: they had."""
    kind: ClassVar[str] = "met"

    def where(self, tables: Reader) -> list[Condition]:
        """By their touches, whatever the goal."""
        first: list[Condition] = [("number", "=", 1)] if self.time else []
        return [found_in("touchpoints", *self._touches(), *first)]

    def rows(self, tables: Reader) -> Rows | None:
        """The touches; whom one met first is people."""
        if self.time:
            return None
        return Rows("touchpoints", self._touches(), "had", "such touch", "such touches")

    def says(self) -> str:
        """`first met you through Email`."""
        side = {None: "", "left": " before they had ordered", "right": " when they had ordered before"}[self.side]
        return f"{'first ' if self.time else ''}met you through {self.channel}{side}"

    def _touches(self) -> list[Condition]:
        of: list[Condition] = [("channel", "=", self.channel)]
        if self.side:
            ordered: tuple[str, list[Condition], str] = ("standings", [], "first_order_at")
            of.append(("occurred_at", "after none" if self.side == "left" else "after any", ordered))
        return of
