"""The value page: what each way in and channel brings and costs, by which model, and how the budget might be moved."""

from datetime import date, timedelta
from typing import Annotated, TypeVar

from fastapi import Query

from riparian.core.errors import NotFoundError
from riparian.web import compare
from riparian.web.budget import Curve, Level, Shift, budget_says, holdout_says, shifts, unseen_says, verdicts
from riparian.web.channel_credit import (
    ChannelCredits,
    Credit,
    Measure,
    credits_of,
    goals,
    has_value,
    models,
    with_before,
)
from riparian.web.channel_economy import Economics, Economy, economics, spent_months
from riparian.web.charts.columns import draw_columns
from riparian.web.charts.dots import draw_dots
from riparian.web.charts.ranges import draw_ranges
from riparian.web.coming_back import CameBack, ReferredAgainst, came_back, referred_against
from riparian.web.compare import beside
from riparian.web.contact_curve import ContactCurves, Frequency, FrequencyCurve, contact_curves
from riparian.web.page import Page
from riparian.web.reader import EXAMPLE_SNAPSHOT, Reader, snapshot_of
from riparian.web.reasons import why_empty
from riparian.web.refusals import NothingYetError
from riparian.web.value_before import EXAMPLE as EXAMPLE_BEFORE
from riparian.web.value_before import Chosen, value_before
from riparian.web.value_pictures import back_picture, credits_picture, shifts_picture, teller, ways_picture
from riparian.web.value_telling import credits_say, credits_span, value_sentence
from riparian.web.value_view import ValueView
from riparian.web.way_ledger import (
    Side,
    TopHeavy,
    WayLedger,
    YearOfWays,
    ledgers,
    sides,
    top_heavy,
    top_heavy_says,
    untold,
    years,
    years_of_ways,
)
from riparian.web.who_brings import Cohort, Line, WhoBrings, brings_say, who_brings

One = TypeVar("One", str, date)
_NOTHING = "Nothing is valued yet: no source had orders or spend."
_OTHER_MONEY = "Spend was read, but no orders, and none of the spend is in {}, the company's own currency."
CUSTOMERS, PROSPECTS = "former customers", "former prospects"

_EMPTY = {
    "ways": ("re_ledgers", "Orders are missing: no source tells any of a whole month or year."),
    "top": ("top_heaviness", "No spend is reported for this year, so nothing says where the budget goes."),
    "credits": ("channel_credits", "No touch led to a goal yet, so there is nothing to divide."),
    "economics": ("channel_economics", "No channel had a visit or spend in this year."),
    "came_back": ("reignitions", "Nobody has been dormant for a whole span of months yet."),
    "referred": ("referred_first_orders", "No source tells who was referred."),
    "brings": ("referral_tree", "No source tells who brought whom."),
    "shifts": ("budget_shifts", "No source reports spend, so there is no budget to divide."),
    "verdicts": ("holdout_verdicts", "No holdout test was seen yet."),
}
"""By part of the page the table it is read from, and what is told where that says nothing itself."""


def show(
    tables: Reader,
    *,
    year: Annotated[date | None, Query(description="The last day of the year shown.", examples=["2026-10-31"])] = None,
    goal: Annotated[str | None, Query(max_length=60, description="What is credited.", examples=["order"])] = None,
    model: Annotated[
        str | None, Query(max_length=30, description="Whose credits come first.", examples=["linear"])
    ] = None,
    measure: Annotated[Measure, Query(description="What credits are told in, where the goal has both.")] = "value",
    channel: Annotated[str | None, Query(max_length=200, description="Whose campaigns are shown.")] = None,
    level: Annotated[Level, Query(description="What the budget is divided among.")] = "channel",
    against: compare.Snapshot = None,
) -> ValueView:
    """Value of a year: ledgers, credits, economics, coming back, referrals, and the budget."""
    chosen, earned = _chosen(tables, year, goal, model, measure, channel, level)
    other, credits = (
        beside(tables, against, where="/value"),
        credits_of(tables, chosen.goal, chosen.measure, chosen.model),
    )
    ways, moved, tested = ledgers(tables, chosen.year), shifts(tables, level), verdicts(tables)
    spent, top_years = () if ways else spent_months(tables), top_heavy(tables)
    back, referred, brings = came_back(tables), referred_against(tables), who_brings(tables)
    if not (ways or credits or earned.channels or spent or back or referred or moved):
        raise _nothing(tables)
    _known(channel, tuple(sorted(tables.counts("channel_economics", by="channel"))), "channel", "channel")
    former = value_before(other.tables, chosen)
    top, by_year = next((one for one in top_years if one.year_to == chosen.year), None), years_of_ways(tables)
    found = (ways, top, any(not one.no_touch for one in credits), earned.channels, back, referred, brings.brought)
    return ValueView(
        heading="Value",
        sentence=_sentence(tables, ways, top, credits, chosen, earned if spent else None),
        of=snapshot_of(tables),
        year=chosen.year,
        years=chosen.years,
        covered=next((one.covered for one in by_year if one.year_to == chosen.year), 1.0),
        ways=ways,
        untold=untold(ways),
        by_year=by_year,
        top=top,
        top_says=top_heavy_says(top) if top else "",
        sides=sides(tables, ways, top) if top else (),
        top_years=top_years,
        goal=chosen.goal,
        goals=chosen.goals,
        model=chosen.model,
        models=chosen.models,
        measure=chosen.measure,
        valued=chosen.valued,
        credits=with_before(credits, former.credits if former else None, chosen.model),
        credits_say=credits_say(credits),
        credits_of=credits_span(tables.as_of),
        economics=earned,
        spent=spent,
        channel=channel,
        came_back=back,
        referred=referred,
        brings=brings,
        brings_say=brings_say(brings),
        level=level,
        shifts=moved,
        shifts_say=_shifts_say(moved, earned, tables.currency),
        holdout_says=holdout_says(moved),
        verdicts=tested,
        missing=_missing(tables, *found, moved, tested),
        against=other.against,
        frequencies=contact_curves(tables),
        verdicts_left_out=tables.count("holdout_verdicts") - len(tested),
        former=former,
    )


