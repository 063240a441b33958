"""A grocer's year, its clock slowed to half the speed so that its halves are two years: modes, migrations, winners.

The expected figures are counted in sets by Polars from the files themselves. Data: a fifth of the households of
Complete Journey (dunnhumby), as in the reference data.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from riparian.core.durations import AsOf
from riparian.core.row import Table, schema_of
from riparian.derivations.buyers.channel_migrations import ChannelMigrationsSettings, channel_migrations
from riparian.derivations.buyers.items import items as known_items
from riparian.derivations.buyers.mini_assortments import MiniAssortmentsSettings, mini_assortments
from riparian.derivations.buyers.repurchase_modes import repurchase_modes
from riparian.derivations.buyers.winning_items import WinningItemsSettings, winning_items
from riparian.storage.arrow import arrow_schema
from riparian.tables.buyers import GuestOrder, Purchase
from riparian.tables.forensics import ChannelMigration
from riparian.tables.items import MiniAssortment, PurchasedItem, WinningItem
from riparian.testing.tables import TestingGather, code, labels_table, lent, rows_of, table_of
from tests.journeys.selling import classes

START, TURN, AS_OF = datetime(2016, 1, 1), datetime(2017, 1, 1), AsOf(datetime(2018, 1, 1))


@pytest.fixture(scope="module")
def lines(reference: Path) -> pl.DataFrame:
    """Lines with the department of the product, their time counted from the new year and doubled."""
    files = reference / "orders" / "completejourney"
    departments = pl.read_parquet(files / "products.parquet").select("product_id", "department")
    told = pl.read_parquet(files / "transactions.parquet").join(departments, on="product_id", how="left")
    since = pl.col("transaction_timestamp").dt.cast_time_unit("us") - datetime(2017, 1, 1)
    dated = told.with_columns(at=pl.lit(START) + since * 2).filter(pl.col("at") < AS_OF)
    assert dated.height > 290_000
    return dated.select(
        "at",
        person="household_id",
        order="basket_id",
        item=pl.col("product_id").cast(pl.String),
        store=pl.format("store {}", pl.col("store_id")),
        department="department",
        demand=(pl.col("sales_value") * 100).round().cast(pl.Int64),
        quantity=pl.col("quantity").cast(pl.Float64),
    ).with_columns(year=(pl.col("at") < TURN).cast(pl.Int64))


def coded(words: pl.Series) -> pl.Series:
    """Words as label codes."""
    return words.replace_strict(
        {word: code(word) for word in words.drop_nulls().unique().sort()}, return_dtype=pl.Int32
    )


def table(row: Any, data: pl.DataFrame) -> Any:  # noqa: ANN401  any row class
    """A table of a row class with these columns; the others are null."""
    schema = schema_of(row)
    whole = data.with_columns(pl.lit(None).alias(name) for name in schema if name not in data.columns)
    return lent(whole.select(list(schema)).to_arrow().cast(arrow_schema(schema)), schema)


@pytest.fixture(scope="module")
def items(lines: pl.DataFrame) -> Table[PurchasedItem]:
    first = lines.group_by("person").agg(first_bought_at=pl.col("at").min())
    told = lines.join(first, on="person").with_columns(
        channel=coded(lines["store"]), category=coded(lines["department"])
    )
    told = told.with_columns(position=pl.int_range(pl.len()).over("order"))
    made: Table[PurchasedItem] = table(
        PurchasedItem, told.rename({"person": "person_key", "order": "action_key", "at": "bought_at"})
    )
    return made


@pytest.fixture(scope="module")
def purchases(lines: pl.DataFrame) -> Table[Purchase]:
    orders = lines.group_by("order").agg(pl.col("person", "store", "at").first(), pl.col("demand").sum()).sort("at")
    told = orders.with_columns(channel=coded(orders["store"]), number=pl.int_range(1, pl.len() + 1).over("person"))
    made: Table[Purchase] = table(
        Purchase, told.rename({"person": "person_key", "order": "action_key", "at": "bought_at"})
    )
    return made


def households(lines: pl.DataFrame, by: str, year: int) -> dict[str, set[int]]:
    """Who bought in each part in a year, counted back."""
    told = lines.filter((pl.col("year") == year) & pl.col(by).is_not_null()).group_by(by).agg(pl.col("person").unique())
    return {part: set(people) for part, people in told.iter_rows()}


def test_grocery_keeps_its_buyers_flowers_half_of_them_and_the_garden_few(
    purchases: Table[Purchase], items: Table[PurchasedItem], lines: pl.DataFrame
) -> None:
    made = repurchase_modes(purchases, items, table_of(GuestOrder), labels_table(), AS_OF, TestingGather())
    found = {row[:2]: row[2:] for row in rows_of(made, "scope", "name", "buyers", "bought_again", "mode")}

    for scope, by in (("channel", "store"), ("category", "department")):
        before, now = households(lines, by, 1), households(lines, by, 0)
        assert {name: row[:2] for (of, name), row in found.items() if of == scope} == {
            part: (len(people), len(people & now.get(part, set()))) for part, people in before.items()
        }
    assert found["company", "all"][2] == found["category", "GROCERY"][2] == "Retention"
    assert (found["category", "FLORAL"][2], found["category", "GARDEN CENTER"][2]) == ("Hybrid", "Acquisition")


def test_households_move_between_stores_as_their_sets_say(purchases: Table[Purchase], lines: pl.DataFrame) -> None:
    settings = ChannelMigrationsSettings(channels=300)
    made = channel_migrations(purchases, settings, AS_OF, TestingGather())
    columns = ("from_channel", "to_channel", "buyers", "bought_there", "bought_anywhere")
    found = {row[:2]: row[2:] for row in rows_of(made, *columns, row=ChannelMigration)}
    before, now = households(lines, "store", 1), households(lines, "store", 0)
    anywhere = set[int]().union(*now.values())

    assert {one for one, _ in found} == set(before)
    assert found == {
        (one, other): (len(people), len(people & now.get(other, set())), len(people & anywhere))
        for one, people in before.items()
        for other in set(before) | set(now)
    }


def test_each_department_has_the_winners_of_the_definition(items: Table[PurchasedItem], lines: pl.DataFrame) -> None:
    made = winning_items(items, known_items(items), labels_table(), WinningItemsSettings(), AS_OF)
    rows = rows_of(made, "scope", "name", "item", "item_class", "new", row=WinningItem)
    lately = lines.filter((pl.col("year") == 0) & pl.col("department").is_not_null())
    sold = lately.group_by("department", "item").agg(pl.col("demand").sum()).filter(pl.col("demand") > 0)

    for (department,), part in sold.group_by("department"):
        wanted = classes(part)
        found = {item: of for scope, name, item, of, _ in rows if (scope, name) == ("category", department)}
        assert {item: found[item] for item in wanted} == wanted, department
    before = set(lines.filter(pl.col("year") == 1)["item"])
    assert {item: new for scope, _, item, _, new in rows if scope == "all"} == {
        item: item not in before for item in set(lines.filter(pl.col("year") == 0)["item"])
    }


def test_the_best_of_a_store_and_department_are_its_own(items: Table[PurchasedItem], lines: pl.DataFrame) -> None:
    lately = lines.filter(pl.col("year") == 0)
    (store,) = lately.group_by("store").len().sort("len", "store").tail(1)["store"]
    here = lately.filter((pl.col("store") == store) & (pl.col("department") == "GROCERY"))
    sold = here.group_by("item").agg(pl.col("demand").sum()).sort("demand", "item", descending=[True, False])
    ranks = classes(sold)
    wanted = [item for item in sold["item"] if ranks[item] != "Other"][:5]

    made = mini_assortments(items, known_items(items), MiniAssortmentsSettings(items=5), AS_OF)
    rows = rows_of(made, "channel", "category", "place", "item", row=MiniAssortment)

    assert [item for channel, category, _, item in rows if (channel, category) == (store, "GROCERY")] == wanted


def test_the_clock_is_slowed_and_not_moved(lines: pl.DataFrame) -> None:
    first, last = (lines.select(pl.col("at").min(), last=pl.col("at").max())).row(0)

    assert first - START < timedelta(days=2)
    assert AS_OF - last < timedelta(days=2)
