"""Contracts: who was there in a period of theirs, who left in it, and whose run."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from riparian.core.errors import NotFoundError
from riparian.web.deeds.deed import Rows, found_in
from riparian.web.reader import Condition, Reader


@dataclass(frozen=True, slots=True)
class Contracted:
    """Had a contract that came to a period of it: who comes back has another, so contracts are what is counted."""

    what: Literal["there", "left", "runs"]
    """Was there when the period began, or was left in it, and the period is over for it; or is in the period now."""
    period: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """1 for the first after the contract began. Without it `runs` is any, and there is no other."""
    kind: ClassVar[str] = "contract"

    def __post_init__(self) -> None:
        if self.period is None and self.what != "runs":
            raise ValueError(f"{self.what} needs a period")

    def where(self, tables: Reader) -> list[Condition]:
        """Who had one such contract or more."""
        return [found_in("contracts", *self._contracts(tables))]

    def rows(self, tables: Reader) -> Rows:
        """The contracts."""
        return Rows("contracts", self._contracts(tables), "had", "such contract", "such contracts")

    def says(self) -> str:
        """`left a contract in period 3 of it, which is over`."""
        if self.period is None:
            return "have a contract that runs"
        period = f"period {self.period} of it"
        return {
            "there": f"had a contract that was there when {period} began, which is over",
            "left": f"left a contract in {period}, which is over",
            "runs": f"have a contract that is in {period} now",
        }[self.what]

    def _contracts(self, tables: Reader) -> list[Condition]:
        goes_on: Condition = ("ended_at", "is null", None)
        if self.period is None:
            return [goes_on]
        length = _length(tables)
        ends, begins = self.period * length, (self.period - 1) * length
        if self.what == "runs":
            return [
                goes_on,
                ("began_at", ">", _before(tables.as_of, ends)),
                ("began_at", "<=", _before(tables.as_of, begins)),
            ]
        over: Condition = ("began_at", "<=", _before(tables.as_of, ends))
        # A contract that ended at once was left in its first period.
        longer: list[Condition] = [("seconds", "not <=", begins.total_seconds())] if self.period > 1 else []
        left: list[Condition] = [("seconds", "<=", ends.total_seconds())] if self.what == "left" else []
        return [over, *longer, *left]


def _length(tables: Reader) -> timedelta:
    """How long a period is.

    Raises:
        NotFoundError: no period is told.
    """
    rows = tables.rows("contract_periods", columns=("seconds",), limit=1)
    if not rows:
        raise NotFoundError("No contract is told by periods.", where="did", fix="Leave it out.")
    return timedelta(seconds=rows[0]["seconds"])


def _before(moment: datetime, length: timedelta) -> datetime:
    return moment - min(length, moment - datetime.min)
