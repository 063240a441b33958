"""The hourglass in the months to come: people who come, rise from band to band, fall asleep, wake and buy.

Bands are 1 to `k`; a person stands in the furthest ever reached, so all moves go up. Within a month people can come and
rise several times. So bands are taken in their order: who is in a band at any time of the month is who stood there
before and who came into it, and of them a share goes to each further band.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from riparian.models.histories import Floats

OUTSIDE: Final = 0
LAST_AGE: Final = 12
"""Months in a band from which on all count alike."""
AGES: Final = LAST_AGE + 1


@dataclass(frozen=True, slots=True, eq=False)
class BandRates:
    """What happens in a month: shares of people, and people and money a month. `k` bands, the first at place 0."""

    coming: Floats
    """People a month from outside who enter each band first, shape `(k,)`."""
    rising: Floats
    """Share of who is in a band (row) so many months that goes to a further one (column), shape `(k, k, AGES)`.

    Month 0 is the one in which they entered it. Shares of a band and age add up to 1 at most.
    """
    falling_asleep: Floats
    """Share of who is in a band and was not asleep when the month began that falls asleep in it, shape `(k,)`."""
    waking: Floats
    """Share of who is asleep, or fell asleep in the month, that wakes in it, shape `(k,)`."""
    worth_of_entry: Floats
    """Demand of each who enters a band, shape `(k,)`."""
    worth_of_awake: Floats
    """Demand a month of each who entered a band in an earlier one and is awake at its end, shape `(k,)`."""

    def __post_init__(self) -> None:
        if np.tril(self.rising.sum(axis=2)).any():
            raise ValueError("people rise to further bands only")
        if (self.rising < 0).any() or (self.rising.sum(axis=1) > 1 + 1e-9).any():
            raise ValueError("shares of a band that go to others lie between 0 and 1, together too")

    def moved(self, start: int, end: int, factor: float) -> "BandRates":
        """The move from a band to a further one so many times; `start` 0: who comes from outside.

        A rate grows until nobody is left who could stay; the other moves keep theirs.
        """
        if start == OUTSIDE:
            coming = self.coming.copy()
            coming[end - 1] *= factor
            return replace(self, coming=coming)
        rising = self.rising.copy()
        now = rising[start - 1, end - 1]
        room = 1 - (rising[start - 1].sum(axis=0) - now)
        rising[start - 1, end - 1] = np.minimum(now * factor, room)
        return replace(self, rising=rising)

    def put_to_sleep(self, band: int, factor: float) -> "BandRates":
        """So many times the share of a band that falls asleep, at most all."""
        return replace(self, falling_asleep=_times(self.falling_asleep, band, factor))

    def woken(self, band: int, factor: float) -> "BandRates":
        """So many times the share of a band's sleepers that wakes, at most all."""
        return replace(self, waking=_times(self.waking, band, factor))


def _times(shares: Floats, band: int, factor: float) -> Floats:
    changed = shares.copy()
    changed[band - 1] = min(changed[band - 1] * factor, 1.0)
    return changed


@dataclass(frozen=True, slots=True, eq=False)
class BandMonths:
    """Months to come, the first one first; all of shape `(months, k)`. opening + entered − left = closing."""

    opening: Floats
    entered: Floats
    left: Floats
    people: Floats
    """At the month's end."""
    asleep: Floats
    """Of them."""
    fell_asleep: Floats
    woke: Floats
    value: Floats
    """Demand of the month."""

    @property
    def reached(self) -> Floats:
        """People who are in the band or ever were, at the month's end: nobody goes back, so those further too."""
        backwards: Floats = np.cumsum(self.people[:, ::-1], axis=1)[:, ::-1]
        return backwards


def projected(rates: BandRates, standing: Floats, asleep: Floats, *, months: int) -> BandMonths:
    """Expected people and demand, if the rates stay.

    Args:
        rates: of a month.
        standing: people now by band and months in it, shape `(k, AGES)`: at place 1 who entered within the month that
            ended, at place 0 nobody.
        asleep: of them those who are asleep, shape `(k,)`.
        months: how many.
    """
    k = len(rates.coming)
    here, sleepers = standing.astype(np.float64), asleep.astype(np.float64)
    made: dict[str, list[Floats]] = {name: [] for name in BandMonths.__slots__}
    for _ in range(months):
        opening, entered, left = here.sum(axis=1), rates.coming.astype(np.float64), np.zeros(k)
        present, staying = here.copy(), np.zeros_like(here)
        for band in range(k):
            present[band, 0] += entered[band]
            gone = rates.rising[band] * present[band]
            entered += gone.sum(axis=1)
            left[band] = gone.sum()
            staying[band] = np.maximum(present[band] - gone.sum(axis=0), 0)
        closing = staying.sum(axis=1)
        fell = rates.falling_asleep * np.maximum(present.sum(axis=1) - sleepers, 0)
        # Who rises is awake: where more rose than were awake, the others of them woke to do so.
        woke = np.maximum(rates.waking * (sleepers + fell), sleepers + fell - closing)
        sleepers = sleepers + fell - woke
        regulars = np.maximum(closing - sleepers - staying[:, 0], 0)
        value = rates.worth_of_entry * entered + rates.worth_of_awake * regulars
        here = aged(staying)
        for name, figure in zip(
            BandMonths.__slots__, (opening, entered, left, closing, sleepers, fell, woke, value), strict=True
        ):
            made[name].append(figure)
    return BandMonths(**{name: np.array(rows).reshape(months, k) for name, rows in made.items()})


def aged(staying: Floats) -> Floats:
    """A month later: everybody has been in the band for one month more, those at the last age stay in it."""
    older = np.zeros_like(staying)
    older[:, 1:] = staying[:, :-1]
    older[:, -1] += staying[:, -1]
    return older
