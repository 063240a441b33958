"""Nearness: how near a visitor has come."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from riparian.web.deeds.deed import found_in
from riparian.web.reader import Condition, Reader

State = Literal[
    "first-time", "occasional", "regular", "opted in", "in conversation", "customer", "loyal", "repeat", "growing"
]
_SAYS: dict[State, str] = {
    "first-time": "visited once and came no nearer",
    "occasional": "visit now and then, and came no nearer",
    "regular": "visit regularly, and came no nearer",
    "opted in": "agreed to hear from you, and came no nearer",
    "in conversation": "are in conversation with you, and have not ordered",
    "customer": "ordered once",
    "loyal": "ordered twice or more",
    "repeat": "ordered in two successive years",
    "growing": "ordered for more in the last twelve months than in those before",
}


@dataclass(frozen=True, slots=True)
class Near:
    """This is the furthest state of them as visitors, at the as-of date."""

    state: State
    kind: ClassVar[str] = "near"

    def where(self, tables: Reader) -> list[Condition]:
        """By the furthest of all states that hold."""
        return [found_in("visitor_states", ("state", "=", self.state))]

    def says(self) -> str:
        """`visited once and came no nearer`."""
        return _SAYS[self.state]
