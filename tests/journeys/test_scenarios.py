"""A scenario on its way: saved by the command line, published by the next build, dropped, and then gone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.journeys.company_folder import built, frame, ran
from tests.workspace.exports import written

pytestmark = pytest.mark.slow

PLAN = """
scenario = "more loyalty"

[[changes]]
what = "rebuy"
factor = 1.2
reason = "a welcome stream"

[[bands]]
move = "know -> buy"
factor = 1.5
reason = "a first offer"
"""


def orders() -> Iterator[str]:
    """Three and a half years of a shop: buyers come each month, some of them again and again."""
    chance = np.random.default_rng(5)
    yield "Order ID,E-mail,Date,Total,Currency"
    number = 0
    for buyer in range(600):
        at = datetime(2021, 1, 1) + timedelta(days=float(chance.uniform(0, 1250)))
        again = chance.choice([20.0, 200.0, 5_000.0])
        while at < datetime(2024, 7, 1):
            number += 1
            yield f"{number},buyer{buyer}@alder.test,{at:%Y-%m-%d %H:%M},{chance.integers(10, 90)},GBP"
            at += timedelta(days=1 + float(chance.exponential(again)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = written(tmp_path_factory.mktemp("scenario"), orders="\n".join(orders()))
    ran(made, "init")
    built(made)
    (made / "plan.toml").write_text(PLAN)
    return made


def test_a_scenario_comes_goes_and_leaves_the_base_as_it_was(folder: Path) -> None:
    before = frame(built(folder), "five_year_forecasts")
    ran(folder, "forecast", "--scenario", str(folder / "plan.toml"))
    company = built(folder)
    with_plan, bands = frame(company, "five_year_forecasts"), frame(company, "band_projections")
    assumed = frame(company, "forecast_assumptions").filter(scenario="more loyalty")
    ran(folder, "forecast", "--drop", "more loyalty")
    company = built(folder)

    assert before["scenario"].unique().to_list() == ["as it is"]
    keys = ["year", "scope", "name", "measure"]
    base = with_plan.filter(scenario="as it is")
    assert base.sort(keys).equals(before.sort(keys))
    beside = with_plan.filter(scenario="more loyalty").join(base, on=keys, suffix="_base")
    ahead = beside.filter((pl.col("scope") == "all") & (pl.col("year") > 0))
    assert ahead.height == 15
    assert (ahead["value"] > ahead["value_base"]).all()
    assert beside.filter(year=0).select((pl.col("value") - pl.col("value_base")).abs().max()).item() == 0
    assert assumed["value"].to_list() == [1.2]
    assert set(bands["scenario"]) == {"as it is", "more loyalty"}
    assert (bands["reached"] >= bands["reached_as_it_is"] - 1e-9).all()
    for table, kept in (("five_year_forecasts", before), ("band_projections", bands.filter(scenario="as it is"))):
        left = frame(company, table)
        assert left.sort(*kept.columns[:5]).equals(kept.sort(*kept.columns[:5]))
