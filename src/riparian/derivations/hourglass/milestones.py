"""Milestones: when a person met a rule of a band or facet. What the places of the hourglass mean is set here."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Literal, Self, TypeGuard

import ibis
from pydantic import Field, model_validator

from riparian.core.doors import per_person
from riparian.core.durations import Duration
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.action_kinds import ActionKind
from riparian.expressions.occasions import (
    OCCASION,
    first_times,
    from_the_nth_time,
    nth_visits,
    often_on_one_topic,
    regular_weeks,
)
from riparian.expressions.sequence import in_order, position
from riparian.tables.actions import Action, Session, code_of, codes_of
from riparian.tables.hourglass import PLACES, Milestone
from riparian.tables.landing import KnownLabel

_BUY = 5


Place = Annotated[int, Field(ge=min(PLACES), le=max(PLACES))]
AtLeastOne = Annotated[int, Field(ge=1)]
AtLeastTwo = Annotated[int, Field(ge=2)]


class FirstAction(Settings):
    """Met by whatever the person did, or was done to them, first."""

    when: Literal["first action"] = "first action"
    place: Place
    rule: str


class Did(Settings):
    """Met by each action of these kinds, from the `times`-th on."""

    when: Literal["did"] = "did"
    place: Place
    rule: str
    kinds: tuple[ActionKind, ...]
    named: tuple[str, ...] = ()
    """Only actions that their source calls so; empty: any."""
    times: AtLeastOne = 1


class Visited(Settings):
    """Met by the `visits`-th visit."""

    when: Literal["visited"] = "visited"
    place: Place
    rule: str
    visits: AtLeastOne = 2


class Regularly(Settings):
    """Met by the first visit with which the person visited in `weeks` of the last `of_weeks` calendar weeks."""

    when: Literal["visited regularly"] = "visited regularly"
    place: Place
    rule: str
    weeks: AtLeastTwo = 3
    of_weeks: AtLeastTwo = 4


class OnOneTopic(Settings):
    """Met once `visits` visits and two pieces of one topic lie within `within`."""

    when: Literal["visited on one topic"] = "visited on one topic"
    place: Place
    rule: str
    visits: AtLeastTwo = 4
    within: Duration = timedelta(days=90)


Rule = Annotated[FirstAction | Did | Visited | Regularly | OnOneTopic, Field(discriminator="when")]


class MilestonesSettings(Settings):
    """`[derivations.milestones]`"""

    rules: tuple[Rule, ...] = (
        FirstAction(place=1, rule="first action"),
        Visited(place=2, rule="second visit"),
        Did(place=2, rule="follow", kinds=("follow",)),
        Regularly(place=3, rule="regular visitor"),
        OnOneTopic(place=3, rule="one topic"),
        Did(place=3, rule="opt-in", kinds=("opt in",)),
        Did(place=4, rule="cart", kinds=("add to cart", "check out")),
        Did(place=4, rule="trial", kinds=("try",)),
        Did(place=4, rule="conversation", kinds=("talk",)),
        Did(place=5, rule="order", kinds=("order",)),
        Did(place=6, rule="on-boarded", kinds=("onboard",)),
        Did(place=6, rule="case solved", kinds=("solve case",)),
        Did(place=7, rule="second order", kinds=("order",), times=2),
        Did(place=8, rule="referral", kinds=("refer",)),
        Did(place=8, rule="review", kinds=("review",)),
        Did(place=8, rule="case example", kinds=("case example",)),
        Did(place=9, rule="idea accepted", kinds=("idea accepted", "idea shipped")),
        Did(place=9, rule="co-creation", kinds=("co-create",)),
    )
    """What brings a person to a band (1–5) or makes a facet active (6–9). Any rule of a place is enough; of two that
    one action meets, the earlier in the list is named. A list in TOML takes the place of the whole list."""

    @model_validator(mode="after")
    def _everybody_stands_somewhere(self) -> Self:
        if not any(isinstance(rule, FirstAction) and rule.place == 1 for rule in self.rules):
            raise ValueError("a rule with place = 1 and when = 'first action' is needed: everybody stands somewhere")
        twice = [
            f"{place}: {name}" for (place, name), n in Counter((r.place, r.rule) for r in self.rules).items() if n > 1
        ]
        if twice:
            raise ValueError(f"two rules of one place have one name ({', '.join(twice)})")
        return self


@per_person
def milestones(
    actions: Table[Action], sessions: Table[Session], labels: Table[KnownLabel], settings: MilestonesSettings
) -> Table[Milestone]:
    """Every rule is asked once; rules that any action of some kinds meets are asked together.

    Rules on visits are met once, rules on kinds every time. Of bands 1 to 4 only the first milestone is kept.
    """
    rules = settings.rules
    kinds = {kind for rule in rules if isinstance(rule, Did) for kind in rule.kinds}
    did = actions.filter(actions.kind.isin(codes_of(frozenset(kinds))))
    met = ibis.union(
        *met_at_once(rules, did),
        *(
            occasions(rule, actions, did, sessions, labels).mutate(number=ibis.literal(number, "int32"))
            for number, rule in enumerate(rules)
            if not met_by_any(rule)
        ),
    )
    met = met.mutate(place=ibis.cases(*((met.number == number, rule.place) for number, rule in enumerate(rules))))
    order = ["occurred_at", "action_key", "number"]
    ordered = met.mutate(
        time=position(["person_key", "place"], order),
        before=met.action_key.lag().over(in_order(["person_key", "place"], order)),
    )
    first = ordered.time == 1
    again = (ordered.place >= _BUY) & (ordered.before != ordered.action_key)
    names = ibis.cases(*((ordered.number == number, rule.rule) for number, rule in enumerate(rules)))
    return promised(ordered.mutate(rule=names).filter(first | again), Milestone)


def met_by_any(rule: Rule) -> TypeGuard[Did]:
    """Whether every action of the rule's kinds meets it, whatever its name and however many came before."""
    return isinstance(rule, Did) and rule.times == 1 and not rule.named


def met_at_once(rules: Sequence[Rule], did: ibis.Table) -> list[ibis.Table]:
    """When people met the rules that any action of their kinds meets: one pass for all, where no two share a kind."""
    asked = [(kind, number) for number, rule in enumerate(rules) if met_by_any(rule) for kind in rule.kinds]
    passes: list[dict[str, int]] = []
    for kind, number in asked:
        free = next((one for one in passes if kind not in one), None)
        if free is None:
            passes.append(free := {})
        free[kind] = number
    return [
        did.select(
            *OCCASION,
            number=ibis.cases(*((did.kind == code_of(kind), number) for kind, number in one.items())).cast("int32"),
        ).filter(ibis._.number.notnull())
        for one in passes
    ]


def occasions(
    rule: Rule, actions: ibis.Table, did: ibis.Table, sessions: Table[Session], labels: Table[KnownLabel]
) -> ibis.Table:
    """When people met one rule. `did` are the actions of all kinds that any rule asks for."""
    match rule:
        case FirstAction():
            return first_times(actions)
        case Did():
            done = did.filter(did.kind.isin(codes_of(rule.kinds)))
            if rule.named:
                called = labels.filter(labels.label.isin(rule.named))
                done = done.semi_join(called, done.name == called.label_key)
            return from_the_nth_time(done, rule.times)
        case Visited():
            return nth_visits(sessions, rule.visits)
        case Regularly():
            return regular_weeks(sessions, weeks=rule.weeks, of=rule.of_weeks)
        case OnOneTopic():
            return often_on_one_topic(sessions, actions, visits=rule.visits, within=rule.within)
