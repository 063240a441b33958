"""The report: one HTML file that needs nothing else, of one month and one snapshot; no person is in it by name."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from riparian.core.errors import NotFoundError
from riparian.web import words
from riparian.web.charts.hourglass import draw_hourglass
from riparian.web.charts.hourglass_layout import WIDE
from riparian.web.definitions import Definition, definitions
from riparian.web.file_forecast import scenario_names
from riparian.web.months import end_of, hourglass_months
from riparian.web.page import AnyPage
from riparian.web.pages import buyers, cohorts, forecast, hourglass, map, sources, streams, today, value
from riparian.web.reader import Reader, Snapshot, snapshot_of
from riparian.web.refusals import NothingYetError
from riparian.web.rendering import draw, templates
from riparian.web.statics import static_files

COMPARED = 3
"""Scenarios that are laid over the forecast."""
STYLES = ("riparian.css", "pages.css", "report.css")
_LINK = re.compile(r"</?a\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page as the report has it. `view` empty: the page has nothing to show, and `missing` says why."""

    name: str
    title: str
    covers: str
    """The time it tells of."""
    view: Any
    pictures: Mapping[str, Any]
    missing: str
    figures: tuple[tuple[str, Definition, str], ...]
    """What its figures mean: how the report calls each, its table, and what the dictionary says of its column."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the file holds."""

    of: Snapshot
    month: str
    """Empty: nobody stood on the hourglass for a month."""
    chapters: tuple[Chapter, ...]
    made_with: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter before its page is asked."""

    name: str
    page: AnyPage
    pictures: Mapping[str, Callable[[Any], Any]]
    covers: Callable[[Any], str]
    figures: tuple[tuple[str, str, str], ...]
    """As the report calls it, table, column."""


def _as_of(view: Any) -> str:  # noqa: ANN401  a page of any view
    return f"as of {words.instant(view.of.as_of)}"


def _of_month(view: Any) -> str:  # noqa: ANN401  a page of any view
    return words.month_name(view.month)


def _drawn(page: AnyPage, *names: str) -> dict[str, Callable[[Any], Any]]:
    return {name: page.pictures[name] for name in names}


def _glass(view: hourglass.HourglassView) -> str:
    """The drawing with no place selected."""
    shown = hourglass.hourglass_picture(view)
    return draw_hourglass(replace(shown, slabs=tuple(replace(one, selected=False) for one in shown.slabs)), WIDE)


PARTS = (
    Part(
        "today",
        today.PAGE,
        _drawn(today.PAGE, "lines"),
        _of_month,
        (),
    ),
    Part(
        "hourglass",
        hourglass.PAGE,
        {"wide": _glass},
        _of_month,
        (
            ("Direct or first time", "band_counts", "direct"),
            ("Asleep", "band_counts", "dormant"),
            ("Demand", "band_counts", "value"),
        ),
    ),
    Part(
        "map",
        map.PAGE,
        _drawn(map.PAGE, "wide"),
        _as_of,
        (
            ("Fed by own", "channel_profiles", "own_feeding_share"),
            ("Chance", "channel_profiles", "chance"),
            ("Removal effect", "channel_profiles", "removal_effect"),
            ("Of what comes in", "channel_feeds", "feeding_share"),
        ),
    ),
    Part(
        "streams",
        streams.PAGE,
        _drawn(streams.PAGE, "wide"),
        _as_of,
        (("Value", "paths", "value"), ("Days", "paths", "mean_days")),
    ),
    Part(
        "cohorts",
        cohorts.PAGE,
        _drawn(cohorts.PAGE, "life"),
        _as_of,
        (
            ("Bought again by then", "life_tables", "cumulative"),
            ("Extended", "life_tables", "observed"),
            ("Got there", "band_conversions", "rate"),
        ),
    ),
    Part(
        "buyers",
        buyers.PAGE,
        _drawn(buyers.PAGE, "segments", "ladder"),
        _as_of,
        (
            ("Will buy", "segment_counts", "expected"),
            ("Chance to buy again", "rebuy_cells", "probability"),
            ("Past cases", "rebuy_cells", "tried"),
        ),
    ),
    Part(
        "value",
        value.PAGE,
        _drawn(value.PAGE, "credits", "shifts"),
        lambda view: f"the year to {words.day(view.year)}" if view.year else _as_of(view),
        (
            ("Cost to serve", "re_ledgers", "cost_to_serve"),
            ("Contribution", "re_ledgers", "contribution"),
            ("Added by the spend", "re_ledgers", "incremental_contribution"),
            ("Spread", "credit_disagreements", "relative_spread"),
            ("Expected gain", "budget_shifts", "gain"),
        ),
    ),
    Part(
        "forecast",
        forecast.PAGE,
        _drawn(forecast.PAGE, "years"),
        _as_of,
        (
            ("Demand", "five_year_forecasts", "measure"),
            ("9 times in 10", "five_year_forecasts", "high"),
            ("Last year again", "five_year_forecasts", "naive"),
        ),
    ),
    Part(
        "sources",
        sources.PAGE,
        _drawn(sources.PAGE, "weeks"),
        _as_of,
        (
            ("Rows with a name", "silo_coverage", "identified"),
            ("Known people", "silo_coverage", "people"),
        ),
    ),
)


def report_of(tables: Reader, *, month: str | None = None) -> Report:
    """What the report of a month holds; without one, of the last whole month.

    Pages that take no month are told as of the snapshot, and say so: of those kept, one that ends with the month.

    Raises:
        NotFoundError: nothing is known of that month.
    """
    tables = as_of_month(tables, month) if month else tables
    _known_month(tables, month)
    if not month:
        opening = chapter(PARTS[0], tables, None)
        month = opening.view.month if opening.view else None
    chapters = tuple(chapter(part, tables, month) for part in PARTS)
    glass = next(one for one in chapters if one.name == "hourglass")
    made_with = next((kept.made_with for kept in tables.kept() if kept.build == tables.snapshot), {})
    return Report(
        of=snapshot_of(tables),
        month=glass.view.month if glass.view else "",
        chapters=chapters,
        made_with={name: told for name, told in made_with.items() if "." not in name},
    )


def _known_month(tables: Reader, month: str | None) -> None:
    months = hourglass_months(tables)
    if month is None or month in months or not months:
        return
    ahead = " yet" if month > months[0] else ""
    what = f"nothing is known of {words.month_name(month)}{ahead}"
    told = f"months go from {months[-1]} to {months[0]}; without --month it is the last whole one"
    raise NotFoundError(what, where=f"--month {month}", fix=told)


def as_of_month(tables: Reader, month: str) -> Reader:
    """The snapshot that was frozen soonest after a month, before the next had ended; without any, the one given."""
    end = end_of(month)
    late = end_of(f"{end:%Y-%m}")
    fit = [one for one in tables.kept() if end <= one.as_of < late]
    best = min(fit, key=lambda one: one.as_of, default=None)
    return tables if best is None or best.build == tables.snapshot else tables.other(best.build)


def chapter(part: Part, tables: Reader, month: str | None) -> Chapter:
    """One page as the report has it. No month: the one that the page would show.

    Raises:
        NotFoundError: nothing is known of that month.
    """
    asked: dict[str, Any] = {}
    if part.name in ("today", "hourglass"):
        asked["month"] = month
    if part.name == "forecast":
        asked["scenario"] = scenario_names(tables)[:COMPARED]
    known = definitions()
    figures = tuple(
        (called, known[table], next(one.says for one in known[table].columns if one.name == column))
        for called, table, column in part.figures
    )
    try:
        view = part.page.show(tables, **asked)
    except NothingYetError as error:
        return Chapter(part.name, part.page.title, "", None, {}, error.what, figures)
    pictures = {name: unlinked(drawn(view)) for name, drawn in part.pictures.items()}
    return Chapter(part.name, part.page.title, part.covers(view), view, pictures, "", figures)


def unlinked(drawn: str | Mapping[str, str]) -> Any:  # noqa: ANN401  one drawing, or those by key
    """A drawing without its links, which lead nowhere outside the pages."""
    if isinstance(drawn, str):
        return Markup(_LINK.sub("", drawn))
    return {name: unlinked(one) for name, one in drawn.items()}


def report_html(report: Report) -> str:
    """The whole file."""
    files = static_files()
    styles = Markup("\n".join(files[name].content.decode() for name in STYLES))
    return draw(templates(files), "report.html", report=report, styles=styles)
