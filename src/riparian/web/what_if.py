"""The months to come: bands of the hourglass as it is and under scenarios, and orders, demand and new buyers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from riparian.tables.hourglass import BANDS
from riparian.web.file_forecast import AS_IT_IS
from riparian.web.months import end_of
from riparian.web.reader import Condition, Reader

Monthly = Literal["orders", "demand", "new buyers"]


@dataclass(frozen=True, slots=True)
class BandPoint:
    """People in the band at an instant, as it was or is foretold under a scenario."""

    scenario: str
    """Empty: as it was."""
    on: date
    people: float


@dataclass(frozen=True, slots=True)
class BandThen:
    """A band now, and what is foretold of it. Money in minor units, of one month."""

    scenario: str
    band: int
    name: str
    now: float
    in_12: float | None
    in_24: float | None
    value_in_12: float | None
    hourglass_path: str


@dataclass(frozen=True, slots=True)
class MonthAhead:
    """A month to come. `low` to `high`: 9 times in 10; `naive` is the same month of the year before."""

    month_on: date
    value: float
    low: float | None
    high: float | None
    naive: float
    method: str

    @property
    def month_before(self) -> str:
        """The same month of the year before, as addresses have it."""
        return f"{self.month_on.year - 1}-{self.month_on:%m}"


@dataclass(frozen=True, slots=True)
class MonthlyScore:
    """How far a method was off, counted in what a season ago was off; below 1 is nearer."""

    method: str
    origins: int
    foretold: int
    scaled_error: float
    covered: float | None
    chosen: bool


def band_points(tables: Reader, band: int, scenarios: Sequence[str]) -> tuple[BandPoint, ...]:
    """Two years of one band as they were, then the months to come."""
    past = tables.rows(
        "band_counts", columns=("month_on", "closing"), where=[("place", "=", band)], order_by=("-month_on",), limit=25
    )
    ended = [row for row in reversed(past) if end_of(f"{row['month_on']:%Y-%m}") <= tables.as_of]
    was = [BandPoint("", end_of(f"{row['month_on']:%Y-%m}").date(), float(row["closing"])) for row in ended]
    where: list[Condition] = [("band", "=", band), ("scenario", "in", [AS_IT_IS, *scenarios])]
    rows = tables.rows("band_projections", where=where, order_by=("month",), limit=2000)
    ahead = []
    for name in (AS_IT_IS, *scenarios):
        own = [row for row in rows if row["scenario"] == name]
        if own:
            ahead.append(BandPoint(name, tables.as_of.date(), own[0]["opening"]))
            ahead += [BandPoint(name, row["month_to"], row["people"]) for row in own]
    return tuple(was + ahead)


def bands_then(tables: Reader, scenarios: Sequence[str]) -> tuple[BandThen, ...]:
    """All bands under each scenario: now, in a year, in two."""
    where: list[Condition] = [("month", "in", [1, 12, 24]), ("scenario", "in", [AS_IT_IS, *scenarios])]
    rows = {
        (row["scenario"], row["band"], row["month"]): row
        for row in tables.rows("band_projections", where=where, limit=2000)
    }
    made = []
    for name in (AS_IT_IS, *scenarios):
        for band, called in BANDS.items():
            first, year, two = (rows.get((name, band, month)) for month in (1, 12, 24))
            if first:
                made.append(
                    BandThen(
                        scenario=name,
                        band=band,
                        name=called,
                        now=first["opening"],
                        in_12=year["people"] if year else None,
                        in_24=two["people"] if two else None,
                        value_in_12=year["value"] if year else None,
                        hourglass_path=f"/hourglass?stage={band}",
                    )
                )
    return tuple(made)


def months_ahead(tables: Reader, monthly: Monthly) -> tuple[MonthAhead, ...]:
    """The months to come, the next first."""
    columns = tuple(MonthAhead.__dataclass_fields__)
    where: list[Condition] = [("measure", "=", monthly)]
    rows = tables.rows("monthly_forecasts", columns=columns, where=where, order_by=("month_on",), limit=60)
    return tuple(MonthAhead(**row) for row in rows)


def monthly_scores(tables: Reader, monthly: Monthly) -> tuple[MonthlyScore, ...]:
    """The methods tried, the chosen one first."""
    columns = tuple(MonthlyScore.__dataclass_fields__)
    rows = tables.rows(
        "monthly_scores", columns=columns, where=[("measure", "=", monthly)], order_by=("-chosen", "method"), limit=10
    )
    return tuple(MonthlyScore(**row) for row in rows)
