"""One folder with the tables that connectors make of five platforms, and calls of a tracking specification.

The seeds are the platforms' own shapes with a handful of rows; expected figures are read from them.
"""

import csv
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from riparian.storage.encoding import LINES, SLOTS
from riparian.storage.reading import Published
from tests.journeys.company_folder import became, built, frame, linked, ran

pytestmark = pytest.mark.slow

PLATFORMS = ("ga4_export", "google_ads", "klaviyo", "shopify", "zendesk")


def rows_of(folder: Path, file: str) -> Iterator[dict[str, str]]:
    """Rows of one seed."""
    with (folder / file).open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


def calls_of(file: Path) -> list[dict[str, str]]:
    """The example calls of the specification, partial as its pages print them."""
    return [json.loads(line)["payload"] for line in file.read_text().splitlines()]


def written(file: Path, calls: list[dict[str, str]]) -> None:
    """An archive of calls, one a line."""
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(json.dumps(call) + "\n" for call in calls))


@pytest.fixture(scope="module")
def folder(reference: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All seeds, a folder for each platform, and the calls twice: as printed, and with what a server adds to each."""
    folder = tmp_path_factory.mktemp("journey") / "seeds"
    for platform in PLATFORMS:
        seeds = sorted((reference / "exports" / "fivetran" / f"dbt_{platform}").rglob("*.csv"))
        linked(folder / platform, *seeds)
    printed = calls_of(reference / "exports" / "segment_spec_payloads.jsonl")
    arrived = {"anonymousId": "a-visitor", "receivedAt": "2025-06-01T12:00:00Z"}
    written(folder / "segment" / "printed.jsonl", printed)
    written(
        folder / "segment" / "arrived.jsonl",
        [arrived | call | {"messageId": f"call-{number}"} for number, call in enumerate(printed)],
    )
    return folder


@pytest.fixture(scope="module")
def told(folder: Path) -> str:
    """What `init` said."""
    return ran(folder, "init")


@pytest.fixture(scope="module")
def company(folder: Path, told: str) -> Published:
    return built(folder)


def test_init_recognises_the_tables_that_presets_are_for(folder: Path, told: str) -> None:
    sources = tomllib.loads((folder / "riparian.toml").read_text())["sources"]

    assert "recognised" in told
    assert {source["name"]: source["files"] for source in sources if source["preset"] != "files"} == {
        "ga4": "ga4_export/event_data.csv",
        "ad_spend": "google_ads/campaign_stats_data.csv",
        "klaviyo_events": "klaviyo/event.csv",
        "event_norename": "klaviyo/event_norename.csv",
        "klaviyo": "klaviyo/person.csv",
        "segment": "segment/*.jsonl",
        "zendesk": "zendesk/ticket_data.csv",
        "zendesk_users": "zendesk/user_data*.csv",
    }


def test_init_proposes_nothing_for_tables_that_name_nobody(told: str) -> None:
    reasons = dict(line.strip().split(": ", 1) for line in told.partition("not read:")[2].splitlines() if ": " in line)

    assert reasons["google_ads/keyword_stats_data.csv"] == "it counts impressions and names nobody"
    assert reasons["klaviyo/campaign.csv"] == "no column says who"
    assert reasons["zendesk/organization_data.csv"] == "no column says who"
    assert reasons["shopify/shopify_tender_transaction_data.csv"] == "no column says who"


def test_spend_is_that_of_the_campaign_table_to_the_cent(company: Published, folder: Path) -> None:
    stats = list(rows_of(folder, "google_ads/campaign_stats_data.csv"))
    cents = {row["date"]: round(Decimal(row["cost_micros"]) / 10_000) for row in stats}
    spend = frame(company, "spend")

    assert {f"{day}": amount for day, amount in spend.select("spent_on", "amount").iter_rows()} == cents
    assert spend["clicks"].sum() == sum(int(row["clicks"]) for row in stats)
    assert set(spend["channel"]) == {"paid_search"}


def test_tickets_are_opened_and_most_are_solved(company: Published, folder: Path) -> None:
    tickets = {row["id"]: row["status"] for row in rows_of(folder, "zendesk/ticket_data.csv")}
    cases = frame(company, "support_cases")
    solved = cases.filter(pl.col("solved_at").is_not_null())

    assert dict(cases.select("case_number", "status").iter_rows()) == tickets
    assert set(solved["status"]) == {"closed", "solved"}
    assert solved.height == sum(status in ("closed", "solved") for status in tickets.values())


def test_letters_are_received_in_both_spellings_of_the_table(company: Published, folder: Path) -> None:
    """The connector's table is there twice, once with other names of columns: two sources, until a person drops one."""
    events = frame(company, "source_events")
    metrics = Counter(row["type"] for row in rows_of(folder, "klaviyo/event.csv"))

    for source in ("klaviyo_events", "event_norename"):
        assert Counter(events.filter(source=source)["name"]) == metrics
    assert set(events.filter(name="Received Email")["kind"]) == {"receive"}


def test_two_profiles_with_one_telephone_are_one_person(company: Published, folder: Path) -> None:
    profiles = list(rows_of(folder, "klaviyo/person.csv"))
    addresses = frame(company, "identifiers").filter(pl.col("value").is_in([row["email"] for row in profiles]))
    (person,) = frame(company, "people").filter(pl.col("person_key").is_in(addresses["person_key"])).to_dicts()

    assert len({row["phone_number"] for row in profiles}) == 1
    assert addresses.height == len(profiles) == 2
    assert (person["known"], person["full_name"], person["email"]) == (True, "MArio Lopez", "nobody@hotmail.com")


def test_analytics_events_keep_their_names(company: Published, folder: Path) -> None:
    rows = list(rows_of(folder, "ga4_export/event_data.csv"))
    events = frame(company, "source_events").filter(source="ga4")

    assert Counter(events["name"]) == Counter(row["name"] for row in rows)
    assert sorted(f"{at}" for at in events["occurred_at"]) == sorted(row["timestamp"] for row in rows)


def test_the_order_table_of_a_warehouse_is_mapped_by_guess(company: Published, folder: Path) -> None:
    rows = list(rows_of(folder, "shopify/shopify_order_data.csv"))
    orders = frame(company, "source_orders").filter(source="shopify_order_data")

    assert orders.height == len(rows)
    assert orders["total"].sum() == sum(round(Decimal(row["total_price"]) * 100) for row in rows)
    assert set(orders["currency"]) == {row["currency"] for row in rows}


def test_of_a_warehouse_only_the_orders_are_proposed_as_orders(company: Published) -> None:
    """Payments and refunds of the same orders would count them twice."""
    assert set(frame(company, "source_orders")["source"]) == {"shopify_order_data"}


def test_of_a_warehouse_no_table_of_places_staff_or_settings_is_taken_for_people(company: Published) -> None:
    of_people = set(frame(company, "contact_records")["source"])

    assert "shopify_gql_customer_data" in of_people
    places_and_staff = "location|shop_data|owner|(?<!zendesk_)users|directory$|address|order"
    assert not [name for name in of_people if re.search(places_and_staff, name)]


def test_hashed_addresses_are_no_addresses(company: Published) -> None:
    kept, rejected, known = became(company)["shopify_gql_customer_data"]
    reasons = frame(company, "source_rejects").filter(source="shopify_gql_customer_data")["reason"]

    assert (kept, rejected, known) == (1, 9, 0)
    assert set(reasons) == {"no usable identifier"}


def test_calls_as_a_server_archives_them_are_all_used(company: Published, folder: Path) -> None:
    loads = {row["file"]: row for row in frame(company, "source_loads").filter(source="segment").to_dicts()}
    calls = [json.loads(line) for line in (folder / "segment" / "arrived.jsonl").read_text().splitlines()]
    arrived = loads["segment/arrived.jsonl"]

    assert (arrived["rows_kept"], arrived["rows_rejected"]) == (len(calls), 0)
    tracked = Counter(call["event"] for call in calls if call.get("type", call.get("action")) == "track")
    of_load = pl.col("row_key") // (LINES * SLOTS) == arrived["load"]
    names = Counter(frame(company, "source_events").filter(of_load)["name"])
    assert {event: names[event] for event in tracked} == tracked


def test_calls_as_the_specification_prints_them_lack_a_time_or_somebody(company: Published) -> None:
    reasons = frame(company, "source_rejects").filter(file="segment/printed.jsonl")["reason"]

    assert len(reasons) > 60
    assert {part for reason in set(reasons) for part in reason.split("; ")} == {
        "it has neither a user id nor an anonymous id",
        "occurred_at is missing or unreadable",
        "recorded_at is missing or unreadable",
        "stated_at is missing or unreadable",
    }
