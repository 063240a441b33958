"""Answers: who said in the last twelve months whether they would recommend the company."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from riparian.web.deeds.deed import Rows, found_in
from riparian.web.reader import Condition, Reader
from riparian.web.years import years_before

_SCORES: dict[str, tuple[Condition, ...]] = {
    "answered": (),
    "would": (("score", ">=", 9),),
    "would not": (("score", "<", 7),),
}
"""On the scale from 0 to 10, on which 7 and 8 are neither."""


@dataclass(frozen=True, slots=True)
class Recommended:
    """Said in the last twelve months that they would recommend, would not, or anything: answers are what is counted."""

    said: Literal["answered", "would", "would not"] = "answered"
    kind: ClassVar[str] = "recommended"

    def where(self, tables: Reader) -> list[Condition]:
        """Who gave one such answer or more."""
        given: Condition = ("identifier_key", "found in", ("survey_answers", self._answers(tables)))
        return [found_in("identifiers", given)]

    def rows(self, tables: Reader) -> Rows:
        """The answers."""
        by = ("identifier_key", "identifiers")
        return Rows("survey_answers", self._answers(tables), "gave", "such answer", "such answers", named_by=by)

    def says(self) -> str:
        """`said within the last twelve months that they would recommend you`."""
        if self.said == "answered":
            return "said within the last twelve months whether they would recommend you"
        return f"said within the last twelve months that they {self.said} recommend you"

    def _answers(self, tables: Reader) -> list[Condition]:
        lately: Condition = ("answered_at", ">=", years_before(tables.as_of, 1))
        on_scale: list[Condition] = [("scale", "=", "nps"), ("score", ">=", 0), ("score", "<=", 10), lately]
        return [*on_scale, *_SCORES[self.said]]
