"""Scenarios that are saved and not built yet, worked out from what was last published."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from riparian.decisions.forecast import Standing
from riparian.expressions.calendar import months_before, years_before
from riparian.models.file_history import Assumed
from riparian.tables.hourglass import BANDS
from riparian.web.file_forecast import AS_IT_IS, Change, Measure, YearAhead
from riparian.web.reader import Reader
from riparian.web.what_if import BandPoint, BandThen
from riparian.workspace.forecasting import arrays, bands_under, years_under

_MOST = 100_000
_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Tried:
    """What follows from scenarios, as the next build would publish it."""

    years: tuple[YearAhead, ...] = ()
    bands: tuple[BandThen, ...] = ()
    points: tuple[BandPoint, ...] = ()
    changes: tuple[Change, ...] = ()


def tried(tables: Reader, plans: Mapping[str, Standing], measure: Measure, band: int) -> Tried:
    """By the rates of the snapshot and its seed, as a build would; nothing where it has no rates."""
    if not plans:
        return Tried()
    points: tuple[BandPoint, ...] = ()
    bands: tuple[BandThen, ...] = ()
    if rates := arrays(tables.rows("band_rates", limit=_MOST)):
        points, bands = _bands(tables, rates, plans, band)
    return Tried(_years(tables, plans, measure), bands, points, tuple(_changes(plans)))


def _years(tables: Reader, plans: Mapping[str, Standing], measure: Measure) -> tuple[YearAhead, ...]:
    moved = arrays(tables.rows("segment_transitions", limit=_MOST))
    rests = tables.rows("forecast_assumptions", where=[("scenario", "=", AS_IT_IS)], limit=_MOST)
    if not (moved and rests):
        return ()
    assumed, seed = Assumed.of({row["assumption"]: row["value"] for row in rests}), _seed(tables)
    made = []
    for name, one in plans.items():
        if one.saved.changes:
            now, ahead = years_under(moved, assumed, one.saved.changes, seed=seed)[measure]
            ends = [years_before(tables.as_of, -year).date() for year in range(1, len(ahead.value) + 1)]
            figures = zip(ends, ahead.value, ahead.low, ahead.high, strict=True)
            made += [
                YearAhead(name, year, end, float(value), float(low), float(high), now)
                for year, (end, value, low, high) in enumerate(figures, 1)
            ]
    return tuple(made)


def _bands(
    tables: Reader, rates: dict[str, np.ndarray[Any, Any]], plans: Mapping[str, Standing], band: int
) -> tuple[tuple[BandPoint, ...], tuple[BandThen, ...]]:
    points: list[BandPoint] = []
    bands: list[BandThen] = []
    for name, one in plans.items():
        if not one.saved.bands:
            continue
        made = bands_under(rates, one.saved.bands, months=_MONTHS)
        points.append(BandPoint(name, tables.as_of.date(), float(made.opening[0, band - 1])))
        points += [
            BandPoint(name, months_before(tables.as_of, -month).date(), float(people))
            for month, people in enumerate(made.people[:, band - 1], 1)
        ]
        for place, (key, called) in enumerate(BANDS.items()):
            in_12, in_24 = (float(made.people[month - 1, place]) for month in (12, 24))
            value = float(made.value[11, place])
            now = float(made.opening[0, place])
            bands.append(BandThen(name, key, called, now, in_12, in_24, value, f"/hourglass?stage={key}"))
    return tuple(points), tuple(bands)


def _changes(plans: Mapping[str, Standing]) -> Iterator[Change]:
    for name, one in plans.items():
        who = (one.decided_on, one.decided_by)
        for change in one.saved.changes:
            yield Change(name, change.what, change.segment, change.factor, change.reason, *who)
        for move in one.saved.bands:
            yield Change(name, move.move, "hourglass", move.factor, move.reason, *who)


def _seed(tables: Reader) -> int:
    """That of the build that is shown."""
    return next((int(one.made_with.get("seed", "0")) for one in tables.kept() if one.build == tables.snapshot), 0)
