"""Equal cells: how long ago buyers of each number of orders may have bought and still have a given chance."""

from functools import reduce
from typing import Annotated

import ibis
from pydantic import Field

from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.tables.buyers import EqualCell, RebuyCell


class EqualCellsSettings(Settings):
    """`[derivations.equal_cells]`"""

    levels: Annotated[tuple[Annotated[float, Field(gt=0, lt=1)], ...], Field(min_length=1)] = (
        0.75,
        0.60,
        0.40,
        0.35,
        0.20,
        0.12,
        0.05,
    )
    """Chances to buy within a year. All but 0.35, which Hillstrom prints, are limits of the action segments."""


def equal_cells(rebuy_cells: Table[RebuyCell], settings: EqualCellsSettings) -> Table[EqualCell]:
    """Who is worth the same: a buyer of six orders a year and a half ago, say, and one of two orders last season.

    The longest recency counts, even where a shorter one falls below the level: small cells waver, and an anniversary
    lifts the months before it. Only recencies at which a year was watched, or at which somebody stands, are looked at.
    """
    seen = rebuy_cells.filter((rebuy_cells.tried > 0) | (rebuy_cells.buyers > 0))
    levels = sorted(set(settings.levels))
    wide = seen.group_by("orders").agg(
        **{f"at_{place}": seen.months.max(where=seen.probability >= level) for place, level in enumerate(levels)}
    )
    rows = [
        wide.select("orders", level=ibis.literal(level, type="float64"), months=f"at_{place}")
        for place, level in enumerate(levels)
    ]
    return promised(reduce(ibis.union, rows), EqualCell)
