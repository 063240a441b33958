"""What the rules judge, read from the tables: whole months, cohorts, segments, years, diagnoses."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Final, Literal

from riparian.tables.hourglass import BANDS, PLACES
from riparian.web import words
from riparian.web.channels import USUAL
from riparian.web.deeds.addressed import people_path
from riparian.web.deeds.deed import Deed
from riparian.web.deeds.moves import Entered, Slept, Stood
from riparian.web.months import end_of
from riparian.web.noticing.bands import Awake, Cohort
from riparian.web.noticing.channels import Diagnosis
from riparian.web.noticing.measures import Measure
from riparian.web.noticing.segments import FileYear, SegmentNow, YearAhead
from riparian.web.orders import orders_told
from riparian.web.reader import Reader

WITHIN = 90
"""Days within which a passage between two bands is judged."""
TWO_YEARS = 24
MOST_MONTHS = 1200
_TURNS: Final[tuple[tuple[Literal["fell asleep", "woke up"], str], ...]] = (
    ("fell asleep", "fell_asleep"),
    ("woke up", "reignited"),
)


@dataclass(frozen=True, slots=True)
class Months:
    """The hourglass in whole months, oldest first."""

    names: tuple[str, ...]
    places: dict[int, list[dict[str, Any]]]
    """By place, a row of `band_counts` a month."""
    came_in: tuple[int, ...]
    orders: bool = True
    """Any source tells orders: without, nobody can be seen to buy."""

    def of(self, place: int, column: str) -> tuple[int, ...]:
        """One column of a place."""
        return tuple(row[column] for row in self.places.get(place, []))

    def until(self, month: str) -> "Months":
        """Those up to a month."""
        kept = sum(name <= month for name in self.names)
        places = {place: rows[:kept] for place, rows in self.places.items()}
        return Months(self.names[:kept], places, self.came_in[:kept], self.orders)


def whole_months(tables: Reader) -> Months:
    """All months that had ended at the as-of date."""
    rows = tables.rows("band_counts", order_by=("month_on", "place"), limit=len(PLACES) * MOST_MONTHS)
    ended = [row for row in rows if end_of(f"{row['month_on']:%Y-%m}") <= tables.as_of]
    places: dict[int, list[dict[str, Any]]] = {}
    for row in ended:
        places.setdefault(row["place"], []).append(row)
    days = [row["month_on"] for row in places.get(1, [])]
    entered: dict[date, int] = dict.fromkeys(days, 0)
    columns = ("month_on", "people")
    for flow in tables.rows("band_flows", columns=columns, where=[("from_band", "=", 0)], limit=5 * MOST_MONTHS):
        if flow["month_on"] in entered:
            entered[flow["month_on"]] += flow["people"]
    orders = orders_told(tables, [row["closing"] for row in places.get(5, [])])
    return Months(tuple(f"{day:%Y-%m}" for day in days), places, tuple(entered.values()), orders)


WHO: dict[str, Callable[[str], Deed]] = {
    "People who came in": lambda month: Entered(month, origin=0),
    "New buyers": lambda month: Entered(month, place=5),
    "Buyers awake": lambda month: Stood(month, 5, "awake"),
}
"""Who is behind the figures of a month that count people."""


def headline_measures(months: Months) -> tuple[Measure, ...]:
    """The four figures of the day; where no source tells orders, the first alone."""
    paths = {name: people_path(who(months.names[-1])) for name, who in WHO.items()} if months.names else {}
    awake = tuple(row["closing"] - row["dormant"] for row in months.places.get(5, []))
    made = (
        *(
            Measure(name, values, "people", paths.get(name, "/people"), "Who they are", moving=name != "Buyers awake")
            for name, values in zip(WHO, (months.came_in, months.of(5, "entered"), awake), strict=True)
        ),
        Measure("Demand", months.of(5, "value"), "money", "/hourglass?stage=5&measure=value", "The hourglass by value"),
    )
    return made if months.orders else made[:1]


def all_measures(months: Months) -> tuple[Measure, ...]:
    """Everything a month counts: the headlines, who entered each place, fell asleep, woke up."""
    entered = [
        Measure(
            f"People who entered {name}", months.of(place, "entered"), "people",
            people_path(Entered(months.names[-1], place)), "Who they are",
        )
        for place, name in PLACES.items() if place not in (1, 5)
    ]  # fmt: skip
    slept = [
        Measure(f"People who {word} at {PLACES[place]}", months.of(place, column), "people",
                people_path(Slept(months.names[-1], place, word)), "Who they are")
        for place in (3, 4, 5)
        for word, column in _TURNS
    ]  # fmt: skip
    return (*headline_measures(months), *entered, *slept)


def cohorts(tables: Reader) -> dict[int, list[Cohort]]:
    """By band, the cohorts of the last two years that were watched long enough, oldest first.

    A passage that nobody took is left out: no source tells of what lies behind it.
    """
    where = [("within_days", "=", WITHIN), ("cohort_on", "not null", None)]
    rows = tables.rows("band_conversions", where=where, order_by=("cohort_on",), limit=10 * MOST_MONTHS)
    found: dict[int, list[Cohort]] = {}
    for row in rows:
        if row["from_band"] in BANDS and row["to_band"] == row["from_band"] + 1 and row["to_band"] in BANDS:
            month = f"{row['cohort_on']:%Y-%m}"
            found.setdefault(row["from_band"], []).append(Cohort(month, row["people"], row["converted"]))
    latest = {band: cohort[-TWO_YEARS:] for band, cohort in found.items()}
    return {band: cohort for band, cohort in latest.items() if any(one.converted for one in cohort)}


def awake_months(months: Months) -> dict[int, list[Awake]]:
    """By band that can sleep, who was awake at the beginning of each month and who of them fell asleep."""
    found: dict[int, list[Awake]] = {}
    for place in (3, 4, 5):
        rows = months.places.get(place, [])
        found[place] = [
            Awake(f"{now['month_on']:%Y-%m}", now["opening"] - former["dormant"], now["fell_asleep"])
            for former, now in pairwise(rows)
        ]
    return found


def segments_now(tables: Reader) -> tuple[SegmentNow, ...]:
    """The action segments as they stand."""
    rows = tables.rows("segment_counts", order_by=("rank",), limit=20)
    return tuple(SegmentNow(row["segment"], row["rank"], row["buyers"], row["minus"]) for row in rows)


def file_years(tables: Reader) -> tuple[FileYear | None, FileYear | None]:
    """The last year and the one before, where each has a whole year before it."""
    rows = tables.rows("file_accounts", order_by=("-year_to",), limit=2)
    years = [FileYear(row["previous"], row["retained"]) if row["rebuy_rate"] is not None else None for row in rows]
    now, before, *_ = [*years, None, None]
    return now, before


def years_ahead(tables: Reader) -> tuple[YearAhead, ...]:
    """Buyers and demand of the coming year against the last, as things are."""
    where = [("scenario", "=", "as it is"), ("scope", "=", "all"), ("year", "<=", 1)]
    rows = tables.rows("five_year_forecasts", where=where, order_by=("year",), limit=20)
    found, last = [], tables.rows("file_accounts", columns=("guest_orders",), order_by=("-year_to",), limit=1)
    guests = any(row["guest_orders"] for row in last)
    for measure in ("buyers", "demand"):
        was, ahead = (next((r for r in rows if (r["measure"], r["year"]) == (measure, year)), None) for year in (0, 1))
        if was and ahead and ahead["low"] is not None and ahead["high"] is not None:
            values = (was["value"], ahead["value"], ahead["low"], ahead["high"])
            if measure == "demand":
                told = tuple(words.whole_money(round(value), tables.currency) for value in values)
            else:
                told = tuple(words.number(value) for value in values)
            found.append(YearAhead(measure.capitalize(), *values, (told[0], told[1], told[2], told[3]), guests))
    return tuple(found)


def diagnoses(tables: Reader) -> tuple[Diagnosis, ...]:
    """What journeys say of channels, those to the usual goal first, as the map has it; none where there is no table."""
    built = next((one.rows for one in tables.kept() if one.build == tables.snapshot), {})
    if "channel_diagnoses" not in built:
        return ()
    rows = tables.rows("channel_diagnoses", order_by=("kind", "channel", "goal"), limit=500)
    rows.sort(key=lambda row: row["goal"] != USUAL)
    return tuple(Diagnosis(row["kind"], row["channel"], row["says"], row["count"], row["goal"]) for row in rows)
