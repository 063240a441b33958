"""The customer file in five years: what was, what is foretold under each scenario, and how such forecasts did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from riparian.web import words
from riparian.web.deeds.addressed import people_path
from riparian.web.deeds.fitted import Foretold
from riparian.web.reader import Condition, Reader
from riparian.web.segments import SEGMENTS

Measure = Literal["demand", "buyers", "contribution"]
AS_IT_IS = "as it is"
"""The forecast without changes, as tables name it."""


@dataclass(frozen=True, slots=True)
class PastYear:
    """A year as it was. Money in minor units."""

    year_to: date
    """The day after the year's last."""
    value: float
    covered: float


@dataclass(frozen=True, slots=True)
class YearAhead:
    """A year under a scenario; year 0 is the last, as it was. `low` to `high`: 9 times in 10."""

    scenario: str
    year: int
    year_to: date
    value: float
    low: float | None
    high: float | None
    naive: float | None
    """Last year again."""


@dataclass(frozen=True, slots=True)
class SegmentAhead:
    """Everybody who ever bought and stands in a segment at the end of the last year, and after five, as it is."""

    segment: str
    now: float
    then: float
    low: float | None
    high: float | None
    people_path: str = ""
    """Where those are listed who stand in it now."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a scenario changes, who decided so and why."""

    scenario: str
    what: str
    where: str
    factor: float
    reason: str
    decided_on: date
    decided_by: str


@dataclass(frozen=True, slots=True)
class Score:
    """A forecast made on a past date against what came, beside last year again. `error`: (foretold − came) ÷ came."""

    measure: str
    made_on: date
    year: int
    foretold: float
    low: float | None
    high: float | None
    came: float
    error: float
    covered: bool | None
    naive: float | None
    naive_error: float | None


@dataclass(frozen=True, slots=True)
class Assumption:
    """A number the forecast rests on."""

    scenario: str
    assumption: str
    value: float
    unit: str
    origin: str
    source: str
    stated_on: date


def past_years(tables: Reader, measure: Measure) -> tuple[PastYear, ...]:
    """Years of the file before the last, oldest first; none for contribution, which the file's accounts do not tell."""
    if measure == "contribution":
        return ()
    rows = tables.rows("file_accounts", columns=("year_to", "covered", measure), order_by=("-year_to",), limit=12)
    return tuple(
        PastYear(row["year_to"] + timedelta(days=1), float(row[measure]), row["covered"]) for row in reversed(rows[1:])
    )


def scenario_names(tables: Reader) -> tuple[str, ...]:
    """Scenarios besides `as it is` that any forecast was made for."""
    names = set(tables.counts("five_year_forecasts", by="scenario")) | set(
        tables.counts("band_projections", by="scenario")
    )
    return tuple(sorted(names - {AS_IT_IS}))


def years_ahead(tables: Reader, measure: Measure, scenarios: Sequence[str]) -> tuple[YearAhead, ...]:
    """All buyers together, as it is first."""
    columns = tuple(YearAhead.__dataclass_fields__)
    where: list[Condition] = [
        ("scope", "=", "all"),
        ("measure", "=", measure),
        ("scenario", "in", [AS_IT_IS, *scenarios]),
    ]
    rows = tables.rows("five_year_forecasts", columns=columns, where=where, order_by=("year",), limit=500)
    return tuple(YearAhead(**row) for name in (AS_IT_IS, *scenarios) for row in rows if row["scenario"] == name)


def segments_ahead(tables: Reader) -> tuple[SegmentAhead, ...]:
    """Segments from the best in which anybody is, now or then."""
    where: list[Condition] = [("scope", "=", "segment"), ("measure", "=", "buyers"), ("scenario", "=", AS_IT_IS)]
    rows = tables.rows("five_year_forecasts", where=where, order_by=("year",), limit=200)
    made = []
    for slug, name in SEGMENTS.items():
        own = [row for row in rows if row["name"] == name]
        if own and (own[0]["value"] or own[-1]["value"] or own[-1]["high"]):
            last = own[-1]
            path = people_path(Foretold(slug))
            made.append(SegmentAhead(name, own[0]["value"], last["value"], last["low"], last["high"], path))
    return tuple(made)


def changes(tables: Reader, scenarios: Sequence[str]) -> tuple[Change, ...]:
    """What the scenarios change, of the file and of the hourglass."""
    if not scenarios:
        return ()
    where: list[Condition] = [("scenario", "in", list(scenarios))]
    told = ("scenario", "factor", "reason", "decided_on", "decided_by")
    of_file = tables.rows("scenarios", where=where, order_by=("scenario", "position"), limit=200)
    of_bands = tables.rows("band_changes", where=where, order_by=("scenario", "position"), limit=200)
    made = [Change(what=row["what"], where=row["segment"], **{name: row[name] for name in told}) for row in of_file]
    return tuple(
        made + [Change(what=row["move"], where="hourglass", **{name: row[name] for name in told}) for row in of_bands]
    )


def scores(tables: Reader) -> tuple[Score, ...]:
    """Every back-test, the newest date first."""
    rows = tables.rows("forecast_scores", order_by=("-made_on", "measure", "year"), limit=400)
    naive = {(row["made_on"], row["year"], row["measure"]): row for row in rows if row["method"] == "last year again"}
    columns = ("measure", "made_on", "year", "foretold", "low", "high", "came", "error", "covered")
    made = []
    for row in rows:
        if row["method"] == "segments":
            beside = naive.get((row["made_on"], row["year"], row["measure"]), {})
            own = {name: row[name] for name in columns}
            made.append(Score(**own, naive=beside.get("foretold"), naive_error=beside.get("error")))
    return tuple(made)


def assumptions(tables: Reader, scenarios: Sequence[str]) -> tuple[Assumption, ...]:
    """Those of `as it is`, then those that the scenarios have of their own."""
    columns = tuple(Assumption.__dataclass_fields__)
    where: list[Condition] = [("scenario", "in", [AS_IT_IS, *scenarios])]
    rows = tables.rows("forecast_assumptions", columns=columns, where=where, limit=500)
    return tuple(Assumption(**row) for name in (AS_IT_IS, *scenarios) for row in rows if row["scenario"] == name)


def verdict(scored: Sequence[Score]) -> str:
    """How forecasts did, by measure: how far off on average, and whether that beat saying last year again."""
    told = []
    for measure in dict.fromkeys(one.measure for one in scored):
        own = [one for one in scored if one.measure == measure]
        off = sum(abs(one.error) for one in own) / len(own)
        beside = [abs(one.naive_error) for one in own if one.naive_error is not None]
        said = f"{measure} {words.share(off)} off"
        if beside:
            naive = sum(beside) / len(beside)
            word = "no nearer than" if abs(off - naive) < 0.01 else "nearer than" if off < naive else "further off than"
            said += f", {word} last year again ({words.share(naive)})"
        told.append(said)
    if not told:
        return ""
    dates = len({one.made_on for one in scored})
    little = " One past date is little to go by." if dates == 1 else ""
    made = f"Forecasts made on {words.counted(dates, 'past date', 'past dates')} were"
    return f"{made}, on average: {'; '.join(told)}.{little}"
