import csv
from datetime import date
from pathlib import Path

import ibis
import pytest

from riparian.presets import ad_spend
from riparian.presets.ad_spend import AdSpendSettings, SpendRow, lacks, recognises, spend
from tests.presets.by_hand import good, ids_of, made, raw_from, raw_of

POUNDS = AdSpendSettings(currency="GBP")
PLAIN = {
    "day": "2024-05-01",
    "channel": "display",
    "campaign": "Spring",
    "amount": "123.45",
    "currency": "GBP",
    "clicks": "40",
    "impressions": "1,200",
}
GOOGLE = {"date": "2024-05-01", "campaign_id": "77", "ad_network_type": "SEARCH", "cost_micros": "1234567"}


def test_a_plain_row_is_spend_in_minor_units() -> None:
    (row,) = made(spend, raw_of(SpendRow, PLAIN), AdSpendSettings())

    assert (row["spent_on"], row["channel"], row["campaign"], row["ad_group"]) == (
        date(2024, 5, 1),
        "display",
        "Spring",
        "",
    )
    assert (row["amount"], row["currency"], row["clicks"], row["impressions"]) == (12345, "GBP", 40, 1200)


def test_rows_of_one_day_and_campaign_are_added_up_before_they_are_rounded() -> None:
    raw = raw_of(SpendRow, *(GOOGLE | {"cost_micros": "4000", "clicks": "1"} for _ in range(5)))

    (row,) = made(spend, raw, POUNDS)

    assert (row["line"], row["amount"], row["clicks"]) == (2, 2, 5)


@pytest.mark.parametrize(
    ("kind", "network", "channel"),
    [
        (None, "SEARCH", "paid_search"),
        (None, "SEARCH_PARTNERS", "paid_search"),
        (None, "CONTENT", "display"),
        (None, "YOUTUBE_WATCH", "video"),
        (None, "MIXED", "cross_network"),
        ("PERFORMANCE_MAX", "SEARCH", "cross_network"),
        ("SHOPPING", "SEARCH", "paid_shopping"),
        ("VIDEO", None, "video"),
        ("HOTEL", None, "hotel"),
        (None, None, "paid_search"),
    ],
)
def test_googles_network_is_the_channel_unless_the_campaign_is_one_wherever_it_shows(
    kind: str | None, network: str | None, channel: str
) -> None:
    raw = raw_of(SpendRow, GOOGLE | {"advertising_channel_type": kind, "ad_network_type": network})

    (row,) = made(spend, raw, POUNDS)

    assert row["channel"] == channel


def test_the_channel_of_the_settings_stands_for_the_whole_file() -> None:
    (row,) = made(spend, raw_of(SpendRow, PLAIN), AdSpendSettings(channel="affiliates"))

    assert row["channel"] == "affiliates"


@pytest.mark.parametrize(
    ("column", "written"), [("day", "May"), ("amount", "n/a"), ("amount", "--"), ("channel", ""), ("currency", None)]
)
def test_a_row_that_lacks_what_spend_needs_stands_alone_for_landing_to_reject(column: str, written: str | None) -> None:
    rows = made(spend, raw_of(SpendRow, PLAIN, PLAIN | {column: written}), AdSpendSettings())

    promised = {"day": "spent_on"}.get(column, column)
    assert [(row["line"], row[promised] is None) for row in rows] == [(2, False), (3, True)]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"day": "Total: Campaigns"}, "a total of other rows"),
        ({"campaign": "Total"}, "a total of other rows"),
        ({"clicks": "-1"}, "negative clicks or impressions"),
        ({"day": None, "reporting_starts": "2024-05-01", "reporting_ends": "2024-05-31"}, "covers several days"),
    ],
)
def test_totals_and_what_is_no_day_are_refused(wrong: dict[str, str | None], reason: str) -> None:
    first, refused = made(spend, raw_of(SpendRow, PLAIN, PLAIN | wrong), AdSpendSettings())

    assert (first["amount"], first["refused"]) == (12345, None)
    assert refused["refused"].startswith(reason)


def test_a_google_ads_report_has_titles_above_its_header_and_totals_below(tmp_path: Path) -> None:
    file = tmp_path / "Campaign report.csv"
    file.write_text(
        "Campaign report\n"
        '"May 1, 2024 - May 2, 2024"\n'
        "Day,Campaign,Campaign type,Currency code,Clicks,Impr.,Cost\n"
        '2024-05-01,Spring,Search,GBP,40,"1,200","1,234.50"\n'
        "2024-05-02,Spring,Search,GBP,20,600,0.5\n"
        'Total: Account, --, --,GBP,60,"1,800","1,235.00"\n',
    )

    rows = made(spend, raw_from(file, ad_spend, AdSpendSettings(), SpendRow), AdSpendSettings())

    assert [(row["line"], row["amount"], row["impressions"], row["channel"]) for row in good(rows)] == [
        (4, 123450, 1200, "paid_search"),
        (5, 50, 600, "paid_search"),
    ]
    assert [(row["line"], row["refused"]) for row in rows if row["refused"]] == [(6, "a total of other rows")]


