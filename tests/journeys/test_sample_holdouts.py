"""Holdout tests of the sample company against its truth: what letters brought, and how that grows with their number.

The company is that of `make run`, read from the shop, the mail tool's profiles and the lists of the tests alone.
"""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from riparian.storage.reading import Published
from tests.journeys.company_folder import built, frame, sample_reading

pytestmark = pytest.mark.slow

PEOPLE = 20_000
READ = ("shop", "subscribers", "letter tests")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_reading(tmp_path_factory.mktemp("journey"), PEOPLE, READ)


@pytest.fixture(scope="module")
def company(folder: Path) -> Published:
    return built(folder)


@pytest.fixture(scope="module")
def truth(folder: Path) -> pl.DataFrame:
    return pl.read_parquet(folder / "truth" / "letter_tests.parquet")


@pytest.fixture(scope="module")
def brought(truth: pl.DataFrame) -> dict[str, float]:
    """By test, the demand that letters truly brought for each person who got any."""
    contacted = truth.filter(pl.col("letters") > 0).group_by("test").agg(pl.col("demand_brought", "people").sum())
    return dict(contacted.select("test", pl.col("demand_brought") / pl.col("people")).iter_rows())


def verdicts(company: Published) -> dict[str, dict[str, Any]]:
    return {row["test"]: row for row in frame(company, "holdout_verdicts").to_dicts()}


def test_every_group_opens_into_as_many_people_as_were_given_it(company: Published, truth: pl.DataFrame) -> None:
    people = frame(company, "holdout_people")

    opened = people.group_by("test", "group").agg(people=pl.len(), given_at=pl.col("given_at").unique().first())
    told = {row["test"]: (row["held_out"], row["contacted"]) for row in verdicts(company).values()}
    assert people["watched"].all()
    assert {row[:2]: row[2] for row in opened.select("test", "group", "people").iter_rows()} == {
        row[:2]: row[2] for row in truth.select("test", "group", "people").iter_rows()
    }
    for test, (held_out, contacted) in told.items():
        mine = truth.filter(test=test)
        assert held_out == mine.filter(letters=0)["people"].sum() == people.filter(test=test, held=True).height
        assert contacted == mine.filter(pl.col("letters") > 0)["people"].sum()


def test_a_verdict_covers_what_letters_truly_brought(company: Published, brought: dict[str, float]) -> None:
    found = verdicts(company)

    assert set(found) == set(brought)
    for test, one in found.items():
        assert one["low"] <= brought[test] <= one["high"], test


def test_the_verdicts_of_the_last_year_tell_it_from_nothing_and_from_twice_as_much(
    company: Published, brought: dict[str, float]
) -> None:
    lately = {test: one for test, one in verdicts(company).items() if one["contacted"] + one["held_out"] > 1_000}

    assert len(lately) == 3
    for test, one in lately.items():
        assert 0 < one["low"] < one["high"] < 2 * brought[test], test
        assert one["organic_high"] < 1, test


def test_the_exponent_is_fitted_and_covers_the_planted_one(folder: Path, company: Published) -> None:
    planted = dict(pl.read_parquet(folder / "truth" / "planted.parquet").iter_rows())
    curves = frame(company, "contact_frequencies")

    (exponent,) = curves.select("fitted", "exponent_low", "exponent_high").unique().to_dicts()
    assert exponent["fitted"]
    assert exponent["exponent_low"] <= planted["letter_exponent"] <= exponent["exponent_high"] < 1
    assert set(curves["test"]) == {*verdicts(company), "all"}
    assert curves.filter(~pl.col("beyond"))["contacts"].max() == planted["most_letters"]
