"""Moments: the map in a month, or in a window of visits, so that it can be played through twelve months."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from riparian.core.errors import NotFoundError
from riparian.tables.ecosystem import BETWEEN
from riparian.web import words
from riparian.web.channels import Channel, Feed
from riparian.web.deeds.journeys import to_goal
from riparian.web.months import end_of, first_day
from riparian.web.reader import Condition, Reader
from riparian.web.sites import Site, SiteFlow, site_flows_of

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Moment:
    """A part of the time that the map tells of: as the address has it, short, and in full."""

    value: str
    label: str
    says: str


@dataclass(frozen=True, slots=True)
class Moments:
    """The moments there are, oldest first, and the one that is shown; none: the map is of all its time."""

    all: tuple[Moment, ...]
    chosen: Moment | None

    @property
    def place(self) -> int:
        """Where the chosen one stands among them; -1: none is chosen."""
        return self.all.index(self.chosen) if self.chosen else -1


NO_MOMENTS = Moments((), None)


def moment_of(chosen: str | None, among: Sequence[Moment]) -> Moments:
    """The moments, and the one that the address names.

    Raises:
        NotFoundError: there is no such moment.
    """
    found = next((one for one in among if one.value == chosen), None)
    if chosen and found is None:
        there = ", ".join(one.value for one in among) or "none"
        what = f"The map has no moment {words.clip(chosen)!r}."
        raise NotFoundError(what, where="/map", fix=f"There are: {there}; or leave it out.")
    return Moments(tuple(among), found)


def months_of(tables: Reader) -> tuple[Moment, ...]:
    """The last twelve months that were over at the as-of date."""
    rows = tables.rows(
        "band_counts", columns=("month_on",), where=[("place", "=", 1)], order_by=("-month_on",), limit=MONTHS + 1
    )
    names = [f"{row['month_on']:%Y-%m}" for row in rows]
    over = [name for name in names if end_of(name) <= tables.as_of][:MONTHS]
    return tuple(Moment(name, f"{first_day(name):%b}", words.month_name(name)) for name in reversed(over))


def windows_of(tables: Reader) -> tuple[Moment, ...]:
    """The windows in which visits are counted."""
    windows = tables.counts("traffic_flows", by="window", where=[("used", "=", True)])
    found = []
    for window in sorted(windows, reverse=True):
        where: list[Condition] = [("window", "=", window)]
        (row,) = tables.rows("traffic_flows", columns=("window_from", "window_to"), where=where, limit=1)
        begins, ends = row["window_from"], row["window_to"] - timedelta(days=1)
        found.append(Moment(str(window), f"to {ends:%b}", f"{words.day(begins)} to {words.day(ends)}"))
    return tuple(found)


def channels_in(
    tables: Reader, goal: str, month: str, channels: Sequence[Channel]
) -> tuple[tuple[Channel, ...], tuple[Feed, ...]]:
    """Channels with the touches of a month, and the moves between them: of journeys whose last touch lies in it.

    Moves are of journeys that are over and of those that are still open: where somebody went is known at once.
    """
    begins = datetime.combine(first_day(month), datetime.min.time())
    where: list[Condition] = [to_goal(goal), ("touches", ">", 0)]
    where += [("last_touch_at", ">=", begins), ("last_touch_at", "<", end_of(month))]
    touches, comes_in = Counter[str](), Counter[str]()
    moves = Counter[tuple[str, str]]()
    for path, journeys in tables.counts("journeys", by="path", where=where).items():
        steps = path.split(BETWEEN)
        comes_in[steps[0]] += journeys
        for step in steps:
            touches[step] += journeys
        for giver, receiver in pairwise(steps):
            if giver != receiver:
                moves[giver, receiver] += journeys
                comes_in[receiver] += journeys
    own = {one.channel: one.own for one in channels}
    feeds = (
        Feed(giver, receiver, journeys, journeys / touches[giver], journeys / comes_in[receiver], own.get(giver, False))
        for (giver, receiver), journeys in sorted(moves.items(), key=lambda one: (-one[1], one[0]))
    )
    return tuple(replace(one, touches=touches[one.channel]) for one in channels), tuple(feeds)


def sites_in(tables: Reader, window: int, sites: Sequence[Site]) -> tuple[tuple[Site, ...], tuple[SiteFlow, ...]]:
    """Participants with their visits in a window, and the flows of it."""
    flows = site_flows_of(tables, window=window)
    came, went = Counter[str](), Counter[str]()
    for flow in flows:
        came[flow.receiver] += flow.visits
        went[flow.giver] += flow.visits
    # Who is measured is told of the latest window alone: of another, what was not seen is not known to be nothing.
    shown = (
        replace(
            one,
            visits_in=came.get(one.participant, None if one.visits_in is None else 0),
            visits_out=went.get(one.participant, None if one.visits_out is None else 0),
        )
        for one in sites
    )
    return tuple(shown), flows
