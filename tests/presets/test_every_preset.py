"""What every preset must keep to, whatever it reads."""

import csv
import gzip
import random
from collections.abc import Iterator
from pathlib import Path

import ibis
import pytest
from ibis.config import Config

from riparian.build.preset import presets_found
from riparian.core.row import promises
from riparian.expressions.text import column_names
from riparian.storage.looking import sample_of
from tests.presets.by_hand import made_of, raw_of

HERE = ("ad_spend", "ga4", "klaviyo", "klaviyo_events", "referrals", "surveys", "zendesk", "zendesk_users")
MAPPINGS = [
    (name, table) for name in HERE for table in presets_found()[name].mappings(presets_found()[name].settings())
]

HEADERS = {
    "zendesk": [
        "Id,Requester,Requester id,Requester external id,Requester email,Subject,Tags,Status,Priority,Via,Ticket type,"
        "Created at,Updated at,Solved at,Satisfaction Score,Reopens,Replies",
        "id,created_at,updated_at,solved_at,status,priority,via_channel,subject,requester_id,requester_email,"
        "satisfaction_score,reopens,replies,group,tags",
    ],
    "zendesk_users": [
        "id,active,created_at,email,external_id,locale,moderator,name,only_private_comments,phone,role,suspended,"
        "ticket_restriction,updated_at",
    ],
    "klaviyo": [
        "Email,Klaviyo ID,First Name,Last Name,Organization,Title,Phone Number,Address,Address 2,City,State / Region,"
        "Country,Zip Code,Source,Email Marketing Consent,Email Marketing Consent Timestamp,First Active,Last Active,"
        "Profile Created On,Date Added,Email Suppressions",
    ],
    "klaviyo_events": [
        "Event ID,Metric,Timestamp,Email,Klaviyo ID,Campaign Name,Campaign ID,Flow Name,Message ID,Subject,URL,List,"
        "Bounce Type",
    ],
    "surveys": [
        "response_id,answered_at,email,question,scale,score,comment",
        "Response ID,Recorded Date,Recipient Email,How likely are you to recommend us to a friend?,Why?",
        "email,submitted_at,nps,csat,comment",
    ],
    "referrals": [
        "referral_id,referrer_email,referred_email,referred_at,code,status,converted_at",
        "Referrer ID,Referee ID,Created At,Status",
    ],
    "ad_spend": [
        "customer_id,date,campaign_id,campaign_name,advertising_channel_type,ad_network_type,device,clicks,cost_micros,"
        "impressions,conversions,conversions_value,currency_code",
        "day,channel,campaign,amount,currency,clicks,impressions",
        "Day,Campaign,Campaign type,Currency code,Clicks,Impr.,Cost",
        "Reporting starts,Reporting ends,Campaign name,Ad set name,Amount spent (GBP),Impressions,Link clicks",
    ],
    "ga4": [
        "event_date,event_timestamp,event_name,event_params,user_pseudo_id,privacy_info,device,stream_id,platform,items",
    ],
    "shopify_orders": [
        "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,"
        "Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
        "Lineitem price,Cancelled at",
    ],
    "segment": [
        "type,messageId,anonymousId,userId,event,properties,timestamp,originalTimestamp,sentAt,receivedAt,context",
    ],
}  # fmt: skip

REFERENCE = {
    "exports/fivetran/dbt_zendesk/ticket_data.csv": "zendesk",
    "exports/fivetran/dbt_zendesk/user_data.csv": "zendesk_users",
    "exports/fivetran/dbt_zendesk/user_data_snowflake.csv": "zendesk_users",
    "exports/fivetran/dbt_klaviyo/person.csv": "klaviyo",
    "exports/fivetran/dbt_klaviyo/event.csv": "klaviyo_events",
    "exports/fivetran/dbt_klaviyo/event_norename.csv": "klaviyo_events",
    "exports/fivetran/dbt_google_ads/campaign_stats_data.csv": "ad_spend",
    "exports/fivetran/dbt_ga4_export/event_data.csv": "ga4",
    "exports/segment_spec_payloads.jsonl": "segment",
}
"""Files of the reference data that a preset is for; no preset is for any other of them."""


