"""Holdout tests of letters to customers: who got how many within six weeks, by chance, and what the letters brought.

A group is drawn for everybody before anything else is asked, and kept. Whoever had ordered on the web by the first day
of a test takes part in it. Letters bring a customer who has not left at most one order more; all other orders come as
they would have come without. So what a test's letters brought is known order by order (`Purchases.letter_test`).

The same tests are made every March and September, and go on: what the letters of the year after the last day will bring
is part of the true chance to buy again.
"""

from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from riparian.testing.company.arrays import NEVER, Flags, Floats, Ints, first_at, last_at, within_groups
from riparian.testing.company.baskets import Baskets
from riparian.testing.company.buying import Purchases
from riparian.testing.company.people import People
from riparian.testing.company.planted import ANSWERS, LETTER_EXPONENT, MOST_LETTERS
from riparian.testing.company.seasons import DAY, END, HOUR, START, instant_of, season_time

WINDOW = 42 * DAY
APART = 3 * DAY
"""Orders that letters bring keep this far from other orders of the same person: room for the path that leads up."""

_CANDIDATES = 8
_PERSON = 2**40
"""More milliseconds than the three years have, so that person and instant make one number."""


@dataclass(frozen=True, slots=True)
class LetterTest:
    """One test; its groups are of equal chance."""

    name: str
    given_at: int
    """When its customers were given their groups, and the first letters went out; milliseconds."""
    groups: tuple[str, ...]
    letters: tuple[int, ...]
    """Of each group within the six weeks; 0 for who is held out."""


def _morning(day: str) -> int:
    return int(np.datetime64(day, "ms").astype(np.int64)) + 6 * HOUR


HELD_OUT = "holdout"
MARCH = {HELD_OUT: 0, "every third week": 2, "weekly": 6, "every second day": 21}
SEPTEMBER = {HELD_OUT: 0, "weekly": 6}
"""Letters of each group within the six weeks."""

# Every year alike, or what was learned of one year would be wrong of the next.
TESTS = tuple(
    LetterTest(f"{month} letters {year}", _morning(f"{year}-{day}"), tuple(groups), tuple(groups.values()))
    for year in (2024, 2025, 2026)
    for month, day, groups in (("March", "03-02", MARCH), ("September", "09-01", SEPTEMBER))
)


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who was given which group; one value a person and test, in order of test and person."""

    person: Ints
    """Row of `People`."""
    test: Ints
    """Row of `TESTS`."""
    group: Ints
    """Row of the test's groups."""
    staying: Flags
    """Had not left by the first day, so letters may bring an order."""


def answer_chance(letters: Ints) -> Floats:
    """Chance that so many letters bring one order more from a customer who has not left."""
    chances: Floats = ANSWERS * (letters / MOST_LETTERS) ** LETTER_EXPONENT
    return chances


def yearly_answer_chance() -> float:
    """Chance that the letters of a year, March's or September's, bring an order from a customer who does not leave."""
    none = [1 - answer_chance(np.array(list(groups.values()))).mean() for groups in (MARCH, SEPTEMBER)]
    return float(1 - np.prod(none))


