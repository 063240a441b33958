"""Journeys: touches on the way to each goal, cut where the goal is reached and where people pause for long."""

from collections import Counter
from datetime import timedelta
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
from riparian.expressions.sequence import firsts, in_order, position, running, so_far
from riparian.expressions.totals import whole
from riparian.tables.actions import Action, OrderCurrency, codes_of
from riparian.tables.ecosystem import BESIDE, BETWEEN, Journey, Touchpoint
from riparian.tables.hourglass import BANDS, BandEntry

_ME: Final = "person_key"
TOUCH: Final = -1
"""Stands for a goal where a step is a touch."""
STEP: Final = (_ME, "occurred_at", "goal", "place", "code", "begins")
"""What is known of a touch, or of a goal that was reached, on a person's way. `goal` is its place in the settings, and
`place` tells what happened at one instant apart: the touch's turn, the goal's action. Rows are put in order by them,
and numbers sort in half the time of names."""
CHANNELS: Final = 2**16
"""More than any company has. A touch is one number, its turn times this and its channel: of numbers lists are made and
sorted in a sixth of the time that names take."""
MADE: Final = (
    _ME, "goals", "number", "ended_at", "converted", "value", "action_key", "touches", "path", "first_at",
    "last_touch_at",
)  # fmt: skip
"""What is known of a journey; `goals` as bits."""
OWN: Final = (_ME, "goal", *(name for name in MADE if name not in (_ME, "goals", "converted", "value")))
"""What is known of it first where it is to one goal."""


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

    goals: Annotated[tuple[Goal, ...], Field(max_length=60)] = (
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
    reached = goals_reached(actions, band_entries, currencies, settings.goals)
    channels = coded(touchpoints)
    steps = in_rounds(ibis.union(touches_of(touchpoints, channels, settings), reached.select(*STEP)), settings)
    goals = steps.filter(steps.goal != TOUCH)
    changes = goals.group_by(_ME, "round", "goal").agg(
        times=goals.count(),
        last_step=goals.step.max(),
        reached_at=goals.occurred_at.max(),
        action_key=goals.place.max(),
        led=~goals.untouched.any(),
    )
    touches = touches_of_goals(steps, changes, settings.goals)
    own = (
        put_together(reached_once(touches), settings, channels),
        put_together(reached_again(touches, goals, changes, settings), settings, channels),
        untouched(goals),
    )
    worth = reached.filter(reached.value.notnull()).select(_ME, "goal", "value", action_key="place")
    valued = ibis.union(*(part.select(*OWN) for part in own)).left_join(worth, [_ME, "goal", "action_key"])
    valued = valued.mutate(goals=bit(valued.goal), converted=valued.action_key.notnull())
    several = put_together(of_several_touches(steps), settings, channels)
    alike = (of_one_touch(steps, channels), less_changed(several, changes))
    made = ibis.union(valued.select(*MADE), *(left_open(part, settings.goals).select(*MADE) for part in alike))
    return promised(told(made.filter(made.goals > 0), settings, as_of), Journey)


def goals_reached(
    actions: Table[Action],
    band_entries: Table[BandEntry],
    currencies: Table[OrderCurrency],
    goals: tuple[Goal, ...],
) -> ibis.Table:
    """Every time that somebody reached a goal: of those that count once, the first."""
    home = currencies.filter(currencies.home).select(home="currency")
    kinds = frozenset(kind for goal in goals for kind in goal.kinds)
    did = actions.filter(actions.kind.isin(codes_of(kinds)))
    did = did.left_join(home, did.currency == home.home)
    did = did.mutate(value=ibis.ifelse(did.home.notnull(), did.amount, ibis.null("int64")))
    parts = []
    for number, goal in enumerate(goals):
        if goal.band:
            found = band_entries.filter(band_entries.band >= goal.band).mutate(
                occurred_at=band_entries.entered_at, value=ibis.null("int64")
            )
        else:
            found = did.filter(did.kind.isin(codes_of(goal.kinds)))
        if goal.counts_once:
            found = firsts(found, by=[_ME], order=["occurred_at", "action_key"])
        there = {
            "goal": ibis.literal(number, "int8"),
            "place": found.action_key,
            "code": ibis.null("int64"),
            "begins": ibis.literal(0, "int8"),
        }
        parts.append(found.mutate(**there).select(*STEP, "value"))
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


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
    return both.mutate(goal=ibis.literal(TOUCH, "int8"), begins=paused.cast("int8")).select(*STEP)


def in_rounds(steps: ibis.Table, settings: JourneysSettings) -> ibis.Table:
    """Touches and goals in order: the `step`, 1 for a person's first, and the `round`, 0 before the first touch.

    `past` are the bits of the goals that count once and were reached so far; a touch that is `alone` is a round that
    no goal changed; a goal that is `untouched` was reached longer than the lookback after any touch.
    """
    by, order = [_ME], ["occurred_at", "goal", "place"]
    reached = steps.goal != TOUCH
    once = ibis.ifelse(steps.goal.isin(counted_once(settings.goals)), bit(steps.goal), ibis.literal(0, "int64"))
    next_begins = steps.begins.lead().over(in_order(by, order)).fill_null(1)
    met_at = ibis.ifelse(reached, ibis.null("timestamp(6)"), steps.occurred_at).max().over(so_far(by, order))
    return steps.mutate(
        round=running(steps.begins, by=by, order=order),
        past=running(once, by=by, order=order),
        step=position(by=by, order=order),
        alone=(steps.begins == 1) & (next_begins == 1),
        untouched=reached & ~(steps.occurred_at <= met_at + span(settings.lookback)).fill_null(False),
    )


def touches_of_goals(steps: ibis.Table, changes: ibis.Table, goals: tuple[Goal, ...]) -> ibis.Table:
    """The touches of rounds that goals changed, once for each goal; of one that counts once, none after it."""
    whose = changes.rename(changed="goal")
    theirs = several(steps).join(whose, [_ME, "round"])
    counts = ~theirs.changed.isin(counted_once(goals)) | (theirs.step < theirs.last_step)
    return theirs.filter(counts).mutate(goal=theirs.changed, item=item_of(theirs), at=theirs.occurred_at)


def reached_once(touches: ibis.Table) -> ibis.Table:
    """The journeys of rounds in which a goal was reached once, as it mostly is: up to the goal, and after it."""
    steps = touches.filter(touches.times == 1).mutate(after=ibis._.step > ibis._.last_step)
    led = ~steps.after & steps.led
    return steps.group_by(_ME, "goal", "round", "after").agg(
        ended_at=ibis.ifelse(led, steps.reached_at, steps.occurred_at).max(),
        action_key=ibis.ifelse(led, steps.action_key, ibis.null("int64")).max(),
        **collected(steps),
    )


def reached_again(
    touches: ibis.Table, goals: ibis.Table, changes: ibis.Table, settings: JourneysSettings
) -> ibis.Table:
    """The journeys of rounds in which a goal was reached several times: each is up to one of them, or after all."""
    columns = (_ME, "goal", "round", "step", "occurred_at", "untouched", "reached", "turn", "item", "at")
    nothing = {"reached": ibis.null("int64"), "untouched": ibis.literal(False)}
    theirs = touches.filter(touches.times > 1).mutate(turn="place", **nothing)
    reaching = goals.join(changes.filter(changes.times > 1).select(_ME, "goal", "round"), [_ME, "goal", "round"])
    nothing = {"turn": ibis.null("int64"), "item": ibis.null("int64"), "at": ibis.null("timestamp(6)")}
    steps = ibis.union(theirs.select(*columns), reaching.mutate(reached="place", **nothing).select(*columns))
    by, order = [_ME, "goal"], ["step"]
    reaches, in_turn = steps.reached.notnull(), in_order(by, order)
    soon = steps.occurred_at < steps.occurred_at.lag().over(in_turn) + span(settings.same_visit)
    led = steps.mutate(
        former=running(reaches.cast("int64"), by=by, order=order) - reaches.cast("int64"),
        again=reaches & steps.reached.lag().over(in_turn).notnull() & soon,
        last_turn=steps.turn.max().over(so_far(by, order)),
    )
    led = led.filter(~led.untouched).mutate(whose=ibis.ifelse(led.again, led.person_key, ibis.null("int64")))
    # Reached again in one visit, a goal has the last touch once more.
    last = theirs.select(of=_ME, to="goal", its_turn="turn", last_item="item", last_at="at")
    found = led.left_join(last, [led.whose == last.of, led.goal == last.to, led.last_turn == last.its_turn])
    found = found.mutate(item=found["item"].fill_null(found.last_item), at=found["at"].fill_null(found.last_at))
    return found.group_by(_ME, "goal", "round", "former").agg(
        ended_at=found.occurred_at.max(), action_key=found.reached.max(), **collected(found)
    )


def untouched(goals: ibis.Table) -> ibis.Table:
    """Goals that were reached without a touch in the lookback."""
    made = goals.filter(goals.untouched)
    return made.mutate(
        number="step",
        ended_at="occurred_at",
        action_key="place",
        touches=ibis.literal(0, "int64"),
        path=ibis.literal(""),
        first_at=ibis.null("timestamp(6)"),
        last_touch_at=ibis.null("timestamp(6)"),
    )


def of_one_touch(steps: ibis.Table, channels: ibis.Table) -> ibis.Table:
    """Rounds of one touch that no goal changed: most are, and there is nothing to put together."""
    return (
        steps.filter(steps.alone)
        .join(channels, "code")
        .mutate(
            number="step",
            ended_at="occurred_at",
            touches=ibis.literal(1, "int64"),
            path="channel",
            first_at="occurred_at",
            last_touch_at="occurred_at",
        )
    )


def of_several_touches(steps: ibis.Table) -> ibis.Table:
    """All other rounds."""
    touches = several(steps)
    touches = touches.mutate(item=item_of(touches), at=touches.occurred_at)
    return touches.group_by(_ME, "round").agg(
        ended_at=touches.occurred_at.max(), past=touches.past.min(), **collected(touches)
    )


def less_changed(rounds: ibis.Table, changes: ibis.Table) -> ibis.Table:
    """Rounds, of which the goals that changed them are `past` too: they have journeys of their own."""
    changed = changes.group_by(whose=_ME, within="round").agg(changed=whole(bit(changes.goal).sum()))
    both = rounds.left_join(changed, [rounds.person_key == changed.whose, rounds["round"] == changed.within])
    return both.mutate(past=both.past + both.changed.fill_null(0))


def left_open(rounds: ibis.Table, goals: tuple[Goal, ...]) -> ibis.Table:
    """Rounds as journeys to the goals that are not past, none of which they reached."""
    return rounds.mutate(
        goals=2 ** len(goals) - 1 - rounds.past,
        converted=ibis.literal(False),
        action_key=ibis.null("int64"),
        value=ibis.null("int64"),
    )


def several(steps: ibis.Table) -> ibis.Table:
    """The touches of rounds of several touches, or of one that a goal changed."""
    return steps.filter((steps.goal == TOUCH) & ~steps.alone)


def item_of(touches: ibis.Table) -> ibis.Value:
    """A touch as one number."""
    return touches.place * CHANNELS + touches.code


def collected(steps: ibis.Table) -> dict[str, ibis.Value]:
    """What is gathered of the touches of a journey."""
    return {
        "number": steps.step.min(),
        "turns": steps["item"].collect(where=steps["item"].notnull()),
        "times": steps["at"].collect(where=steps["at"].notnull()),
        "first_at": steps["at"].min(),
        "last_touch_at": steps["at"].max(),
    }


def put_together(made: ibis.Table, settings: JourneysSettings, channels: ibis.Table) -> ibis.Table:
    """Journeys with the touches that count, and the path over their channels."""
    early = made.ended_at - span(settings.lookback)
    begun = made.first_at >= early
    cut = made.mutate(
        recent=ibis.ifelse(begun, made.times, made.times.filter(lambda at: at >= early)),
        turns=made.turns.sort(),
        begun=begun,
    )
    counted = cut.mutate(
        touches=cut.recent.length().fill_null(0),
        first_at=ibis.ifelse(cut.begun, cut.first_at, cut.recent.mins()),
        last_touch_at=ibis.ifelse(cut.begun, cut.last_touch_at, cut.recent.maxs()),
    )
    both = counted.cross_join(names_of(channels))
    turns = ibis.ifelse(both.begun, both.turns, both.turns[both.turns.length() - both.touches :])
    return both.mutate(path=turns.map(lambda turn: both["names"][turn % CHANNELS]).join(BETWEEN).fill_null(""))


def names_of(channels: ibis.Table) -> ibis.Table:
    """The names of the channels in one list, in order of their numbers."""
    known = ibis.struct({"code": channels.code, "text": channels.channel}).collect()
    return channels.agg(known=known).select(names=ibis._.known.sort().map(lambda one: one["text"]))


def told(made: ibis.Table, settings: JourneysSettings, as_of: AsOf) -> ibis.Table:
    """What follows from the touches of each journey."""
    last_at = made.last_touch_at.fill_null(made.ended_at)
    began = made.mutate(
        began_at=made.first_at.fill_null(made.ended_at),
        settled=last_at + span(settings.pause) <= instant_of(as_of),
        goals=names_of_goals(made.goals, [goal.goal for goal in settings.goals]),
    )
    return began.mutate(days=days_between(began.began_at, began.ended_at), open=~began.converted & ~began.settled)


def counted_once(goals: tuple[Goal, ...]) -> list[int]:
    """The places of the goals of which only the first time counts."""
    return [number for number, goal in enumerate(goals) if goal.counts_once]


def bit(number: ibis.Value) -> ibis.Value:
    """The bit of a goal, by its place in the settings."""
    return whole(ibis.literal(1, "int64")) << number.cast("int64")
