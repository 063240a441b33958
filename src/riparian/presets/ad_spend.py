"""Advertising spend by day, channel, campaign and ad group, with clicks and impressions.

Reads four shapes of CSV, JSON lines or Parquet, told by their headers:

- plain: `day, channel, campaign, amount, currency, clicks, impressions`;
- Google Ads tables (`date`, `cost_micros`, `campaign_id` …, as the API and connectors give them): millionths of the
  account's currency;
- reports of Google Ads (Campaigns, Download, CSV; with the segment Day): `Day`, `Campaign`, `Cost`, `Impr.`; the title
  lines above the header are no rows;
- reports of Meta ads (Ads Manager, Export table data, broken down by day): `Reporting starts`, `Amount spent (GBP)`,
  whose currency stands in the header.

Rows of one day, channel, campaign and ad group (devices, networks, keywords) are added up. A new export of such a group
replaces the old one as a whole: when one of its rows changed, all of it is read again.

Rejected: rows without a readable day or amount, total lines, rows that cover several days, negative clicks or
impressions, rows of no known currency. Load one level of a Google Ads account only (campaigns, rather than ads or
keywords too), or the same money is told twice; that is why only tables of campaigns are recognised by themselves.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import ibis
import pyarrow as pa

from riparian.core.clocks import TimePattern, TimeZone
from riparian.core.columns import Text
from riparian.core.currencies import Currency
from riparian.core.row import Row, Table, promises
from riparian.core.settings import Settings
from riparian.expressions.content import content_of, file_of
from riparian.expressions.engine_functions import riparian_key
from riparian.expressions.mapped import mapped_to
from riparian.expressions.money import decimal_of, decimal_with_comma, minor_units
from riparian.expressions.text import filled
from riparian.expressions.time import day_of
from riparian.storage.as_text import read_as_text
from riparian.storage.renaming import renamed
from riparian.tables.sources import Spend


class AdSpendSettings(Settings):
    """`[[sources]]` with `preset = "ad_spend"`."""

    time_zone: TimeZone = "UTC"
    """Not used for days, which are the account's own."""
    day_pattern: TimePattern = ""
    """How days are written (`%d/%m/%Y`), where it is not year first."""
    currency: Currency = ""
    """Currency of amounts (ISO 4217) where the file does not say."""
    channel: str = ""
    """Channel of every row of the file, whatever it says."""
    columns: dict[str, str] = {}
    """Our name of a column (those of `SpendRow`) and the header the file has for it."""


class SpendRow(Row):
    """A row of a spend report. Grain: one row per day and whatever the report is split by."""

    day: Text | None
    date: Text | None
    reporting_starts: Text | None
    reporting_ends: Text | None
    channel: Text | None
    advertising_channel_type: Text | None
    campaign_type: Text | None
    ad_network_type: Text | None
    network: Text | None
    network_with_search_partners: Text | None
    campaign: Text | None
    campaign_name: Text | None
    campaign_id: Text | None
    base_campaign: Text | None
    ad_group: Text | None
    ad_group_name: Text | None
    ad_set_name: Text | None
    ad_group_id: Text | None
    base_ad_group: Text | None
    amount: Text | None
    cost: Text | None
    spend: Text | None
    amount_spent: Text | None
    cost_micros: Text | None
    currency: Text | None
    currency_code: Text | None
    clicks: Text | None
    link_clicks: Text | None
    impressions: Text | None
    impr: Text | None
    conversions: Text | None
    results: Text | None


CHANNELS = {
    "search": "paid_search", "search_partners": "paid_search", "google_search": "paid_search",
    "content": "display", "display": "display", "display_network": "display", "google_display_network": "display",
    "youtube": "video", "youtube_search": "video", "youtube_watch": "video", "youtube_videos": "video",
    "video": "video",
    "shopping": "paid_shopping",
    "mixed": "cross_network", "performance_max": "cross_network", "demand_gen": "cross_network",
    "discovery": "cross_network", "smart": "cross_network", "cross_network": "cross_network",
    "multi_channel": "cross_network",
}  # fmt: skip
"""Google's word for a campaign's type or for a network, and the channel it is; others stand under their own word."""

_WHOLE_CAMPAIGNS = ("performance_max", "demand_gen", "discovery", "smart", "multi_channel", "shopping")
"""Campaign types that are one channel, on whatever network they appear."""

_FINER = {
    "ad_group", "ad_group_id", "base_ad_group", "ad_group_base_ad_group", "ad_id", "keyword", "search_term",
    "ad_group_criterion_criterion_id", "keyword_ad_group_criterion",
}  # fmt: skip
"""Columns of Google Ads tables below the level of campaigns."""