def _chosen(
    tables: Reader,
    year: date | None,
    goal: str | None,
    model: str | None,
    measure: Measure,
    channel: str | None,
    level: Level,
) -> tuple[Chosen, Economics]:
    """What is shown where the address leaves it open, and the economics of its year, which name the usual model."""
    known, known_goals = years(tables), goals(tables)
    of_year = _known(year, known, "year", "year") or (known[0] if known else tables.as_of.date() - timedelta(days=1))
    of_goal = _known(goal, known_goals, "goal", "goal") or (known_goals[0] if known_goals else "")
    known_models, valued = models(tables, of_goal), has_value(tables, of_goal)
    earned = economics(tables, of_year, channel)
    of_model = _known(model, known_models, "model", "model") or _usual(earned.model, known_models)
    shown: Measure = measure if valued else "conversions"
    return Chosen(of_year, known, of_goal, known_goals, of_model, known_models, shown, valued, channel, level), earned


def _known(one: One | None, among: tuple[One, ...], part: str, says: str) -> One | None:
    """What was chosen, if there is such a one.

    Raises:
        NotFoundError: there is none.
    """
    if one is None or one in among:
        return one
    there = ", ".join(map(str, among[:12])) or "none yet; riparian build"
    raise NotFoundError(f"There is no {says} {str(one)!r}.", where=f"/value?{part}=…", fix=f"There are: {there}.")


def _missing(tables: Reader, *found: object) -> dict[str, str]:
    """Why parts are empty; `found`: what they hold, in the order of `_EMPTY`."""
    return {name: why_empty(tables, *_EMPTY[name]) for name, held in zip(_EMPTY, found, strict=True) if not held}


def _nothing(tables: Reader) -> NothingYetError:
    nothing = _OTHER_MONEY.format(tables.currency) if tables.count("spend") else _NOTHING
    return NothingYetError(why_empty(tables, "re_ledgers", nothing), fix="riparian build")


def _shifts_say(lines: tuple[Shift, ...], earned: Economics, currency: str) -> str:
    """How the budget might be divided anew, and for whom of those who would get more no visit is known."""
    return f"{budget_says(lines, currency)} {unseen_says(lines, earned.blind, currency)}".strip() if lines else ""


def _sentence(
    tables: Reader,
    ways: tuple[WayLedger, ...],
    top: TopHeavy | None,
    credits: tuple[ChannelCredits, ...],
    chosen: Chosen,
    spent: Economics | None,
) -> str:
    """The head of the page. `spent`: where no source tells orders, what was spent without."""
    amount = sum(one.spend or 0.0 for one in spent.channels) if spent else None
    written = teller(chosen.measure, tables.currency)

    def told(credit: float) -> str:
        return written(credit) if chosen.measure == "value" else f"{written(credit)} conversions"

    return value_sentence(ways, top, credits, chosen.year, tables.as_of, amount, tables.currency, chosen.goal, told)


def _usual(set_model: str, known: tuple[str, ...]) -> str:
    """The model that orders are credited by elsewhere, else the first."""
    return set_model if set_model in known else next(iter(known), "")


