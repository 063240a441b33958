"""Journeys as streams: the first channel, the last, and what became of them; small channels folded into one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from riparian.tables.ecosystem import BETWEEN, CONVERSION, NOTHING, START
from riparian.web import words
from riparian.web.deeds.addressed import people_path
from riparian.web.deeds.journeys import End, Folded, Journeyed
from riparian.web.reader import Condition, Reader

OTHER = "other"
Moves = dict[tuple[str, str], int]
"""Moves of settled journeys by the channel (or start) they left and the channel (or end) they came to."""
Links = Counter[tuple[str, str]]
"""Settled journeys by the channel they began with and the one they ended with."""
LARGEST = 7
"""Channels that keep their name in a column; the rest are folded."""
READ = 10_000
"""Paths read, the commonest first: what rarer ones link is left open and counted."""
MOVES = 250_000
"""Pairs of channels read: those of 500 channels. Ends are told by them, so none may be missing."""


@dataclass(frozen=True, slots=True)
class Path:
    """Journeys along one path. journeys = conversions + open + those that ended in nothing. Money in minor units."""

    channels: tuple[str, ...]
    """None: the goal was reached and no touch led to it."""
    journeys: int
    conversions: int
    open: int
    settled: int
    """Journeys whose last touch is so long ago that what came of it is known."""
    settled_conversions: int
    rate: float | None
    """Conversions of settled journeys; none: no journey is settled."""
    value: int | None
    mean_days: float | None
    taken: tuple[str, ...] = ()
    """The paths that journeys took and a rule put together here, as `paths` tells them; none: no rule."""

    @property
    def opens(self) -> str | None:
        """The one path whose journeys these are; none: they took several."""
        if len(self.taken) > 1:
            return None
        return self.taken[0] if self.taken else BETWEEN.join(self.channels)


@dataclass(frozen=True, slots=True)
class Stream:
    """Journeys from one end to another; `from_end` and `to_end` are channels or what they begin and end in."""

    stage: str
    """`first to last` or `last to end`."""
    from_end: str
    to_end: str
    journeys: int
    people_path: str = ""
    """Where the people of these journeys are listed."""
    at_least: bool = False
    """More took it on paths that were not read; they are listed too."""

    @property
    def told(self) -> str:
        """How many journeys, as far as it was counted: `240 journeys`, `at least 240 journeys`."""
        return f"{'at least ' if self.at_least else ''}{words.counted(self.journeys, 'journey', 'journeys')}"


@dataclass(frozen=True, slots=True)
class Streams:
    """Settled journeys with a touch, by first channel, last channel and end."""

    journeys: int
    conversions: int
    firsts: tuple[tuple[str, int], ...]
    lasts: tuple[tuple[str, int], ...]
    streams: tuple[Stream, ...]
    channels: tuple[str, ...]
    """All that such journeys touch, by name."""
    unlinked: int
    """Journeys on paths too rare to be read: they count in both columns, and no stream links them, so those that do
    are `at_least` as many."""
    people_paths: dict[str, str] = field(default_factory=dict)
    """By what a box is called (`first Email`, `last other`), where the people of its journeys are listed."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a funnel. `strict`: one right after the other; `loose`: whatever lay between."""

    funnel: str
    goal: str
    step: int
    name: str
    strict: int
    loose: int
    strict_rate: float | None
    loose_rate: float | None


