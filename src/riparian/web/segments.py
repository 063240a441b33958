"""The eight action segments as pages tell them, and people chosen by theirs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from riparian.web import words
from riparian.web.addresses import address
from riparian.web.reader import Condition

Segment = Literal[
    "elite", "loyal", "quality", "average", "struggling", "lapsed spend", "lapsed experiment", "lapsed save"
]
Sign = Literal["plus", "minus"]

SEGMENTS: dict[Segment, str] = {
    "elite": "Elite",
    "loyal": "Loyal",
    "quality": "Quality",
    "average": "Average",
    "struggling": "Struggling",
    "lapsed spend": "Lapsed Spend",
    "lapsed experiment": "Lapsed Experiment",
    "lapsed save": "Lapsed Save",
}
"""Names in tables by names in addresses, from the best. Lapsed: no order in the last twelve months."""
LAPSED_FROM = 6
"""Rank of the first lapsed segment."""


@dataclass(frozen=True, slots=True)
class ChosenBuyers:
    """Buyers by their segment, its sign, and how soon they fall; all hold at once."""

    segment: Segment | None = None
    sign: Sign | None = None
    falling: int | None = None
    """Months within which they fall unless they order."""

    @property
    def conditions(self) -> list[Condition]:
        """Of a table with a person a row; none where nothing is chosen."""
        where: list[Condition] = []
        if self.segment:
            where.append(("segment", "=", SEGMENTS[self.segment]))
        if self.sign:
            where.append((self.sign, "=", True))
        if self.falling:
            where.append(("months_until_fall", "<=", self.falling))
        return [("person_key", "found in", ("action_segments", where))] if where else []

    def sentences(self) -> Iterator[tuple[str, str, str]]:
        """The part of the address, its value, and the sentence that goes on from "People who"."""
        if self.segment:
            yield "segment", self.segment, f"are {SEGMENTS[self.segment]} buyers"
        if self.sign:
            says = (
                "did something good lately (plus)"
                if self.sign == "plus"
                else "fall next month without an order (minus)"
            )
            yield "sign", self.sign, says
        if self.falling:
            months = words.counted(self.falling, "month", "months")
            yield "falling", str(self.falling), f"fall a segment within {months} unless they order"

    @property
    def path(self) -> str:
        """Where these people are listed."""
        return address("/people", segment=self.segment, sign=self.sign, falling=self.falling)


def segment_called(name: str) -> Segment:
    """The name in addresses of a segment as tables name it."""
    return next(slug for slug, told in SEGMENTS.items() if told == name)
