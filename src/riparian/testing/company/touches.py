"""Touches: the paths of a chunk laid on its people's calendars.

Every order on the web gets a path that leads up to it. Idle paths are added in the number that the planted chain asks
for, so that transitions counted over all paths have the planted probabilities. Which person gets which idle path
follows keenness, interest that fades, falls asleep and wakes; never what the path contains.
"""

from dataclasses import dataclass

import numpy as np

from riparian.testing.company.arrays import Flags, Floats, Ints, within_groups
from riparian.testing.company.buying import Purchases
from riparian.testing.company.flights import MONTHS, money_about, month_of
from riparian.testing.company.paths import Paths, fitted, idle_paths, ordering_paths
from riparian.testing.company.people import People
from riparian.testing.company.planted import ADVERTISED, CHANNELS, EMAIL, QUIET_DAYS, REFERRAL, order_share
from riparian.testing.company.seasons import DAY, END, HOUR, START, instant_of, season_time
from riparian.testing.company.videos import NO_VIDEO, Begun, moved_to_videos

QUIET = int(QUIET_DAYS * DAY)
YEARS_BETWEEN_PATHS = 0.42
"""Season time between a keen person's idle paths; more are laid than needed and thinned to the planted number."""

LOSES_INTEREST = 0.08
FALLS_ASLEEP = 0.15
"""Chances after each idle path: never to come again, or not for months."""


@dataclass(frozen=True, slots=True)
class Touches:
    """Touches in order of person and instant; one value a touch."""

    person: Ints
    """Row of `People`."""
    at: Ints
    """Begin of the visit; of a visit that ends in an order, the instant of the order."""
    channel: Ints
    order: Ints
    """Row of `Purchases`, or -1."""
    path: Ints
    place: Ints
    """0 for the first touch of the path."""
    video: Ints
    """Row of the company's videos that began the path, or -1."""

    def __len__(self) -> int:
        """Number of touches."""
        return len(self.at)


@dataclass(frozen=True, slots=True)
class _Slots:
    """Room on calendars for paths: from `at`, for `span` milliseconds."""

    person: Ints
    at: Ints
    span: Ints
    first: Flags
    """Nothing of the person comes before."""


def drawn_touches(
    chance: np.random.Generator, watch: np.random.Generator, people: People, purchases: Purchases, videos: Ints
) -> Touches:
    """All touches of a chunk; `watch` is the chance of what comes of `videos`, the days of new ones."""
    by_person = np.lexsort((purchases.at, purchases.person))
    room, first = _room_before(people, purchases, by_person)
    web = by_person[~purchases.in_store[by_person]]
    contents = ordering_paths(chance, len(web))
    buyer, at = purchases.person[web], purchases.at[web]
    dealt = _dealt(chance, contents, _Takers(first[web], people.recommended[buyer], people.brought[buyer], at))
    leading = fitted(contents.of(dealt), room[web])
    begins = purchases.at.copy()
    begins[web] -= leading.spans()

    slots = _slots(chance, people, purchases, by_person, begins)
    wanted = round(len(web) * (1 - order_share()) / order_share())
    slots = _thinned(chance, slots, wanted)
    idle = _laid(chance, slots, people)
    earliest, latest = _room_about(slots, idle.spans(), purchases, begins)
    begun = Begun(idle.channels[:, 0], slots.at, earliest, latest, movable=~slots.first)
    begins_idle, video = moved_to_videos(watch, videos, begun)
    return _expanded(
        Paths(*(np.concatenate(both) for both in zip(_fields(leading), _fields(idle), strict=True))),
        person=np.concatenate([purchases.person[web], slots.person]),
        at=np.concatenate([begins[web], begins_idle]),
        order=np.concatenate([web, np.full(len(slots.at), -1)]),
        video=np.concatenate([np.full(len(web), NO_VIDEO), video]),
    )


def _fields(paths: Paths) -> tuple[Ints, Ints, Ints]:
    return paths.channels, paths.lengths, paths.lags


