"""The parts of the value page as another snapshot told them, each in the shape that it has now."""

from dataclasses import dataclass, replace
from datetime import date

from riparian.web.budget import Level, Shift, Verdict, shifts, verdicts
from riparian.web.channel_credit import ChannelCredits, Measure, credits_of
from riparian.web.channel_economy import Economics, SpentMonth, economics, spent_months
from riparian.web.coming_back import CameBack, ReferredAgainst, came_back, referred_against
from riparian.web.contact_curve import FrequencyCurve, contact_curves
from riparian.web.former import unopened, year_of
from riparian.web.reader import Reader
from riparian.web.way_ledger import TopHeavy, WayLedger, YearOfWays, ledgers, top_heavy, years, years_of_ways
from riparian.web.who_brings import Cohort, WhoBrings, who_brings


@dataclass(frozen=True, slots=True)
class ValueBefore:
    """What the snapshot compared with told; money in minor units. Nothing in it opens into people."""

    year: date | None
    """The last day of the year that lies beside the one shown; None: it told of none, so its parts are empty."""
    ways: tuple[WayLedger, ...]
    by_year: tuple[YearOfWays, ...]
    top: TopHeavy | None
    top_years: tuple[TopHeavy, ...]
    credits: tuple[ChannelCredits, ...]
    economics: Economics
    spent: tuple[SpentMonth, ...]
    came_back: tuple[CameBack, ...]
    referred: tuple[ReferredAgainst, ...]
    brings: WhoBrings
    """Without lines, which are of single people."""
    shifts: tuple[Shift, ...]
    verdicts: tuple[Verdict, ...]
    frequencies: tuple[FrequencyCurve, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of the page is shown, and what can be: the same is read of another snapshot."""

    year: date
    years: tuple[date, ...]
    goal: str
    goals: tuple[str, ...]
    model: str
    models: tuple[str, ...]
    measure: Measure
    valued: bool
    """The goal brings demand."""
    channel: str | None
    level: Level


def value_before(other: Reader | None, chosen: Chosen) -> ValueBefore | None:
    """The same parts, of the year that lies beside the one shown; None: nothing is compared."""
    if other is None:
        return None
    last = year_of(chosen.year, chosen.years, years(other)) if chosen.year in chosen.years else None
    ways, top_years = ledgers(other, last) if last else (), top_heavy(other)
    earned = economics(other, last or chosen.year, chosen.channel)
    return ValueBefore(
        year=last,
        ways=ways,
        by_year=years_of_ways(other),
        top=next((one for one in top_years if one.year_to == last), None),
        top_years=top_years,
        credits=credits_of(other, chosen.goal, chosen.measure, chosen.model),
        economics=replace(earned, channels=unopened(earned.channels), campaigns=unopened(earned.campaigns)),
        spent=() if ways else spent_months(other),
        came_back=came_back(other),
        referred=referred_against(other),
        brings=who_brings(other, lines=0),
        shifts=shifts(other, chosen.level),
        verdicts=verdicts(other),
        frequencies=contact_curves(other).curves,
    )


EXAMPLE = ValueBefore(
    year=date(2026, 9, 30),
    ways=(
        WayLedger("new", 91, 91, 811_020, 8_912.3, 10_730, 43_100, 4_300, 58_130, 324_408.0, 4_300, 41_870, 0, 1_061.4,
                  278_238.0, None, None),
    ),
    by_year=(YearOfWays(date(2026, 9, 30), 1.0, (811_020, 20_130, 655_400, 502_220, 251_800)),),
    top=None,
    top_years=(),
    credits=(),
    economics=Economics("linear", None, None, (), (), ()),
    spent=(),
    came_back=(),
    referred=(),
    brings=WhoBrings(
        Cohort("all", 431, 131, 340, 20, 0.046, 0.015, 0.077, 1.048, False, 471_020), (), 131, 340, 20, (),
    ),
    shifts=(),
    verdicts=(),
    frequencies=(),
)  # fmt: skip
"""For the page's example."""
