"""Today: what the numbers bear out, in sentences; four figures; the largest changes beyond noise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Query

from riparian.core.errors import NotFoundError
from riparian.tables.hourglass import BANDS
from riparian.web import words
from riparian.web.budget import shifts
from riparian.web.channel_economy import economics
from riparian.web.charts.spark import Spark, draw_spark
from riparian.web.compare import NOTHING, Against, Beside, beside
from riparian.web.deeds.addressed import people_path
from riparian.web.months import PATTERN
from riparian.web.noticing.asked import (
    Asked,
    not_asked,
    nothing_found,
    of_buyers,
    of_channels_and_money,
    of_cohorts,
    of_months,
    of_sources,
)
from riparian.web.noticing.bands import falling_asleep, leaks, starving
from riparian.web.noticing.chance import BEYOND_NOISE
from riparian.web.noticing.channels import unfed
from riparian.web.noticing.measures import ENOUGH, YEAR, Measure, changes, told
from riparian.web.noticing.money import shifted, too_heavy
from riparian.web.noticing.notice import MOVING, Notice, by_weight
from riparian.web.noticing.reading import (
    WHO,
    WITHIN,
    Months,
    all_measures,
    awake_months,
    cohorts,
    diagnoses,
    file_years,
    headline_measures,
    segments_now,
    whole_months,
    years_ahead,
)
from riparian.web.noticing.segments import about_to_fall, headed, rebuying
from riparian.web.noticing.sources import broken_sources
from riparian.web.page import Page
from riparian.web.reader import EXAMPLE_SNAPSHOT, Reader, Snapshot, snapshot_of
from riparian.web.refusals import NothingYetError
from riparian.web.silos import loaded_files, silos
from riparian.web.way_ledger import top_heavy

CHANGES = 3
UNTOLD = (
    "Of a past month no more is asked here than who entered and who fell asleep. Not told: sources, who goes on, "
    "segments, rebuying, the year ahead, channels and money, of which this snapshot knows only how they stand on"
)
DEFINED_BY = {
    "People who came in": "/definitions/band_flows#people",
    "New buyers": "/definitions/band_counts#entered",
    "Buyers awake": "/definitions/band_counts#dormant",
    "Demand": "/definitions/band_counts#value",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the last whole month with its year before."""

    name: str
    value: int
    told: str
    says: str
    """Whether it is as usual."""
    path: str
    look: str
    definition: str
    paths: tuple[str, ...]
    """Where the people of each of its months are listed; empty where it is money."""
    values: tuple[int, ...]
    """Thirteen months at most, oldest first."""
    before: tuple[int | None, ...] = ()
    """In the same places, what they are compared with; none: nothing is compared."""
    was: int | None = None
    """What the figure itself is compared with: its value in `month_before`."""


@dataclass(frozen=True, slots=True)
class TodayView:
    """What the page shows, and its JSON twin."""

    heading: str
    sentence: str
    of: Snapshot
    month: str
    """The last whole month, or the one that was asked for."""
    past: bool
    """Whole months came after it: what is told of today alone is left out."""
    months: tuple[str, ...]
    """Those of the figures, oldest first."""
    figures: tuple[Figure, ...]
    notices: tuple[Notice, ...]
    """Troubles and risks, the heaviest first."""
    nothing: str
    """What the rules that could be asked did not find, where there is no notice; or that it is too early to tell."""
    untold: str
    """Which rules were not asked: of a past month, and where the data is too young or too little; else empty."""
    changes: tuple[Notice, ...]
    """The largest changes beyond noise."""
    looked_at: int
    """How many figures were looked at for changes."""
    against: Against = NOTHING
    month_before: str | None = None
    """The month whose figures lie beside these; None: nothing is compared, or no month was whole then."""
    before_says: str = ""
    """Why that is another month than the one shown, and which figures were not known; empty: neither is so."""


def show(
    tables: Reader,
    *,
    month: Annotated[
        str | None,
        Query(
            pattern=PATTERN,
            description="A month; without it, or before it is over, the last whole one.",
            examples=["2026-09"],
        ),
    ] = None,
    against: Annotated[
        str | None,
        Query(max_length=40, description="A month, or a kept snapshot, to lay over it.", examples=["2025-09"]),
    ] = None,
) -> TodayView:
    """What the numbers bear out, as of the snapshot, or of an earlier month."""
    whole = whole_months(tables)
    if not whole.names:
        raise NothingYetError("No month is whole yet: nobody stood on the hourglass for one.", fix="riparian build")
    months = whole.until(month) if month else whole
    if not months.names:
        fix = f"The first is {words.month_name(whole.names[0])}."
        raise NotFoundError(f"Nothing is known of {words.month_name(month or '')}.", where="/today", fix=fix)
    past = len(months.names) < len(whole.names)
    return _view(tables, months, against, past=past)