_CURRENCY_IN_HEADER = re.compile(r"amount_spent_[a-z]{3}")
_TOTAL = r"^(totals?|totaux|gesamt|totaal|totale)\s*(:|$)"
"""How the lines begin that add up others, in the languages of reports."""
_GROUPED = r"^[0-9]{1,3}([.,'’ \x{00A0}\x{202F}][0-9]{3})+$"
"""A whole number with its thousands apart."""
_DECIMAL_COMMA = r"^[^0-9,]*[0-9][0-9.'’ \x{00A0}\x{202F}]*,[0-9]{1,2}[^0-9,]*$"
_LARGE_PRIME = 2_147_483_647
DATED_BY = ("day", "date", "reporting_starts")
_AMOUNTS = ("amount", "cost", "spend", "amount_spent")
_CHANNELS = (
    "channel",
    "campaign_type",
    "advertising_channel_type",
    "ad_network_type",
    "network",
    "network_with_search_partners",
)
_CAMPAIGNS = ("campaign", "campaign_name", "campaign_id", "base_campaign")
_AD_GROUPS = ("ad_group", "ad_group_name", "ad_set_name", "ad_group_id", "base_ad_group")


def recognises(header: tuple[str, ...]) -> float:
    """How surely a header is that of spend by day."""
    names = set(header)
    if "cost_micros" in names:
        campaigns = "date" in names and names & {"campaign_id", "campaign_name", "base_campaign"} and not names & _FINER
        return 0.9 if campaigns else 0.4 if "date" in names else 0.0
    if any(name.startswith("amount_spent") for name in names):
        return 0.9 if names & {"reporting_starts", "day"} else 0.4
    google = "impr" in names and "cost" in names
    plain = (
        names & {"amount", "spend", "cost"} and names & {"clicks", "impressions"} and names & {"channel", "campaign"}
    )
    # `amount` alone may be what came in, so beside it only clicks or impressions say that it was spent.
    nothing_else = names <= {promise.name for promise in promises(SpendRow)}
    told = nothing_else and names & {"spend", "cost"} and names & {"channel", "campaign"}
    return 0.9 if names & {"day", "date"} and (google or plain or told) else 0.0


def lacks(header: tuple[str, ...], settings: AdSpendSettings) -> tuple[str, ...]:
    """What spend cannot do without: a day, an amount, a channel and a currency. A campaign it can."""
    names = set(header)
    spent = any(name.startswith("amount_spent") for name in names)
    channel = settings.channel or names & {*_CHANNELS, "cost_micros", "impr"} or spent
    currency = settings.currency or names & {"currency", "currency_code"} or any(map(_CURRENCY_IN_HEADER.match, names))
    needed = (
        (names & set(DATED_BY), f"a day ({', '.join(DATED_BY)})"),
        (spent or names & {*_AMOUNTS, "cost_micros"}, f"an amount ({', '.join((*_AMOUNTS, 'cost_micros'))})"),
        (channel, f"a channel ({', '.join(_CHANNELS)}, or the setting `channel`)"),
        (currency, "a currency (currency, currency_code, or the setting `currency`)"),
    )
    return tuple(what for there, what in needed if not there)


def extract(file: Path, settings: AdSpendSettings) -> Iterator[pa.RecordBatch]:
    """The rows of one file, as text; a currency that stands in the header of the amount becomes a column."""
    for batch in renamed(read_as_text(file), settings.columns, file):
        spent = next((name for name in batch.schema.names if _CURRENCY_IN_HEADER.fullmatch(name)), "")
        if spent:
            batch = batch.rename_columns(["amount_spent" if name == spent else name for name in batch.schema.names])
            if not {"currency", "currency_code"} & set(batch.schema.names):
                batch = batch.append_column("currency", pa.array([spent[-3:].upper()] * batch.num_rows, pa.string()))
        yield batch


def line_id(raw: Table[SpendRow]) -> ibis.Value:
    """A row together with all others of its day, campaign and ad group: a change of one makes all of them new."""
    split_by = [raw[name].fill_null("") for name in (*DATED_BY, *_CHANNELS, *_CAMPAIGNS, *_AD_GROUPS)]
    key = riparian_key(content_of(raw))
    group = ibis.window(group_by=split_by)
    copy = ibis.row_number().over(ibis.window(group_by=key, order_by=raw.line))
    whole = (raw.count().over(group), (key % _LARGE_PRIME).sum().over(group), key, copy)
    return ibis.literal(" ").join([part.cast("string") for part in whole])


