"""Journeys: touches on the way to each goal, cut where the goal is reached and where people pause for long."""

from collections import Counter
from datetime import timedelta
from typing import Annotated, Final, Self

import ibis
from pydantic import AfterValidator, Field, model_validator

from riparian.core.doors import per_person
from riparian.core.durations import AsOf, Duration
from riparian.core.row import Table, promised
from riparian.core.settings import Settings, did_you_mean
from riparian.expressions.calendar import days_between, instant_of, span
from riparian.expressions.sequence import firsts, in_order, joined, running, so_far
from riparian.tables.actions import KINDS, Action, OrderCurrency, codes_of
from riparian.tables.ecosystem import BETWEEN, Journey, Touchpoint
from riparian.tables.hourglass import BANDS, BandEntry

_ME: Final = "person_key"
STEP: Final = (_ME, "goal", "occurred_at", "reached", "place", "turn", "channel", "action_key", "value")
"""What is known of a touch, or of a goal that was reached, on a person's way. `goal` is its place in the settings, and
`place` tells what happened at one instant apart: the touch's turn, the goal's action. Rows are put in order by both
several times over, and numbers sort in half the time of names."""


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of action; {did_you_mean(kind, KINDS)}")
    return kind


class Goal(Settings):
    """What journeys may lead to: an action of some kinds, or a band of the hourglass."""

    goal: str
    """Its name."""
    kinds: tuple[Annotated[str, AfterValidator(_known)], ...] = ()
    """Reached by each action of these kinds."""
    band: Annotated[int, Field(ge=0, le=max(BANDS))] = 0
    """Reached when the person first stands in this band or a further one; 0: no band."""
    once: bool = False
    """Only the first time counts, and what comes after it is no journey to it; so it is with every band."""

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if not self.goal.strip() or bool(self.kinds) == bool(self.band):
            raise ValueError("a goal has a name, and either kinds of actions or a band")
        return self


class JourneysSettings(Settings):
    """`[derivations.journeys]`"""

    goals: tuple[Goal, ...] = (
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
    """Each goal has its own journeys over the same touches.

    A pause of exactly `pause` does not end a journey; a touch at the instant of a goal is on the way to it. What comes
    before a longer pause is a journey of its own, even where a goal followed later: whether touches are put together
    must not depend on what came of them, or moves that led to goals would be counted more often than others. Whoever
    never reached a goal has the same journeys to it as to any other, so those are put together once.
    """
    touches = touchpoints.select(
        _ME,
        "occurred_at",
        "channel",
        reached=ibis.literal(False),
        place="number",
        turn="number",
        action_key=ibis.null("int64"),
        value=ibis.null("int64"),
    )
    reached = goals_reached(actions, band_entries, currencies, settings.goals)
    whom = reached.group_by(_ME, "goal").agg(first_at=reached.occurred_at.min())
    steps = ibis.union(touches_of(touches, whom, settings.goals), reached)
    own = cut(steps, by=[_ME, "goal"], order=["occurred_at", "reached", "place"], settings=settings)
    theirs = told(with_touches(own, touches, settings), settings, as_of)
    alike = cut(touches.mutate(goal=ibis.null("int32")), by=[_ME], order=["turn"], settings=settings)
    alike = told(alike.mutate(touch=touch_of(alike)), settings, as_of)
    numbers = ibis.array([ibis.literal(number, "int32") for number in range(len(settings.goals))])
    never = alike.mutate(goal=numbers.unnest()).anti_join(whom, [_ME, "goal"])
    made = ibis.union(theirs, never.select(*theirs.columns))
    names = [(made.goal == number, goal.goal) for number, goal in enumerate(settings.goals)]
    return promised(made.mutate(goal=ibis.cases(*names, else_=ibis.null("string"))), Journey)


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
        if goal.band or goal.once:
            found = firsts(found, by=[_ME], order=["occurred_at", "action_key"])
        there = {"goal": ibis.literal(number, "int32"), "reached": ibis.literal(True), "place": found.action_key}
        parts.append(found.mutate(turn=ibis.null("int64"), channel=ibis.null("string"), **there).select(*STEP))
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def touches_of(touches: ibis.Table, whom: ibis.Table, goals: tuple[Goal, ...]) -> ibis.Table:
    """The touches of those who reached a goal, once for each goal; of one that counts once, none after it."""
    counted_once = [number for number, goal in enumerate(goals) if goal.band or goal.once]
    theirs = touches.join(whom, _ME)
    counts = ~theirs.goal.isin(counted_once) | (theirs.occurred_at <= theirs.first_at)
    return theirs.filter(counts).select(*STEP)


def cut(steps: ibis.Table, *, by: list[str], order: list[str], settings: JourneysSettings) -> ibis.Table:
    """Steps with the number of the journey that each is of, and the turn of the last touch so far.

    No two steps of a person stand at one place of the order.
    """
    in_turn = in_order(by, order)
    before = steps.mutate(former_at=steps.occurred_at.lag().over(in_turn), ended=steps.reached.lag().over(in_turn))
    touches_end, goals_end = before.former_at + span(settings.pause), before.former_at + span(settings.lookback)
    paused = before.occurred_at > ibis.ifelse(before.reached, goals_end, touches_end)
    begun = before.mutate(begins=(before.former_at.isnull() | before.ended | paused).cast("int32"))
    return begun.mutate(
        number=running(begun.begins, by=by, order=order), last_turn=begun.turn.max().over(so_far(by, order))
    )


def touch_of(steps: ibis.Table) -> ibis.Value:
    """A step as the touch that it is."""
    return ibis.struct({"turn": steps.turn, "text": steps.channel, "at": steps.occurred_at})


def with_touches(steps: ibis.Table, touches: ibis.Table, settings: JourneysSettings) -> ibis.Table:
    """Steps with the `touch` of each: a goal has none, or the last one where it was reached again in the same visit."""
    again = steps.reached & steps.ended & (steps.occurred_at < steps.former_at + span(settings.same_visit))
    known = steps.mutate(whose=ibis.ifelse(again, steps.person_key, ibis.null("int64")))
    last = touches.select(of=_ME, its_turn="turn", last=touch_of(touches))
    found = known.left_join(last, [known.whose == last.of, known.last_turn == last.its_turn])
    return found.mutate(touch=ibis.ifelse(found.reached, found.last, touch_of(found)))


def told(steps: ibis.Table, settings: JourneysSettings, as_of: AsOf) -> ibis.Table:
    """One row a journey, with the touches that count; the goal is null where steps were cut for all goals alike."""
    made = steps.group_by(_ME, "goal", "number").agg(
        ended_at=steps.occurred_at.max(),
        converted=steps.reached.any(),
        value=steps.value.max(),
        action_key=steps.action_key.max(),
        items=steps.touch.collect(where=steps.touch.notnull()),
    )
    early = made.ended_at - span(settings.lookback)
    counted = made.mutate(items=made["items"].filter(lambda item: item["at"] >= early).sort())
    turns = counted.mutate(
        touches=counted["items"].length().fill_null(0),
        path=joined(counted["items"], BETWEEN).fill_null(""),
        first_at=counted["items"][0]["at"],
        last_touch_at=counted["items"].map(lambda item: item["at"]).maxs(),
    ).drop("items")
    last_at = turns.last_touch_at.fill_null(turns.ended_at)
    began = turns.mutate(
        began_at=turns.first_at.fill_null(turns.ended_at),
        settled=last_at + span(settings.pause) <= instant_of(as_of),
    ).drop("first_at")
    return began.mutate(days=days_between(began.began_at, began.ended_at), open=~began.converted & ~began.settled)
