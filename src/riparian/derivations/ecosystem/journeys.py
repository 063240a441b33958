"""Journeys: touches on the way to each goal, cut where the goal is reached and where people pause for long."""

import operator
from collections import Counter
from datetime import timedelta
from functools import reduce
from typing import Annotated, Final, Self

import ibis
from pydantic import Field, model_validator

from riparian.core.doors import per_person
from riparian.core.durations import AsOf, Duration
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.action_kinds import ActionKind
from riparian.expressions.calendar import days_between, instant_of, span
from riparian.expressions.goals import names_of_goals
from riparian.expressions.sequence import firsts, in_order, position, running
from riparian.expressions.totals import whole
from riparian.tables.actions import Action, OrderCurrency, codes_of
from riparian.tables.ecosystem import BESIDE, BETWEEN, Journey, Touchpoint
from riparian.tables.hourglass import BANDS, BandEntry

_ME: Final = "person_key"
STEP: Final = (_ME, "occurred_at", "goals", "place", "code", "begins")
"""What is known of a touch, or of goals reached, on a person's way. `goals` are bits, none of a touch; `place`
tells what happened at one instant apart: the touch's turn, the goal's action; `code` is the touch's channel, or what
the goal is worth. Rows are put in order by them, and numbers sort in half the time of names."""
CHANNELS: Final = 16
"""Bits of a channel's number; no company has as many. A touch is one number, its step and its channel: of numbers lists
are made and sorted in a sixth of the time that names take."""
UP_TO, UNTOUCHED, AFTER = range(3)
"""Parts of a round that a goal changed: what led to it, the goal if nothing did, and what came after it."""
_ROUNDS: Final = 32
"""Bits of the number of a round; nobody has as many."""
_MOST: Final = 62 - _ROUNDS
"""Goals that there may be: their bits and a round make one number."""
MADE: Final = (_ME, "goals", "number", "ended_at", "action_key", "value", "items", "instants")
"""What is known of a journey before the touches that count are told."""
COUNTED: Final = (*MADE[:-2], "touches", "path", "first_at", "last_at")
"""What is known of it then."""


class Goal(Settings):
    """What journeys may lead to: an action of some kinds, or a band of the hourglass."""

    goal: str
    """Its name."""
    kinds: tuple[ActionKind, ...] = ()
    """Reached by each action of these kinds."""
    band: Annotated[int, Field(ge=0, le=max(BANDS))] = 0
    """Reached when the person first stands in this band or a further one; 0: no band."""
    once: bool = False
    """Only the first time counts, and what comes after it is no journey to it; so it is with every band."""

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if not self.goal.strip() or bool(self.kinds) == bool(self.band):
            raise ValueError("a goal has a name, and either kinds of actions or a band")
        if BESIDE.strip() in self.goal:
            raise ValueError(f"{BESIDE.strip()!r} stands between goals, so it is in the name of none")
        return self

    @property
    def counts_once(self) -> bool:
        """Whether only the first time counts."""
        return self.once or self.band > 0


class JourneysSettings(Settings):
    """`[derivations.journeys]`"""

    goals: Annotated[tuple[Goal, ...], Field(max_length=_MOST)] = (
        Goal(goal="order", kinds=("order",)),
        Goal(goal="opt in", kinds=("opt in",), once=True),
        Goal(goal="referral", kinds=("refer",)),
        Goal(goal="Trust", band=3),
        Goal(goal="Try", band=4),
    )
    """What journeys are counted to. A list in TOML takes the place of the whole list."""
    pause: Duration = timedelta(days=30)
    """A longer time between two touches ends a journey."""
    lookback: Duration = timedelta(days=90)
    """Touches longer than this before a journey's end do not count; a goal reaches back as far, whatever the pause."""
    same_visit: Duration = timedelta(minutes=30)
    """A goal reached again sooner than this, with no touch between, has the last touch of the former one; 0: none."""

    @model_validator(mode="after")
    def _goals_have_names_of_their_own(self) -> Self:
        twice = [name for name, n in Counter(goal.goal for goal in self.goals).items() if n > 1]
        if twice or not self.goals:
            raise ValueError(f"two goals have one name ({', '.join(twice)})" if twice else "there is a goal at least")
        return self