def sure(header: tuple[str, ...]) -> list[str]:
    """The presets that are more than half sure of a header."""
    return [name for name, preset in presets_found().items() if preset.recognises(header) > 0.5]


@pytest.mark.parametrize(("name", "written"), [(name, one) for name, all_of in HEADERS.items() for one in all_of])
def test_a_header_is_recognised_by_its_preset_alone(name: str, written: str) -> None:
    header = column_names(tuple(written.split(",")))

    assert sure(header) == [name]
    assert sure(tuple(reversed(header))) == [name]


def files_of(reference: Path) -> Iterator[Path]:
    for ending in ("csv", "csv.gz", "jsonl", "parquet"):
        yield from sorted(reference.rglob(f"*.{ending}"))


def test_no_preset_takes_a_file_of_the_reference_data_that_is_not_its_own(reference: Path) -> None:
    headers = {file.relative_to(reference).as_posix(): header_of(file) for file in files_of(reference)}

    taken = {file: sure(header) for file, header in headers.items() if sure(header)}

    assert len(headers) > 200
    assert taken == {file: [name] for file, name in REFERENCE.items()}


def header_of(file: Path) -> tuple[str, ...]:
    if file.suffix in (".jsonl", ".parquet"):
        return sample_of(file).header
    beginning = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    return column_names(tuple(next(csv.reader(beginning.decode("utf-8-sig").splitlines()), ())))


@pytest.mark.parametrize(("name", "table"), MAPPINGS)
def test_no_rows_make_no_rows(name: str, table: str) -> None:
    preset = presets_found()[name]

    assert made_of(preset, table, raw_of(preset.raw_row), preset.settings()) == []


class Spark(Config):  # type: ignore[misc]  # Ibis ships no types
    """The one option that Ibis's Spark compiler reads, which only its own connection registers."""

    treat_nan_as_null: bool = False


@pytest.mark.parametrize(("name", "table"), MAPPINGS)
def test_mappings_compile_for_spark(name: str, table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ibis.options, "pyspark", Spark())
    preset = presets_found()[name]
    expression = preset.mappings(preset.settings())[table].expression(raw_of(preset.raw_row), preset.settings())

    assert ibis.to_sql(expression, dialect="pyspark")


CELLS = (
    None, "", " ", "n/a", "NaN", "1e400", "99999999999999999999", "-1", "0", "12", "7.5", "1,234.50", "(5)", "'+44",
    "2024-02-30", "2024-05-01 09:58:12 ", "0000-00-00", "9999-12-31T23:59:59Z", "[]", "{", "SUBSCRIBED", "Total: x",
    "purchase", "Unsubscribed", "nps", "http://", "https://a.example/?gclid=1", "ana@riverbank.example",
    "\u200b\ufeffé",
)  # fmt: skip


@pytest.mark.parametrize("name", HERE)
def test_nothing_that_a_cell_can_hold_stops_a_mapping(name: str) -> None:
    preset = presets_found()[name]
    fields = [promise.name for promise in promises(preset.raw_row)]
    dice = random.Random(name)
    alike = [dict.fromkeys(fields, cell) for cell in CELLS]
    mixed = [{field: dice.choice(CELLS) for field in fields} for _ in range(300)]
    raw = raw_of(preset.raw_row, *alike, *mixed)

    for table in preset.mappings(preset.settings()):
        rows = made_of(preset, table, raw, preset.settings())
        places = [(one["line"], one.get("slot", 0)) for one in rows]

        assert {line for line, _ in places} <= set(range(2, 2 + len(alike) + len(mixed)))
        assert len(set(places)) == len(places)
        assert all(0 <= slot <= 7 for _, slot in places)


@pytest.mark.parametrize(
    ("header", "sure"),
    [
        (("message_id", "type", "user_id", "event", "timestamp"), True),
        (("message_id", "type", "anonymous_id", "timestamp", "properties_url"), True),
        (("message_id", "type", "user_id", "timestamp", "traits_email"), True),
        (("message_id", "type", "user_id", "timestamp", "text"), False),  # a chat
    ],
)
def test_calls_of_segment_are_known_without_their_context(header: tuple[str, ...], sure: bool) -> None:
    assert (presets_found()["segment"].recognises(header) > 0.5) is sure
