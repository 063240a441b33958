"""What the hourglass is laid over: another month of the same snapshot, or what another snapshot tells."""

from dataclasses import dataclass, replace

from riparian.web.compare import Beside
from riparian.web.ecosystem import Estimate, Recommendation, ecosystem, recommendation
from riparian.web.hourglass_month import Flow, PlaceMonth, Stage, flows_of, places_of, stage_of
from riparian.web.months import first_day
from riparian.web.movement import NO_MOVEMENT, Near, nearness


@dataclass(frozen=True, slots=True)
class HourglassBefore:
    """The parts of the page as they were. Of another month those alone that tell of a month: `whole` is then false."""

    month: str
    whole: bool
    """It is another snapshot, so that what is not of a month differs too."""
    places: tuple[PlaceMonth, ...]
    flows: tuple[Flow, ...]
    stage: Stage
    recommend: Recommendation | None = None
    ecosystem: tuple[Estimate, ...] = ()
    near: tuple[Near, ...] = ()


def hourglass_before(other: Beside, month: str, stage: int) -> HourglassBefore | None:
    """Of the month chosen; of another snapshot this month as it tells it, else its newest. None: nothing is compared.

    A snapshot in which nobody stood anywhere has no month, and nobody at any place.
    """
    then = other.tables
    if then is None:
        return None
    laid = other.month or month
    if not other.month and not then.count("band_counts", where=[("month_on", "=", first_day(month))]):
        newest = then.rows("band_counts", columns=("month_on",), order_by=("-month_on",), limit=1)
        laid = f"{newest[0]['month_on']:%Y-%m}" if newest else month
    places, flows = places_of(then, laid), flows_of(then, laid)
    chosen = stage_of(then, places[stage - 1], flows, people="")
    if other.month:
        return HourglassBefore(laid, False, places, flows, replace(chosen, conversions=(), movement=NO_MOVEMENT))
    return HourglassBefore(laid, True, places, flows, chosen, recommendation(then), ecosystem(then), nearness(then))