@per_person
def journeys(
    touchpoints: Table[Touchpoint],
    actions: Table[Action],
    band_entries: Table[BandEntry],
    currencies: Table[OrderCurrency],
    settings: JourneysSettings,
    as_of: AsOf,
) -> Table[Journey]:
    """Each goal has its own journeys over the same touches; one that is the same to several goals is one row.

    A pause of exactly `pause` does not end a journey; a touch at the instant of a goal is on the way to it. What comes
    before a longer pause is a journey of its own, even where a goal followed later: whether touches are put together
    must not depend on what came of them, or moves that led to goals would be counted more often than others.

    Pauses alone cut the touches into *rounds*. A goal changes the last round before it and no other, so that one is
    cut again for this goal; any other round is a journey to all goals but those that count once and were reached.
    """
    channels = coded(touchpoints)
    reached = goals_reached(actions, band_entries, currencies, settings.goals)
    steps = in_rounds(ibis.union(touches_of(touchpoints, channels, settings), reached), settings.goals)
    goals, rounds = in_turn(steps.filter(steps.goals > 0)), rounds_of_touches(steps)
    several = ibis.union(to_goals(goals, rounds, settings), to_others(goals, rounds, settings.goals))
    made = ibis.union(
        put_together(several, settings, channels), of_one_touch(steps, channels, settings.goals), before_all(goals)
    )
    return promised(told(made, settings, as_of), Journey)


def goals_reached(
    actions: Table[Action],
    band_entries: Table[BandEntry],
    currencies: Table[OrderCurrency],
    goals: tuple[Goal, ...],
) -> ibis.Table:
    """Every time that somebody reached a goal; of those that count once, the first. Bands entered at once are one."""
    home = currencies.filter(currencies.home).select(home="currency")
    kinds = frozenset(kind for goal in goals for kind in goal.kinds)
    did = actions.filter(actions.kind.isin(codes_of(kinds)))
    did = did.left_join(home, did.currency == home.home)
    did = did.mutate(code=ibis.ifelse(did.home.notnull(), did.amount, ibis.null("int64")))
    parts = []
    for number, goal in enumerate(goals):
        if not goal.band:
            found = did.filter(did.kind.isin(codes_of(goal.kinds)))
            found = firsts(found, by=[_ME], order=["occurred_at", "action_key"]) if goal.once else found
            parts.append(found.mutate(goals=ibis.literal(2**number, "int64")))
    bands = {number: goal.band for number, goal in enumerate(goals) if goal.band}
    if bands:
        parts.append(bands_reached(band_entries, bands))
    made = [one.mutate(place="action_key", begins=ibis.literal(0, "int8")).select(*STEP) for one in parts]
    return ibis.union(*made) if len(made) > 1 else made[0]


def bands_reached(band_entries: Table[BandEntry], bands: dict[int, int]) -> ibis.Table:
    """The entries by which somebody first stood in a band, or in a further one, of those that goals name by number."""
    entries, none = band_entries, ibis.literal(0, "int64")
    first = [
        ibis.ifelse((entries.band >= band) & (entries.from_band < band), ibis.literal(2**number, "int64"), none)
        for number, band in bands.items()
    ]
    made = entries.mutate(goals=whole(reduce(operator.add, first)), occurred_at="entered_at", code=ibis.null("int64"))
    return made.filter(made.goals > 0)


def coded(touchpoints: Table[Touchpoint]) -> ibis.Table:
    """The channels with a number each, from 0."""
    names = touchpoints.select("channel").distinct()
    return names.mutate(code=ibis.row_number().over(ibis.window(order_by="channel")).cast("int64"))


def touches_of(touchpoints: Table[Touchpoint], channels: ibis.Table, settings: JourneysSettings) -> ibis.Table:
    """All touches; one that comes after a longer pause than a journey has begins a round."""
    # Turns have no gaps, so the former touch is found by its number: less work than to put all of them in order.
    former = touchpoints.select(of=_ME, following=touchpoints.number + 1, former_at="occurred_at")
    touches = touchpoints.select(_ME, "occurred_at", "channel", place="number").join(channels, "channel")
    both = touches.left_join(former, [touches.person_key == former.of, touches.place == former.following])
    paused = both.former_at.isnull() | (both.occurred_at > both.former_at + span(settings.pause))
    return both.mutate(goals=ibis.literal(0, "int64"), begins=paused.cast("int8")).select(*STEP)