def _view(tables: Reader, months: Months, against: str | None, *, past: bool) -> TodayView:
    month, measures = words.month_name(months.names[-1]), all_measures(months)
    told_of, asked = _of_months(months) if past else _notices(tables, months)
    found = by_weight([*told_of, *changes(measures, month, tables.currency)])
    looked_at = sum(len(one.before) >= ENOUGH and one.moving for one in measures)
    notices = tuple(one for one in found if one.sort != "change")
    moved = tuple(one for one in found if one.sort == "change")[:CHANGES]
    other = beside(tables, against, where="/today", months=months.names[-2::-1])
    before = _before(other, months)
    figures = tuple(_figure(one, months.names, tables.currency, before) for one in headline_measures(months))
    return TodayView(
        heading="Today",
        sentence=_sentence(months, month, notices, moved, could_move=looked_at > 0),
        of=snapshot_of(tables),
        month=months.names[-1],
        past=past,
        months=months.names[-1 - YEAR :],
        figures=figures,
        notices=notices,
        nothing=nothing_found(asked, month, past=past),
        untold=(f"{UNTOLD} {words.day(tables.as_of)}. " if past else "") + not_asked(asked, past=past),
        changes=moved,
        looked_at=looked_at,
        against=other.against,
        month_before=before.month,
        before_says=_before_says(
            other, months.names[-1], before.month, [one.name for one in figures if one.was is None]
        ),
    )


@dataclass(frozen=True, slots=True)
class _Before:
    """What the figures are compared with, by their names."""

    month: str | None
    """The month beside the one that is shown: another, or the same in another snapshot, else the newest it knows."""
    in_place: Mapping[str, tuple[int | None, ...]]
    """In the places of the months that are shown."""
    figures: Mapping[str, int]
    """In `month`."""


def _before(other: Beside, months: Months) -> _Before:
    """The months up to another one, or the same months in another snapshot."""
    if other.tables is None:
        return _Before(None, {}, {})
    shown = months.names[-1 - YEAR :]
    if other.month:
        end = months.names.index(other.month) + 1
        laid: list[str | None] = [*([None] * len(shown)), *months.names[:end]]
        were, places = months, laid[-len(shown) :]
    else:
        were, places = whole_months(other.tables), list(shown)
    month = places[-1] if places[-1] in were.names else next(reversed(were.names), None)
    found = {one.name: dict(zip(were.names, one.values, strict=True)) for one in headline_measures(were)}
    return _Before(
        month,
        {name: tuple(by_month.get(place or "") for place in places) for name, by_month in found.items()},
        {name: by_month[month] for name, by_month in found.items() if month},
    )


def _before_says(other: Beside, shown: str, month: str | None, unknown: Sequence[str]) -> str:
    """What another snapshot does not know of the month that is shown, said once for all figures."""
    if other.tables is None or other.month:
        return ""
    if month is None:
        return "No month was whole then, so that nothing lies beside the four figures."
    told = ""
    if month != shown:
        was, now = words.month_name(month), words.month_name(shown)
        told = f"Nothing was known of {now} then: beside its figures lie those of {was}, the newest that was whole. "
    missing = f"As no source told orders then, nothing lies beside: {words.listed(unknown)}." if unknown else ""
    return f"{told}{missing}".strip()


def _notices(tables: Reader, months: Months) -> tuple[list[Notice], tuple[Asked, ...]]:
    """Everything that the rules find, and which of them had enough to be asked."""
    files, passages = loaded_files(tables), cohorts(tables)
    sources, segments, years, ahead = (
        silos(tables, files),
        segments_now(tables),
        file_years(tables),
        years_ahead(tables),
    )
    channels, lines, tops = diagnoses(tables), shifts(tables, "channel"), top_heavy(tables)
    last_day = (tables.as_of - timedelta(microseconds=1)).date()
    by_month, asked = _of_months(months)
    found = [
        *broken_sources(sources, files, tables.as_of),
        *leaks(passages, WITHIN),
        *by_month,
        *about_to_fall(segments),
        *rebuying(*years),
        *headed(ahead),
        *unfed(channels),
        *shifted(lines, tables.currency, economics(tables, last_day, None).blind),
        *too_heavy(tops),
    ]
    bands, buyers = (*of_cohorts(passages), *asked), of_buyers(segments, years, ahead)
    return found, (*of_sources(sources), *bands, *buyers, *of_channels_and_money(channels, lines, tops))


