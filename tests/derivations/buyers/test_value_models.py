"""Models of customer value through the derivation: the published fits on CDNOW, the hold-out, and too little data."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pytest

from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.derivations.buyers.value_models import ValueModelsSettings, value_models
from riparian.models.beta_geometric import BetaGeometric
from riparian.models.histories import PurchaseHistories
from riparian.models.purchase_models import told_by
from riparian.tables.buyers import Purchase
from riparian.testing.tables import TestingGather, rows_of, table_of
from tests.derivations.buyers.cdnow import AFTER_39_WEEKS, cdnow_purchases
from tests.models.conftest import columns

COLUMNS = ("model", "parameters", "log_likelihood", "chosen")
AS_OF = AsOf(datetime(2024, 1, 1))


def bought(person: int, *days_ago: float, demand: int | None = 1000) -> list[dict[str, Any]]:
    return [{"person_key": person, "bought_at": AS_OF - timedelta(days=ago), "demand": demand} for ago in days_ago]


def fitted(*rows: dict[str, Any], **settings: Any) -> ibis.Table:
    purchases = table_of(Purchase, *({"action_key": number} | row for number, row in enumerate(rows)))
    return value_models(purchases, ValueModelsSettings(**settings), AS_OF, TestingGather())


def test_cdnow_gives_the_published_parameters(reference: Path) -> None:
    """Fader, Hardie and Lee (2005); Fader and Hardie (2013). Spend is in cents here."""
    made = value_models(cdnow_purchases(reference), ValueModelsSettings(), AFTER_39_WEEKS, TestingGather())

    found = {name: (json.loads(text), likelihood) for name, text, likelihood, _ in rows_of(made, *COLUMNS)}
    bg_nbd, likelihood = found["BG/NBD"]
    assert list(bg_nbd.values()) == pytest.approx([0.243, 4.414, 0.793, 2.426], abs=5e-4)
    assert likelihood == pytest.approx(-9582.4, abs=0.05)
    assert list(found["MBG/NBD"][0].values()) == pytest.approx([0.524838, 6.182988, 0.891356, 1.614000], rel=1e-4)
    assert list(found["Pareto/NBD"][0].values()) == pytest.approx([0.553, 10.578, 0.606, 11.669], rel=1e-3)
    assert list(found["gamma-gamma"][0].values()) == pytest.approx([6.25, 3.74, 1544], rel=5e-3)


def test_a_log_that_is_too_short_to_hold_anything_out_is_judged_by_likelihood(reference: Path) -> None:
    made = value_models(cdnow_purchases(reference), ValueModelsSettings(), AFTER_39_WEEKS, TestingGather())

    models = made.filter(made.model != "gamma-gamma")
    assert rows_of(models, "held_out", "error") == [(None, None)] * 3
    best = max(rows_of(models, "log_likelihood", "chosen"))
    assert best[1] is True
    assert sum(row[0] for row in rows_of(models, "chosen")) == 1


def test_the_model_is_chosen_by_the_orders_it_had_not_seen(reference: Path) -> None:
    """78 weeks, the last 26 of them, with 1,156 purchases, held out: no model is far off."""
    end = AsOf(datetime(1998, 7, 1))

    made = value_models(cdnow_purchases(reference, until=end), ValueModelsSettings(), end, TestingGather())

    rows = rows_of(made.filter(made.model != "gamma-gamma"), "error", "chosen", "held_out", "foretold")
    assert [row[1] for row in rows] == [True, False, False]
    assert all(row[3] == pytest.approx(row[2], rel=0.15) for row in rows)
    assert {row[2] for row in rows} == {1156}


def test_the_interval_is_that_of_drawn_parameters(reference: Path) -> None:
    """On CDNOW the data tell the parameters, so both ways of carrying the doubt over have to agree."""
    settings = ValueModelsSettings(models=("BG/NBD",), horizon_weeks=39)

    made = value_models(cdnow_purchases(reference), settings, AFTER_39_WEEKS, TestingGather())

    low, value, high = rows_of(made.filter(made.chosen & (made.model == "BG/NBD")), "low", "expected_orders", "high")[0]
    histories = PurchaseHistories.of(*columns(reference / "clv/cdnow_rfm_summary.csv", "x", "t_x", "T")).merged()
    drawn = [
        float((one.expected_purchases(*histories.columns[:3], horizon=39) * histories.customers).sum())
        for one in BetaGeometric.fit(histories).draws(histories, count=300, seed=1)
    ]
    assert value == pytest.approx(1653.42, rel=1e-3)
    assert [low, high] == pytest.approx(np.quantile(drawn, [0.05, 0.95]), rel=0.03)


def test_too_few_who_came_back_say_so() -> None:
    rows = [row for person in range(12) for row in bought(person, 100, 50)] + bought(99, 70)

    with pytest.raises(NotEnoughDataError, match=r"12 customers bought again; BG/NBD needs 30"):
        fitted(*rows)


@pytest.mark.parametrize(
    "rows",
    [
        bought(1, 10),
        [row for person in range(60) for row in bought(person, 100)],
        [row for person in range(60) for row in bought(person, 10.2, 10.3, 10.4)],
    ],
    ids=["one buyer", "nobody came back", "all on one day"],
)
def test_what_tells_nothing_is_refused(rows: list[dict[str, Any]]) -> None:
    with pytest.raises(NotEnoughDataError, match="bought again"):
        fitted(*rows)


@pytest.mark.parametrize("demand", [0, None], ids=["worth nothing", "in another currency"])
def test_orders_without_money_leave_spend_unknown(demand: int | None) -> None:
    chance = np.random.default_rng(3)
    rows = [
        row
        for person in range(200)
        for row in bought(person, *(chance.random(1 + chance.poisson(1.2)) * 300), demand=demand)
    ]

    made = fitted(*rows, models=["BG/NBD"])

    assert rows_of(made, "model") == [("BG/NBD",)]


def test_of_very_many_customers_the_pareto_nbd_is_told_by_a_sample_of_all_kinds() -> None:
    chance = np.random.default_rng(1)
    repeats = chance.poisson(1.0, 4_000)
    histories = PurchaseHistories.of(repeats, np.where(repeats, 20, 0), np.full(4_000, 40), np.full(4_000, 50)).merged()

    few = told_by("Pareto/NBD", histories)

    assert few.buyers == 50_000
    assert few.repeats @ few.customers / few.buyers == pytest.approx(repeats.mean(), abs=1e-3)
    assert told_by("BG/NBD", histories) is histories
