"""Stays: who could go on from a band after so many months there, who did, and who stands there so long now."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from riparian.tables.hourglass import BANDS
from riparian.web import words
from riparian.web.deeds.deed import Rows, Weight, found_in, not_found_in
from riparian.web.deeds.moves import Band
from riparian.web.reader import Condition, Reader


@dataclass(frozen=True, slots=True)
class Stayed:
    """Were in a band for so many months, 0 that of the entry; months end at the as-of date.

    A band is entered once and a month of a stay comes once, so people are what is counted; who could go on in such
    a month or a later one could in several, so there it is their months.
    """

    band: Band
    months: Annotated[int, Field(ge=0, le=1_200)]
    what: Literal["could go on", "went on", "stand"]
    within: Annotated[int, Field(ge=1, le=1_200)] = 12
    """Over so many months to the as-of date; of `stand` without meaning."""
    more: Literal["or more"] | None = None
    """So many months or more."""
    kind: ClassVar[str] = "stayed"

    def where(self, tables: Reader) -> list[Condition]:
        """By the months back in which they came and went."""
        here: Condition = ("band", "=", self.band)
        if self.more and self.what == "could go on":
            # One stay is one person, so whoever left before the time is out.
            gone: Condition = ("left_ago", ">=", self.within)
            return [found_in("band_stays", here, *self._long()), not_found_in("band_stays", here, gone)]
        return [found_in("band_stays", here, *self._when())]

    def rows(self, tables: Reader) -> Rows | None:
        """The months in which they could go on, where that was more than one."""
        if not self.more or self.what != "could go on":
            return None
        left: Condition = ("left_ago", "<", self.within)
        weights = (
            Weight("entered_ago", [("left_ago", "is null", None)], self._until_now),
            Weight("entered_ago", [left], self._until_now),
            Weight("left_ago", [left], lambda ago: -ago),
        )
        stays: list[Condition] = [("band", "=", self.band), *self._long()]
        return Rows("band_stays", stays, "could go on in", "such month", "such months", weights)

    def says(self) -> str:
        """`went on from Like in month 3 there or later, within the last 12 months`."""
        month = f"month {self.months} there{' or later' if self.more else ''}"
        over = f"within the last {words.counted(self.within, 'month', 'months')}"
        return {
            "could go on": f"were at {BANDS[self.band]} in {month}, {over}",
            "went on": f"went on from {BANDS[self.band]} in {month}, {over}",
            "stand": f"stand at {BANDS[self.band]} and are in {month}",
        }[self.what]

    def _until_now(self, entered_ago: int) -> int:
        """Months of the time in which a stay was so long, had it not ended."""
        return min(self.within, entered_ago - self.months + 1)

    def _long(self) -> list[Condition]:
        return [("months", ">=", self.months)]

    def _when(self) -> list[Condition]:
        so_long: Condition = ("months", ">=" if self.more else "=", self.months)
        if self.what == "stand":
            return [("left_ago", "is null", None), so_long]
        if self.what == "went on":
            return [("left_ago", ">=", 0), ("left_ago", "<", self.within), so_long]
        since: list[Condition] = [("entered_ago", ">=", self.months), ("entered_ago", "<", self.months + self.within)]
        return [*since, *self._long()]
