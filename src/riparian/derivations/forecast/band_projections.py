"""Band projections: people and demand per band in the months to come, as it is and under each scenario."""

from typing import Annotated, Final

import ibis
import numpy as np
from pydantic import Field

from riparian.core.doors import Array, Gather
from riparian.core.durations import AsOf
from riparian.core.row import Table, promised
from riparian.core.settings import Settings
from riparian.expressions.calendar import months_before
from riparian.models.band_history import BandHistory
from riparian.models.band_moves import BandMove
from riparian.models.band_projection import BandMonths
from riparian.tables.forecast import BandChange, BandProjection, BandRate

_AS_IT_IS: Final = "as it is"
_MOST: Final = 100_000
_FIGURES: Final = ("opening", "entered", "left", "people", "dormant", "reached", "value")
_BESIDE: Final = ("people", "reached", "value")


class BandProjectionsSettings(Settings):
    """`[derivations.band_projections]`"""

    months: Annotated[int, Field(ge=1, le=120)] = 24
    """How many months ahead."""


def band_projections(
    band_rates: Table[BandRate],
    band_changes: Table[BandChange],
    settings: BandProjectionsSettings,
    as_of: AsOf,
    gather: Gather,
) -> Table[BandProjection]:
    """The rates of the last months held, for everybody who stands in a band and all who come.

    These are expected values without an interval.

    Raises:
        NotEnoughDataError: nobody is known to have moved between bands.
    """
    history = BandHistory.of(gather(band_rates, at_most=_MOST))
    base = history.months(settings.months)
    plans = {_AS_IT_IS: base} | {
        name: history.months(settings.months, moves) for name, moves in moves_by_scenario(band_changes, gather).items()
    }
    parts = [of_plan(name, made, base, as_of) for name, made in plans.items()]
    columns: dict[str, Array] = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    numbers = (*_FIGURES, *(f"{name}_as_it_is" for name in _BESIDE))
    schema = {"scenario": "string", "month": "int64", "band": "int64", "month_to": "date"}
    return promised(gather.give_back(columns, ibis.schema(schema | dict.fromkeys(numbers, "float64"))), BandProjection)


def moves_by_scenario(band_changes: Table[BandChange], gather: Gather) -> dict[str, list[tuple[BandMove, float]]]:
    """What each scenario changes, in order."""
    found = gather(band_changes.select("scenario", "position", "move", "factor"), at_most=_MOST)
    moves: dict[str, list[tuple[BandMove, float]]] = {}
    for place in np.lexsort((found["position"], found["scenario"].astype(str))):
        move = BandMove.of(str(found["move"][place]))
        moves.setdefault(str(found["scenario"][place]), []).append((move, float(found["factor"][place])))
    return moves


def of_plan(name: str, made: BandMonths, base: BandMonths, as_of: AsOf) -> dict[str, Array]:
    """The rows of a scenario, month by month and band by band."""
    months, bands = made.people.shape
    ends = [months_before(as_of, -month).date() for month in range(1, months + 1)]
    figures = {one: made.asleep if one == "dormant" else getattr(made, one) for one in _FIGURES}
    beside = {f"{one}_as_it_is": getattr(base, one) for one in _BESIDE}
    return {
        "scenario": np.full(months * bands, name, dtype=object),
        "month": np.repeat(np.arange(1, months + 1), bands),
        "month_to": np.repeat(np.array(ends, "datetime64[D]"), bands),
        "band": np.tile(np.arange(1, bands + 1), months),
    } | {one: values.ravel() for one, values in (figures | beside).items()}
