"""A year of a grocer's till with its campaigns and coupons: orders, what was sent to households, what they redeemed.

Expected figures: `orders_answers.json` of the reference data, and its Parquet files by Polars.
"""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from riparian.storage.reading import Published
from tests.journeys.company_folder import became, built, corrected, frame, linked, ran

pytestmark = pytest.mark.slow

CAMPAIGNS = """
[[sources]]
name = "campaigns"
preset = "files"
files = "campaigns.parquet"
[sources.tables.source_events]
occurred_at = "instant(value_map(text(campaign_id), 'begins'))"
kind = "'receive'"
campaign = "text(campaign_id)"
user_id = "text(household_id)"
[sources.values.begins]
"""
"""The file says who got a campaign and not when: each got it on the day on which the other file lets it begin."""


@pytest.fixture(scope="module")
def files(reference: Path) -> Path:
    return reference / "orders" / "completejourney"


@pytest.fixture(scope="module")
def answers(reference: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((reference / "orders" / "orders_answers.json").read_text())
    journey: dict[str, Any] = found["completejourney_fifth"]
    return journey


@pytest.fixture(scope="module")
def folder(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return linked(tmp_path_factory.mktemp("journey") / "grocer", *sorted(files.glob("*.parquet")))


@pytest.fixture(scope="module")
def told(folder: Path) -> str:
    """What `init` said."""
    return ran(folder, "init")


@pytest.fixture(scope="module")
def grocer(folder: Path, files: Path, told: str) -> Published:
    begins = pl.read_parquet(files / "campaign_descriptions.parquet").select("campaign_id", "start_date")
    days = "".join(f'"{campaign}" = "{day:%Y-%m-%d}"\n' for campaign, day in begins.iter_rows())
    corrected(
        folder,
        ('currency = "EUR"', 'currency = "USD"'),
        ('time_zone = "UTC"', 'time_zone = "America/New_York"'),
        more=CAMPAIGNS + days,
    )
    return built(folder)


def test_init_maps_orders_and_redemptions_and_says_what_it_cannot_read(told: str, folder: Path) -> None:
    lines = dict(line.strip().split(": ", 1) for line in told.splitlines() if ".parquet: " in line)

    assert "source_orders, source_order_lines" in told
    assert "every row is taken for one action of the kind 'redeem'" in told
    assert lines == {
        "campaign_descriptions.parquet": "no column says who",
        "campaigns.parquet": "no column says when",
        "coupons.parquet": "no column says who or when",
        "demographics.parquet": "no column says when",
        "products.parquet": "no column says who or when",
    }
    assert '# files = "campaigns.parquet"' in (folder / "riparian.toml").read_text()


def test_every_row_of_every_mapped_file_is_kept(grocer: Published, answers: dict[str, Any]) -> None:
    assert became(grocer) == {
        "transactions": (answers["rows"], 0, 0),
        "coupon_redemptions": (420, 0, 0),
        "campaigns": (1251, 0, 0),
    }


def test_baskets_lines_households_and_sales_are_those_of_the_file(grocer: Published, answers: dict[str, Any]) -> None:
    cents = round(answers["sales"] * 100)

    orders, lines = frame(grocer, "source_orders"), frame(grocer, "source_order_lines")

    assert (orders.height, lines.height) == (answers["baskets"], answers["rows"])
    assert orders["total"].sum() == lines["amount"].sum() == cents
    assert frame(grocer, "standings").filter(band=5).height == answers["households"]
    assert frame(grocer, "standings")["spent"].sum() == cents


def test_campaigns_are_received_and_coupons_redeemed(grocer: Published, files: Path) -> None:
    """Who redeemed a coupon of a campaign that was sent to them, by the files and by the stream."""
    sent = pl.read_parquet(files / "campaigns.parquet")
    redeemed = pl.read_parquet(files / "coupon_redemptions.parquet").select("campaign_id", "household_id")
    answered = sent.join(redeemed.unique(), on=["campaign_id", "household_id"]).group_by("campaign_id").agg(pl.len())

    actions = frame(grocer, "actions")
    received = actions.filter(kind="receive").select("person_key", "campaign", sent_at="occurred_at")
    used = actions.filter(kind="redeem").select("person_key", "campaign", used_at="occurred_at")
    both = received.join(used, on=["person_key", "campaign"])

    assert (received.height, used.height) == (sent.height, redeemed.height)
    assert dict(both.unique(["person_key", "campaign"]).group_by("campaign").agg(pl.len()).iter_rows()) == {
        str(campaign): people for campaign, people in answered.iter_rows()
    }
    assert (both["used_at"] >= both["sent_at"]).all()


def test_a_household_that_only_got_mail_is_not_woken_by_it(grocer: Published) -> None:
    """To receive is done to a person: it is in the stream, and moves nobody."""
    standings = frame(grocer, "standings")
    received = frame(grocer, "actions").filter(kind="receive").group_by("person_key").agg(pl.col("occurred_at").max())
    last = standings.join(received, on="person_key").filter(pl.col("last_at") == pl.col("occurred_at"))

    assert last.height > 0
    assert (last["last_inbound_at"] < last["last_at"]).all()
