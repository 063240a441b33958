"""The forecast page: five years, scenarios beside them, how earlier forecasts did, what they rest on, and what-ifs."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Query

from riparian.core.errors import NotFoundError
from riparian.web import compare, words
from riparian.web.charts.lines import draw_lines
from riparian.web.charts.ranges import draw_ranges
from riparian.web.compare import beside
from riparian.web.deciding import NOWHERE, Decide
from riparian.web.file_forecast import (
    AS_IT_IS,
    Assumption,
    Change,
    Measure,
    PastYear,
    Score,
    SegmentAhead,
    YearAhead,
    assumptions,
    changes,
    past_years,
    scenario_names,
    scores,
    segments_ahead,
    verdict,
    years_ahead,
)
from riparian.web.forecast_before import EXAMPLE as EXAMPLE_BEFORE
from riparian.web.forecast_before import forecast_before
from riparian.web.forecast_pictures import band_picture, monthly_picture, score_picture, years_picture
from riparian.web.forecast_view import ForecastView
from riparian.web.page import Page
from riparian.web.reader import EXAMPLE_SNAPSHOT, Reader, snapshot_of
from riparian.web.reasons import why_empty
from riparian.web.refusals import NothingYetError
from riparian.web.scenario_form import NOTHING_PLANNED, WAITING, planning
from riparian.web.tried import tried
from riparian.web.what_if import (
    BandPoint,
    BandThen,
    MonthAhead,
    Monthly,
    MonthlyScore,
    band_points,
    bands_then,
    monthly_scores,
    months_ahead,
)


def show(
    tables: Reader,
    decide: Decide = NOWHERE,
    *,
    measure: Annotated[Measure, Query(description="What the five years are told in.")] = "demand",
    scenario: Annotated[
        Sequence[str], Query(max_length=20, description="Scenarios to compare with.", examples=[["more loyalty"]])
    ] = (),
    band: Annotated[int, Query(ge=1, le=5, description="The band whose months to come are drawn.", examples=[5])] = 5,
    monthly: Annotated[Monthly, Query(description="What the months to come are told in.")] = "orders",
    change: Annotated[
        str | None,
        Query(max_length=80, description="The scenario at which the sliders stand.", examples=["more loyalty"]),
    ] = None,
    against: compare.Snapshot = None,
) -> ForecastView:
    """The years and months to come, as it is and under the scenarios chosen."""
    compared, plan, standing = tuple(dict.fromkeys(scenario)), planning(tables, decide, change), decide.scenarios()
    unbuilt = {one.name for one in plan.scenarios if one.state in WAITING}
    known = tuple(sorted({*scenario_names(tables), *unbuilt}))
    built = tuple(name for name in compared if name not in unbuilt)
    now = tried(tables, {name: standing[name] for name in compared if name in unbuilt}, measure, band)
    years = (*years_ahead(tables, measure, built), *now.years)
    bands = (*bands_then(tables, built), *now.bands)
    other = beside(tables, against, where="/forecast")
    months, scored, rests = months_ahead(tables, monthly), scores(tables), assumptions(tables, built)
    if not (years or bands or months):
        why = why_empty(tables, "five_year_forecasts", "Nothing is foretold yet: no source had orders of people.")
        raise NothingYetError(why, fix="riparian build")
    for name in (*compared, *filter(None, [change])):
        if name not in {*known, *(one.name for one in plan.scenarios)}:
            there = ", ".join(known) or "none yet; riparian forecast --scenario FILE"
            raise NotFoundError(
                f"No scenario {name!r} was built or saved.", where="/forecast", fix=f"There are: {there}."
            )
    parts = (
        ("years", years, "five_year_forecasts", "Two years of orders are needed to foretell five."),
        ("scores", scored, "forecast_scores", "The log is too short to try the forecast on a past date."),
        ("assumptions", rests, "forecast_assumptions", "Nothing is foretold, so nothing is assumed."),
        ("bands", bands, "band_projections", "Too few months of the hourglass were seen to foretell it."),
        ("months", months, "monthly_forecasts", "Too few months of orders were seen to foretell more."),
    )
    return ForecastView(
        heading="Forecast",
        sentence=_sentence(years, measure, tables.currency),
        of=snapshot_of(tables),
        measure=measure,
        scenarios=known,
        compared=compared,
        past=past_years(tables, measure) if years else (),
        years=years,
        segments=segments_ahead(tables),
        changes=(*changes(tables, built), *now.changes),
        scores=scored,
        verdict=verdict(scored),
        assumptions=rests,
        band=band,
        band_points=(*band_points(tables, band, built), *now.points),
        bands=bands,
        monthly=monthly,
        months=months,
        monthly_scores=monthly_scores(tables, monthly),
        planning=plan,
        tried=tuple(name for name in compared if name in unbuilt),
        missing={name: why_empty(tables, table, why) for name, found, table, why in parts if not found},
        against=other.against,
        before=years_ahead(other.tables, measure, ()) if other.tables else (),
        former=forecast_before(tables, other.tables, band=band, monthly=monthly, months=months),
    )


def _sentence(years: tuple[YearAhead, ...], measure: Measure, currency: str) -> str:
    own = [year for year in years if year.scenario == AS_IT_IS]
    if len(own) < 2:
        return "Five years cannot be foretold yet; the months to come can."
    now, last = own[0], own[-1]

    def told(value: float) -> str:
        return words.number(value) if measure == "buyers" else words.short_money(round(value), currency)

    ahead = f"If buyers go on moving between segments as they do, the year to {words.month(last.year_to)} brings "
    ahead += f"{told(last.value)} {'buyers' if measure == 'buyers' else f'of {measure}'}"
    if last.low is None or last.high is None:
        return f"{ahead}; the last year brought {told(now.value)}."
    likely = f", 9 times in 10 between {told(last.low)} and {told(last.high)}"
    if last.low > now.value:
        against = f"more than the {told(now.value)} of the last year"
    elif last.high < now.value:
        against = f"less than the {told(now.value)} of the last year"
    else:
        against = f"which is not surely more or less than the {told(now.value)} of the last year"
    return f"{ahead}{likely}: {against}."


_WHEN = datetime(2026, 10, 1, tzinfo=UTC).date()

PAGE = Page(
    path="/forecast",
    title="Forecast",
    says="Five years as it is and under scenarios, how earlier forecasts did, what they rest on, the months to come.",
    template="forecast.html",
    show=show,
    group="See",
    place=80,
    icon="forecast",
    pictures={
        "years": lambda view: draw_lines(years_picture(view), height=340),
        "years_narrow": lambda view: draw_lines(years_picture(view), width=326, height=260),
        "scores": lambda view: draw_ranges(score_picture(view)),
        "scores_narrow": lambda view: draw_ranges(score_picture(view), width=326),
        "band": lambda view: draw_lines(band_picture(view), width=520, height=280),
        "band_narrow": lambda view: draw_lines(band_picture(view), width=326, height=240),
        "months": lambda view: draw_lines(monthly_picture(view), width=520, height=280),
        "months_narrow": lambda view: draw_lines(monthly_picture(view), width=326, height=240),
    },
    example=ForecastView(
        heading="Forecast",
        sentence="If buyers go on moving between segments as they do, the year to October 2031 brings €31 k of demand.",
        of=EXAMPLE_SNAPSHOT,
        measure="demand",
        scenarios=("more loyalty",),
        compared=("more loyalty",),
        past=(PastYear(date(2025, 10, 1), 1_645_295.0, 1.0),),
        years=(YearAhead(AS_IT_IS, 1, date(2027, 10, 1), 2_024_385.0, 1_524_047.0, 2_665_071.0, 1_521_813.0),),
        segments=(SegmentAhead("Quality", 24.0, 41.0, 30.0, 55.0),),
        changes=(Change("more loyalty", "rebuy", "Average", 1.1, "as tested in May", _WHEN, "ana"),),
        scores=(Score("buyers", date(2025, 10, 1), 1, 111.5, 90.0, 139.0, 131.0, -0.149, True, 105.0, -0.1985),),
        verdict="Forecasts made on 2 past dates were: buyers 14.9 % off, nearer than last year again (19.9 %).",
        assumptions=(
            Assumption(AS_IT_IS, "new buyers", 79.5, "people a year", "measured", "segment_transitions", _WHEN),
        ),
        band=5,
        band_points=(BandPoint("", date(2026, 9, 1), 271.0), BandPoint(AS_IT_IS, date(2026, 11, 1), 286.3)),
        bands=(BandThen(AS_IT_IS, 5, "Buy", 279.0, 361.0, 452.0, 171_400.0, "/hourglass?stage=5"),),
        monthly="orders",
        months=(MonthAhead(date(2026, 11, 1), 12.4, 5.0, 24.0, 14.0, "exponential smoothing"),),
        monthly_scores=(MonthlyScore("exponential smoothing", 11, 66, 0.86, 0.91, True),),
        planning=NOTHING_PLANNED,
        missing={},
        former=EXAMPLE_BEFORE,
    ),
)
