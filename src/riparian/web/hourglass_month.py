"""A month of the hourglass: who stood at its nine places, how they moved, and one stage in full."""

from dataclasses import dataclass, replace

from riparian.tables.hourglass import BANDS, PLACES
from riparian.web.months import first_day
from riparian.web.movement import NO_MOVEMENT, Movement, monthly_rates, movement_of
from riparian.web.reader import Reader

MEANINGS = {
    1: "We can tell them apart from others: a first action that leads back to somebody.",
    2: "They came back: a second visit, or a follow.",
    3: "They visit regularly, or said yes to hearing from us.",
    4: "They tried: a cart, a sample, a trial or a conversation.",
    5: "They placed at least one order.",
    6: "Buyers who were helped or on-boarded in the last twelve months.",
    7: "Buyers who ordered again in the last twelve months.",
    8: "Buyers who referred, reviewed or spoke for us in the last twelve months.",
    9: "Buyers whose idea was accepted in the last twelve months.",
}


@dataclass(frozen=True, slots=True)
class PlaceMonth:
    """A band or facet over the month: opening + entered − left = closing. Money in minor units."""

    place: int
    name: str
    opening: int
    entered: int
    left: int
    closing: int
    direct: int
    """Of those who entered: who skipped a band; in facets, who entered for the first time."""
    dormant: int
    fell_asleep: int
    reignited: int
    value: int
    closing_before: int | None
    """In the month or snapshot compared with."""
    value_before: int | None
    rate: float | None = None
    """Of those standing here, the share that goes on in a month; of the last twelve, whatever month is shown."""


@dataclass(frozen=True, slots=True)
class Flow:
    """People who moved between two bands within the month; band 0 is outside."""

    from_band: int
    from_name: str
    to_band: int
    to_name: str
    people: int


@dataclass(frozen=True, slots=True)
class Conversion:
    """Of those who entered the stage and were observed long enough, who got to `to_name` in time; of all cohorts."""

    to_place: int
    to_name: str
    within_days: int
    people: int
    converted: int
    rate: float | None
    low: float | None
    high: float | None
    median_days: float | None


@dataclass(frozen=True, slots=True)
class Stage:
    """The stage that is selected, in full."""

    month: PlaceMonth
    meaning: str
    moved_on: int
    conversions: tuple[Conversion, ...]
    median_days_moved: float | None
    median_days_waiting: float | None
    people_path: str
    movement: Movement = NO_MOVEMENT


def places_of(tables: Reader, month: str) -> tuple[PlaceMonth, ...]:
    """All nine places, whether or not anybody is there."""
    rows = tables.rows("band_counts", where=[("month_on", "=", first_day(month))], limit=20)
    now, rates = {row["place"]: row for row in rows}, monthly_rates(tables)
    names = ("opening", "entered", "left", "closing", "direct", "dormant", "fell_asleep", "reignited", "value")
    return tuple(
        PlaceMonth(
            place=place,
            name=name,
            closing_before=None,
            value_before=None,
            rate=rates.get(place),
            **{column: now.get(place, {}).get(column, 0) for column in names},
        )
        for place, name in PLACES.items()
    )


def laid_over(places: tuple[PlaceMonth, ...], then: tuple[PlaceMonth, ...] | None) -> tuple[PlaceMonth, ...]:
    """The same with what each was; None: nothing is compared."""
    if then is None:
        return places
    return tuple(
        replace(one, closing_before=was.closing, value_before=was.value) for one, was in zip(places, then, strict=True)
    )


def flows_of(tables: Reader, month: str) -> tuple[Flow, ...]:
    """Between bands, and into them from outside."""
    rows = tables.rows(
        "band_flows", where=[("month_on", "=", first_day(month))], order_by=("from_band", "to_band"), limit=40
    )
    names = {0: "Outside"} | PLACES
    return tuple(
        Flow(row["from_band"], names[row["from_band"]], row["to_band"], names[row["to_band"]], row["people"])
        for row in rows
    )


def stage_of(tables: Reader, month: PlaceMonth, flows: tuple[Flow, ...], *, people: str) -> Stage:
    """A place in full; `people`: where those are listed who stood there."""
    place = month.place
    conversions = tables.rows(
        "band_conversions",
        where=[("from_band", "=", place), ("cohort_on", "is null", None)],
        order_by=("to_band", "within_days"),
        limit=60,
    )
    following = [row for row in conversions if row["to_band"] == place + 1 or place == 5]
    columns = ("within_days", "people", "converted", "rate", "low", "high", "median_days")
    waits = tables.rows("times_in_band", where=[("band", "=", place)], limit=1) if place in BANDS else []
    return Stage(
        month=month,
        meaning=MEANINGS[place],
        moved_on=sum(flow.people for flow in flows if flow.from_band == place),
        conversions=tuple(
            Conversion(row["to_band"], PLACES[row["to_band"]], **{name: row[name] for name in columns})
            for row in following
        ),
        median_days_moved=waits[0]["median_days_moved"] if waits else None,
        median_days_waiting=waits[0]["median_days_waiting"] if waits else None,
        people_path=people,
        movement=movement_of(tables, place),
    )