@dataclass(frozen=True, slots=True)
class Opens:
    """Where the people of streams to a goal are listed; the columns hold the channels that keep their name."""

    goal: str
    first: tuple[str, ...]
    last: tuple[str, ...]

    def between(self, first: str, last: str) -> str:
        """Of journeys from the one first to the other last."""
        if OTHER not in (first, last):
            return people_path(Journeyed(self.goal, "ends", f"{first}{BETWEEN}{last}", "settled"))
        begins = {"first_besides": _together(self.first)} if first == OTHER else {"first": first}
        ends = {"last_besides": _together(self.last)} if last == OTHER else {"last": last}
        return people_path(Folded(self.goal, "settled", **begins, **ends))

    def ending(self, last: str, end: str) -> str:
        """Of journeys with the one last and this end."""
        became: End = "reached" if end == CONVERSION else "lost"
        if last == OTHER:
            return people_path(Folded(self.goal, became, last_besides=_together(self.last)))
        return people_path(Journeyed(self.goal, "last", last, became))

    def boxes(self, firsts: tuple[tuple[str, int], ...], lasts: tuple[tuple[str, int], ...]) -> dict[str, str]:
        """Of each box."""
        found = {f"first {name}": people_path(Journeyed(self.goal, "first", name, "settled")) for name, _ in firsts}
        found |= {f"last {name}": people_path(Journeyed(self.goal, "last", name, "settled")) for name, _ in lasts}
        rest = {
            f"first {OTHER}": Folded(self.goal, "settled", first_besides=_together(self.first)),
            f"last {OTHER}": Folded(self.goal, "settled", last_besides=_together(self.last)),
        }
        found |= {box: people_path(deed) for box, deed in rest.items() if box in found}
        return found | {
            CONVERSION: people_path(Journeyed(self.goal, end="reached")),
            NOTHING: people_path(Journeyed(self.goal, end="lost")),
        }


def _together(channels: tuple[str, ...]) -> str:
    return BETWEEN.join(sorted(channels))


TOUCHED: tuple[Condition, ...] = (("path", "!=", ""),)
"""Of paths: those with a touch."""
COMMONEST = ("-journeys", "path")
LED_MOST = ("-settled_conversions", "-settled", *COMMONEST)


def paths_of(
    tables: Reader,
    goal: str,
    *,
    where: Sequence[Condition] = (),
    order_by: Sequence[str] = COMMONEST,
    limit: int | None = None,
) -> tuple[Path, ...]:
    """Paths to a goal that fulfil all conditions, the commonest first; without a limit as many as are ever read."""
    columns = ("path", "journeys", "conversions", "open", "settled", "settled_conversions", "value", "mean_days")
    told: list[Condition] = [("goal", "=", goal), *where]
    rows = tables.rows("paths", columns=columns, where=told, order_by=order_by, limit=limit or READ)
    return tuple(
        Path(
            channels=tuple(row["path"].split(BETWEEN)) if row["path"] else (),
            journeys=row["journeys"],
            conversions=row["conversions"],
            open=row["open"],
            settled=row["settled"],
            settled_conversions=row["settled_conversions"],
            rate=row["settled_conversions"] / row["settled"] if row["settled"] else None,
            value=row["value"],
            mean_days=row["mean_days"],
        )
        for row in rows
    )


def links_of(paths: Sequence[Path]) -> Links:
    """Settled journeys of paths by their first and last channel."""
    links: Links = Counter()
    for path in paths:
        if path.channels:
            links[path.channels[0], path.channels[-1]] += path.settled
    return links


def links_alone(tables: Reader, goal: str) -> Links:
    """The same of the commonest paths, without reading what else there is of them."""
    where: list[Condition] = [("goal", "=", goal), *TOUCHED]
    links: Links = Counter()
    for row in tables.rows("paths", columns=("path", "settled"), where=where, order_by=COMMONEST, limit=READ):
        steps = row["path"].split(BETWEEN)
        links[steps[0], steps[-1]] += row["settled"]
    return links


def streams_of(tables: Reader, goal: str, links: Links, like: Streams | None = None) -> Streams:
    """The streams of a goal: their ends from the moves, which are exact, and the links between as paths tell them.

    Under the names that stand in `like`, where these are laid beside it; else the largest keep their own.
    """
    moves = _moves(tables, goal)
    firsts, lasts, ends = _ends(moves)
    first = _as_in(firsts, like.firsts) if like else _folded(firsts)
    last = _as_in(lasts, like.lasts) if like else _folded(lasts)
    linked = _joined(links, first, last)
    ended = _joined(ends, last, {CONVERSION: CONVERSION, NOTHING: NOTHING})
    unlinked = sum(firsts.values()) - sum(links.values())
    opens = Opens(goal, *(tuple(name for name in set(names.values()) if name != OTHER) for names in (first, last)))
    return Streams(
        journeys=sum(firsts.values()),
        conversions=sum(journeys for (_, end), journeys in ends.items() if end == CONVERSION),
        firsts=_column(firsts, first),
        lasts=_column(lasts, last),
        streams=(
            *(Stream("first to last", *pair, many, opens.between(*pair), unlinked > 0) for pair, many in linked),
            *(Stream("last to end", *pair, journeys, opens.ending(*pair)) for pair, journeys in ended),
        ),
        channels=tuple(sorted({giver for giver, _ in moves} - {START})),
        unlinked=unlinked,
        people_paths=opens.boxes(_column(firsts, first), _column(lasts, last)),
    )


