"""Three years of the sample company: its modes, files and comp segments against sets of people counted by Polars.

What is expected is counted from the orders in `actions` and the source's lines alone.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl
import pytest

from riparian.storage.reading import Published
from tests.journeys.company_folder import built, frame, ran
from tests.journeys.selling import classes

pytestmark = pytest.mark.slow

PEOPLE = 2_000


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Published:
    within = tmp_path_factory.mktemp("journey")
    ran(within, "sample", "company", "--people", str(PEOPLE))
    return built(within / "company")


@pytest.fixture(scope="module")
def accounts(company: Published) -> list[dict[str, Any]]:
    """From the last year to the first."""
    return frame(company, "file_accounts").sort("year_to", descending=True).to_dicts()


@pytest.fixture(scope="module")
def as_of(accounts: list[dict[str, Any]]) -> datetime:
    last: date = accounts[0]["year_to"]
    return datetime.combine(last + timedelta(days=1), time())


@pytest.fixture(scope="module")
def orders(company: Published, as_of: datetime) -> pl.DataFrame:
    """Orders with the year they lie in, counted back, and their demand in the company's own currency."""
    (home,) = frame(company, "currencies").filter("home")["currency"]
    turns = [as_of.replace(year=as_of.year - k) for k in range(1, 6)]
    year = sum(((pl.col("occurred_at") < turn).cast(pl.Int64) for turn in turns), start=pl.lit(0))
    return (
        frame(company, "actions")
        .filter(kind="order")
        .select(
            "action_key",
            person="person_key",
            at="occurred_at",
            year=year,
            channel=pl.coalesce("medium", "name", "source"),
            demand=pl.when(pl.col("currency") == home).then(pl.col("amount")),
        )
    )


@pytest.fixture(scope="module")
def known(company: Published, orders: pl.DataFrame) -> pl.DataFrame:
    """The orders of people who could be met again: known by more than the number of an order."""
    by_number = pl.col("kind").is_in(["order_id", "shop_order", "withheld_id"]).all()
    guests = frame(company, "identifiers").group_by("person_key").agg(guest=by_number).filter("guest")
    found = orders.join(guests, left_on="person", right_on="person_key", how="anti")
    assert 0 < found.height < orders.height
    return found


def who(orders: pl.DataFrame, *years: int, **part: str) -> set[int]:
    """Who ordered in any of the years."""
    return set(orders.filter(pl.col("year").is_in(years), **part)["person"])


def test_every_year_of_the_file_is_that_of_the_sets(
    accounts: list[dict[str, Any]], known: pl.DataFrame, orders: pl.DataFrame
) -> None:
    everybody, orders = orders, known
    assert len(accounts) == orders["year"].n_unique() >= 3
    for k, one in enumerate(accounts):
        now, before, earlier = who(orders, k), who(orders, k + 1), who(orders, *range(k + 1, 9))
        assert (one["buyers"], one["previous"]) == (len(now), len(before))
        assert (one["retained"], one["new"]) == (len(now & before), len(now - earlier))
        assert one["reactivated"] == len((now & earlier) - before)
        assert one["demand"] == orders.filter(year=k)["demand"].sum()
        assert one["guest_orders"] == everybody.filter(year=k).height - orders.filter(year=k).height
    rate = accounts[0]["retained"] / accounts[0]["previous"]
    coming = accounts[0]["new"] + accounts[0]["reactivated"]
    assert accounts[0]["rebuy_rate"] == pytest.approx(rate)
    assert accounts[0]["fixed_point"] == pytest.approx(coming / (1 - rate))