def spend(raw: Table[SpendRow], settings: AdSpendSettings) -> Table[Spend]:
    """A row per file, day, channel, campaign and ad group, on the first of the lines that it adds up."""
    rows = _read(raw, settings)
    usable = ibis.and_(
        rows.refused.isnull(), *(rows[name].notnull() for name in ("spent_on", "channel", "amount", "currency"))
    )
    key = ("spent_on", "channel", "campaign", "ad_group", "currency")
    sums = (
        rows.filter(usable)
        .group_by(*key, *file_of(raw))
        .agg(
            line=rows.line.min(),
            amount=rows.amount.sum().try_cast("decimal(18, 6)"),
            clicks=rows.clicks.sum().cast("int64"),
            impressions=rows.impressions.sum().cast("int64"),
            conversions=rows.conversions.sum(),
            refused=rows.refused.max(),
        )
    )
    columns = ("line", *key, "amount", "clicks", "impressions", "conversions", "refused")
    together = ibis.union(sums.select(*columns), rows.filter(~usable).select(*columns))
    told = {name: together[name] for name in together.columns if name != "amount"}
    return mapped_to(Spend, together, **told, amount=minor_units(together.amount, together.currency))


def _read(raw: ibis.Table, settings: AdSpendSettings) -> ibis.Table:
    """Every row in our columns, amounts in major units."""
    nothing = ibis.null("string")
    campaign = _first(raw, *_CAMPAIGNS).re_replace(r"^customers/.*/", "")
    meta = filled(raw.amount_spent).notnull()
    total = ibis.or_(
        *(filled(raw[name]).lower().re_search(_TOTAL).fill_null(False) for name in (*DATED_BY, *_CHANNELS, *_CAMPAIGNS))
    )
    summary = meta & campaign.isnull() & (campaign.count().over(ibis.window(group_by=file_of(raw))) > 0)
    several = _first(raw, "day", "date").isnull() & (filled(raw.reporting_starts) != filled(raw.reporting_ends))
    written = _first(raw, *_AMOUNTS)
    clicks, impressions = _count(raw, "clicks", "link_clicks"), _count(raw, "impressions", "impr")
    spent_on = day_of(_first(raw, *DATED_BY), settings.day_pattern)
    unread = _first(raw, *DATED_BY).notnull() & spent_on.isnull()
    return raw.select(
        "line",
        *file_of(raw),
        spent_on=spent_on,
        channel=ibis.literal(settings.channel) if settings.channel else _channel(raw, meta),
        campaign=campaign.fill_null(""),
        ad_group=_first(raw, *_AD_GROUPS).re_replace(r"^customers/.*/", "").fill_null(""),
        currency=ibis.coalesce(_first(raw, "currency", "currency_code").upper(), settings.currency or nothing),
        amount=ibis.coalesce(_from_micros(raw.cost_micros), _amount(raw, written)),
        clicks=clicks,
        impressions=impressions,
        conversions=_amount(raw, _first(raw, "conversions", "results")).cast("float64"),
        refused=ibis.cases(
            (total | summary, "a total of other rows"),
            (several.fill_null(False), "covers several days; break the report down by day"),
            (unread.fill_null(False), "its day cannot be read as it is written; set `day_pattern`"),
            (((clicks < 0) | (impressions < 0)).fill_null(False), "negative clicks or impressions"),
            else_=nothing,
        ),
    )


def _channel(raw: ibis.Table, meta: ibis.Value) -> ibis.Value:
    """The channel as written, else what Google calls the campaign or the network, else that of the tool."""
    kind, network = (
        _first(raw, *names).lower().re_replace(r"[^a-z]+", "_") for names in (_CHANNELS[1:3], _CHANNELS[3:])
    )
    google = ibis.ifelse(kind.isin(_WHOLE_CAMPAIGNS), kind, ibis.coalesce(network, kind))
    written = _first(raw, "channel")
    return ibis.coalesce(
        written,
        google.cases(*CHANNELS.items(), else_=google),
        ibis.ifelse(meta, "paid_social", ibis.null("string")),
        ibis.ifelse(
            ibis.coalesce(filled(raw.cost_micros), filled(raw.impr)).notnull(), "paid_search", ibis.null("string")
        ),
    )


def _amount(raw: ibis.Table, written: ibis.Value) -> ibis.Value:
    """A number as written; where the file has amounts with decimal commas, points are between thousands (`1.250`)."""
    by_comma = _first(raw, *_AMOUNTS).re_search(_DECIMAL_COMMA).fill_null(False).cast("int64")
    commas = by_comma.sum().over(ibis.window(group_by=file_of(raw)))
    return ibis.ifelse(commas > 0, decimal_with_comma(written), decimal_of(written))


def _from_micros(micros: ibis.Value) -> ibis.Value:
    return (filled(micros).try_cast("int64") / 1_000_000).try_cast("decimal(18, 6)")


def _count(raw: ibis.Table, *names: str) -> ibis.Value:
    written = _first(raw, *names)
    return ibis.ifelse(written.re_search(_GROUPED), written.re_replace(r"[^0-9]", ""), written).try_cast("int64")


def _first(raw: ibis.Table, *names: str) -> ibis.Value:
    return ibis.coalesce(*(filled(raw[name]) for name in names))
