"""Attribution by leaving out, against the report of fractribution."""

import csv
from pathlib import Path

import pytest
from hypothesis import given

from riparian.models.attribution_leave_one_out import leave_one_out
from riparian.models.channel_paths import ChannelPaths
from tests.models.paths_by_hand import channel_paths

EXPECTED = "attribution/snowplow_fractribution/expected/snowplow_fractribution"


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_report_of_fractribution(reference: Path) -> None:
    """dbt-snowplow-fractribution, integration test: Direct 3.54096 and 170.154, Organic_Search 1.45904 and 130.766.

    Its own credits sum to 5 and 6e-10, so they are held to nine digits.
    """
    report = [
        row for row in rows(reference / f"{EXPECTED}_report_table_expected.csv") if row["ATTRIBUTION_TYPE"] == "shapley"
    ]
    names = [row["CHANNEL"] for row in report]
    taken = rows(reference / f"{EXPECTED}_path_summary_expected.csv")
    counts = ([float(row[name] or 0) for row in taken] for name in ("conversions", "revenue", "non_conversions"))
    paths = [[names.index(touch) for touch in row["transformed_path"].split(" > ")] for row in taken]

    made = leave_one_out(ChannelPaths.of(paths, *counts, channels=len(names)))

    assert made.conversions == pytest.approx([float(row["CONVERSIONS"]) for row in report], abs=1e-9)
    assert made.value == pytest.approx([float(row["REVENUE"]) for row in report], abs=1e-6)


def test_a_touch_without_which_more_convert_gets_nothing() -> None:
    """The path a > b converts at 1/2, b alone at 1, a alone at 0."""
    made = leave_one_out(ChannelPaths.of([[0, 1], [1], [0]], [1, 1, 0], unconverted=[1, 0, 5]))

    assert made.conversions == pytest.approx([0, 2])


def test_where_no_touch_adds_to_the_rate_all_share_equally() -> None:
    made = leave_one_out(ChannelPaths.of([[0, 1], [1], [0]], [1, 1, 1], unconverted=[1, 0, 0]))

    assert made.conversions == pytest.approx([1.5, 1.5])


@given(channel_paths())
def test_credits_sum_to_what_they_divide(paths: ChannelPaths) -> None:
    made = leave_one_out(paths)

    assert made.conversions.sum() == pytest.approx(paths.conversions.sum())
    assert made.value.sum() == pytest.approx(paths.value.sum())
