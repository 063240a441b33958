"""What the drawings of the forecast page show of its view."""

from collections.abc import Sequence
from datetime import date

from riparian.tables.hourglass import BANDS
from riparian.web import words
from riparian.web.charts.lines import Line, LinePicture, Point, Stroke
from riparian.web.charts.ranges import RangePicture, RangeRow
from riparian.web.file_forecast import AS_IT_IS, Score, YearAhead
from riparian.web.forecast_view import ForecastView
from riparian.web.what_if import BandPoint, MonthAhead


def _at(on: date) -> float:
    return float(on.toordinal())


def years_picture(view: ForecastView) -> LinePicture:
    """The past as a line, five years as a fan, scenarios dashed, and last year again dotted."""
    money = view.measure != "buyers"

    def told(value: float) -> str:
        return words.short_money(round(value), view.of.currency) if money else words.short(value)

    def point(year: YearAhead, *, with_range: bool) -> Point:
        likely = f", {told(year.low)} to {told(year.high)}" if year.low is not None and year.high is not None else ""
        says = f"Year to {words.day(year.year_to)}, {year.scenario}: {told(year.value)}{likely}"
        low, high = (year.low, year.high) if with_range else (None, None)
        return Point(_at(year.year_to), year.value, says, low, high)

    own = [year for year in view.years if year.scenario == AS_IT_IS]
    was = [
        Point(_at(one.year_to), one.value, f"Year to {words.day(one.year_to)}: {told(one.value)}") for one in view.past
    ]
    lines = []
    if own:
        naive = [Point(_at(one.year_to), own[0].value, f"Last year again: {told(own[0].value)}") for one in own]
        lines = [
            Line("last year again", tuple(naive), 2, "dotted"),
            Line("", (*was, point(own[0], with_range=False)), -1),
            Line("as it is", tuple(point(one, with_range=True) for one in own)),
        ]
    if view.before:
        lines.append(Line("foretold before", tuple(point(one, with_range=True) for one in view.before), -1, "dashed"))
    for number, name in enumerate(view.compared):
        beside = tuple(point(one, with_range=False) for one in view.years if one.scenario == name)
        lines.append(Line(words.clip(name, 22), beside, _series(number), "dashed"))
    dates = dict.fromkeys([one.year_to for one in view.past] + [one.year_to for one in own])
    return LinePicture(
        name="years",
        title=f"{view.measure.capitalize()} of a year, as it was and as it is foretold",
        description=f"The past as a line, five years with the range they lie in 9 times in 10. {view.sentence}",
        lines=tuple(lines),
        marks=tuple((_at(on), f"{on:%b %Y}") for on in dates),
        told=told,
        now=_at(own[0].year_to) if own else None,
    )


def _series(number: int) -> int:
    """Colours of scenarios: neither that of the forecast as it is, nor that of last year again."""
    return (1, 3, 4, 5, 6, 7)[number % 6]


def score_picture(view: ForecastView) -> RangePicture:
    """What was foretold as a share of what came."""
    many = len({one.year for one in view.scores}) > 1

    def row(one: Score) -> RangeRow:
        came = one.came or 1
        return RangeRow(
            name=f"{one.measure.capitalize()}{f', year {one.year}' if many else ''}",
            value=one.foretold / came,
            low=one.low / came if one.low is not None else None,
            high=one.high / came if one.high is not None else None,
            told=f"{100 * one.error:+.0f} %".replace("-", "−"),
            says=f"{one.measure}, foretold on {words.day(one.made_on)} for year {one.year}: "
            f"{words.share(abs(one.error))} too {'high' if one.error > 0 else 'low'}",
            other=one.naive / came if one.naive is not None else None,
            under=f"made {words.day(one.made_on)}",
        )

    return RangePicture(
        name="scores",
        title="What was foretold, as a share of what came",
        description=f"Each row is a forecast made on a past date; the line at 100 % is what came. {view.verdict}",
        rows=tuple(map(row, view.scores[:12])),
        zones=(),
        ticks=(0.5, 0.75, 1, 1.25, 1.5),
        at=lambda value: f"{100 * value:.0f} %",
        line=1.0,
    )


def band_picture(view: ForecastView) -> LinePicture:
    """People in a band: two years as they were, then the months to come."""
    name = BANDS[view.band]

    def line(
        scenario: str, called: str, series: int, stroke: Stroke, among: Sequence[BandPoint] = view.band_points
    ) -> Line:
        points = (
            Point(
                _at(one.on),
                one.people,
                f"{words.day(one.on)}, {scenario or 'as it was'}: {words.people(round(one.people))}",
            )
            for one in among
            if one.scenario == scenario
        )
        return Line(called, tuple(points), series, stroke)

    lines = [line("", "", -1, "solid"), line(AS_IT_IS, "as it is", 0, "solid")]
    if view.former:
        lines.append(line(AS_IT_IS, "foretold before", -1, "dotted", view.former.band_points))
    lines += [line(one, words.clip(one, 22), _series(number), "dashed") for number, one in enumerate(view.compared)]
    kept = tuple(one for one in lines if one.points)
    return LinePicture(
        name="band",
        title=f"People at {name}",
        description="People in the band at the end of each month, as it was and with the rates of the last months.",
        lines=kept,
        marks=_quarters([one.on for one in view.band_points]),
        told=words.short,
        now=_at(view.of.as_of.date()) if kept else None,
    )


def monthly_picture(view: ForecastView) -> LinePicture:
    """The months to come with their range, and the same months of the year before."""
    money = view.monthly == "demand"

    def told(value: float) -> str:
        return words.short_money(round(value), view.of.currency) if money else words.short(value)

    def point(one: MonthAhead, when: str = "") -> Point:
        likely = f", {told(one.low)} to {told(one.high)}" if one.low is not None and one.high is not None else ""
        says = f"{words.month(one.month_on)}{when}: {told(one.value)}{likely}"
        return Point(_at(one.month_on), one.value, says, one.low, one.high)

    ahead, former = tuple(map(point, view.months)), view.former
    before = tuple(
        Point(_at(one.month_on), one.naive, f"{words.month(one.month_on)}, a year before: {told(one.naive)}")
        for one in view.months
    )
    same = all(one.value == one.naive for one in view.months)
    lines = [Line("a year before", before, 2, "dotted")]
    if not same or not view.months:
        lines.append(Line("foretold", ahead))
    else:
        lines = [Line("as a year before", ahead)]
    if former and former.months:
        lines.append(Line("foretold before", tuple(point(one, ", as before") for one in former.months), -1, "dashed"))
    if former and former.came:
        brought = (
            Point(_at(one.month_on), one.came, f"{words.month(one.month_on)}: {told(one.came)} came")
            for one in former.came
        )
        lines.append(Line("came", tuple(brought), -1))
    months = {one.month_on for one in (*view.months, *(former.months if former else ()))}
    return LinePicture(
        name="months",
        title=f"{view.monthly.capitalize()} of the months to come",
        description="Each month with the range it lies in 9 times in 10 where one is known, and the year before.",
        lines=tuple(lines),
        marks=tuple((_at(on), f"{on:%b %y}") for on in sorted(months)),
        told=told,
    )


def _quarters(days: Sequence[date]) -> tuple[tuple[float, str], ...]:
    """The first days of half-years within a time."""
    if not days:
        return ()
    first, last = min(days), max(days)
    starts = (date(year, month, 1) for year in range(first.year, last.year + 1) for month in (1, 7))
    return tuple((_at(on), f"{on:%b %Y}") for on in starts if first <= on <= last)
