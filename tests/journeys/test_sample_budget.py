"""Where money should move, in the sample company against its truth: curves, refusals and the shift.

The company is that of `make run`, read from the shop, the referrals and the spend reports alone; over several seeds
straight from its generator.
"""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import pytest

from riparian.core.errors import NotEnoughDataError
from riparian.models.histories import Floats, floats
from riparian.models.response_curve import ResponseCurve
from riparian.storage.reading import Published
from riparian.testing.company.chunk import drawn_chunk
from riparian.testing.company.flights import LATE, MONTHS, budgets, month_of, pull
from riparian.testing.company.planted import CHANNELS, FLIGHTS, HALF_SPEND
from riparian.testing.company.spend_brought import SpendBrought
from tests.journeys.company_folder import built, frame, sample_reading

pytestmark = pytest.mark.slow

PEOPLE = 20_000
SEEDS = range(1, 25)
READ = ("shop", "referrals", "google ads", "other ads")
CAUSING = ("paid_search", "paid_social", "referral")
"""Channels; gifts to who brings a friend are all that is spent on the lane of the same name."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_reading(tmp_path_factory.mktemp("journey"), PEOPLE, READ)


@pytest.fixture(scope="module")
def company(folder: Path) -> Published:
    return built(folder)


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[str, float]:
    """Demand that one penny more a month would bring, by channel and lane."""
    rows = pl.read_parquet(folder / "truth" / "marginal_returns.parquet")
    return dict(rows.select("name", "marginal").iter_rows())


def by_name(company: Published, table: str) -> dict[str, dict[str, Any]]:
    """Rows of channels, under the names of the reports as no visit is read, and of lanes."""
    rows = frame(company, table).filter((pl.col("level") == "channel") | (pl.col("name") != "all"))
    return {row["name"]: row for row in rows.sort("level", descending=True).to_dicts()}


def lanes(company: Published, table: str) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in frame(company, table).filter(level="lane").to_dicts()}


def test_curves_that_are_told_hold_what_the_next_penny_truly_brings(
    company: Published, truth: dict[str, float]
) -> None:
    curves = by_name(company, "response_curves")

    assert {name for name, row in curves.items() if row["refused"] is None} == {"new", *CAUSING}
    for name in ("new", *CAUSING):
        assert curves[name]["marginal_low"] <= truth[name] <= curves[name]["marginal_high"], name


def test_what_causes_nothing_and_what_never_changed_are_refused(company: Published, truth: dict[str, float]) -> None:
    curves = by_name(company, "response_curves")

    assert truth["display"] == 0 < truth["video"]
    assert curves["display"]["refused"].startswith("what came did not go with the spend")
    assert curves["display"]["lane"] == curves["video"]["lane"] == "new"
    for name in ("video", "repeat"):
        assert curves[name]["refused"].startswith("spend is nearly the same in every period")
    assert truth["re-ignited"] == 0
    assert curves["re-ignited"]["refused"].startswith("what came did not go with the spend")


def test_money_should_move_from_the_used_up_channel_to_the_steep_one(folder: Path, company: Published) -> None:
    shifts = by_name(company, "budget_shifts")
    rows = pl.read_parquet(folder / "truth" / "spend_effects.parquet")

    giving, *getting, whole = (shifts[name] for name in (*CAUSING, "all"))
    assert sum(one["change"] for one in getting) == -giving["change"] > 10_000
    assert min(one["change"] for one in getting) > 2_000
    assert (shifts["display"]["change"], shifts["video"]["change"]) == (0, 0)
    assert [name for name, row in shifts.items() if row["test_first"] and row["level"] == "channel"] == ["paid_social"]
    gain = sum(truly_gained(rows, name, shifts[name]["spend_now"], shifts[name]["spend_then"]) for name in CAUSING)
    assert whole["gain_low"] <= gain <= whole["gain_high"]
    assert gain > 0
    assert whole["gain"] > 0


def truly_gained(rows: pl.DataFrame, name: str, now: float, then: float) -> float:
    """Demand a month that a channel's steady spend brings more if it is changed."""
    mine, channel = rows.filter(channel=name), CHANNELS.index(name)
    value = floats(mine["demand_brought"]).sum() / floats(mine["orders_brought"]).sum()
    steady = floats([now, then]) / floats(mine["spend"]).mean()
    ceiling = value * floats(mine["expected_orders"]).sum() / pull(channel).sum()
    return float(np.diff(ceiling * steady / (steady + HALF_SPEND[channel]))[0])


