"""True places on the hourglass, from what was emitted.

A visit is a run of page and track events of one entity without a pause above 30 minutes. Weeks are calendar weeks
from Monday, UTC. Every order counts, also one that is cancelled later. Identify, group and alias calls, and what is
done to people (letters received), move nobody: whoever has a record or gets letters did something before.
"""

from dataclasses import dataclass

import numpy as np

from riparian.testing.company.arrays import NEVER, Flags, Ints, first_at, second_at, starts_of_runs
from riparian.testing.company.seasons import DAY, MINUTE, START

PAUSE = 30 * MINUTE
WEEK = 7 * DAY
OFTEN = 4
WITHIN = 90 * DAY
"""Who visits `OFTEN` times and sees two pieces of one topic, all `WITHIN` so long, is a regular too."""
_MONDAY = 4 * DAY


@dataclass(frozen=True, slots=True)
class Stream:
    """Instants of one kind and whose they are (0 … size − 1); what is nobody's must be left out before."""

    whose: Ints
    at: Ints


@dataclass(frozen=True, slots=True)
class Reads:
    """What was looked at that says its topic, whose and when; topics and pieces are numbers, the same for everybody."""

    whose: Ints
    at: Ints
    topic: Ints
    piece: Ints


@dataclass(frozen=True, slots=True)
class Happenings:
    """All that can move somebody, by kind."""

    clicks: Stream
    """Page and track events of visits."""
    reads: Reads
    follows: Stream
    opt_ins: Stream
    tries: Stream
    orders: Stream
    kept_orders: Stream
    """Those not cancelled."""
    solved: Stream
    reviews: Stream
    referrals: Stream
    referred: Stream
    accepted: Stream


@dataclass(frozen=True, slots=True)
class Milestones:
    """First instants, one value each; `NEVER` for what did not happen."""

    first_event_at: Ints
    second_visit_at: Ints
    follow_at: Ints
    regular_at: Ints
    """By weeks."""
    one_topic_at: Ints
    opt_in_at: Ints
    try_at: Ints
    first_order_at: Ints
    solved_at: Ints
    second_order_at: Ints
    review_at: Ints
    referral_at: Ints
    idea_accepted_at: Ints
    visits: Ints
    orders: Ints
    determined: Flags
    """Band and loyalty are the same with calendar weeks and with the last 28 days, and without cancelled orders."""

    def entries(self) -> Ints:
        """When each band's own rule was first met, shape `(size, 5)`; `NEVER` where it was not."""
        return np.stack(
            [
                self.first_event_at,
                np.minimum(self.second_visit_at, self.follow_at),
                np.minimum.reduce([self.regular_at, self.one_topic_at, self.opt_in_at]),
                self.try_at,
                self.first_order_at,
            ],
            axis=1,
        )

    def band(self) -> Ints:
        """Furthest band ever reached, 1 to 5; 0 for those of whom nothing is seen."""
        return furthest(self.entries())


def furthest(entries: Ints) -> Ints:
    """Number of the last column that was ever met; 0 for none."""
    met = entries != NEVER
    result: Ints = np.where(met.any(axis=1), entries.shape[1] - np.argmax(met[:, ::-1], axis=1), 0)
    return result


def milestones(size: int, happenings: Happenings) -> Milestones:
    """First instants of everything, for `size` people or entities."""
    visits = visits_of(happenings.clicks)
    calendar, rolling = _regular(visits, size), _regular_within_28_days(visits, size)
    one_topic = _often_on_one_topic(visits, happenings.reads, size)
    orders = happenings.orders
    firsts = {
        name: first_at(stream.whose, stream.at, size)
        for name, stream in {
            "follow_at": happenings.follows,
            "opt_in_at": happenings.opt_ins,
            "try_at": happenings.tries,
            "first_order_at": orders,
            "solved_at": happenings.solved,
            "review_at": happenings.reviews,
            "referral_at": happenings.referrals,
            "idea_accepted_at": happenings.accepted,
        }.items()
    }
    seen = [happenings.clicks, happenings.opt_ins, orders, happenings.referred]
    kept = happenings.kept_orders
    second_order = second_at(orders.whose, orders.at, size)
    cancelled_matters = (first_at(kept.whose, kept.at, size) == NEVER) != (firsts["first_order_at"] == NEVER)
    cancelled_matters |= (second_at(kept.whose, kept.at, size) == NEVER) != (second_order == NEVER)
    further = [one_topic, *(firsts[name] for name in ("opt_in_at", "try_at", "first_order_at"))]
    beyond = np.minimum.reduce(further) != NEVER
    return Milestones(
        first_event_at=np.minimum.reduce([first_at(stream.whose, stream.at, size) for stream in seen]),
        second_visit_at=second_at(visits.whose, visits.at, size),
        regular_at=calendar,
        one_topic_at=one_topic,
        second_order_at=second_order,
        visits=np.bincount(visits.whose, minlength=size),
        orders=np.bincount(orders.whose, minlength=size),
        determined=~cancelled_matters & (beyond | ((calendar == NEVER) == (rolling == NEVER))),
        **firsts,
    )