def drawn_letter_tests(chance: np.random.Generator, people: People, purchases: Purchases) -> tuple[Assigned, Purchases]:
    """Groups of all tests, and all orders with those that letters brought among them."""
    parts: list[tuple[Ints, Ints, Ints, Flags]] = []
    for row, test in enumerate(TESTS):
        group = chance.integers(0, len(test.groups), len(people))
        who, staying = _customers(people, purchases, test.given_at)
        parts.append((who, np.full(len(who), row), group[who], staying))
        answering = staying & (chance.random(len(who)) < answer_chance(np.array(test.letters)[group[who]]))
        person, at, stays = _answered(chance, purchases, who[answering], test.given_at)
        purchases = _with_orders(purchases, person, at, stays, row)
    who, staying = _customers(people, purchases, END)
    yearly = np.zeros(len(people))
    yearly[who[staying]] = yearly_answer_chance()
    assigned = Assigned(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    return assigned, replace(purchases, answer_chance=yearly)


def _customers(people: People, purchases: Purchases, at: int) -> tuple[Ints, Flags]:
    """Who had ordered on the web by then, and whether they had not left. Only people in Britain, who pay in pounds."""
    web = ~purchases.in_store
    known = first_at(purchases.person[web], purchases.at[web], len(people)) < at
    before = np.flatnonzero(purchases.at < at)
    last = last_at(purchases.person[before], before, len(people))
    who = np.flatnonzero(known & ~people.irish)
    return who, purchases.stays[last[who]]


def _answered(chance: np.random.Generator, purchases: Purchases, who: Ints, given_at: int) -> tuple[Ints, Ints, Flags]:
    """Person and instant of each order that letters bring, and whether the person has not left by then.

    A person without a day free of other orders brings none.
    """
    begin, end = season_time(np.array([given_at + HOUR, given_at + WINDOW - HOUR]))
    drawn = instant_of(begin + (end - begin) * chance.random((len(who), _CANDIDATES))) // 1000 * 1000
    taken = purchases.person * _PERSON + (purchases.at - START)
    order = np.argsort(taken, kind="stable")
    taken = taken[order]
    mine = who[:, None] * _PERSON + (drawn - START)
    after = np.searchsorted(taken, mine)
    # Whoever is written to has ordered before: there is always an order in front.
    free = mine - taken[after - 1] >= APART
    free &= np.append(taken, NEVER)[after] - mine >= APART
    found = np.flatnonzero(free.any(axis=1))
    chosen = free[found].argmax(axis=1)
    return who[found], drawn[found, chosen], purchases.stays[order[after[found, chosen] - 1]]


def _with_orders(purchases: Purchases, person: Ints, at: Ints, stays: Flags, test: int) -> Purchases:
    """These orders among the others, all numbered anew. They change nobody's mind about staying."""
    online = np.zeros(len(person), dtype=np.bool_)
    whose, when = np.append(purchases.person, person), np.append(purchases.at, at)
    order = np.lexsort((whose, when))
    whose, when = whose[order], when[order]
    in_turn = np.lexsort((when, whose))
    number = np.empty(len(order), dtype=np.int64)
    number[in_turn] = 1 + within_groups(np.unique(whose, return_counts=True)[1])
    return replace(
        purchases,
        person=whose,
        at=when,
        number=number,
        stays=np.append(purchases.stays, stays)[order],
        in_store=np.append(purchases.in_store, online)[order],
        letter_test=np.append(purchases.letter_test, np.full(len(person), test))[order],
    )


@dataclass(slots=True)
class LettersBrought:
    """What letters truly brought, summed over the chunks; one place a test and group."""

    people: list[Ints] = field(default_factory=lambda: [np.zeros(len(test.groups), dtype=np.int64) for test in TESTS])
    staying: list[Ints] = field(default_factory=lambda: [np.zeros(len(test.groups), dtype=np.int64) for test in TESTS])
    orders: list[Ints] = field(default_factory=lambda: [np.zeros(len(test.groups), dtype=np.int64) for test in TESTS])
    demand: list[Ints] = field(default_factory=lambda: [np.zeros(len(test.groups), dtype=np.int64) for test in TESTS])

    def add(self, assigned: Assigned, purchases: Purchases, baskets: Baskets, size: int) -> None:
        """Count a chunk of `size` people."""
        for row, test in enumerate(TESTS):
            mine = assigned.test == row
            group = np.zeros(size, dtype=np.int64)
            group[assigned.person[mine]] = assigned.group[mine]
            brought = purchases.letter_test == row
            of_order = group[purchases.person[brought]]
            for place in range(len(test.groups)):
                self.people[row][place] += int((assigned.group[mine] == place).sum())
                self.staying[row][place] += int((assigned.staying[mine] & (assigned.group[mine] == place)).sum())
                self.orders[row][place] += int((of_order == place).sum())
                self.demand[row][place] += int(baskets.total[brought][of_order == place].sum())

    def table(self) -> pa.Table:
        """One row a test and group: `demand_brought` (pence) ÷ `people` is the true increment of that group."""
        letters = np.concatenate([test.letters for test in TESTS])
        return pa.table(
            {
                "test": [test.name for test in TESTS for _ in test.groups],
                "group": [group for test in TESTS for group in test.groups],
                "letters": letters,
                "given_at": pa.array([test.given_at for test in TESTS for _ in test.groups], pa.timestamp("ms")),
                "people": np.concatenate(self.people),
                "staying": np.concatenate(self.staying),
                "answer_chance": answer_chance(letters),
                "orders_brought": np.concatenate(self.orders),
                "demand_brought": np.concatenate(self.demand),
            }
        )