def _room_before(people: People, purchases: Purchases, by_person: Ints) -> tuple[Ints, Flags]:
    """How long the path before each order may last, and whether it is the person's first; one value an order."""
    person, at = purchases.person[by_person], purchases.at[by_person]
    since = np.full(len(at), START, dtype=np.int64)
    since[1:] = np.where(person[1:] == person[:-1], at[:-1] + DAY, START)
    later = (purchases.number[by_person] == 1) & ~purchases.at_once[person]
    entered = people.entered_at[person]
    after_idle = entered + QUIET + (0.4 * (at - entered - QUIET)).astype(np.int64)
    room, first = np.empty(len(at), dtype=np.int64), np.empty(len(at), dtype=np.bool_)
    room[by_person] = at - np.where(later, after_idle, since)
    first[by_person] = (purchases.number[by_person] == 1) & purchases.at_once[person]
    return room, first


@dataclass(frozen=True, slots=True)
class _Takers:
    """Whom contents of paths are dealt to, one value a slot."""

    first: Flags
    """It is the person's first path."""
    recommended: Flags
    brought: Ints
    """Row of `CHANNELS` whose spend brought the person, or -1."""
    at: Ints

    def kinds(self) -> Ints:
        """What must or must not stand first: of 0 a referral, of 1 to 10 a channel that brought, of 11 no e-mail."""
        anyway = np.where(self.brought < 0, len(CHANNELS), self.brought) + 1
        return np.where(self.first, np.where(self.recommended, 0, anyway), len(CHANNELS) + 2)


def _dealt(chance: np.random.Generator, contents: Paths, takers: _Takers) -> Ints:
    """Which content each slot gets: all are used once.

    The first path of somebody recommended starts with a referral while there are such, that of somebody whom spend
    brought in the channel of the spend. Other paths that start in a paid channel go where its money was spent, whoever
    it is: a budget buys visits, also of people who come anyway. Other first paths do not start with an e-mail, which
    only subscribers can click.
    """
    starts, kinds = contents.channels[:, 0], takers.kinds()
    dealt = np.full(len(starts), -1, dtype=np.int64)
    free, waiting = np.ones(len(starts), dtype=np.bool_), np.ones(len(starts), dtype=np.bool_)

    def deal(slots: Ints, chosen: Ints) -> None:
        some = min(len(slots), len(chosen))
        dealt[slots[:some]] = chosen[:some]
        free[slots[:some]] = waiting[chosen[:some]] = False

    def mixed(among: Flags) -> Ints:
        return chance.permutation(np.flatnonzero(among))

    for kind, channel in ((0, REFERRAL), *((one + 1, one) for one in ADVERTISED)):
        deal(mixed(kinds == kind), mixed(starts == channel))
    for channel in ADVERTISED:
        open_to = np.flatnonzero(free)
        late = chance.exponential(1.0, len(open_to)) / money_about(channel, takers.at[open_to])
        deal(open_to[np.argsort(late)], mixed(waiting & (starts == channel)))
    deal(mixed(free & takers.first), mixed(waiting & (starts != EMAIL)))
    deal(mixed(free), mixed(waiting))
    return dealt


def _slots(chance: np.random.Generator, people: People, purchases: Purchases, by_person: Ints, begins: Ints) -> _Slots:
    """Room for idle paths between the paths that lead to orders."""
    size = len(people)
    of_person = np.searchsorted(purchases.person[by_person], np.arange(size + 1))
    # A last window without end stands after everybody's orders.
    busy_from = np.append(begins[by_person], END + QUIET - 3 * HOUR)
    busy_until = np.append(purchases.at[by_person], END + 9 * QUIET)
    next_busy, last_busy = of_person[:-1].copy(), of_person[1:]
    spans = idle_paths(chance, 20_000).spans()
    going = np.flatnonzero(people.appears)
    free = people.entered_at.copy()
    fresh = people.appears & ~purchases.at_once
    nothing = np.zeros(0, dtype=np.int64)
    found: list[tuple[Ints, Ints, Ints, Flags]] = [(nothing, nothing, nothing, np.zeros(0, dtype=np.bool_))]
    while len(going):
        first = fresh[going]
        at = np.where(first, free[going], _next_start(chance, free[going], people.keenness[going]))
        window = np.where(next_busy[going] < last_busy[going], next_busy[going], len(begins))
        fits = first | (at + QUIET + DAY <= busy_from[window])
        span = np.minimum(spans[chance.integers(0, len(spans), len(going))], busy_from[window] - QUIET - at)
        # Entering late leaves no room for a path of several touches: it is cut to one.
        span = np.maximum(span, 0)
        fits &= at < END - 37 * HOUR
        found.append((going[fits], at[fits], span[fits], first[fits]))
        free[going] = np.where(fits, at + span + QUIET, busy_until[window] + DAY)
        next_busy[going] += ~fits
        fresh[going] = False
        stays = ~fits | (chance.random(len(going)) >= LOSES_INTEREST)
        going = going[stays & (free[going] < END - HOUR)]
    person, start, length, is_first = (np.concatenate(column) for column in zip(*found, strict=True))
    return _Slots(person, start, length, is_first)