def visits_of(clicks: Stream) -> Stream:
    """Begin of each visit, in order of whose and instant."""
    order = np.lexsort((clicks.at, clicks.whose))
    whose, at = clicks.whose[order], clicks.at[order]
    begins = starts_of_runs(whose)
    begins[1:] |= np.diff(at) > PAUSE
    return Stream(whose[begins], at[begins])


def _regular(visits: Stream, size: int) -> Ints:
    """First visit that makes the third week with a visit among four calendar weeks in a row."""
    week = (visits.at - _MONDAY) // WEEK
    new = starts_of_runs(visits.whose) | np.append(True, np.diff(week) != 0)[: len(week)]
    whose, week, at = visits.whose[new], week[new], visits.at[new]
    third = np.zeros(len(week), dtype=np.bool_)
    third[2:] = (whose[2:] == whose[:-2]) & (week[2:] - week[:-2] <= 3)
    return first_at(whose[third], at[third], size)


def _regular_within_28_days(visits: Stream, size: int) -> Ints:
    """The same with the four weeks counted back from the visit itself."""
    total = len(visits.at)
    weeks = np.ones(total, dtype=np.int64)
    back = 1
    while back < total:
        gap = visits.at[back:] - visits.at[:-back]
        near = (visits.whose[back:] == visits.whose[:-back]) & (gap < 4 * WEEK)
        if not near.any():
            break
        weeks[back:] |= np.where(near, 1 << np.clip(gap // WEEK, 0, 3), 0)
        back += 1
    third = np.bitwise_count(weeks.astype(np.uint8)) >= 3
    return first_at(visits.whose[third], visits.at[third], size)


def _often_on_one_topic(visits: Stream, reads: Reads, size: int) -> Ints:
    """First moment with `OFTEN` visits and two pieces of one topic behind it, both `WITHIN`."""
    often = (visits.whose[OFTEN - 1 :] == visits.whose[: 1 - OFTEN]) & (
        visits.at[OFTEN - 1 :] - visits.at[: 1 - OFTEN] < WITHIN
    )
    order = np.lexsort((reads.at, reads.topic, reads.whose))
    whose, topic, piece, at = (column[order] for column in (reads.whose, reads.topic, reads.piece, reads.at))
    another = (whose[1:] == whose[:-1]) & (topic[1:] == topic[:-1]) & (piece[1:] != piece[:-1])
    another &= at[1:] - at[:-1] < WITHIN
    # Each finding holds until its older half is too old; both hold together first at the beginning of one of them.
    frequent = Stream(visits.whose[OFTEN - 1 :][often], visits.at[OFTEN - 1 :][often])
    frequent_until = visits.at[: 1 - OFTEN][often] + WITHIN
    deep, deep_until = Stream(whose[1:][another], at[1:][another]), at[:-1][another] + WITHIN
    who, when = np.concatenate([frequent.whose, deep.whose]), np.concatenate([frequent.at, deep.at])
    in_turn = np.lexsort((when, who))
    who, when = who[in_turn], when[in_turn]
    met = when < _latest_so_far(who, np.concatenate([frequent_until, 0 * deep_until])[in_turn])
    met &= when < _latest_so_far(who, np.concatenate([0 * frequent_until, deep_until])[in_turn])
    return first_at(who[met], when[met], size)


def _latest_so_far(whose: Ints, until: Ints) -> Ints:
    """The greatest instant up to here of each owner, rows standing owner by owner; 0 for none yet."""
    begins = starts_of_runs(whose)
    # Owners are set so far apart that none reaches into the next one's.
    apart = (np.cumsum(begins) - 1) * (int(until.max(initial=0)) - START + 1)
    since_start = np.maximum(until - START, 0)
    latest: Ints = np.maximum.accumulate(apart + since_start) - apart + START
    return latest
