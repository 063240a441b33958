"""Five years ahead: the published files and money, scenarios, a company of known law, and what cannot be told."""

from datetime import date, timedelta

import ibis
import pytest

from riparian.core.durations import AsOf, Seed
from riparian.core.errors import NotEnoughDataError
from riparian.derivations.buyers.repeat_economics import RepeatEconomicsSettings, repeat_economics
from riparian.derivations.forecast.five_year_forecasts import five_year_forecasts
from riparian.derivations.forecast.forecast_assumptions import ForecastAssumptionsSettings, forecast_assumptions
from riparian.derivations.forecast.segment_transitions import SegmentTransitionsSettings, segment_transitions
from riparian.tables.actions import OrderCurrency
from riparian.tables.buyers import GuestOrder
from riparian.tables.forecast import Scenario
from riparian.tables.sources import Spend
from riparian.testing.tables import TestingGather, labels_table, rows_of, table_of
from tests.derivations.forecast.by_hand import GONE, assumed, forecast, moved, scenario, years
from tests.derivations.forecast.company import AS_OF, company

PROGRAMME = (
    moved("Average", "Average", 50_000, 300),
    moved("Average", "Lapsed Save", 50_000),
    moved("new", "Average", 50_000),
    GONE,
)
"""Half of a year's buyers buy again for $300, and as many come who spend nothing in their first year."""


def test_the_next_files_are_the_published_ones() -> None:
    """Hillstrom (November 2023): 100,000 buyers, 25 % rebuy, 40,000 others: 65,000; 56,250; 54,063; 53,516."""
    made = forecast(
        moved("Average", "Average", 25_000),
        moved("Average", "Lapsed Save", 75_000),
        GONE,
        moved("new", "Average", 40_000),
    )

    assert years(made, "buyers")[:4] == pytest.approx([65_000, 56_250, 54_062.5, 53_515.6], abs=0.05)


def test_the_next_files_and_their_money_are_the_published_ones() -> None:
    """Hillstrom (September 2007): 35 % rebuy at $200, 55,000 others at $100."""
    made = forecast(
        moved("Average", "Average", 35_000, 200),
        moved("Average", "Lapsed Save", 65_000),
        GONE,
        moved("new", "Average", 55_000, 100),
    )

    assert years(made, "buyers")[:4] == pytest.approx([90_000, 86_500, 85_275, 84_846], abs=0.5)
    assert years(made, "demand")[:4] == pytest.approx([12_500_000, 11_800_000, 11_555_000, 11_469_250])


def test_the_grades_of_a_thousand_customers() -> None:
    """Hillstrom (February 2011): 400 of 1,000 buy again in five grades, $196,500; the same four in ten a year on."""
    grades = zip(
        ("Elite", "Loyal", "Quality", "Average", "Struggling"),
        (50, 175, 100, 40, 35),
        (800, 600, 400, 200, 100),
        strict=True,
    )

    made = forecast(
        *(moved("Average", grade, people, each) for grade, people, each in grades),
        moved("Average", "Lapsed Save", 600),
        GONE,
    )

    assert years(made, "demand")[:2] == pytest.approx([196_500, 0.4 * 196_500])
    assert years(made, "demand", name="Loyal")[0] == pytest.approx(175 * 600)


def test_a_programme_gains_seven_tenths_in_rebuy_and_three_in_spend() -> None:
    """Hillstrom (May 2009): +10 % on 100,000 × 50 % × $300 gives $16,531,500 and 53,500 buyers again."""
    plan = (scenario("rebuy", 1.07), scenario("spend", 1.03, position=2))

    made = forecast(*PROGRAMME, scenarios=plan)

    assert years(made, "demand")[1] == pytest.approx(15_000_000)
    assert years(made, "demand", "plan")[1] == pytest.approx(16_531_500)
    assert years(made, "buyers", "plan")[1] - 50_000 == pytest.approx(53_500)


def test_more_new_buyers_cost_more_at_the_same_price_of_each() -> None:
    money = {"advertising": 100_000.0, "cost_of_a_new_buyer": 2.0}

    made = forecast(*PROGRAMME, scenarios=(scenario("new buyers", 1.15),), **money)

    base, plan = years(made, "contribution"), years(made, "contribution", "plan")
    assert base[1] == pytest.approx(15_000_000 * 0.4 - 100_000)
    assert plan[1] == pytest.approx(15_000_000 * 0.4 - 115_000)
    assert years(made, "buyers", "plan")[1] == pytest.approx(107_500)


def test_of_a_higher_price_all_of_the_difference_is_contribution() -> None:
    """Five per cent on 15,000,000 is 750,000: as many buy as much, and the goods cost what they did."""
    made = forecast(*PROGRAMME, scenarios=(scenario("price", 1.05),), advertising=90.0, cost_of_a_new_buyer=3.0)

    for year in range(1, 6):
        base, plan = (years(made, "contribution", name)[year] for name in ("as it is", "plan"))
        assert plan - base == pytest.approx(0.05 * years(made, "demand")[year])
    assert years(made, "contribution", "plan")[1] == pytest.approx(15_000_000 * 0.4 + 750_000 - 150_000)


def test_more_spend_at_the_same_price_brings_its_part_only() -> None:
    made = forecast(*PROGRAMME, scenarios=(scenario("spend", 1.05),))

    gain = years(made, "contribution", "plan")[1] - years(made, "contribution")[1]
    assert gain == pytest.approx(0.4 * 750_000)


