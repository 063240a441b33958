"""Stays: who could go on from a band after so many months there, who did, and who stands there so long now."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from riparian.tables.hourglass import BANDS
from riparian.web import words
from riparian.web.deeds.deed import found_in
from riparian.web.deeds.moves import Band
from riparian.web.reader import Condition, Reader


@dataclass(frozen=True, slots=True)
class Stayed:
    """Were in a band for so many months, 0 that of the entry; months end at the as-of date.

    A band is entered once and a month of a stay comes once, so people are what is counted.
    """

    band: Band
    months: Annotated[int, Field(ge=0, le=1_200)]
    what: Literal["could go on", "went on", "stand"]
    within: Annotated[int, Field(ge=1, le=1_200)] = 12
    """Over so many months to the as-of date; of `stand` without meaning."""
    more: Literal["or more"] | None = None
    """So many months or more; not of `could go on`, which several months of one stay would be."""
    kind: ClassVar[str] = "stayed"

    def __post_init__(self) -> None:
        if self.more and self.what == "could go on":
            raise ValueError("who could go on is told of one month at a time")

    def where(self, tables: Reader) -> list[Condition]:
        """By the months back in which they came and went."""
        return [found_in("band_stays", ("band", "=", self.band), *self._when())]

    def says(self) -> str:
        """`went on from Like in month 3 there or later, within the last 12 months`."""
        month = f"month {self.months} there{' or later' if self.more else ''}"
        over = f"within the last {words.counted(self.within, 'month', 'months')}"
        return {
            "could go on": f"were at {BANDS[self.band]} in {month}, {over}",
            "went on": f"went on from {BANDS[self.band]} in {month}, {over}",
            "stand": f"stand at {BANDS[self.band]} and are in {month}",
        }[self.what]

    def _when(self) -> list[Condition]:
        so_long: Condition = ("months", ">=" if self.more else "=", self.months)
        if self.what == "stand":
            return [("left_ago", "is null", None), so_long]
        if self.what == "went on":
            return [("left_ago", ">=", 0), ("left_ago", "<", self.within), so_long]
        since: list[Condition] = [("entered_ago", ">=", self.months), ("entered_ago", "<", self.months + self.within)]
        return [*since, ("months", ">=", self.months)]
