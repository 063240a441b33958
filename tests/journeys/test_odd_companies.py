"""Companies of which little can be said: each builds whole, says what it cannot say, and tells the rest."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from riparian.storage.reading import Published
from tests.journeys.company_folder import built, frame, ran
from tests.workspace.exports import written

pytestmark = pytest.mark.slow

HEADER = "Order ID,E-mail,Date,Total,Currency,Refunded\n"
DAY = datetime(2023, 3, 1, 10)
MODELLED = (
    "rebuy_chances", "action_segments", "customer_values", "segment_transitions", "five_year_forecasts",
    "monthly_forecasts",
)  # fmt: skip
"""Tables that take a history to say anything."""

Company = Callable[[str], Published]


def order(
    number: int, buyer: int, at: datetime, total: object = 20, currency: str = "GBP", refunded: object = ""
) -> str:
    return f"{number},buyer{buyer}@alder.test,{at:%Y-%m-%d %H:%M},{total},{currency},{refunded}"


def young() -> Iterator[str]:
    """Fifteen months, with buyers who come back: much can be said of it, but not what it will be in five years."""
    yield from (order(n, (n * n) % 90, DAY + timedelta(days=n, hours=n % 7)) for n in range(456))


def one_buyer() -> Iterator[str]:
    yield from (order(n, 1, DAY + timedelta(days=40 * n)) for n in range(8))


def no_repeat_buyers() -> Iterator[str]:
    yield from (order(n, n, DAY + timedelta(days=3 * n)) for n in range(120))


def all_on_one_day() -> Iterator[str]:
    yield from (order(n, n % 40, DAY + timedelta(minutes=n)) for n in range(90))


def more_back_than_ordered() -> Iterator[str]:
    for n in range(80):
        yield order(n, n % 40, DAY + timedelta(days=4 * n), 20, refunded=35 if n % 40 == 0 else "")


def mixed_currencies() -> Iterator[str]:
    for n in range(80):
        yield order(n, n % 40, DAY + timedelta(days=4 * n), 20, ("GBP", "GBP", "EUR", "JPY")[n % 4])


def future_dates() -> Iterator[str]:
    for n in range(80):
        yield order(n, n % 40, DAY + timedelta(days=4 * n) if n % 10 else datetime(2094, 1, 1))


COMPANIES = {
    one.__name__: one
    for one in (
        young,
        one_buyer,
        no_repeat_buyers,
        all_on_one_day,
        more_back_than_ordered,
        mixed_currencies,
        future_dates,
    )
}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    kept: dict[str, Published] = {}

    def of(name: str) -> Published:
        if name not in kept:
            folder: Path = written(tmp_path_factory.mktemp(name), orders=HEADER + "\n".join(COMPANIES[name]()))
            ran(folder, "init")
            # Where no currency has most of the orders init does not guess.
            file = folder / "riparian.toml"
            file.write_text(file.read_text().replace('currency = "EUR"', 'currency = "GBP"'))
            kept[name] = built(folder)
        return kept[name]

    return of


def steps(company: Published) -> dict[str, tuple[str, int, str]]:
    return {row["made"]: (row["state"], row["rows"], row["note"]) for row in frame(company, "build_steps").to_dicts()}


@pytest.mark.parametrize("name", COMPANIES)
def test_every_table_is_there_and_an_empty_model_says_why(name: str, company: Company) -> None:
    told = steps(company(name))

    assert not [table for table, (state, _, _) in told.items() if state in {"failed", "error"}]
    # The segments are told by the chances, which say why there are none.
    silent = [table for table in MODELLED[:1] + MODELLED[2:] if not told[table][1] and not told[table][2]]
    assert (told["action_segments"][1] == 0) == (told["rebuy_chances"][1] == 0)
    assert silent == []
    for _, rows, note in told.values():
        assert not (rows and note.startswith("0 ")), note


@pytest.mark.parametrize("name", COMPANIES)
def test_no_figure_of_a_model_is_without_bounds(name: str, company: Company) -> None:
    for table in MODELLED:
        made = frame(company(name), table)
        numbers = made.select(pl.selectors.float())
        assert not [
            column
            for column in numbers.columns
            if numbers[column].is_nan().any() or numbers[column].is_infinite().any()
        ]
    chances = frame(company(name), "rebuy_chances")["probability"]
    assert chances.is_between(0, 1).all()


@pytest.mark.parametrize(
    ("name", "people", "orders"), [("one_buyer", 1, 8), ("no_repeat_buyers", 120, 120), ("all_on_one_day", 40, 90)]
)
def test_the_rest_of_the_build_stands(name: str, people: int, orders: int, company: Company) -> None:
    assert frame(company(name), "people").height == people
    assert frame(company(name), "purchases")["person_key"].n_unique() == people
    assert frame(company(name), "purchases").height == orders
    assert frame(company(name), "standings").height == frame(company(name), "buyers").height == people
    assert frame(company(name), "file_accounts").height > 0


@pytest.mark.parametrize("name", ["one_buyer", "no_repeat_buyers", "all_on_one_day"])
def test_what_takes_repeat_buyers_or_years_says_so(name: str, company: Company) -> None:
    told = steps(company(name))

    for table in ("action_segments", "customer_values", "monthly_forecasts"):
        assert told[table][1] == 0
        assert told[table][2]
    assert "whole month" in told["monthly_scores"][2]


def test_a_young_company_has_no_forecast_and_all_else(company: Company) -> None:
    found = company("young")
    told = steps(found)

    for table in ("segment_transitions", "forecast_assumptions", "five_year_forecasts", "forecast_scores"):
        assert found.count(table) == 0
        assert told[table][0] == "empty"
    assert told["segment_transitions"][2] == "the orders go back 456 days; a forecast of the file needs 2 years of them"
    for table in ("buyers", "rebuy_chances", "action_segments", "repeat_economics", "band_projections"):
        assert told[table][1] > 0


def test_refunds_beyond_the_total_lower_what_was_spent_and_not_demand(company: Company) -> None:
    found = company("more_back_than_ordered")

    assert frame(found, "purchases")["demand"].min() == 2_000
    assert frame(found, "standings")["spent"].min() == 2 * 2_000 - 2 * 3_500


def test_orders_in_other_currencies_count_and_add_no_demand(company: Company) -> None:
    found = frame(company("mixed_currencies"), "purchases")

    assert found.height == 80
    assert found["demand"].null_count() == 40
    assert found["demand"].sum() == 40 * 2_000


def test_orders_of_the_future_wait(company: Company) -> None:
    found = company("future_dates")

    assert frame(found, "purchases").height == 72
    assert found.snapshot.as_of < datetime(2025, 1, 1)
