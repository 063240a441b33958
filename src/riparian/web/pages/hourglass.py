"""The hourglass page: how many stand where, how they moved in a month, and one stage in full."""

from dataclasses import dataclass, replace
from typing import Annotated, Literal

from fastapi import Query

from riparian.tables.hourglass import BANDS, FACETS
from riparian.web import words
from riparian.web.addresses import address
from riparian.web.charts.hourglass import draw_hourglass
from riparian.web.charts.hourglass_layout import NARROW, WIDE, HourglassPicture, Slab, Stream
from riparian.web.compare import NOTHING, Against, beside
from riparian.web.deeds.addressed import people_path
from riparian.web.deeds.moves import Entered, Stood
from riparian.web.ecosystem import Estimate, Recommendation, ecosystem, recommendation
from riparian.web.hourglass_before import HourglassBefore, hourglass_before
from riparian.web.hourglass_month import (
    MEANINGS,
    Conversion,
    Flow,
    PlaceMonth,
    Stage,
    flows_of,
    laid_over,
    places_of,
    stage_of,
)
from riparian.web.months import PATTERN, Months, end_of, hourglass_months, months_around
from riparian.web.movement import Near, nearness
from riparian.web.noticing.bands import LARGEST, leaks
from riparian.web.noticing.reading import WITHIN, cohorts
from riparian.web.orders import FROM_BUY_ON, orders_told
from riparian.web.page import Page
from riparian.web.reader import EXAMPLE_SNAPSHOT, Reader, Snapshot, snapshot_of
from riparian.web.reasons import why_empty
from riparian.web.refusals import NothingYetError

Measure = Literal["people", "value", "rate"]


@dataclass(frozen=True, slots=True)
class HourglassView:
    """What the page shows, and its JSON twin."""

    heading: str
    sentence: str
    of: Snapshot
    month: str
    so_far: bool
    """The month had not ended at the as-of date."""
    months: tuple[str, ...]
    """Newest first."""
    earlier: str | None
    later: str | None
    against: Against
    measure: Measure
    places: tuple[PlaceMonth, ...]
    flows: tuple[Flow, ...]
    stage: Stage
    recommend: Recommendation | None
    ecosystem: tuple[Estimate, ...]
    near: tuple[Near, ...] = ()
    """Visitors by how near they have come, at the as-of date."""
    near_missing: str = ""
    untold: str = ""
    """Why nothing is known from Buy on; empty where it is."""
    former: HourglassBefore | None = None
    """The month or snapshot compared with; None: nothing is compared."""

    def knows(self, place: int) -> bool:
        """Whether it is known who stands there."""
        return not self.untold or place < max(BANDS)


def show(
    tables: Reader,
    *,
    month: Annotated[
        str | None, Query(pattern=PATTERN, description="The month; without it the newest.", examples=["2026-09"])
    ] = None,
    stage: Annotated[int, Query(ge=1, le=9, description="The place told in full.", examples=[3])] = 1,
    measure: Annotated[Measure, Query(description="What the drawing's widths and labels show.")] = "people",
    against: Annotated[
        str | None,
        Query(max_length=40, description="A month, or a kept snapshot, to lay over it.", examples=["2025-09"]),
    ] = None,
) -> HourglassView:
    """The hourglass of one month."""
    newest_first = hourglass_months(tables)
    if not newest_first:
        raise NothingYetError(
            "Nobody stands on the hourglass yet: no source had an action of a person.", fix="riparian build"
        )
    months = months_around(month, newest_first, where="/hourglass")
    other = beside(tables, against, where="/hourglass", months=[one for one in months.all if one != months.chosen])
    former = hourglass_before(other, months.chosen, stage)
    places = laid_over(places_of(tables, months.chosen), former.places if former else None)
    flows = flows_of(tables, months.chosen)
    so_far, untold = tables.as_of < end_of(months.chosen), ""
    if not orders_told(tables, [places[4].closing]):
        untold, places = FROM_BUY_ON, (*places[:3], replace(places[3], rate=None), *places[4:])
    return HourglassView(
        heading="Hourglass",
        sentence=_sentence(places, flows, months.chosen, so_far=so_far, told=not untold) + _narrowest(tables, months),
        of=snapshot_of(tables),
        month=months.chosen,
        so_far=so_far,
        months=months.all,
        earlier=months.earlier,
        later=months.later,
        against=other.against,
        measure=measure,
        places=places,
        flows=flows,
        stage=stage_of(
            tables, places[stage - 1], flows, people=_people(stage, None if months.later is None else months.chosen)
        ),
        recommend=recommendation(tables),
        ecosystem=ecosystem(tables),
        near=nearness(tables, told=not untold),
        untold=untold,
        near_missing=why_empty(tables, "visitor_states", "No visit, opt-in or order is known yet."),
        former=former,
    )


def _sentence(places: tuple[PlaceMonth, ...], flows: tuple[Flow, ...], on: str, *, so_far: bool, told: bool) -> str:
    came = sum(flow.people for flow in flows if flow.from_band == 0)
    can_sleep = sum(place.closing for place in places[2:5])
    asleep = sum(place.dormant for place in places[2:5])
    month = f"{words.month_name(on)} so far" if so_far else words.month_name(on)
    entered = places[4].entered
    buyers = "1 became a buyer" if entered == 1 else f"{words.number(entered)} became buyers"
    if not told:
        buyers = "who became a buyer is unknown, as no source tells orders"
    begun = f"In {month}, {words.people(came)} came in and {buyers}"
    return (
        f"{begun}; {words.share(asleep / can_sleep)} of those at Trust or beyond are asleep."
        if can_sleep
        else f"{begun}."
    )


