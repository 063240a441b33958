"""A build as of a date against a build on exports that end at that date: what comes later must not be seen."""

import csv
import gzip
import json
import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

import riparian
from tests.journeys.company_folder import ran

pytestmark = pytest.mark.slow

AS_OF = datetime(2025, 3, 1)
TABLES = {
    "band_counts": (),
    "band_flows": (),
    "band_conversions": (),
    "times_in_band": (),
    "recommend_scores": (),
    "band_entries": ("person_key", "action_key"),
    "facet_entries": ("person_key", "action_key"),
    "people": ("person_key",),
    "standings": ("person_key",),
}
"""What is compared, and the columns that number things in the order in which they were read."""


def earlier(written: str) -> bool:
    """Whether an instant lies before the date; one that nobody can read stays in both."""
    try:
        at = datetime.fromisoformat(written.strip().replace(" +0000", "").replace("Z", "+00:00"))
    except ValueError:
        return True
    return (at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at) < AS_OF


def cut_orders(source: Path, target: Path) -> None:
    """The orders placed before the date, each with all its rows."""
    with open(source, encoding="utf-8-sig", newline="") as before, open(target, "w", newline="") as after:
        head, *rows = csv.reader(before)
        placed, early = head.index("Created at"), dict[str, bool]()
        for row in rows:
            if row[placed]:
                early[row[0]] = earlier(row[placed])
        csv.writer(after).writerows([head, *(row for row in rows if early.get(row[0], True))])


def cut_calls(source: Path, target: Path) -> None:
    """The calls that came before the date."""
    with gzip.open(source, "rt") as before, gzip.open(target, "wt") as after:
        for line in before:
            try:
                call = json.loads(line)
            except ValueError:
                call = {}
            if earlier(str(call.get("timestamp") or call.get("receivedAt") or "")):
                after.write(line)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A company's orders and calls, and the same up to the date; both built as of the date."""
    within = tmp_path_factory.mktemp("cut")
    ran(within, "sample", "whole", "--people", "400")
    whole, cut = within / "whole", within / "cut"
    (cut / "segment").mkdir(parents=True)
    cut_orders(whole / "shopify_orders.csv", cut / "shopify_orders.csv")
    for file in sorted((whole / "segment").glob("*.gz")):
        cut_calls(file, cut / "segment" / file.name)
    for other in whole.iterdir():
        if other.name not in ("segment", "shopify_orders.csv"):
            shutil.rmtree(other) if other.is_dir() else other.unlink()
    for folder in (whole, cut):
        ran(folder, "init", ".")
        ran(folder, "build", "--as-of", f"{AS_OF:%Y-%m-%d}")
    return whole, cut


@pytest.mark.parametrize("table", TABLES)
def test_a_build_as_of_a_date_is_one_on_exports_cut_at_it(folders: tuple[Path, Path], table: str) -> None:
    found = []
    for folder in folders:
        rows = riparian.open(folder).read(table)
        columns = [name for name in rows.columns if name not in TABLES[table]]
        found.append(Counter(map(str, rows.select(", ".join(f'"{name}"' for name in columns)).fetchall())))

    assert found[0] == found[1]
    assert sum(found[0].values()) or table == "recommend_scores"
