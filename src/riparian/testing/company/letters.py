"""Newsletters: when they go out, and how long and how eagerly each subscriber reads them."""

from dataclasses import dataclass

import numpy as np

from riparian.testing.company.arrays import NEVER, Flags, Floats, Ints, last_at, looked_up
from riparian.testing.company.conduct import Conduct
from riparian.testing.company.planted import EMAIL
from riparian.testing.company.seasons import DAY, END, HOUR, MINUTE
from riparian.testing.company.touches import Touches

WELCOME = -1
"""The letter that follows the subscription at once, in place of a row of the calendar."""

LONGEST_VISIT = 80 * MINUTE


def _calendar() -> tuple[Ints, tuple[str, ...], tuple[str, ...]]:
    months = np.arange(np.datetime64("2023-11"), np.datetime64("2026-11"))
    sends: list[tuple[int, str, str]] = []
    for month in months:
        first = month.astype("datetime64[D]")
        thursday = first + (7 - int(first.astype(np.int64)) % 7) % 7
        at = int(thursday.astype("datetime64[ms]").astype(np.int64)) + 7 * HOUR
        sends.append((at, f"{month} Newsletter", f"What to do in the garden this month ({month})"))
        if str(month)[5:] == "11":
            sends.append((at + 21 * DAY, f"{month} Black Friday", "Four days, fifteen per cent"))
        if str(month)[5:] == "04":
            sends.append((at + 12 * DAY, f"{month} Spring offer", "Ten per cent off everything that grows"))
    sends.sort()
    return (
        np.array([at for at, _, _ in sends]),
        tuple(name for _, name, _ in sends),
        tuple(text for _, _, text in sends),
    )


SENT_AT, LETTERS, SUBJECTS = _calendar()
LETTER_SLUGS = tuple(name.lower().replace(" ", "-") for name in LETTERS)


@dataclass(frozen=True, slots=True)
class Reading:
    """How the newsletter is read. One value a person where not said otherwise."""

    letter: Ints
    """One value a touch: row of `LETTERS` that was clicked, or `WELCOME`; meaningless for other channels."""
    eagerness: Floats
    """Share of letters opened."""
    last_letter: Ints
    """Row of `LETTERS`: letters after it are not sent, as nobody opened the ones before."""
    unsubscribed_at: Ints
    """`NEVER` for those who stay, and for those who never subscribed."""
    complains: Flags
    """Who unsubscribes by marking a letter as spam."""


def drawn_reading(chance: np.random.Generator, touches: Touches, conduct: Conduct) -> Reading:
    """Decide for everybody as if subscribed."""
    size = len(conduct.optin_touch)
    online = conduct.optin_touch >= 0
    at = looked_up(touches.at, conduct.optin_touch, otherwise=0)
    # A visit's clicks are not timed yet: the subscription comes at most a long visit after it began.
    since = np.where(online, at + LONGEST_VISIT, conduct.offline_optin_at)
    latest = np.searchsorted(SENT_AT, touches.at - 10 * MINUTE) - 1
    letter = np.where((latest >= 0) & (SENT_AT[latest] > since[touches.person]), latest, WELCOME)

    mailed = touches.channel == EMAIL
    last_click = last_at(touches.person[mailed], touches.at[mailed], size)
    last_clicked = last_at(touches.person[mailed], letter[mailed], size)
    subscribed = since < END
    leaves = subscribed & (chance.random(size) < 0.3)
    leaving = np.maximum(np.where(subscribed, since, 0), last_click) + DAY
    leaving = np.where(leaves, leaving + (chance.exponential(260.0, size) * DAY).astype(np.int64), END)
    cold = chance.random(size) < 0.8
    first_letter = np.searchsorted(SENT_AT, np.where(subscribed, since, 0))
    return Reading(
        letter=letter,
        eagerness=chance.beta(1.3, 3.2, size),
        last_letter=np.where(cold, np.maximum(first_letter + 2, last_clicked), len(SENT_AT)),
        unsubscribed_at=np.where(leaving < END - HOUR, leaving // 1000 * 1000, NEVER),
        complains=chance.random(size) < 0.02,
    )