def ends_before(tables: Reader, goal: str, streams: Streams) -> dict[str, int]:
    """Journeys of another snapshot by what the boxes of these streams are called: `first Email`, `last other`."""
    firsts, lasts, ends = _ends(_moves(tables, goal))
    found: Counter[str] = Counter()
    for column, amounts, names in (("first", firsts, streams.firsts), ("last", lasts, streams.lasts)):
        known = {name for name, _ in names}
        for channel, journeys in amounts.items():
            found[f"{column} {channel if channel in known else OTHER}"] += journeys
    for (_, end), journeys in ends.items():
        found[end] += journeys
    return dict(found)


def _moves(tables: Reader, goal: str) -> Moves:
    columns = ("from_channel", "to_channel", "moves")
    rows = tables.rows("channel_transitions", columns=columns, where=[("goal", "=", goal)], limit=MOVES)
    return {(row["from_channel"], row["to_channel"]): row["moves"] for row in rows}


def _ends(moves: Moves) -> tuple[Counter[str], Counter[str], Counter[tuple[str, str]]]:
    """Journeys by the first channel, by the last, and by the last and what became of them."""
    firsts = Counter({to: journeys for (giver, to), journeys in moves.items() if giver == START})
    ends = Counter({pair: journeys for pair, journeys in moves.items() if pair[1] in (CONVERSION, NOTHING)})
    lasts: Counter[str] = Counter()
    for (channel, _), journeys in ends.items():
        lasts[channel] += journeys
    return firsts, lasts, ends


def funnels_of(tables: Reader, goal: str) -> tuple[Step, ...]:
    """Steps of the funnels that end in a goal, funnel by funnel."""
    columns = ("funnel", "goal", "step", "name", "strict", "loose", "strict_rate", "loose_rate")
    where, order = [("goal", "=", goal)], ("funnel", "step")
    return tuple(
        Step(**row) for row in tables.rows("channel_funnels", columns=columns, where=where, order_by=order, limit=READ)
    )


def _folded(amounts: Counter[str]) -> dict[str, str]:
    """The name under which each channel stands: its own for the largest, and for the last where it would be alone."""
    ordered = sorted(amounts, key=lambda name: (-amounts[name], name))
    kept = ordered if len(ordered) <= LARGEST + 1 else ordered[:LARGEST]
    return {name: name if name in kept else OTHER for name in ordered}


def _as_in(amounts: Counter[str], column: Sequence[tuple[str, int]]) -> dict[str, str]:
    """The same, by the names that stand in a column of other streams."""
    kept = {name for name, _ in column}
    return {name: name if name in kept else OTHER for name in amounts}


def _column(amounts: Counter[str], names: dict[str, str]) -> tuple[tuple[str, int], ...]:
    """Channels of a column, the largest first; what was folded comes last."""
    summed: Counter[str] = Counter()
    for channel, amount in amounts.items():
        summed[names[channel]] += amount
    return tuple(sorted(summed.items(), key=lambda one: (one[0] == OTHER, -one[1], one[0])))


def _joined(
    amounts: Counter[tuple[str, str]], firsts: dict[str, str], lasts: dict[str, str]
) -> list[tuple[tuple[str, str], int]]:
    """Amounts between two columns, under the names that stand there; the largest first."""
    summed: Counter[tuple[str, str]] = Counter()
    for (one, other), amount in amounts.items():
        summed[firsts.get(one, OTHER), lasts.get(other, OTHER)] += amount
    return sorted(((pair, amount) for pair, amount in summed.items() if amount), key=lambda one: (-one[1], one[0]))