_LINEAR = Credit("linear", 1_164_290.0, 956_602.0, 1_356_453.0)
_FIRST = Credit("first", 1_032_114.0, 820_450.0, 1_220_900.0)
_YEAR = date(2026, 9, 30)
_BRINGS = WhoBrings(
    Cohort("all", 446, 139, 357, 22, 0.049, 0.017, 0.081, 1.052, False, 490_063), (), 139, 357, 22,
    (Line(4, 53, 59, 5, 76_190),),
)  # fmt: skip
_TOP = TopHeavy(_YEAR, 1.0, 43_257, 43_257, 1.0, 0.3657, 2.73, False, 334_480.8, 914_633.0, 0)

PAGE = Page(
    path="/value",
    title="Value",
    says="What each way in and channel brings and costs, ten models side by side, and the budget divided anew.",
    template="value.html",
    show=show,
    group="See",
    place=70,
    icon="value",
    pictures={
        "ways": lambda view: draw_columns(ways_picture(view), width=520, height=270),
        "ways_narrow": lambda view: draw_columns(ways_picture(view), width=326, height=250),
        "credits": lambda view: draw_dots(credits_picture(view), width=760),
        "credits_widest": lambda view: draw_dots(credits_picture(view), width=1104),
        "credits_narrow": lambda view: draw_dots(credits_picture(view), width=326),
        "customers": lambda view: draw_ranges(back_picture(view, CUSTOMERS, "customers")),
        "customers_narrow": lambda view: draw_ranges(back_picture(view, CUSTOMERS, "customers"), width=326),
        "prospects": lambda view: draw_ranges(back_picture(view, PROSPECTS, "prospects")),
        "prospects_narrow": lambda view: draw_ranges(back_picture(view, PROSPECTS, "prospects"), width=326),
        "shifts": lambda view: draw_ranges(shifts_picture(view)),
        "shifts_narrow": lambda view: draw_ranges(shifts_picture(view), width=326),
    },
    example=ValueView(
        heading="Value",
        sentence="In the year to 30 Sep 2026 €23,288 was ordered, 36.3 % of it by new customers.",
        of=EXAMPLE_SNAPSHOT,
        year=_YEAR,
        years=(_YEAR,),
        covered=1.0,
        ways=(
            WayLedger("new", 95, 95, 846_202, 9402.2, 11_003, 45_000, 4500, 60_503, 338_480.8, 4500, 43_257, 0, 1092.2,
                      290_723.8, None, None),
        ),
        untold="",
        by_year=(YearOfWays(_YEAR, 1.0, (846_202, 21_688, 677_630, 515_181, 268_281)),),
        top=_TOP,
        top_says=top_heavy_says(_TOP),
        sides=(Side("The top", "new customers", "new", 95, 95, 43_257, 0, 334_480.8),),
        top_years=(_TOP,),
        goal="order",
        goals=("order", "Try"),
        model="linear",
        models=("first", "linear"),
        measure="value",
        valued=True,
        credits=(ChannelCredits("Email", False, 412, (_FIRST, _LINEAR), _FIRST, _LINEAR, 0.12, beyond_chance=False),),
        credits_say="Which model is right no model says; a holdout does.",
        credits_of="up to 30 Sep 2026",
        economics=Economics(
            model="linear",
            first_month=date(2025, 10, 1),
            last_month=date(2026, 9, 1),
            channels=(
                Economy("Paid Search", "/value?channel=Paid+Search", True, 24_972, 0, 1310, 22.4, 14.1, 187_230.0,
                        49_920.0, 7.5, 1771.0, 2228.6, 36, 21, 0),
            ),
            campaigns=(),
            blind=(),
        ),
        spent=(),
        channel=None,
        came_back=(CameBack(CUSTOMERS, 3, 6, True, 45, 4, 0.089, 0.035, 0.207, 127, None, None),),
        referred=(
            ReferredAgainst("bought soon", "share", 66, 3274, 0.197, 0.051, 0.101, 0.023, 0.179, verdict="more"),
        ),
        brings=_BRINGS,
        brings_say=brings_say(_BRINGS),
        level="channel",
        shifts=(
            Shift("Display", 96, 144, 48, 68, 144, True, 1463.1, 0.0, 3555.6, 0.9, True,
                  Curve(36, 35, None, 11_134.3, 0.0, 33_896.4, 37.2, 0.0, 86.6)),
        ),
        shifts_say="Of €36 a month, €0.48 could go from Paid Social to Display.",
        holdout_says="Test first: a holdout on Display: 90.0 % of the doubt about the gain comes of it.",
        verdicts=(),
        missing={"verdicts": "No holdout test was seen yet."},
        frequencies=ContactCurves(
            "By the test “catalogue”, 4 contacts earn most: €1.13 a person more than none.",
            (
                FrequencyCurve(
                    "catalogue", False, 0.7, False, (Frequency(4, 2_939.4, 728.8, 112.8, 40.1, 185.5, True, False),)
                ),
            ),
        ),
        former=EXAMPLE_BEFORE,
    ),
)  # fmt: skip