def in_rounds(steps: ibis.Table, goals: tuple[Goal, ...]) -> ibis.Table:
    """Touches and goals in order: the `step`, 1 for a person's first, and the `round`, 0 before the first touch.

    `past` are the bits of the goals that count once and were reached so far; a touch that is `alone` is a round that
    no goal changed.
    """
    by, order = [_ME], ["occurred_at", "goals", "place"]
    next_begins = steps.begins.lead().over(in_order(by, order)).fill_null(1)
    # Two sums in one number: of all that is done here, running sums take longest.
    once = steps.goals & counted_once(goals)
    both = running(steps.begins.cast("int64") + once * 2**_ROUNDS, by=by, order=order)
    made = steps.mutate(both=both, step=position(by=by, order=order), alone=(steps.begins == 1) & (next_begins == 1))
    return made.mutate(round=made.both & 2**_ROUNDS - 1, past=made.both >> _ROUNDS)


def rounds_of_touches(steps: ibis.Table) -> ibis.Table:
    """Rounds of several touches, or of one that a goal changed: the touches in order, and when they were."""
    touches = steps.filter((steps.goals == 0) & ~steps.alone)
    touches = touches.mutate(item=item_of(touches.step, touches.code))
    # What is asked of it further on would be asked of the rows anew.
    return touches.group_by(_ME, "round").agg(
        items=touches["item"].collect().sort(),
        instants=touches.occurred_at.collect().sort(),
        touches=touches.count(),
        past=touches.past.min(),
    )


def in_turn(goals: ibis.Table) -> ibis.Table:
    """Goals that were reached, each with the `former` time in its round, and whether it is the `last` there."""
    turn = in_order([_ME, "round", "goals"], ["step"])
    return goals.select(
        _ME,
        "round",
        "goals",
        former=goals.step.lag().over(turn).fill_null(0),
        former_at=goals.occurred_at.lag().over(turn),
        last=goals.step.lead().over(turn).isnull(),
        reached_step="step",
        reached_at="occurred_at",
        action_key="place",
        value="code",
    )


def to_goals(goals: ibis.Table, rounds: ibis.Table, settings: JourneysSettings) -> ibis.Table:
    """The journeys of rounds that a goal changed: up to each time that it was reached, and after the last.

    Where the goal was reached longer than the lookback after any touch, those before it are a journey to nothing, and
    it has one of no touch.
    """
    both = goals.join(rounds, [_ME, "round"])
    both = both.mutate(
        begun=before_step(both["items"], both.former),
        until=before_step(both["items"], both.reached_step),
    )
    led = both.reached_at <= both.instants[both.until - 1] + span(settings.lookback)
    goes_on = both["last"] & ((both.goals & counted_once(settings.goals)) == 0) & (both.touches > both.until)
    parts = ibis.cases(
        (led & ~goes_on, ibis.array([UP_TO])),
        (led, ibis.array([UP_TO, AFTER])),
        (goes_on, ibis.array([UP_TO, UNTOUCHED, AFTER])),
        else_=ibis.array([UP_TO, UNTOUCHED]),
    )
    each = both.mutate(led=led, part=parts.unnest())
    # Reached again in one visit, a goal has the last touch once more.
    soon = (each.reached_at < each.former_at + span(settings.same_visit)).fill_null(False)
    before = each.part == UP_TO
    again = before & each.led & soon & (each.until == each.begun)
    cut = each.mutate(
        reached=(before & each.led) | (each.part == UNTOUCHED),
        own=~again,
        start=ibis.ifelse(before, each.begun - again.cast("int64"), each.until),
        stop=ibis.ifelse(each.part == AFTER, each.touches, each.until),
    )
    return between(cut.filter(cut.reached | (cut.stop > cut.start)))


def before_step(items: ibis.Value, step: ibis.Value) -> ibis.Value:
    """How many touches come before a step."""
    return items.filter(lambda item: item < item_of(step, 0)).length()


def between(cut: ibis.Table) -> ibis.Table:
    """The journeys from one touch of a round up to another, and to its goal where that is `reached`.

    One that does not begin with a touch of its `own` is told apart by the step of its goal.
    """
    begins = step_of(cut["items"][cut.start])
    return cut.select(
        _ME,
        "goals",
        number=ibis.ifelse(cut.own & (cut.stop > cut.start), begins, cut.reached_step),
        ended_at=ibis.ifelse(cut.reached, cut.reached_at, cut.instants[cut.stop - 1]),
        action_key=ibis.ifelse(cut.reached, cut.action_key, ibis.null("int64")),
        value=ibis.ifelse(cut.reached, cut.value, ibis.null("int64")),
        items=cut["items"][cut.start : cut.stop],
        instants=cut.instants[cut.start : cut.stop],
    )


