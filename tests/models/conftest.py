"""The reference data of the models of customer value."""

import csv
from pathlib import Path

import numpy as np
import pytest

from riparian.models.gamma_gamma import SpendHistories
from riparian.models.histories import Floats, PurchaseHistories


def columns(file: Path, *names: str) -> list[Floats]:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [np.array([float(row[name]) for row in rows]) for name in names]


@pytest.fixture(scope="session")
def cdnow(reference: Path) -> PurchaseHistories:
    """The CDNOW sample: 2,357 customers won in the first quarter of 1997, 39 weeks, one row a customer."""
    return PurchaseHistories.of(*columns(reference / "clv/cdnow_rfm_summary.csv", "x", "t_x", "T"))


@pytest.fixture(scope="session")
def cdnow_repeats(reference: Path) -> dict[int, float]:
    """By week: repeat purchases of the sample so far, to week 78, which is twice as far as the models are shown."""
    weeks, repeats = columns(
        reference / "clv/cdnow_sample_weekly_cumulative_repeat.csv", "week", "cum_repeat_transactions"
    )
    return dict(zip(weeks.astype(int).tolist(), repeats.tolist(), strict=True))


@pytest.fixture(scope="session")
def cdnow_spend(reference: Path) -> SpendHistories:
    """Mean value of the repeat purchases of the 946 who bought again."""
    return SpendHistories.of(*columns(reference / "clv/cdnow_rfm_summary.csv", "x", "zbar"))


@pytest.fixture(scope="session")
def donations(reference: Path) -> PurchaseHistories:
    """The 11,104 donors of Fader, Hardie and Shang (2010): six yearly chances after a first gift in 1995."""
    file = reference / "clv/donations_rfm_grouped.csv"
    return PurchaseHistories.of(*columns(file, "frequency", "recency", "periods", "weights"))
