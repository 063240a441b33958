"""A browser that is recognised at the next order was nobody's before, in whatever state it is looked at."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from riparian.core.durations import AsOf
from riparian.core.row import Table
from riparian.derivations.actions.last_actions import last_actions
from riparian.derivations.buyers.late_identifiers import late_identifiers
from riparian.derivations.buyers.life_tables import LifeTablesSettings, life_tables
from riparian.derivations.buyers.rebuy_chances import rebuy_chances
from riparian.derivations.buyers.rebuy_scores import rebuy_scores
from riparian.derivations.buyers.visited_waits import visited_waits
from riparian.expressions.buyer_states import buyer_states
from riparian.expressions.calendar import years_before
from riparian.expressions.visits import known_visits
from riparian.tables.actions import Action
from riparian.tables.buyers import LateIdentifier, Purchase, RebuyScore
from riparian.tables.identity import Identifier, IdentityLink
from riparian.testing.tables import TestingGather, at, labels_table, rows_of, table_of
from tests.derivations.buyers.turns import NONE_LATE, as_of_month, chosen, in_month, in_turn

GATHER = TestingGather()


@dataclass
class Log:
    """What was done under which identifier, and when it was told that two are one."""

    did: list[tuple[int, str, datetime]] = field(default_factory=list)
    linked: list[tuple[int, int, datetime]] = field(default_factory=list)

    def before(self, moment: datetime) -> "Log":
        """What was known at a moment."""
        return Log([one for one in self.did if one[2] < moment], [one for one in self.linked if one[2] < moment])

    def whose(self) -> dict[int, int]:
        """The smallest identifier that links lead to from each."""
        person = {one: one for one, _, _ in self.did} | {one: one for pair in self.linked for one in pair[:2]}
        for _ in person:
            for left, right, _ in self.linked:
                person[left] = person[right] = min(person[left], person[right])
        return person


@dataclass
class Known:
    """A log as the tables of a build."""

    purchases: Table[Purchase]
    actions: Table[Action]
    late: Table[LateIdentifier]


def built(log: Log, *, decided: bool = False) -> Known:
    whose = log.whose()
    rows: list[dict[str, Any]] = [
        {"person_key": whose[one], "identifier_key": one, "kind": kind, "occurred_at": when}
        for one, kind, when in sorted(log.did, key=lambda each: each[2])
    ]
    ordered = [one for one in rows if one["kind"] == "order"]
    others = [one for one in rows if one["kind"] != "order"]
    for key, one in enumerate([*ordered, *others]):
        one["action_key"] = 16 * key + 1
    known = ("person_key", "identifier_key")
    orders = in_turn(*({name: one[name] for name in known} | {"bought_at": one["occurred_at"]} for one in ordered))
    links = [
        {"left_key": min(one, other), "right_key": max(one, other), "linked_at": when, "row_key": -1 if decided else 7}
        for one, other, when in log.linked
    ]
    actions = table_of(Action, *ordered, *others)
    people = table_of(Identifier, *({"identifier_key": one, "person_key": person} for one, person in whose.items()))
    return Known(orders, actions, late_identifiers(orders, people, table_of(IdentityLink, *links), GATHER))


def test_a_browser_that_the_next_order_names_is_known_from_then_on() -> None:
    log = Log([(1, "order", at(days=1)), (2, "view", at(days=40)), (1, "order", at(days=60))], [(1, 2, at(days=60))])

    assert rows_of(built(log).late, "identifier_key", "person_key", "known_at") == [(2, 1, at(days=60))]


def test_what_the_first_order_or_something_before_it_named_is_not_late() -> None:
    log = Log([(1, "order", at(days=5)), (1, "order", at(days=60))], [(1, 2, at(days=5)), (1, 3, at(days=2))])

    assert rows_of(built(log).late) == []


def test_browsers_that_were_tied_to_each_other_long_ago_are_late_all_the_same() -> None:
    log = Log([(9, "order", at(days=5))], [(2, 3, at(days=1)), (3, 9, at(days=70)), (2, 4, at(days=80))])

    assert rows_of(built(log).late, "identifier_key", "known_at") == [
        (n, at(days=d)) for n, d in ((2, 70), (3, 70), (4, 80))
    ]


def test_what_a_person_decided_about_identity_holds_for_every_date() -> None:
    log = Log([(1, "order", at(days=1))], [(1, 2, at(days=60))])

    assert rows_of(built(log, decided=True).late) == []


@pytest.fixture(scope="module")
def company() -> Log:
    """600 buyers, whose next order comes or not; a new browser after each order visits or not, and what one does says
    nothing of the other. The browser is recognised at the next order, if there is one, in one of three by a letter."""
    chance = np.random.default_rng(4)
    log, number = Log(), 0
    for person in range(1, 601):
        month = int(chance.integers(0, 12))
        log.did.append((person, "order", in_month(month, int(chance.integers(1, 29)))))
        while month < 40:
            number += 1
            browser, following = 1000 + number, month + int(chance.geometric(0.04))
            views = [
                in_month(m, int(chance.integers(1, 29)))
                for m in range(month + 1, min(following, 40))
                if chance.random() < 0.5
            ]
            log.did += [(browser, "view", one) for one in views]
            if len(views) > 2 and chance.random() < 1 / 3:
                log.linked.append((person, browser, views[1] + timedelta(hours=1)))
            if following < 40:
                ordered = in_month(following, int(chance.integers(1, 29)))
                log.did.append((person, "order", ordered))
                log.linked.append((person, browser, ordered))
            month = following
    return log


def test_who_visited_before_a_past_date_is_whom_a_build_of_that_date_knows_to_have(company: Log) -> None:
    as_of = as_of_month(37)
    known, moments = built(company.before(as_of)), [as_of, *(years_before(as_of, year) for year in (1, 2))]

    visits = known_visits(known.actions, known.late)
    states = buyer_states(known.purchases, visits, moments, channels=[])

    for place, moment in enumerate(moments):
        then = built(company.before(moment))
        told = rebuy_chances(
            then.purchases,
            then.actions,
            last_actions(then.actions),
            then.late,
            table_of(RebuyScore),
            AsOf(moment),
            GATHER,
        )
        seen = rows_of(chosen(states, moment=place), "person_key", "visited")
        assert seen == rows_of(told, "person_key", "visited")
        assert 0.05 < sum(visited for _, visited in seen) / len(seen) < 0.5


def test_visits_that_say_nothing_foretell_nothing(company: Log) -> None:
    """Counted before they were recognised, browsers tell who bought: then twice as many of who "visited" did."""
    as_of = as_of_month(37)
    known, moments = built(company.before(as_of)), [as_of, years_before(as_of, 1)]

    bought = []
    for late in (known.late, NONE_LATE):
        states = buyer_states(known.purchases, known_visits(known.actions, late), moments, channels=[])
        past = chosen(states, moment=1)
        shares = past.group_by("visited").agg(share=past.bought.cast("float64").mean())
        bought.append(dict(rows_of(shares, "visited", "share")))
    scores = rows_of(rebuy_scores(known.purchases, known.actions, known.late, as_of, GATHER), "method", "skill")

    assert bought[0][True] == pytest.approx(bought[0][False], abs=0.05)
    assert bought[1][True] > 2 * bought[1][False]
    assert {name for name, _ in scores} >= {"table", "regression"}
    assert max(skill for _, skill in scores) < 0.03


def test_a_month_with_a_visit_that_nobody_could_tell_whose_divides_nobody() -> None:
    """40 browsers came in month 1, of which the order in month 2 names 8; of 10 more it was known in month 1."""
    log = Log([(n, "order", in_month(0)) for n in range(1, 101)])
    log.did += [(1000 + n, "view", in_month(1)) for n in range(1, 51)]
    log.did += [(n, "order", in_month(2)) for n in range(1, 9)]
    log.linked += [(n, 1000 + n, in_month(2)) for n in range(1, 9)]
    log.linked += [(n, 1000 + n, in_month(1, 28)) for n in range(41, 51)]
    known = built(log)

    end = as_of_month(4)
    visited = visited_waits(known.purchases, known.actions, known.late, end)
    made = life_tables(known.purchases, visited, labels_table(), LifeTablesSettings(), end, GATHER)

    yes = chosen(made, cut="visited last month", group="yes", months=2)
    assert rows_of(yes, "at_risk", "bought") == [(10, 0)]