def test_money_should_move_from_new_customers_to_friends_of_customers(
    folder: Path, company: Published, truth: dict[str, float]
) -> None:
    shifts = lanes(company, "budget_shifts")
    rows = pl.read_parquet(folder / "truth" / "spend_effects.parquet")

    assert {name: row["change"] for name, row in shifts.items() if row["change"]} == {
        "new": -shifts["referral"]["change"], "referral": shifts["referral"]["change"],
    }  # fmt: skip
    moved = shifts["referral"]
    assert moved["spend_then"] == moved["upper"] > moved["spend_now"]
    gain = truly_gained(rows, "referral", moved["spend_now"], moved["spend_then"])
    assert moved["gain_low"] <= gain <= moved["gain_high"]
    # So little of what is spent on new customers moves that its slope tells what is lost.
    lost = truth["new"] * moved["change"]
    assert shifts["all"]["gain_low"] <= gain - lost <= shifts["all"]["gain_high"]
    assert gain > lost > 0
    assert moved["test_first"]


class Company(NamedTuple):
    spend: Floats
    """Shape `(months, channels)`."""
    result: dict[str, Floats]
    """By lane, new or referral: demand with every order at its mean value, as a build counts it."""
    truth: dict[str, float]


@cache
def made(seed: int) -> Company:
    chunk = drawn_chunk(seed, 0, first=0, size=PEOPLE, consent_shown=True)
    people, purchases = chunk.people, chunk.purchases
    referred = np.zeros(PEOPLE, dtype=np.bool_)
    referred[chunk.referrals.referred] = True
    first = purchases.number == 1
    result = {}
    for lane, of_lane in (("new", ~referred), ("referral", referred)):
        mine = first & of_lane[purchases.person]
        orders = np.bincount(month_of(purchases.at[mine]), minlength=MONTHS)
        late = mine & (month_of(purchases.at) >= LATE.start)
        result[lane] = orders * (chunk.baskets.total[late & ~people.irish[purchases.person]].sum() / late.sum())
    brought = SpendBrought()
    brought.add(chunk)
    returns = brought.returns(PEOPLE).to_pydict()
    spend = np.stack([budgets(channel, PEOPLE) for channel in FLIGHTS], axis=1).astype(np.float64)
    return Company(spend, result, dict(zip(returns["name"], returns["marginal"], strict=True)))


def interval(spend: Floats, result: Floats, beside: Floats | None) -> tuple[float, float] | None:
    """Of what the next penny brings, 95 %; None where it is refused."""
    try:
        curve = ResponseCurve.fit(spend, result, beside)
    except NotEnoughDataError:
        return None
    now = float(spend[LATE].mean())
    drawn = curve.drawn([now, 1.01 * now], draws=1_000, seed=1)
    low, high = np.quantile((drawn[:, 1] - drawn[:, 0]) / (0.01 * now), [0.025, 0.975])
    return float(low), float(high)


def asked(name: str) -> list[tuple[float, tuple[float, float] | None]]:
    """The truth and what is told, of every company."""
    found = []
    for company in map(made, SEEDS):
        spend, place = company.spend, {CHANNELS[channel]: row for row, channel in enumerate(FLIGHTS)}
        if name == "referral":
            told = interval(spend[:, place[name]], company.result[name], None)
        else:
            spend = np.delete(spend, place.pop("referral"), axis=1)
            told = (
                interval(spend.sum(axis=1), company.result["new"], None)
                if name == "new"
                else interval(spend[:, place[name]], company.result["new"], np.delete(spend, place[name], axis=1))
            )
        found.append((company.truth[name], told))
    return found


@pytest.mark.parametrize("name", ["new", *CAUSING])
def test_intervals_hold_the_truth_about_as_often_as_they_promise(name: str) -> None:
    told = [(truth, ends) for truth, ends in asked(name) if ends is not None]

    held = sum(low <= truth <= high for truth, (low, high) in told)

    assert len(told) >= 0.9 * len(SEEDS)
    # Of 24 intervals of 95 % fewer than 21 hold the truth in 3 of 100 such tests.
    assert held >= 0.87 * len(told)


@pytest.mark.parametrize("name", ["display", "video"])
def test_spend_that_causes_nothing_or_never_changes_is_hardly_ever_told_as_causing(name: str) -> None:
    assert sum(ends is not None for _, ends in asked(name)) <= 1
