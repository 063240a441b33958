"""When people buy: a first order, then BG/NBD with re-ignition, in season time.

While alive, a buyer orders at a rate of their own; after each order they may leave; who has left comes back at
`RETURN_RATE`, with an order. So a buyer's true chance to order within the year after the last day is
`1 − exp(−rate)` of the state they are in then: exactly, because a year of season time is a year. (What letters bring
comes on top: `letter_tests`.)

Source: Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way, for all but the re-ignition.
"""

from dataclasses import dataclass

import numpy as np

from riparian.testing.company.arrays import Flags, Floats, Ints
from riparian.testing.company.people import People
from riparian.testing.company.planted import (
    BUY_AT_ONCE,
    BUY_BROUGHT,
    BUY_LATER,
    LEAVE,
    REBUY_MEAN,
    REBUY_SHAPE,
    RECOMMENDED_BUYS,
    RECOMMENDED_LIFT,
    RETURN_RATE,
)
from riparian.testing.company.seasons import DAY, END, MINUTE, YEARS, instant_of, season_time

IDLE_BEFORE_LATER = 36 * DAY
"""Who does not buy in the first path buys at least this long after it began: a path and the quiet after it."""

_SHORTEST_GAP = 2 / 365.25


@dataclass(frozen=True, slots=True)
class Purchases:
    """Orders of one chunk in order of instant, and the state of each buyer when the exports end."""

    person: Ints
    """Row of `People`."""
    at: Ints
    """Whole seconds, in milliseconds."""
    number: Ints
    """1 for a person's first order."""
    at_once: Flags
    """One value a person: buys in the first path."""
    alive: Flags
    """One value a person."""
    stays: Flags
    """One value an order: the buyer has not left after it."""
    in_store: Flags
    """One value an order: bought over the counter, with no visit to the shop's site."""
    letter_test: Ints
    """One value an order: row of `TESTS` whose letters brought it, -1 for one that would have come without."""
    yearly_rate: Floats
    """One value a person: of the next order after the last day, in the state they are in; NaN for non-buyers."""
    answer_chance: Floats
    """One value a person: that the letters of the year after the last day bring an order, where nothing else does."""

    def yearly_chance(self) -> Floats:
        """True probability to order within a year after the last day; NaN for non-buyers."""
        result: Floats = 1 - np.exp(-self.yearly_rate) * (1 - self.answer_chance)
        return result


def drawn_purchases(chance: np.random.Generator, people: People) -> Purchases:
    """Everybody's orders within the three years."""
    size = len(people)
    keen = np.minimum(people.keenness, 3.0) / 0.85
    luck = chance.random(size)
    anyway = people.brought < 0
    fitting = people.quality * np.where(people.recommended, RECOMMENDED_BUYS, 1.0)
    at_once = people.appears & (luck < np.where(anyway, BUY_AT_ONCE, BUY_BROUGHT) * fitting)
    later = people.appears & anyway & ~at_once & (luck < (BUY_AT_ONCE + BUY_LATER * keen) * fitting)
    rate = chance.gamma(REBUY_SHAPE, REBUY_MEAN / REBUY_SHAPE, size) * people.quality
    rate *= np.where(people.recommended, RECOMMENDED_LIFT, 1.0) * np.exp(0.25 * people.content - 0.03)
    leaving = chance.beta(*LEAVE, size)

    entered = season_time(people.entered_at)
    waiting = season_time(np.minimum(people.entered_at + IDLE_BEFORE_LATER, END)) + chance.exponential(0.28, size)
    now = np.where(at_once, entered, waiting)
    going = np.flatnonzero((at_once | later) & (now < YEARS))
    now = now[going]
    alive = np.zeros(size, dtype=np.bool_)
    rows: list[Ints] = []
    seasons: list[Floats] = []
    numbers: list[Ints] = []
    staying: list[Flags] = []
    while len(going):
        rows.append(going)
        seasons.append(now)
        numbers.append(np.full(len(going), len(rows), dtype=np.int64))
        alive[going] = chance.random(len(going)) >= leaving[going]
        staying.append(alive[going])
        now = (
            now + _SHORTEST_GAP + chance.exponential(1.0, len(going)) / np.where(alive[going], rate[going], RETURN_RATE)
        )
        going, now = going[now < YEARS], now[now < YEARS]

    person = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
    at = instant_of(np.concatenate(seasons)) if rows else np.zeros(0, dtype=np.int64)
    at = np.minimum(at // 1000 * 1000, END - MINUTE)
    number = np.concatenate(numbers) if rows else np.zeros(0, dtype=np.int64)
    stays = np.concatenate(staying) if rows else np.zeros(0, dtype=np.bool_)
    order = np.lexsort((person, at))
    counter = np.where(chance.random(size) < 0.06, 0.8, 0.03)
    bought = np.zeros(size, dtype=np.bool_)
    bought[person] = True
    return Purchases(
        person=person[order],
        at=at[order],
        number=number[order],
        at_once=at_once,
        alive=alive,
        stays=stays[order],
        letter_test=np.full(len(order), -1, dtype=np.int64),
        # Whom an advertisement brought comes to the site first.
        in_store=(chance.random(len(order)) < counter[person[order]]) & (anyway[person] | (number > 1))[order],
        yearly_rate=np.where(bought, np.where(alive, rate, RETURN_RATE), np.nan),
        answer_chance=np.zeros(size),
    )