def _narrowest(tables: Reader, months: Months) -> str:
    """The passage of the lowest rate, beside the newest month; empty where chance may explain it."""
    found = () if months.later else leaks(cohorts(tables), WITHIN)
    return "".join(f" {one.says}" for one in found if one.rule == LARGEST)


def _people(place: int, month: str | None) -> str:
    """Where those are listed who stood there at the end of a month; None: who stand there now."""
    if month:
        return people_path(Stood(month, place))
    return address("/people", band=place) if place in BANDS else address("/people", facet=FACETS[place].lower())


def hourglass_picture(view: HourglassView) -> HourglassPicture:
    """What the drawing shows of the view."""
    by_value, by_rate, currency = view.measure == "value", view.measure == "rate", view.of.currency
    month = words.month_name(view.month)
    slabs = []
    for place in view.places:
        amount, before = (place.value, place.value_before) if by_value else (place.closing, place.closing_before)
        on_band = place.place <= 5
        label = words.short_money(amount, currency) if by_value else words.short(amount)
        unknown = not view.knows(place.place) or (by_value and bool(view.untold))
        if by_rate:
            label = "–" if place.rate is None else f"{words.share(place.rate)} a month"
        entered = f"+{words.short(place.entered)} in"
        left = f"−{words.short(place.left)} {'out' if not on_band else 'on'}" if place.place != 5 else ""
        told = f"{words.whole_money(amount, currency)} of demand in {month}" if by_value else words.people(amount)
        moved = (
            f"{words.number(place.entered)} entered, {words.number(place.left)} {'moved on' if on_band else 'ran out'}"
        )
        told_before = (
            words.whole_money(before, currency) if by_value and before is not None else words.number(before or 0)
        )
        slabs.append(
            Slab(
                number=place.place,
                name=place.name,
                amount=amount,
                label="unknown" if unknown else label,
                entered="" if unknown else entered,
                left="" if unknown else left,
                asleep_share=place.dormant / place.closing if place.closing and not by_value else 0,
                asleep=f"{words.short(place.dormant)} asleep" if place.dormant and not by_value else "",
                direct=f"{words.short(place.direct)} direct" if on_band and place.place > 1 and place.direct else "",
                before=before,
                says=f"{place.place} {place.name}: "
                + ("unknown, as no source tells orders" if unknown else f"{told}; {moved}")
                + (f"; {told_before} before" if before is not None else ""),
                href=_path(view, stage=place.place),
                selected=place.place == view.stage.month.place,
            )
        )
    one_on = {flow.to_band: flow.people for flow in view.flows if flow.to_band == flow.from_band + 1}
    return HourglassPicture(
        title=f"Hourglass of {view.of.company}, {month}",
        description=f"Nine places from Know to Innovation, as wide as the square root of their "
        f"{'demand in the month' if by_value else 'people at the end of the month'}. {view.sentence}",
        slabs=tuple(slabs),
        streams=tuple(
            Stream(
                band,
                0 if by_value else one_on.get(band, 0),
                f"{words.short(one_on.get(band, 0))} {'came in' if band == 1 else 'moved on'}",
                people_path(Entered(view.month, band, band - 1)) if one_on.get(band) else "",
            )
            for band in BANDS
        ),
    )


def _path(view: HourglassView, **changed: str | int | None) -> str:
    """The address of this page with something changed; what is the default is not written."""
    chosen: dict[str, str | int | None] = {
        "month": view.month if view.later else None,
        "stage": view.stage.month.place,
        "measure": view.measure if view.measure != "people" else None,
        "against": view.against.chosen.value if view.against.chosen else None,
    }
    return address("/hourglass", **(chosen | changed))


_EXAMPLE_MONTH = PlaceMonth(3, "Trust", 3_880, 212, 160, 3_932, 34, 871, 90, 41, 0, None, None)

PAGE = Page(
    path="/hourglass",
    title="Hourglass",
    says="Where everybody stands in a month, how they moved, and one stage in full.",
    template="hourglass.html",
    show=show,
    group="See",
    place=20,
    icon="hourglass",
    pictures={
        "wide": lambda view: draw_hourglass(hourglass_picture(view), WIDE),
        "narrow": lambda view: draw_hourglass(hourglass_picture(view), NARROW),
    },
    example=HourglassView(
        heading="Hourglass",
        sentence="In September 2026, 1,204 people came in and 86 became buyers.",
        of=EXAMPLE_SNAPSHOT,
        month="2026-09",
        so_far=False,
        months=("2026-09", "2026-08"),
        earlier="2026-08",
        later=None,
        against=NOTHING,
        measure="people",
        places=(_EXAMPLE_MONTH,),
        flows=(Flow(2, "Like", 3, "Trust", 178),),
        stage=Stage(
            _EXAMPLE_MONTH,
            MEANINGS[3],
            160,
            (Conversion(4, "Try", 90, 3_100, 620, 0.2, 0.1863, 0.2144, 21.5),),
            23.0,
            160.5,
            "/people?band=3",
        ),
        recommend=Recommendation(41.0, 36.2, 45.8, 912, 502, 128),
        ecosystem=(Estimate("ratio", 96_000.0, None, None, 0.29, "A rule of thumb: 20 for every buyer of the year."),),
    ),
)
