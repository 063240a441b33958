"""Moves on the hourglass in words, as a scenario says them, and what so many times of one does to the rates."""

from dataclasses import dataclass
from typing import Final, Self

from riparian.models.band_projection import OUTSIDE, BandRates

BAND_NAMES: Final = ("know", "like", "trust", "try", "buy")
"""Bands 1 to 5."""
ARROW: Final = "->"
_OUTSIDE: Final = "outside"
_DORMANT: Final = "dormant"


@dataclass(frozen=True, slots=True)
class BandMove:
    """From a place to a place; -1 stands for being dormant, 0 for outside."""

    start: int
    end: int

    @classmethod
    def of(cls, said: str) -> Self:
        """The move of words like `like -> trust`, `outside -> know`, `buy -> dormant` or `dormant -> buy`.

        Raises:
            ValueError: with why there is no such move.
        """
        names = [one.strip().lower() for one in said.split(ARROW)]
        if len(names) != 2:
            raise ValueError(f"{said!r} is no move: say two places, as in 'like {ARROW} trust'")
        places = {_DORMANT: -1, _OUTSIDE: OUTSIDE} | {name: band for band, name in enumerate(BAND_NAMES, 1)}
        for name in names:
            if name not in places:
                raise ValueError(f"no place {name!r}; it is one of {', '.join((_OUTSIDE, *BAND_NAMES, _DORMANT))}")
        start, end = (places[name] for name in names)
        if start > end > 0 or end in (start, OUTSIDE) or {start, end} == {-1, OUTSIDE}:
            raise ValueError(f"nobody goes from {names[0]} to {names[1]}: a band once reached is kept")
        return cls(start, end)

    def __str__(self) -> str:
        names = (_OUTSIDE, *BAND_NAMES, _DORMANT)
        return f"{names[self.start]} {ARROW} {names[self.end]}"

    def times(self, rates: BandRates, factor: float) -> BandRates:
        """The rates with this one so many times what it was."""
        if self.end == -1:
            return rates.put_to_sleep(self.start, factor)
        if self.start == -1:
            return rates.woken(self.end, factor)
        return rates.moved(self.start, self.end, factor)
