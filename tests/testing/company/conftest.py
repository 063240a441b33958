"""Two companies for all tests of this folder: a small one to read line by line, a larger one to count in."""

from pathlib import Path

import pytest

from riparian.testing.company import CompanySummary, write_company
from tests.testing.company.exports import Exports


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Exports, CompanySummary]:
    """Eight hundred people in two chunks."""
    folder = tmp_path_factory.mktemp("small")
    return Exports(folder), write_company(folder, people=800, seed=7, people_per_chunk=400)


@pytest.fixture(scope="session")
def exports(small: tuple[Exports, CompanySummary]) -> Exports:
    return small[0]


@pytest.fixture(scope="session")
def summary(small: tuple[Exports, CompanySummary]) -> CompanySummary:
    return small[1]


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Exports:
    """Twelve thousand people; their web events flat."""
    folder: Path = tmp_path_factory.mktemp("large")
    write_company(folder, people=12_000, seed=3, events_format="parquet")
    return Exports(folder)