def test_a_change_of_one_segment_moves_that_segment_only() -> None:
    moves = (*PROGRAMME, moved("Loyal", "Loyal", 800, 500), moved("Loyal", "Average", 200, 100))

    made = forecast(*moves, scenarios=(scenario("rebuy", 0.5, "Loyal"),))

    assert years(made, "buyers", "plan", "Loyal")[1] == pytest.approx(0.5 * years(made, "buyers", name="Loyal")[1])


def test_without_changes_a_scenario_of_factor_one_is_the_forecast_as_it_is() -> None:
    same = tuple(
        scenario(what, 1.0, position=place)
        for place, what in enumerate(("rebuy", "new buyers", "reactivated buyers", "spend", "price"), 1)
    )

    made = forecast(*PROGRAMME, scenarios=same)

    for measure in ("buyers", "demand", "contribution"):
        assert years(made, measure, "plan") == pytest.approx(years(made, measure))


def test_the_segments_and_the_channels_add_up() -> None:
    purchases = company(600, years=4, seed=2)
    transitions = segment_transitions(purchases, SegmentTransitionsSettings(), AS_OF, TestingGather())

    made = five_year_forecasts(
        transitions, assumed(), table_of(Scenario), purchases, labels_table(), AS_OF, Seed(1), TestingGather()
    )

    demand = made.filter(made.measure == "demand").group_by("scope", "year").agg(total=ibis._.value.sum())
    by_scope = {(scope, year): total for scope, year, total in rows_of(demand)}
    assert {scope for scope, _ in by_scope} == {"all", "segment", "channel"}
    for year in range(6):
        assert by_scope["segment", year] == pytest.approx(by_scope["all", year])
    assert by_scope["channel", 0] == pytest.approx(by_scope["all", 0])


def test_the_contribution_of_a_year_is_that_of_repeat_economics_but_for_guests() -> None:
    purchases = company(300, years=3, seed=2)
    guests = [{"person_key": 9_000_000 + one, "bought_at": AS_OF - timedelta(days=one + 1), "demand": 4_000}
              for one in range(50)]  # fmt: skip
    spent = {"spent_on": (AS_OF - timedelta(days=10)).date(), "currency": "GBP", "amount": 700_000}
    economics = repeat_economics(
        purchases,
        table_of(GuestOrder, *guests),
        table_of(Spend, spent),
        table_of(OrderCurrency, {"currency": "GBP", "home": True}),
        RepeatEconomicsSettings(profit_factor=0.35),
        AS_OF,
        TestingGather(),
    )
    moves = segment_transitions(purchases, SegmentTransitionsSettings(), AS_OF, TestingGather())
    settings = ForecastAssumptionsSettings(profit_factor=0.35)

    stated = forecast_assumptions(moves, table_of(Scenario), economics, settings, AS_OF, TestingGather())
    made = five_year_forecasts(
        moves, stated, table_of(Scenario), purchases, labels_table(), AS_OF, Seed(1), TestingGather()
    )

    names = ("contribution", "cost_per_new_buyer")
    contribution, each = rows_of(economics.order_by(ibis.desc("year_to")).limit(1).select(*names))[0]
    assert dict(rows_of(stated, "assumption", "value"))["cost of a new buyer"] == pytest.approx(each)
    assert years(made, "contribution")[0] == pytest.approx(contribution - 50 * (4_000 * 0.35 - each))


def test_the_interval_holds_what_comes_of_a_company_of_known_law() -> None:
    """Ninety in a hundred figures of the next years lie in the interval; of these 12 at least 9."""
    held = total = 0
    for seed in range(3):
        now = AsOf(AS_OF - timedelta(days=2 * 365.25))
        whole = company(1_500, years=9, seed=seed)
        known = whole.filter(whole.bought_at < now)
        made = five_year_forecasts(
            segment_transitions(known, SegmentTransitionsSettings(years=3), now, TestingGather()),
            assumed(years_of_rates=3, yearly_shock=0.02),
            table_of(Scenario),
            known,
            labels_table(),
            now,
            Seed(seed),
            TestingGather(),
        )
        chosen = made.filter((made.scope == "all") & (made.measure != "contribution") & made.year.isin([1, 2]))
        told = {(row[0], row[1]): row[2:] for row in rows_of(chosen, "measure", "year", "low", "high")}
        for year in (1, 2):
            start, end = (AS_OF - timedelta(days=365.25 * (2 - year + one)) for one in (1, 0))
            of_year = whole.filter((whole.bought_at >= start) & (whole.bought_at < end))
            came = rows_of(of_year.aggregate(buyers=of_year.person_key.nunique(), demand=of_year.demand.sum()))[0]
            for measure, happened in zip(("buyers", "demand"), came, strict=True):
                low, high = told[measure, year]
                held += low <= happened <= high
                total += 1

    assert total == 12
    assert held >= 9


def test_the_years_are_counted_from_the_as_of_date() -> None:
    made = forecast(*PROGRAMME)

    assert rows_of(made.select("year", "year_to").distinct())[:2] == [(0, date(2024, 1, 1)), (1, date(2025, 1, 1))]


def test_nobody_who_moved_is_no_forecast() -> None:
    with pytest.raises(NotEnoughDataError, match="nobody is known to have moved"):
        forecast()