def _of_months(months: Months) -> tuple[list[Notice], tuple[Asked, ...]]:
    """What the rules find in the months alone, and which of them had enough to be asked."""
    entered, awake = {band: months.of(band, "entered") for band in BANDS}, awake_months(months)
    return [*starving(entered, months.names), *falling_asleep(awake)], of_months(entered, awake)


def _figure(one: Measure, names: Sequence[str], currency: str, before: _Before) -> Figure:
    who = WHO.get(one.name)
    return Figure(
        name=one.name,
        value=one.now,
        told=told(one.now, one.unit, currency),
        says=_usual(one, currency),
        path=one.path,
        look=one.look,
        definition=DEFINED_BY[one.name],
        paths=tuple(people_path(who(month)) for month in names[-1 - YEAR :]) if who else (),
        values=one.values[-1 - YEAR :],
        before=before.in_place.get(one.name, ()),
        was=before.figures.get(one.name),
    )


def _usual(one: Measure, currency: str) -> str:
    if len(one.before) < ENOUGH:
        return "too few months before to say what is usual"
    low, high = min(one.before), max(one.before)
    span = f"{told(low, one.unit, currency)} to {told(high, one.unit, currency)} in the {len(one.before)} months before"
    if abs(one.deviations) < BEYOND_NOISE:
        if not one.moving:
            return f"moving as usual: {span}"
        return f"as usual: {span}" if low <= one.now <= high else f"outside the {span}, yet within chance"
    return f"{'above' if one.deviations > 0 else 'below'} what is usual: {span}"


def _sentence(
    months: Months, month: str, notices: tuple[Notice, ...], moved: tuple[Notice, ...], *, could_move: bool
) -> str:
    """`could_move`: so many months are known that a change would be seen."""
    came, bought = months.came_in[-1], months.of(5, "entered")[-1]
    buyers = "1 person became a buyer" if bought == 1 else f"{words.number(bought)} became buyers"
    if not months.orders:
        buyers = "who became a buyer is unknown, as no source tells orders"
    begun = f"In {month}, {words.people(came)} came in and {buyers}"
    if not moved and not any(one.rule in MOVING for one in notices):
        quiet = "nothing moved beyond what chance explains" if could_move else "it is too early to tell what moved"
        begun += f"; {quiet}"
    troubles = sum(one.sort == "trouble" for one in notices)
    if troubles:
        sources = words.counted(troubles, "trouble", "troubles")
        return f"{begun}. First mend {sources} with the sources: figures may be wrong until then."
    return f"{begun}. {notices[0].says}" if notices else f"{begun}."


def figure_lines(view: TodayView) -> Mapping[str, str]:
    """A small line for each figure."""
    return {
        one.name: draw_spark(
            Spark(
                f"line-{number}",
                f"{one.name}, month by month",
                f"{len(one.values)} months to {words.month_name(view.month)}: {one.told}, {one.says}.",
                one.values,
                one.before,
            )
        )
        for number, one in enumerate(view.figures)
    }


PAGE = Page(
    path="/today",
    title="Today",
    says="What the numbers bear out, in sentences with their evidence; four figures; the largest changes beyond noise.",
    template="today.html",
    show=show,
    group="See",
    place=10,
    icon="today",
    pictures={"lines": figure_lines},
    example=TodayView(
        heading="Today",
        sentence="In September 2026, 1,204 people came in and 86 became buyers.",
        of=EXAMPLE_SNAPSHOT,
        month="2026-09",
        past=False,
        months=("2026-08", "2026-09"),
        figures=(
            Figure(
                "New buyers", 86, "86", "as usual: 71 to 104 in the 12 months before", "/people?did=entered~2026-09~5",
                "Who they are", "/definitions/band_counts#entered",
                ("/people?did=entered~2026-08~5", "/people?did=entered~2026-09~5"), (91, 86),
            ),
        ),
        notices=(
            Notice(
                "segment about to fall", "risk", "13 of 64 Average buyers are about to fall.",
                "20.3 % of them stand a segment lower next month unless they order.", 53.25, "/buyers",
                "Buyers by segment",
            ),
        ),
        nothing="It is too early to tell.",
        untold="",
        changes=(),
        looked_at=17,
    ),
)  # fmt: skip
