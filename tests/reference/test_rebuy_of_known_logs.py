"""Life tables and chances of two real logs: CDNOW's sample (18 months) and Online Retail (a year).

Expected counts are made from the files by Polars, person by person, without any of the code under test. The CDNOW file
is the published one in ten of the log, 2,357 customers; the whole log is not among the reference data.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import Table
from riparian.derivations.actions.last_actions import last_actions
from riparian.derivations.buyers.life_tables import LifeTablesSettings, life_tables
from riparian.derivations.buyers.rebuy_cells import rebuy_cells
from riparian.derivations.buyers.rebuy_chances import rebuy_chances
from riparian.derivations.buyers.rebuy_scores import rebuy_scores
from riparian.tables.buyers import Purchase, RebuyScore, VisitedWait
from riparian.testing.tables import TestingGather, labels_table, rows_of, table_of
from tests.derivations.buyers.turns import NONE_LATE, chosen, in_turn, visits_of

GATHER = TestingGather()
CDNOW_END = AsOf(datetime(1998, 7, 1))
RETAIL_END = AsOf(datetime(2011, 12, 1))
"""Nine days before the log ends, so that its last month is a whole one."""


@pytest.fixture(scope="module")
def cdnow(reference: Path) -> pl.DataFrame:
    lines = (reference / "clv" / "CDNOW_sample.txt").read_text().split("\n")
    rows = [line.split() for line in lines if line.strip()]
    made = pl.DataFrame({"person_key": [int(r[1]) for r in rows], "bought_at": [r[2] for r in rows]})
    return made.with_columns(pl.col("bought_at").str.to_datetime("%Y%m%d"))


@pytest.fixture(scope="module")
def retail(reference: Path) -> pl.DataFrame:
    lines = pl.read_parquet(reference / "orders" / "online_retail_2010_2011.parquet").filter(
        pl.col("CustomerID").is_not_null() & ~pl.col("InvoiceNo").str.starts_with("C")
    )
    made = lines.group_by("InvoiceNo").agg(
        person_key=pl.col("CustomerID").first().cast(pl.Int64),
        bought_at=pl.col("InvoiceDate").min().cast(pl.Datetime("us")),
    )
    return made.filter(pl.col("bought_at") < RETAIL_END).select("person_key", "bought_at")


def turns(orders: pl.DataFrame) -> Table[Purchase]:
    return in_turn(*orders.sort("bought_at", "person_key").to_dicts())


def waits(orders: pl.DataFrame, end: datetime) -> Iterator[tuple[int, int | None, int]]:
    """Number of the order, months to the next (None: not within the months watched), months watched after it."""
    last = end.year * 12 + end.month - 2
    months = orders.with_columns(month=pl.col("bought_at").dt.year() * 12 + pl.col("bought_at").dt.month() - 1)
    for _, mine in months.sort("bought_at").group_by("person_key", maintain_order=True):
        own = mine["month"].to_list()
        for number, month in enumerate(own, 1):
            gap = own[number] - month if number < len(own) else None
            yield number, gap if gap is not None and gap <= last - month else None, last - month


def counted(orders: pl.DataFrame, end: datetime) -> list[tuple[int, int, int]]:
    """Month, at risk, bought: of all waits, one by one."""
    each = list(waits(orders, end))
    longest = max(watched if gap is None else gap for _, gap, watched in each)
    return [
        (
            month,
            sum((watched if gap is None else gap) >= month for _, gap, watched in each),
            sum(gap == month for _, gap, _ in each),
        )
        for month in range(longest + 1)
    ]


@pytest.mark.parametrize(("log", "end"), [("cdnow", CDNOW_END), ("retail", RETAIL_END)])
def test_the_life_table_of_a_real_log_is_that_counted_wait_by_wait(
    log: str, end: AsOf, request: pytest.FixtureRequest
) -> None:
    orders: pl.DataFrame = request.getfixturevalue(log)

    made = life_tables(turns(orders), table_of(VisitedWait), labels_table(), LifeTablesSettings(), end, GATHER)

    expected = counted(orders, end)
    found = rows_of(chosen(made, cut="all", group="all"), "months", "at_risk", "bought")
    assert found[: len(expected)] == expected
    assert all(row[1:] == (0, 0) for row in found[len(expected) :])
    assert expected[0][1] == orders.height


def test_cdnow_has_the_published_number_of_customers_and_of_purchases(cdnow: pl.DataFrame) -> None:
    assert (cdnow.height, cdnow["person_key"].n_unique()) == (6919, 2357)


def test_the_cells_of_cdnow_count_who_was_watched_a_year_and_bought_in_it(cdnow: pl.DataFrame) -> None:
    made = rebuy_cells(turns(cdnow), CDNOW_END, GATHER)

    tried: dict[tuple[int, int], list[int]] = {}
    for number, gap, watched in waits(cdnow, CDNOW_END):
        for recency in range(max(watched - 11, 0)):
            if gap is None or gap > recency:
                cell = tried.setdefault((min(number, 7), recency), [0, 0])
                cell[0] += 1
                cell[1] += gap is not None and gap <= recency + 12
    found = rows_of(made.filter(made.tried > 0), "orders", "months", "tried", "bought")
    assert found == sorted((*cell, *counts) for cell, counts in tried.items())


def test_the_first_rungs_of_cdnow_rise_and_the_rest_waver_with_few_cases(cdnow: pl.DataFrame) -> None:
    """39, 64, 80 % just after the first three orders; the sixth rests on 49 cases and is drawn to the mean."""
    made = rebuy_cells(turns(cdnow), CDNOW_END, GATHER)

    rungs = rows_of(chosen(made, months=0), "orders", "tried", "raw", "probability")
    assert [round(row[3], 2) for row in rungs[:3]] == [0.39, 0.64, 0.80]
    assert rungs[5][1] == 49
    assert rungs[5][3] < rungs[5][2]


@pytest.mark.parametrize(("log", "end"), [("cdnow", CDNOW_END), ("retail", RETAIL_END)])
def test_neither_log_is_long_enough_for_a_back_test(log: str, end: AsOf, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotEnoughDataError, match="one year to learn from and one to foretell"):
        rebuy_scores(turns(request.getfixturevalue(log)), visits_of(), NONE_LATE, end, GATHER)


@pytest.mark.parametrize(("log", "end"), [("cdnow", CDNOW_END), ("retail", RETAIL_END)])
def test_every_buyer_of_a_real_log_has_a_chance_by_the_table(
    log: str, end: AsOf, request: pytest.FixtureRequest
) -> None:
    orders: pl.DataFrame = request.getfixturevalue(log)

    made = rebuy_chances(
        turns(orders), visits_of(), last_actions(visits_of()), NONE_LATE, table_of(RebuyScore), end, GATHER
    )

    rows: list[tuple[Any, ...]] = rows_of(made, "person_key", "months", "probability", "next_probability", "method")
    assert len(rows) == orders["person_key"].n_unique()
    assert {row[4] for row in rows} == {"table"}
    fresh = [row[2] for row in rows if row[1] <= 1]
    stale = [row[2] for row in rows if row[1] >= 9]
    assert sum(stale) / len(stale) < sum(fresh) / len(fresh)


@pytest.mark.parametrize(("month", "foretold", "came"), [(6, 612, 855), (7, 844, 812)])
def test_half_a_year_of_cdnow_foretells_the_next_year_only_roughly(
    cdnow: pl.DataFrame, month: int, foretold: int, came: int
) -> None:
    """After five months the extended life table is 28 % too low, after six 4 % too high: an extension, no measurement.

    The figures are what it gives, kept here so that a change of the method shows; which table stands in where there are
    too few orders was chosen with these figures in sight.
    """
    end = datetime(1997, month, 1)
    known = cdnow.filter(pl.col("bought_at") < end)
    year = cdnow.filter(pl.col("bought_at").is_between(end, datetime(1998, month, 1), closed="left"))

    made = rows_of(
        rebuy_chances(
            turns(known), visits_of(), last_actions(visits_of()), NONE_LATE, table_of(RebuyScore), AsOf(end), GATHER
        ),
        "probability",
    )

    assert year["person_key"].n_unique() == came
    assert sum(row[0] for row in made) == pytest.approx(foretold, abs=1)
