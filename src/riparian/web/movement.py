"""How people move through the hourglass: rates of going on, what moves people, and how near visitors have come."""

from dataclasses import dataclass

from riparian.tables.hourglass import BANDS, PLACES
from riparian.web.differences import ChannelDifference, differences_of
from riparian.web.reader import Condition, Reader

NEARNESS = (
    "first-time", "occasional", "regular", "opted in", "in conversation", "customer", "loyal", "repeat", "growing",
)  # fmt: skip
"""States of visitors, the nearest last."""
GOALS = {5: "order", 8: "referral"}
"""The goal of journeys to a place, where it has another name than the place."""
_BARS = 5


@dataclass(frozen=True, slots=True)
class Going:
    """Those so long at a band, over the months that were counted: who could go on, and who did in a month."""

    months_in_band: int
    or_more: bool
    """The last, which stands for all from there on."""
    exposed: float
    moved: float
    rate: float
    standing: int | None


@dataclass(frozen=True, slots=True)
class Near:
    """Visitors whose furthest state this is, at the as-of date."""

    state: str
    people: int | None
    """None: no source tells orders, and who is in this state is known by them."""


@dataclass(frozen=True, slots=True)
class Movement:
    """How people come to a place and go on from it."""

    goal: str
    """Of the journeys that lead to it; empty where none is told."""
    movers: tuple[ChannelDifference, ...]
    """Channels in which journeys that came here differ most from those that did not."""
    going: tuple[Going, ...]
    months: int
    """That rates are of, to the as-of date."""


NO_MOVEMENT = Movement("", (), (), 0)
"""For pages' examples."""


def monthly_rates(tables: Reader) -> dict[int, float]:
    """Of each band but the last, the share of those standing there that goes on in a month."""
    rows = tables.rows("band_rates", where=[("kind", "=", "leaving")], limit=2_000)
    sums: dict[int, tuple[float, float]] = {}
    for row in rows:
        moved, exposed = sums.get(row["from_band"], (0.0, 0.0))
        sums[row["from_band"]] = moved + row["total"], exposed + row["exposed"]
    return {band: moved / exposed for band, (moved, exposed) in sums.items() if exposed and band < max(BANDS)}


def movement_of(tables: Reader, place: int) -> Movement:
    """What moves people to a place, and how soon they go on."""
    goal = GOALS.get(place, PLACES[place])
    movers = differences_of(tables, goal)[:_BARS]
    where: list[Condition] = [("kind", "=", "leaving"), ("from_band", "=", place)]
    rows = tables.rows("band_rates", where=where, order_by=("months_in_band",), limit=60) if place < max(BANDS) else []
    last = max((row["months_in_band"] for row in rows), default=0)
    going = tuple(
        Going(months, months == last, row["exposed"], row["total"], row["rate"], row["standing"])
        for row in rows
        for months in (row["months_in_band"],)
    )
    return Movement(goal if movers else "", movers, going, max((row["months"] for row in rows), default=0))


def nearness(tables: Reader, *, told: bool = True) -> tuple[Near, ...]:
    """Visitors by their furthest state, from the farthest; a state of nobody is told too. `told`: orders are."""
    found = tables.counts("visitor_states", by="state")
    buying = NEARNESS[NEARNESS.index("customer") :]
    return tuple(
        Near(state, found.get(state, 0) if told or state not in buying else None) for state in NEARNESS if found
    )
