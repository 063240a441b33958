"""The BG/BB through its tables: the published fit on donations, periods of the calendar, hold-out, and too little."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from riparian.core.durations import AsOf
from riparian.core.errors import NotEnoughDataError
from riparian.core.row import promises
from riparian.derivations.buyers.period_buyers import PeriodBuyersSettings, period_buyers
from riparian.derivations.buyers.period_histories import PeriodHistoriesSettings, period_histories
from riparian.derivations.buyers.period_models import PeriodModelsSettings, period_models
from riparian.models.histories import PurchaseHistories
from riparian.tables.buyers import Purchase
from riparian.tables.contracts import PeriodHistory, PeriodModel
from riparian.testing.tables import TestingGather, rows_of, table_of
from tests.models.conftest import columns

MODEL = tuple(promise.name for promise in promises(PeriodModel))
HISTORY = tuple(promise.name for promise in promises(PeriodHistory))
AFTER_2001 = AsOf(datetime(2002, 1, 1))

Rows = list[dict[str, Any]]


def in_years(person: int, *years: int) -> Rows:
    """A purchase in the spring of each of these years."""
    return [{"person_key": person, "bought_at": datetime(year, 4, 1 + person % 28), "demand": 10} for year in years]


def donors(reference: Path, *, of_a: int = 1) -> Rows:
    """Gifts of the 11,104 donors of Fader, Hardie and Shang (2010), won in 1995, six years on; every n-th donor.

    Of a history with x gifts, the last of them in the t-th year, the others are put into the first years.
    """
    file = reference / "clv/donations_rfm_grouped.csv"
    rows: Rows = []
    for x, last, donors in zip(*columns(file, "frequency", "recency", "weights"), strict=True):
        years = [1995, *range(1996, 1995 + int(x)), *([1995 + int(last)] if x else [])]
        for _ in range(int(donors) // of_a):
            rows += in_years(len(rows), *years)
    return rows


def told(purchases: Rows, as_of: AsOf = AFTER_2001, **settings: Any) -> tuple[dict[str, Any], Rows]:
    """The model, and the histories by it."""
    bought = table_of(Purchase, *({"action_key": number} | row for number, row in enumerate(purchases)))
    model = period_models(bought, PeriodModelsSettings(**settings), as_of, TestingGather())
    (row,) = rows_of(model, *MODEL)
    months = {name: settings[name] for name in ("period_months", "horizon_periods") if name in settings}
    of_each = period_histories(bought, model, PeriodHistoriesSettings(**months, discount=0.1), as_of, TestingGather())
    return dict(zip(MODEL, row, strict=True)), [
        dict(zip(HISTORY, one, strict=True)) for one in rows_of(of_each, *HISTORY)
    ]


def test_donations_give_the_published_parameters_chances_and_gifts(reference: Path) -> None:
    """Fader, Hardie and Shang (2010), Marketing Science 29; the gifts in five years are in the tests of `lifetimes`."""
    model, histories = told(donors(reference), period_months=12, horizon_periods=5)

    assert [model[name] for name in ("alpha", "beta", "gamma", "delta")] == pytest.approx(
        [1.204, 0.750, 0.657, 2.783], abs=6e-4
    )
    assert model["log_likelihood"] == pytest.approx(-33225.6, abs=0.05)
    assert (model["buyers"], model["periods"], len(histories)) == (11_104, 6, 22)
    assert model["expected_periods"] == pytest.approx(12_884.2, abs=0.1)
    alive = {(row["bought"], row["last"]): row["probability_alive"] for row in histories}
    assert [alive[seen] for seen in ((0, 0), (2, 4), (6, 6))] == pytest.approx([0.11, 0.59, 0.93], abs=0.005)


def test_each_buyer_has_the_history_that_the_model_was_told(reference: Path) -> None:
    gifts = donors(reference, of_a=10)
    # A buyer of the running year is in no period that is over.
    gifts += in_years(len(gifts), 2002)
    model, histories = told(gifts, AsOf(datetime(2002, 7, 1)), period_months=12)

    bought = table_of(Purchase, *({"action_key": number} | row for number, row in enumerate(gifts)))
    settings = PeriodBuyersSettings(period_months=12)
    made = rows_of(period_buyers(bought, settings, AsOf(datetime(2002, 7, 1))), "bought", "last", "chances")

    assert Counter(made) == {(row["bought"], row["last"], row["chances"]): row["buyers"] for row in histories}
    assert (len(made), sum(row[0] > 0 for row in made)) == (model["buyers"], model["repeat_buyers"])


def test_histories_add_up_to_what_the_model_tells_of_all(reference: Path) -> None:
    model, histories = told(donors(reference, of_a=10), period_months=12)

    assert sum(row["buyers"] for row in histories) == model["buyers"]
    assert sum(row["buyers"] for row in histories if row["bought"]) == model["repeat_buyers"]
    assert sum(row["buyers"] * row["expected_periods"] for row in histories) == pytest.approx(model["expected_periods"])
    assert model["low"] < model["expected_periods"] < model["high"]


def test_the_last_periods_are_foretold_from_before_them() -> None:
    """Of buyers who were made by the model itself, so that only chance lies between the two."""
    rows = generated(4_000, seed=4)

    model, _ = told(rows, AsOf(datetime(2005, 1, 1)), period_months=12, hold_out_periods=3)

    late = len({(row["person_key"], row["bought_at"].year) for row in rows if row["bought_at"].year > 2001})
    assert model["held_out"] == late
    assert model["foretold"] == pytest.approx(late, rel=0.05)
    assert 0 < model["error"] < 1.5


def generated(buyers: int, *, seed: int) -> Rows:
    """Buyers won from 1996 to 2001, who buy and leave by the BG/BB, to the end of 2004."""
    chance = np.random.default_rng(seed)
    rows: Rows = []
    for person in range(buyers):
        won, buys, leaves = int(chance.integers(1996, 2002)), chance.beta(1.2, 0.75), chance.beta(0.66, 2.8)
        stays = int(chance.geometric(leaves)) - 1
        years = [year for year in range(won + 1, min(won + stays, 2004) + 1) if chance.random() < buys]
        rows += in_years(person, won, *years)
    return rows


def test_a_log_that_is_too_short_holds_nothing_out(reference: Path) -> None:
    model, _ = told(donors(reference, of_a=20), period_months=12, hold_out_periods=4)

    assert (model["held_out"], model["foretold"], model["error"]) == (None, None, None)


def test_what_a_later_day_brings_changes_no_history_of_today(reference: Path) -> None:
    """Nor does what the running period brought: it is not over."""
    rows = donors(reference, of_a=20)
    later = [row | {"bought_at": row["bought_at"].replace(year=2002)} for row in rows[::3]] + in_years(99_999, 2002)

    assert told([*rows, *later], period_months=12) == told(rows, period_months=12)
    assert told([*rows, *later], AsOf(datetime(2002, 12, 31)), period_months=12) == told(rows, period_months=12)


def test_purchases_of_one_quarter_are_one_and_quarters_are_of_the_calendar(reference: Path) -> None:
    months = [(2001, 1), (2001, 3), (2001, 4), (2001, 10), (2001, 11), (2001, 12)]
    one = [{"person_key": 10**6, "bought_at": datetime(year, month, 28), "demand": 5} for year, month in months]

    _, histories = told([*donors(reference, of_a=20), *one])

    assert [row["buyers"] for row in histories if (row["bought"], row["last"], row["chances"]) == (2, 3, 3)] == [1]


def test_who_first_bought_in_the_last_period_has_had_no_chance_and_is_counted(reference: Path) -> None:
    rows = donors(reference, of_a=20)

    without, _ = told(rows, period_months=12)
    model, histories = told([*rows, *in_years(10**6, 2001)], period_months=12)

    assert (histories[0]["chances"], histories[0]["buyers"]) == (0, 1)
    assert model["buyers"] == without["buyers"] + 1
    assert model["alpha"] == pytest.approx(without["alpha"], rel=1e-4)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "0 customers bought again"),
        ([row for person in range(60) for row in in_years(person, 1999)], "0 customers bought again"),
        (
            [row for person in range(12) for row in in_years(person, 1999, 2000)],
            "12 customers bought again; BG/BB needs",
        ),
    ],
    ids=["nobody", "nobody came back", "twelve"],
)
def test_too_few_who_came_back_say_so(rows: Rows, sentence: str) -> None:
    with pytest.raises(NotEnoughDataError, match=sentence):
        told(rows, period_months=12)


def test_without_a_model_histories_say_where_the_reason_stands() -> None:
    nothing = table_of(Purchase), table_of(PeriodModel)

    with pytest.raises(NotEnoughDataError, match="period_models says why"):
        period_histories(*nothing, PeriodHistoriesSettings(), AFTER_2001, TestingGather())


def test_histories_are_those_of_the_reference_data(reference: Path) -> None:
    """The gifts made of grouped counts are grouped to the same counts again."""
    file = reference / "clv/donations_rfm_grouped.csv"
    given = PurchaseHistories.of(*columns(file, "frequency", "recency", "periods", "weights"))

    _, histories = told(donors(reference), period_months=12)

    found = {(row["bought"], row["last"], row["chances"]): row["buyers"] for row in histories}
    assert found == {(int(x), int(t), int(n)): int(count) for x, t, n, count in zip(*given.columns, strict=True)}