def _next_start(chance: np.random.Generator, free: Ints, keenness: Floats) -> Ints:
    """When the next idle path begins, for people who are free for one from `free` on."""
    wait = chance.exponential(YEARS_BETWEEN_PATHS, len(free)) / keenness
    asleep = chance.random(len(free)) < FALLS_ASLEEP
    wait += np.where(asleep, 0.3 + chance.exponential(0.5, len(free)), 0.0)
    season = season_time(np.minimum(free, END)) + wait
    return np.where(season < season_time(np.array([END]))[0], instant_of(season), END)


def _thinned(chance: np.random.Generator, slots: _Slots, wanted: int) -> _Slots:
    """As many slots as wanted, or all if there are fewer; first ones are kept before others."""
    kept = np.sort(np.argsort(np.where(slots.first, 0, 1) + chance.random(len(slots.at)))[:wanted])
    return _Slots(slots.person[kept], slots.at[kept], slots.span[kept], slots.first[kept])


def _laid(chance: np.random.Generator, slots: _Slots, people: People) -> Paths:
    """Idle paths for the slots: long ones where there is room, among those that begin alike in the same month."""
    contents = idle_paths(chance, len(slots.at))
    takers = _Takers(slots.first, people.recommended[slots.person], people.brought[slots.person], slots.at)
    dealt = _dealt(chance, contents, takers)
    starts = contents.channels[dealt, 0]
    paid = np.isin(starts, ADVERTISED)
    groups = np.where(paid, starts, len(CHANNELS)) * MONTHS + np.where(paid, month_of(slots.at), 0)
    groups += takers.kinds() * (len(CHANNELS) + 1) * MONTHS
    spans = contents.spans()[dealt]
    paired = np.empty(len(dealt), dtype=np.int64)
    paired[np.lexsort((slots.span, groups))] = dealt[np.lexsort((spans, groups))]
    return fitted(contents.of(paired), slots.span)


def _room_about(slots: _Slots, spans: Ints, purchases: Purchases, begins: Ints) -> tuple[Ints, Ints]:
    """First and last instant at which the path in each slot may begin, if all others stay where they are."""
    person = np.concatenate([slots.person, purchases.person])
    begin, end = np.concatenate([slots.at, begins]), np.concatenate([slots.at + spans, purchases.at])
    order = np.lexsort((begin, person))
    follows = person[order][1:] == person[order][:-1]
    earliest, latest = np.full(len(order), START), np.full(len(order), END + QUIET - 3 * HOUR)
    earliest[order[1:][follows]] = end[order[:-1][follows]] + QUIET
    latest[order[:-1][follows]] = begin[order[1:][follows]]
    here = slice(len(slots.at))
    return earliest[here], np.minimum(latest[here] - QUIET - spans, END - 37 * HOUR)


def _expanded(paths: Paths, *, person: Ints, at: Ints, order: Ints, video: Ints) -> Touches:
    """One row a touch; the order stands at the last touch of its path."""
    row = np.repeat(np.arange(len(at)), paths.lengths)
    place = within_groups(paths.lengths)
    moments = (at[:, None] + np.cumsum(paths.lags, axis=1))[row, place]
    last = place == paths.lengths[row] - 1
    sorting = np.lexsort((moments, person[row]))
    return Touches(
        person=person[row][sorting],
        at=moments[sorting],
        channel=paths.channels[row, place][sorting],
        order=np.where(last, order[row], -1)[sorting],
        path=row[sorting],
        place=place[sorting],
        video=video[row][sorting],
    )