def to_others(goals: ibis.Table, rounds: ibis.Table, named: tuple[Goal, ...]) -> ibis.Table:
    """Rounds as journeys to the goals that neither changed them nor are past, none of which they reached."""
    changed = goals.filter(goals["last"]).group_by(whose=_ME, within="round").agg(changed=whole(goals.goals.sum()))
    both = rounds.left_join(changed, [rounds.person_key == changed.whose, rounds["round"] == changed.within])
    left = both.mutate(goals=left_open(both.past + both.changed.fill_null(0), named), **of_nothing())
    left = left.mutate(number=step_of(left["items"][0]), ended_at=left.instants[left.touches - 1])
    return left.filter(left.goals > 0).select(*MADE)


def of_one_touch(steps: ibis.Table, channels: ibis.Table, goals: tuple[Goal, ...]) -> ibis.Table:
    """Rounds of one touch that no goal changed: most are, and there is nothing to put together."""
    made = steps.filter(steps.alone).join(channels, "code")
    at = made.occurred_at
    one = made.mutate(goals=left_open(made.past, goals), number="step", ended_at=at, first_at=at, last_at=at)
    one = one.mutate(touches=ibis.literal(1, "int64"), path="channel", **of_nothing())
    return one.filter(one.goals > 0).select(*COUNTED)


def before_all(goals: ibis.Table) -> ibis.Table:
    """Goals that were reached before any touch."""
    first = goals.filter(goals["round"] == 0)
    made = first.mutate(number="reached_step", ended_at="reached_at", touches=ibis.literal(0, "int64"))
    never = ibis.null("timestamp(6)")
    return made.mutate(path=ibis.literal(""), first_at=never, last_at=never).select(*COUNTED)


def left_open(past: ibis.Value, goals: tuple[Goal, ...]) -> ibis.Value:
    """The bits of the goals that are not past."""
    return 2 ** len(goals) - 1 - past


def of_nothing() -> dict[str, ibis.Value]:
    """What is known of a journey that reached no goal."""
    return {"action_key": ibis.null("int64"), "value": ibis.null("int64")}


def item_of(step: ibis.Value, code: ibis.Value) -> ibis.Value:
    """A touch as one number."""
    return step * 2**CHANNELS + code


def step_of(item: ibis.Value) -> ibis.Value:
    """The step of a touch."""
    return item >> CHANNELS


def put_together(made: ibis.Table, settings: JourneysSettings, channels: ibis.Table) -> ibis.Table:
    """Journeys with the touches that count, and the path over their channels."""
    early = made.ended_at - span(settings.lookback)
    # Times are in order, so it is seldom that each has to be looked at.
    recent = ibis.ifelse(made.instants[0] >= early, made.instants, made.instants.filter(lambda at: at >= early))
    cut = made.mutate(recent=recent).mutate(touches=ibis._.recent.length().fill_null(0))
    counted = cut.mutate(first_at=cut.recent[0], last_at=cut.recent[cut.touches - 1])
    both = counted.cross_join(names_of(channels))
    items = both["items"][both["items"].length() - both.touches :]
    path = items.map(lambda item: both["names"][item % 2**CHANNELS]).join(BETWEEN).fill_null("")
    return both.mutate(path=path).select(*COUNTED)


def names_of(channels: ibis.Table) -> ibis.Table:
    """The names of the channels in one list, in order of their numbers."""
    known = ibis.struct({"code": channels.code, "text": channels.channel}).collect()
    return channels.agg(known=known).select(names=ibis._.known.sort().map(lambda one: one["text"]))


def told(made: ibis.Table, settings: JourneysSettings, as_of: AsOf) -> ibis.Table:
    """What follows from the touches of each journey."""
    over_at = made.last_at.fill_null(made.ended_at)
    began = made.mutate(
        began_at=made.first_at.fill_null(made.ended_at),
        last_touch_at="last_at",
        converted=made.action_key.notnull(),
        settled=over_at + span(settings.pause) <= instant_of(as_of),
        goals=names_of_goals(made.goals, [goal.goal for goal in settings.goals]),
    )
    return began.mutate(days=days_between(began.began_at, began.ended_at), open=~began.converted & ~began.settled)


def counted_once(goals: tuple[Goal, ...]) -> int:
    """The bits of the goals of which only the first time counts."""
    return sum(2**number for number, goal in enumerate(goals) if goal.counts_once)