def test_a_meta_report_has_its_currency_in_the_header_and_a_summary_row(tmp_path: Path) -> None:
    file = tmp_path / "meta.csv"
    file.write_text(
        "Campaign name,Ad set name,Day,Amount spent (GBP),Impressions,Link clicks,Reporting starts,Reporting ends\n"
        ",,2024-05-01,15.75,1500,15,2024-05-01,2024-05-01\n"
        "Spring,Gardeners,2024-05-01,10.50,1000,10,2024-05-01,2024-05-01\n"
        "Spring,Beginners,2024-05-01,5.25,500,5,2024-05-01,2024-05-01\n"
    )

    rows = made(spend, raw_from(file, ad_spend, AdSpendSettings(), SpendRow), AdSpendSettings())

    assert [(row["ad_group"], row["amount"], row["currency"], row["channel"], row["clicks"]) for row in good(rows)] == [
        ("Gardeners", 1050, "GBP", "paid_social", 10),
        ("Beginners", 525, "GBP", "paid_social", 5),
    ]
    assert [row["refused"] for row in rows if row["refused"]] == ["a total of other rows"]


def test_yen_have_no_minor_unit() -> None:
    (row,) = made(spend, raw_of(SpendRow, PLAIN | {"amount": "1200", "currency": "jpy"}), AdSpendSettings())

    assert (row["amount"], row["currency"]) == (1200, "JPY")


def test_a_change_of_one_row_makes_its_whole_day_new_and_no_other() -> None:
    mobile, desktop = GOOGLE | {"cost_micros": "100"}, GOOGLE | {"cost_micros": "200"}
    other_day = GOOGLE | {"date": "2024-05-02"}

    before = ids_of(ad_spend, raw_of(SpendRow, mobile, desktop, other_day))
    moved = ids_of(ad_spend, raw_of(SpendRow, other_day, desktop, mobile))
    after = ids_of(ad_spend, raw_of(SpendRow, mobile, desktop | {"cost_micros": "201"}, other_day))

    assert set(moved) == set(before)
    assert after[2] == before[2]
    assert not {*after[:2]} & {*before[:2]}


def test_overlapping_files_that_are_read_together_are_not_added_up() -> None:
    raw = raw_of(SpendRow, GOOGLE, GOOGLE, GOOGLE).mutate(load=(ibis._.line == 4).cast("int64"))

    rows = made(spend, raw, POUNDS)

    assert [(row["line"], row["amount"]) for row in rows] == [(2, 247), (4, 123)]


def test_equal_rows_of_one_file_are_rows_of_their_own() -> None:
    assert len(set(ids_of(ad_spend, raw_of(SpendRow, GOOGLE, GOOGLE)))) == 2


@pytest.mark.parametrize(
    ("table", "rows", "ad_groups"), [("campaign_stats", 16, {""}), ("ad_group_stats", 15, {"23289504013"})]
)
def test_connector_tables_keep_every_penny(reference: Path, table: str, rows: int, ad_groups: set[str]) -> None:
    file = reference / "exports" / "fivetran" / "dbt_google_ads" / f"{table}_data.csv"
    dollars = AdSpendSettings(currency="USD")
    raw = raw_from(file, ad_spend, dollars, SpendRow)

    made_rows = made(spend, raw, dollars)

    with file.open(newline="") as opened:
        micros = sum(int(line["cost_micros"]) for line in csv.DictReader(opened))
    assert sum(row["amount"] for row in made_rows) == pytest.approx(micros / 10_000, abs=0.5 * rows)
    assert len(made_rows) == rows
    assert {row["ad_group"] for row in made_rows} == ad_groups
    assert all(row["campaign"].isdigit() and row["refused"] is None for row in made_rows)


def test_a_day_a_channel_and_an_amount_are_enough() -> None:
    (row,) = made(spend, raw_of(SpendRow, {"day": "2024-05-01", "channel": "radio", "amount": "12.5"}), POUNDS)

    assert lacks(("day", "channel", "amount"), POUNDS) == ()
    assert (row["channel"], row["campaign"], row["amount"], row["clicks"]) == ("radio", "", 1250, None)


def test_a_cost_by_day_and_channel_and_nothing_else_is_spend_and_an_amount_may_be_revenue() -> None:
    assert recognises(("date", "channel", "cost", "currency")) > 0.5
    assert recognises(("date", "channel", "amount", "currency")) == 0.0
    assert recognises(("date", "channel", "cost", "customer_id")) == 0.0


@pytest.mark.parametrize(
    ("header", "settings", "absent"),
    [
        (("channel", "amount"), POUNDS, ["a day"]),
        (("day", "clicks"), POUNDS, ["an amount", "a channel"]),
        (("day", "campaign", "amount"), POUNDS, ["a channel"]),
        (("day", "campaign", "amount"), AdSpendSettings(channel="radio"), ["a currency"]),
        (("reporting_starts", "campaign_name", "amount_spent_gbp"), AdSpendSettings(), []),
        (("date", "campaign_id", "cost_micros", "currency_code"), AdSpendSettings(), []),
    ],
)
def test_what_a_header_lacks_is_named(header: tuple[str, ...], settings: AdSpendSettings, absent: list[str]) -> None:
    assert [one.partition(" (")[0] for one in lacks(header, settings)] == absent
