"""Referrals: who brought others, and who was brought."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from riparian.web import words
from riparian.web.deeds.deed import found_in
from riparian.web.deeds.moves import Month
from riparian.web.deeds.waits import first_orders_of
from riparian.web.reader import Condition, Reader

How = Literal["bring", "were brought", "came of"]


@dataclass(frozen=True, slots=True)
class Brought:
    """Brought somebody, or were brought: by anybody, by one person, or by those whom that one had brought."""

    how: How
    customers: Literal["customers"] | None = None
    """Only those who ordered."""
    by: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    """`came of` needs somebody at the root of a line."""
    month: Month | None = None
    """Whoever brought them placed their first order in it."""
    kind: ClassVar[str] = "referral"

    def where(self, tables: Reader) -> list[Condition]:
        """By their place in the tree of referrals."""
        conditions: list[Condition] = [("brought", ">", 0)] if self.how == "bring" else [("generation", ">", 0)]
        if self.customers:
            conditions.append(("customer", "=", True))
        if self.by is not None and self.how != "bring":
            conditions.append(("root_key" if self.how == "came of" else "referrer_key", "=", self.by))
        if self.month:
            # Of `bring` the person themselves.
            who = "person_key" if self.how == "bring" else "referrer_key"
            conditions.append((who, "found in", ("purchases", first_orders_of(self.month), "person_key")))
        return [found_in("referral_tree", *conditions)]

    def says(self) -> str:
        """`were brought by person 17 and ordered`."""
        whom = "" if self.by is None else f" person {self.by}"
        if self.month:
            first = f"placed their first order in {words.month_name(self.month)}"
            whom = f"{whom or ' somebody'} who {first}"
            if self.how == "bring":
                return f"{first} and brought somebody"
        told = {
            "bring": "brought somebody",
            "were brought": f"were brought by{whom or ' somebody'}",
            "came of": f"came of{whom or ' somebody'}, over all generations",
        }[self.how]
        return f"{told}{', and ordered themselves' if self.month else ' and ordered'}" if self.customers else told
