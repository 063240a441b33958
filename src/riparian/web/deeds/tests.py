"""Tests: who was contacted in one, and who was held out."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from riparian.web.deeds.deed import found_in
from riparian.web.reader import Condition, Reader


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Were in an arm of a holdout test, and watched for the whole window after it was given to them."""

    test: str
    arm: Literal["contacted", "held out"]
    kind: ClassVar[str] = "held"

    def where(self, tables: Reader) -> list[Condition]:
        """By the first group they were given."""
        arm: Condition = ("held", "=", self.arm == "held out")
        return [found_in("holdout_people", ("test", "=", self.test), arm, ("watched", "=", True))]

    def says(self) -> str:
        """`were held out in the test “spring catalogue” and watched to its end`."""
        return f"were {self.arm} in the test “{self.test}” and watched to its end"
