"""Comp segments: customers of one definition, frozen year after year, and what moved their demand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from riparian.web import words
from riparian.web.reader import Reader


@dataclass(frozen=True, slots=True)
class Comp:
    """A definition frozen at the end of a year, and what its people did in the year after. Money in minor units."""

    definition: str
    frozen_on: date
    households: int
    rebuyers: int
    rebuy_rate: float
    demand_per_household: float
    spend_per_rebuyer: float | None
    change: float | None
    change_by_rebuy: float | None
    change_by_orders: float | None
    change_by_items: float | None
    change_by_price: float | None

    @property
    def parts(self) -> tuple[tuple[str, float], ...]:
        """What the change is made of, as far as it is told."""
        named = (
            ("who bought again", self.change_by_rebuy),
            ("orders each", self.change_by_orders),
            ("items an order", self.change_by_items),
            ("price an item", self.change_by_price),
        )
        return tuple((name, value) for name, value in named if value is not None)


def comps_of(tables: Reader) -> tuple[Comp, ...]:
    """Every definition, its newest year first."""
    columns = list(Comp.__dataclass_fields__)
    rows = tables.rows("comp_segments", columns=columns, order_by=("definition", "-frozen_on"), limit=2_000)
    return tuple(Comp(**row) for row in rows)


def comps_say(found: Sequence[Comp]) -> str:
    """What moved the demand of a household of all buyers in the newest year that has one before it."""
    one = next((one for one in found if one.definition == "all buyers" and one.change is not None), None)
    if one is None or one.change is None:
        return "There is no former year to compare with yet." if found else ""
    moved = f"{'rose' if one.change > 0 else 'fell'} by {words.share(abs(one.change))}"
    told = f"Demand per buyer of the year to {words.day(one.frozen_on)} {moved} against the buyers of the year before"
    most = max(one.parts, key=lambda part: abs(part[1]), default=None)
    return f"{told}, most by {most[0]}." if most else f"{told}."
