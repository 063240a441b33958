"""A scenario beside the forecast as it is, from what was last published: nothing has to be built for a try."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from riparian.core.errors import NotFoundError
from riparian.decisions.forecast import AS_IT_IS, BandChange, ScenarioChange
from riparian.expressions.calendar import months_before, years_before
from riparian.models.band_history import BandHistory
from riparian.models.band_moves import BAND_NAMES, BandMove
from riparian.models.band_projection import BandMonths
from riparian.models.file_history import Assumed, FileHistory, change_of
from riparian.models.five_years import Figure, five_years
from riparian.models.scenario_year import price_of
from riparian.models.segment_cells import LIVE
from riparian.storage.reading import Published

_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure of a year, as it is and under a scenario, with 90 % intervals; year 0 is the one that ended."""

    year: int
    year_to: date
    measure: str
    as_it_is: tuple[float, float, float]
    """Low, value, high."""
    scenario: tuple[float, float, float]


def side_by_side(tables: Published, changes: tuple[ScenarioChange, ...]) -> tuple[Beside, ...]:
    """Buyers, demand and contribution of the whole file, year by year, by the same seed as the build's.

    Raises:
        NotFoundError: the snapshot has no transitions between segments.
    """
    moved = arrays(tables.rows("segment_transitions", limit=_MOST)) if "segment_transitions" in tables.tables() else {}
    if not moved:
        raise NotFoundError(
            "there is nothing to forecast from: nobody is known to have moved between segments",
            where=f"snapshot {tables.snapshot.name}",
            fix="riparian show build_steps says why; it takes orders of two years",
        )
    seed, assumed = int(tables.snapshot.notes.get("seed", 0)), assumed_in(tables)
    base, planned = (years_under(moved, assumed, plan, seed=seed) for plan in ((), changes))
    measures = {name: (now, one, planned[name][1]) for name, (now, one) in base.items()}
    return tuple(one for name, figures in measures.items() for one in years_of(tables, name, *figures))


def years_under(
    moved: dict[str, np.ndarray[Any, Any]], assumed: Assumed, changes: tuple[ScenarioChange, ...], *, seed: int
) -> dict[str, tuple[float, Figure]]:
    """Buyers, demand and contribution: of the year that ended, and of those to come under changes.

    Args:
        moved: `segment_transitions` as columns.
        assumed: what holds as it is.
        changes: those of a scenario, or none.
        seed: that of the build, so that plans differ by their changes alone.
    """
    history, plan = FileHistory.of(moved), tuple(change_of(one.what, one.segment, one.factor) for one in changes)
    made = five_years(
        history.rates(assumed.years, plan), history.opening, live=LIVE, seed=seed, yearly_shock=assumed.yearly_shock
    )
    demand = float(history.demand.sum())
    ahead = made.contribution(
        profit_factor=assumed.profit_factor, cost_of_new=assumed.cost_of_new, price=price_of(plan)
    )
    return {
        "buyers": (history.buyers, made.buyers),
        "demand": (demand, made.demand),
        "contribution": (demand * assumed.profit_factor - assumed.advertising, ahead),
    }


def bands_under(rates: dict[str, np.ndarray[Any, Any]], changes: tuple[BandChange, ...], *, months: int) -> BandMonths:
    """Bands of the months to come under changes; `rates`: `band_rates` as columns."""
    return BandHistory.of(rates).months(months, [(BandMove.of(one.move), one.factor) for one in changes])


def years_of(tables: Published, measure: str, now: float, base: Figure, planned: Figure) -> Iterator[Beside]:
    """The year that ended, and those to come."""
    ends = [years_before(tables.snapshot.as_of, -year).date() for year in range(len(base.value) + 1)]
    yield Beside(0, ends[0], measure, (now, now, now), (now, now, now))
    for place, end in enumerate(ends[1:]):
        both = ((float(one.low[place]), float(one.value[place]), float(one.high[place])) for one in (base, planned))
        yield Beside(place + 1, end, measure, next(both), next(both))


def assumed_in(tables: Published) -> Assumed:
    """The assumptions of the snapshot that hold as it is."""
    rows = tables.rows("forecast_assumptions", where=[("scenario", "=", AS_IT_IS)], limit=_MOST)
    return Assumed.of({row["assumption"]: row["value"] for row in rows})


def arrays(rows: list[dict[str, Any]]) -> dict[str, np.ndarray[Any, Any]]:
    """Rows as columns."""
    return {name: np.array([row[name] for row in rows]) for name in (rows[0] if rows else ())}


BAND_MONTHS = (12, 24)
"""Months ahead at which bands are shown side by side."""


@dataclass(frozen=True, slots=True)
class BandBeside:
    """A band at the end of a month to come, as it is and under a scenario."""

    month_to: date
    band: str
    people: tuple[float, float]
    """As it is, and under the scenario."""
    reached: tuple[float, float]
    """In this band or a further one."""
    value: tuple[float, float]
    """Demand of all months until then."""


def bands_side_by_side(tables: Published, changes: tuple[BandChange, ...]) -> tuple[BandBeside, ...]:
    """People and demand per band, from the rates of what was last published.

    Raises:
        NotFoundError: the snapshot has no rates between bands.
    """
    rates = arrays(tables.rows("band_rates", limit=_MOST)) if "band_rates" in tables.tables() else {}
    if not rates:
        raise NotFoundError(
            "there are no rates between bands to change",
            where=f"snapshot {tables.snapshot.name}",
            fix="riparian build, and riparian show build_steps says why where the table is empty",
        )
    both = [bands_under(rates, plan, months=max(BAND_MONTHS)) for plan in ((), changes)]

    def pair(figures: list[np.ndarray[Any, Any]], month: int, place: int) -> tuple[float, float]:
        base, planned = (float(one[month - 1, place]) for one in figures)
        return base, planned

    return tuple(
        BandBeside(
            months_before(tables.snapshot.as_of, -month).date(),
            name.capitalize(),
            pair([one.people for one in both], month, place),
            pair([one.reached for one in both], month, place),
            pair([one.value.cumsum(axis=0) for one in both], month, place),
        )
        for month in BAND_MONTHS
        for place, name in enumerate(BAND_NAMES)
    )
