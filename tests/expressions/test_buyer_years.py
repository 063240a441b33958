"""Where buyers stand at the end of years: who is lapsed, what they ordered, and by which channel."""

from datetime import datetime
from typing import Any

import ibis
import pytest

from riparian.core.row import unbound
from riparian.expressions.buyer_years import LAPSED, NEW, channel_flows, flows, stood, year_ends
from riparian.tables.buyers import Purchase
from riparian.testing.tables import code, rows_of, table_of
from tests.derivations.test_every_derivation import Spark

ENDS = year_ends(datetime(2024, 7, 1), 2)


def order(person: int, number: int, at: str, demand: int | None = 100, channel: str = "web") -> dict[str, Any]:
    when = datetime.fromisoformat(at)
    month = 12 * (when.year - 2015) + when.month + 1000
    told = {"person_key": person, "action_key": 100 * person + number, "number": number, "bought_at": when}
    return told | {"month": month, "demand": demand, "channel": channel}


def bought(*rows: dict[str, Any]) -> ibis.Table:
    return table_of(Purchase, *rows)


def test_years_end_at_the_same_day() -> None:
    assert year_ends(datetime(2024, 2, 29), 1) == [datetime(2024, 2, 29), datetime(2023, 2, 28)]


def test_who_has_not_bought_yet_has_no_orders_and_no_months() -> None:
    found = stood(bought(order(1, 1, "2024-01-05")), ENDS)

    assert rows_of(found, "orders_0", "months_0", "orders_1", "months_1", "bought_1") == [(1, 5, 0, 0, False)]


@pytest.mark.parametrize(("at", "months"), [("2023-07-01", 11), ("2023-06-30", 13), ("2012-01-01", 60)])
def test_months_alone_tell_who_bought_within_the_year(at: str, months: int) -> None:
    found = stood(bought(order(1, 1, at)), ENDS)

    assert rows_of(found, "months_0", "bought_0") == [(months, months <= 12)]


def test_a_flow_has_the_demand_of_the_year_between_and_its_squares() -> None:
    placed = bought(
        order(1, 1, "2023-03-01", 900),
        order(1, 2, "2023-08-01", 300),
        order(1, 3, "2024-02-01", None),
        order(2, 1, "2024-03-01", 50),
    )

    found = flows(stood(placed, ENDS), 1)

    assert rows_of(found) == [(0, 0, 0, 1, 3, 1, 50.0, 2_500.0), (0, 1, 3, 3, 4, 1, 300.0, 90_000.0)]


def test_a_channel_is_that_of_the_last_order_of_the_year() -> None:
    placed = bought(
        order(1, 1, "2023-03-01", channel="web"),
        order(1, 2, "2023-08-01", channel="web"),
        order(1, 3, "2024-02-01", channel="shop"),
        order(2, 1, "2024-03-01", channel="shop"),
        order(3, 1, "2020-03-01", channel="web"),
        order(3, 2, "2024-03-01", channel="web"),
        order(4, 1, "2023-01-01", channel="shop"),
        order(5, 1, "2020-01-01", channel="shop"),
    )

    found = channel_flows(placed, ENDS)

    web, shop = code("web"), code("shop")
    assert set(rows_of(found.filter(found.step == 0), "channel_from", "channel_to", "people", "demand")) == {
        (web, shop, 1, 200.0),
        (NEW, shop, 1, 100.0),
        (LAPSED, web, 1, 100.0),
        (shop, LAPSED, 1, 0.0),
    }


@pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
def test_it_compiles_for_every_engine(dialect: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ibis.options, "pyspark", Spark())
    purchases = unbound(Purchase)

    for table in (flows(stood(purchases, ENDS), 2), channel_flows(purchases, ENDS)):
        assert "SELECT" in str(ibis.to_sql(table, dialect=dialect))