def test_the_company_and_its_channels_are_in_the_mode_of_their_rate(company: Published, known: pl.DataFrame) -> None:
    orders, modes = known, frame(company, "repurchase_modes")

    for name, one in ((row["name"], row) for row in modes.filter(scope="channel").iter_rows(named=True)):
        before, now = who(orders, 1, channel=name), who(orders, 0, channel=name)
        assert (one["buyers"], one["bought_again"]) == (len(before), len(before & now)), name
        mode = "Acquisition" if one["rate"] < 0.4 else "Hybrid" if one["rate"] < 0.6 else "Retention"
        assert one["mode"] == mode
    whole = modes.filter(scope="company").row(0, named=True)
    assert whole["rate"] == pytest.approx(len(who(orders, 1) & who(orders, 0)) / len(who(orders, 1)))
    assert whole["orders_per_buyer"] == pytest.approx(orders.filter(year=1).height / len(who(orders, 1)))
    assert modes.filter(scope="channel").height == orders.filter(year=1)["channel"].n_unique()


def test_comp_segments_are_those_of_the_sets(
    company: Published, known: pl.DataFrame, accounts: list[dict[str, Any]]
) -> None:
    orders, found = known, frame(company, "comp_segments")
    dates = {one["year_to"]: k for k, one in enumerate(accounts)}

    for one in found.iter_rows(named=True):
        k = dates[one["frozen_on"]]
        bought, earlier = who(orders, k), who(orders, *range(k + 1, 9))
        counts = orders.filter(year=k).group_by("person").len()
        people = {
            "all buyers": bought,
            "existing": bought & earlier,
            "new": bought - earlier,
            "new and reactivated": bought - (who(orders, k + 1) & earlier),
            "two orders": set(counts.filter(len=2)["person"]),
        }[one["definition"]]
        after = orders.filter(pl.col("person").is_in(list(people)), year=k - 1)
        assert (one["households"], one["rebuyers"]) == (len(people), after["person"].n_unique()), one["definition"]
        assert one["demand"] == after["demand"].sum()
        if one["rebuyers"]:
            product = one["orders_per_rebuyer"] * one["items_per_order"] * one["price_per_item"]
            assert product == pytest.approx(one["spend_per_rebuyer"])
    assert set(found["definition"]) == {"all buyers", "existing", "new", "new and reactivated", "two orders"}
    changed = found.filter(pl.col("change_by_price").is_not_null())
    parts = changed.select(pl.sum_horizontal(f"change_by_{cause}" for cause in ("rebuy", "orders", "items", "price")))
    assert parts.to_series().to_list() == pytest.approx(changed["change"].to_list())


def test_what_advertising_cost_is_what_the_sources_say(
    company: Published, as_of: datetime, orders: pl.DataFrame
) -> None:
    (home,) = frame(company, "currencies").filter("home")["currency"]
    spent = frame(company, "spend").filter(pl.col("currency") == home)
    lately = spent.filter(pl.col("spent_on") >= as_of.replace(year=as_of.year - 1).date())

    last = frame(company, "repeat_economics").sort("year_to", descending=True).row(0, named=True)

    assert (last["ad_cost"], last["spend_days"]) == (lately["amount"].sum(), lately["spent_on"].n_unique())
    assert last["contribution"] == pytest.approx(0.4 * int(orders.filter(year=0)["demand"].sum()) - last["ad_cost"])
    assert last["repeat_orders"] == orders.filter(year=0).height - len(who(orders, 0) - who(orders, *range(1, 9)))


def test_new_items_and_winners_are_those_of_the_lines(company: Published, orders: pl.DataFrame) -> None:
    lines = frame(company, "purchased_items").join(orders.select("action_key", "year"), on="action_key")
    lately = lines.filter(year=0).group_by("item").agg(pl.col("demand").sum())
    before = set(lines.filter(pl.col("year") > 0)["item"])

    winners = frame(company, "winning_items").filter(scope="all")
    share = frame(company, "new_item_shares").filter(category="all").row(0, named=True)

    assert dict(winners.select("item", "item_class").iter_rows()) == classes(lately)
    assert dict(winners.select("item", "new").iter_rows()) == {item: item not in before for item in lately["item"]}
    assert share["new_items"] == len(set(lately["item"]) - before)
    assert share["new_demand"] == lately.filter(~pl.col("item").is_in(list(before)))["demand"].sum()
