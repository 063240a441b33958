"""The streams page: the ways journeys take to a goal, from the first channel to the last and to what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Query

from riparian.core.errors import NotFoundError
from riparian.tables.ecosystem import CONVERSION, NOTHING
from riparian.web import compare, words
from riparian.web.channels import USUAL, goals_of, known_goal
from riparian.web.charts.ranges import draw_ranges
from riparian.web.charts.sankey import Box, Ribbon, SankeyPicture, draw_sankey
from riparian.web.compare import NOTHING as NOTHING_BESIDE
from riparian.web.compare import Against, beside
from riparian.web.differences import ChannelDifference, differences_of, differences_picture, differences_say
from riparian.web.former import joined
from riparian.web.funnels import MOST_STEPS, built_funnel
from riparian.web.orders import orders_told
from riparian.web.page import Page
from riparian.web.reader import EXAMPLE_SNAPSHOT, Reader, Snapshot, snapshot_of
from riparian.web.reasons import why_empty
from riparian.web.refusals import NothingYetError
from riparian.web.ruled_paths import RULES, Rule, under
from riparian.web.streams import (
    LED_MOST,
    OTHER,
    TOUCHED,
    Path,
    Step,
    Stream,
    Streams,
    ends_before,
    funnels_of,
    links_alone,
    links_of,
    paths_of,
    streams_of,
)
from riparian.web.streams_before import EXAMPLE as EXAMPLE_BEFORE
from riparian.web.streams_before import StreamsBefore, streams_before

SHOWN = 10
MORE = 100


@dataclass(frozen=True, slots=True)
class StreamsView:
    """What the page shows, and its JSON twin. Money in minor units; where a part is empty, `missing` tells why."""

    heading: str
    sentence: str
    of: Snapshot
    goal: str
    goals: tuple[str, ...]
    paths: tuple[Path, ...]
    """The commonest, under the rule that was chosen; those without a touch last."""
    all_paths: int
    """Under that rule: of those that were read."""
    untouched: Path | None
    """Journeys that reached the goal with no touch."""
    streams: Streams
    untold: str
    """Why nobody can be seen to reach the goal; empty where they can."""
    funnels: tuple[Step, ...]
    missing: dict[str, str]
    chosen_steps: tuple[str, ...] = ()
    """Channels of the funnel that was put together on the page."""
    built: tuple[Step, ...] = ()
    """Its steps, the goal last."""
    rule: Rule | None = None
    """Which touches of a path count; none: all. Nothing on the page but `paths` and `paths_before` is under it."""
    rules: tuple[Rule, ...] = RULES
    unread_paths: int = 0
    """Rarer paths that no rule was applied to."""
    against: Against = NOTHING_BESIDE
    before: dict[str, int] | None = None
    """By the name of a box (`first Email`), journeys in the snapshot compared with; None: nothing is compared."""
    paths_before: dict[str, int] | None = None
    """The same of the paths that are shown, and of the one without a touch."""
    differences: tuple[ChannelDifference, ...] = ()
    """What journeys that reached the goal touch more, the largest difference first."""
    differences_say: str = ""
    former: StreamsBefore | None = None
    """All parts in the snapshot compared with; None: nothing is compared."""

    @property
    def steps(self) -> dict[str, list[Step]]:
        """Steps by funnel; what was put together on the page comes first."""
        found: dict[str, list[Step]] = {}
        for step in (*self.built, *self.funnels):
            found.setdefault(step.funnel, []).append(step)
        return found

    @property
    def valued(self) -> bool:
        """Whether the goal has money."""
        return any(path.value is not None for path in self.paths)


def show(
    tables: Reader,
    *,
    goal: Annotated[
        str | None,
        Query(max_length=200, description="The goal of the journeys; without it orders.", examples=["order"]),
    ] = None,
    most: Annotated[int, Query(ge=1, le=MORE, description="Paths told.", examples=[25])] = SHOWN,
    step: Annotated[
        Sequence[str],
        Query(max_length=MOST_STEPS, description="Channels of a funnel, in turn.", examples=[["Email", "Direct"]]),
    ] = (),
    rule: Annotated[
        Rule | None,
        Query(description="Which touches of the commonest paths count; without it all.", examples=["exposures"]),
    ] = None,
    against: compare.Snapshot = None,
) -> StreamsView:
    """Ways to a goal."""
    goals = goals_of(tables, "paths")
    if not goals:
        why = why_empty(tables, "paths", "Nobody has met the company through a channel yet.")
        raise NothingYetError(why, fix="riparian build")
    goal = known_goal(goal or _first_reached(tables, goals), goals, where="/streams")
    there = tables.count("paths", where=[("goal", "=", goal), *TOUCHED])
    # Only a rule has to look at all of them.
    read = paths_of(tables, goal, where=TOUCHED, limit=None if rule else most)
    shown, links = under(rule, read), links_of(read) if rule else links_alone(tables, goal)
    streams, funnels = streams_of(tables, goal, links), funnels_of(tables, goal)
    _know(step, streams.channels)
    other, told = beside(tables, against, where="/streams"), differences_of(tables, goal)
    former, journeys = streams_before(other.tables, goal, rule=rule, steps=step, shown=shown[:most], now=streams)
    untold = _untold(tables, goal, streams)
    parts = (
        ("streams", not untold and streams.journeys, *_why_none(untold, there)),
        ("paths", there, "paths", "No journey touched a channel yet."),
        (
            "funnels",
            len(funnels),
            "channel_funnels",
            f"No funnel leads to {goal}; set one ([derivations.channel_funnels] funnels).",
        ),
        ("differences", len(told), "journey_differences", f"No settled journey reached “{goal}”, or all did."),
    )
    return StreamsView(
        heading="Streams",
        sentence=untold or _sentence(tables, goal, streams, there),
        untold=untold,
        of=snapshot_of(tables),
        goal=goal,
        goals=goals,
        paths=shown[:most],
        all_paths=len(shown) if rule else there,
        untouched=next(iter(paths_of(tables, goal, where=[("path", "=", "")], limit=1)), None),
        streams=streams,
        funnels=funnels,
        missing={name: why_empty(tables, table, why) for name, found, table, why in parts if not found},
        chosen_steps=tuple(step),
        built=built_funnel(tables, goal, step),
        rule=rule,
        unread_paths=there - len(read) if rule else 0,
        against=other.against,
        before=ends_before(other.tables, goal, streams) if other.tables else None,
        paths_before=journeys,
        former=former,
        differences=told,
        differences_say=differences_say(told, goal),
    )


def _first_reached(tables: Reader, goals: Sequence[str]) -> str | None:
    """The first goal that somebody was seen to be led to; None: nobody was to any."""
    reached = tables.counts("paths", by="goal", where=[("conversions", ">", 0), ("path", "!=", "")])
    return next((goal for goal in goals if goal in reached), None)


def _untold(tables: Reader, goal: str, streams: Streams) -> str:
    if goal != USUAL or orders_told(tables, [streams.conversions]):
        return ""
    journeys = words.counted(streams.journeys, "journey", "journeys")
    return f"No source tells orders: which of {journeys} reached one is unknown."


def _why_none(untold: str, touched: int) -> tuple[str, str]:
    if untold:
        return "", untold
    return "channel_transitions", f"No journey {'with a touch is settled' if touched else 'touched a channel'} yet."


def _know(steps: Sequence[str], channels: Sequence[str]) -> None:
    unknown = next((one for one in steps if one not in channels), None)
    if unknown is not None:
        fix = f"There are: {', '.join(channels) or 'none'}."
        raise NotFoundError(f"No journey touches a channel {words.clip(unknown)!r}.", where="/streams", fix=fix)


def _sentence(tables: Reader, goal: str, streams: Streams, touched: int) -> str:
    if not touched:
        return f"Nobody was seen to come through a channel on the way to “{goal}”."
    if not streams.journeys:
        return f"No journey to “{goal}” that touched a channel is settled yet."
    told = (
        f"{words.number(streams.conversions)} of {words.number(streams.journeys)} settled journeys reached “{goal}” "
        f"({words.share(streams.conversions / streams.journeys)})."
    )
    (first,) = paths_of(tables, goal, where=TOUCHED, order_by=LED_MOST, limit=1)
    if not first.settled_conversions:
        return told
    way = ", then ".join(first.channels) if len(first.channels) > 1 else f"{first.channels[0]} alone"
    return f"{told} The most came by {way}: {words.number(first.settled_conversions)} of them."


_NEUTRAL, _REACHED, _LOST = "var(--facet, #2A63B8)", "var(--band, #0B6B63)", "var(--ink-3, #5C6963)"
_ENDS = {CONVERSION: "conversion", NOTHING: "no conversion"}


def sankey_picture(view: StreamsView) -> SankeyPicture:
    """First channel, last channel, end."""
    streams = view.streams
    ends = (
        (CONVERSION, streams.conversions, _REACHED),
        (NOTHING, streams.journeys - streams.conversions, _LOST),
    )

    def boxes(column: Literal["first", "last"], amounts: Sequence[tuple[str, int]]) -> tuple[Box, ...]:
        return tuple(
            Box(
                f"{column} {name}",
                name,
                amount,
                words.short(amount),
                f"{name}, {column}: {words.counted(amount, 'journey', 'journeys')}{_was(view, f'{column} {name}')}",
                _LOST if name == OTHER else _NEUTRAL,
                streams.people_paths.get(f"{column} {name}", ""),
                (view.before or {}).get(f"{column} {name}"),
            )
            for name, amount in amounts
        )

    return SankeyPicture(
        name="streams",
        title=f"Journeys to {view.goal}: first channel, last channel, and what became of them",
        description=f"{words.number(streams.journeys)} settled journeys, of which "
        f"{words.number(streams.conversions)} converted. Heights and widths are journeys.",
        headings=("First channel", "Last channel", "End"),
        columns=(
            boxes("first", streams.firsts),
            boxes("last", streams.lasts),
            tuple(
                Box(
                    end, _ENDS[end], amount, words.short(amount),
                    f"{_ENDS[end]}: {words.number(amount)}{_was(view, end)}", colour,
                    streams.people_paths.get(end, ""), (view.before or {}).get(end),
                )
                for end, amount, colour in ends
                if amount
            ),
        ),
        ribbons=tuple(
            _ribbon(*pair)
            for pair in joined(
                streams.streams, view.former.streams.streams if view.former else None, "stage", "from_end", "to_end"
            )
        ),
    )  # fmt: skip


def _was(view: StreamsView, box: str) -> str:
    return "" if view.before is None else f"; {words.number(view.before.get(box, 0))} before"


def _ribbon(stream: Stream, was: Stream | None) -> Ribbon:
    told = stream.told
    told += f"; {words.number(was.journeys)} before" if was else ""
    if stream.to_end in _ENDS:
        says = f"{stream.from_end}, then {_ENDS[stream.to_end]}: {told}"
        colour, strength = (_REACHED, 0.75) if stream.to_end == CONVERSION else (_LOST, 0.2)
        ends = f"last {stream.from_end}", stream.to_end
        return Ribbon(*ends, stream.journeys, says, colour, strength, stream.people_path)
    says = f"First {stream.from_end}, last {stream.to_end}: {told}"
    ends = f"first {stream.from_end}", f"last {stream.to_end}"
    return Ribbon(*ends, stream.journeys, says, _NEUTRAL, 0.24, stream.people_path)


def _draw(view: StreamsView, *, width: float, height: float) -> str:
    return draw_sankey(sankey_picture(view), width=width, height=height) if view.streams.journeys else ""


def draw_differences(view: StreamsView, *, width: float) -> str:
    """What journeys that reached the goal touch more, with what it was."""
    then = view.former.differences if view.former else None
    return draw_ranges(differences_picture(view.differences, view.goal, then), width=width)


PAGE = Page(
    path="/streams",
    title="Streams",
    says="The ways journeys take to a goal: the commonest paths, first and last channels, and funnels.",
    template="streams.html",
    show=show,
    group="See",
    place=40,
    icon="streams",
    pictures={
        "widest": lambda view: _draw(view, width=1080, height=460),
        "wide": lambda view: _draw(view, width=680, height=460),
        "narrow": lambda view: _draw(view, width=326, height=480),
        "differences": lambda view: draw_differences(view, width=720),
        "differences_widest": lambda view: draw_differences(view, width=1104),
        "differences_narrow": lambda view: draw_differences(view, width=326),
    },
    example=StreamsView(
        heading="Streams",
        sentence="608 of 5,353 settled journeys reached “order” (11.4 %).",
        of=EXAMPLE_SNAPSHOT,
        goal="order",
        goals=("order", "opt in"),
        paths=(Path(("Organic Search", "Direct"), 157, 32, 4, 153, 32, 0.2092, 304_990, 6.3),),
        all_paths=533,
        untouched=None,
        streams=Streams(
            5_353,
            608,
            (("Organic Search", 1_431),),
            (("Direct", 1_240),),
            (Stream("first to last", "Organic Search", "Direct", 240),),
            ("Direct", "Organic Search"),
            0,
        ),
        untold="",
        funnels=(),
        missing={},
        former=EXAMPLE_BEFORE,
    ),
)
