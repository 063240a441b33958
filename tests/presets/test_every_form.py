"""The same rows as a CSV file, as JSON lines and as Parquet: what a preset makes of them is the same."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import csv as arrow_csv

from riparian.build.preset import presets_found, recognised
from riparian.storage.looking import sample_of
from riparian.testing.company import write_company
from tests.presets.by_hand import made_of, raw_from

Write = Callable[[pa.Table, Path], Path]

FILES = {
    "ad_spend.csv": "ad_spend",
    "google_ads_campaign_stats.csv": "ad_spend",
    "klaviyo_events.csv": "klaviyo_events",
    "klaviyo_profiles.csv": "klaviyo",
    "referrals.csv": "referrals",
    "shopify_orders.csv": "shopify_orders",
    "surveys.csv": "surveys",
    "zendesk_tickets.csv": "zendesk",
}
"""Files of the sample company, and the preset of each."""


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exports of a small company."""
    folder = tmp_path_factory.mktemp("company")
    write_company(folder, people=300, seed=4)
    return folder


def typed(file: Path) -> pa.Table:
    """The rows of a CSV file, numbers as numbers, instants as instants, yes and no as truth; blanks are null."""
    # A telephone number as a number has lost its plus.
    texts = dict.fromkeys(("Phone", "Phone Number", "Billing Phone"), pa.string())
    options = arrow_csv.ConvertOptions(strings_can_be_null=True, null_values=[""], column_types=texts)
    parsing = arrow_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=lambda _: "skip")
    return arrow_csv.read_csv(file, convert_options=options, parse_options=parsing)


def as_json_lines(rows: pa.Table, target: Path) -> Path:
    """The rows, one object a line."""

    def plain(value: object) -> str:
        assert isinstance(value, date | datetime)
        return value.isoformat()

    target.write_text("".join(json.dumps(row, default=plain) + "\n" for row in rows.to_pylist()), encoding="utf-8")
    return target


def as_parquet(rows: pa.Table, target: Path) -> Path:
    """The rows, each column with its type."""
    pq.write_table(rows, target)
    return target


def made_from(file: Path, name: str) -> dict[str, list[str]]:
    """Of each table what the preset makes of the file, without the lines."""
    module, preset = import_module(f"riparian.presets.{name}"), presets_found()[name]
    settings = preset.settings()
    raw = raw_from(file, module, settings, preset.raw_row)
    made: dict[str, list[dict[str, Any]]] = {
        table: made_of(preset, table, raw, settings) for table in preset.mappings(settings)
    }
    return {table: sorted(map(_without_line, rows)) for table, rows in made.items()}


def _without_line(row: dict[str, Any]) -> str:
    """A row as text; answers without an id of their own are known by their line."""
    return re.sub(r"'line \d+ ", "'line ", repr({name: value for name, value in row.items() if name != "line"}))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("write", [as_json_lines, as_parquet])
def test_rows_make_the_same_whatever_their_form(company: Path, tmp_path: Path, name: str, write: Write) -> None:
    rows = typed(company / name)
    whole = tmp_path / "same.csv"
    arrow_csv.write_csv(rows, whole)
    other = write(rows, tmp_path / "other")
    batches = presets_found()[FILES[name]].extract(other, presets_found()[FILES[name]].settings())

    assert recognised(sample_of(other).header) == FILES[name]
    assert sum(batch.num_rows for batch in batches) == rows.num_rows > 0
    assert made_from(other, FILES[name]) == made_from(whole, FILES[name])
