"""`riparian report` on a hand-made snapshot: where it is written, and what is refused."""

from datetime import date
from pathlib import Path

import pytest

from riparian.tables.hourglass import BandCount
from riparian.tables.landing import SourceLoad
from tests.cli.published import publish, riparian


@pytest.fixture
def company(tmp_path: Path) -> Path:
    publish(tmp_path, {SourceLoad: []})
    return tmp_path


def test_it_writes_one_whole_file(company: Path) -> None:
    ran = riparian(company, "report", "--out", "told.html")

    assert ran.exit_code == 0, ran.output
    assert ran.stderr.startswith("told.html: no month yet, ")
    assert (company / "told.html").read_text().rstrip().endswith("</html>")
    assert [one.name for one in company.glob(".told*")] == []


def test_a_file_that_is_there_stays_unless_forced(company: Path) -> None:
    (company / "told.html").write_text("mine")

    refused = riparian(company, "report", "--out", "told.html")
    kept = (company / "told.html").read_text()
    forced = riparian(company, "report", "--out", "told.html", "--force")

    assert (refused.exit_code, kept, forced.exit_code) == (2, "mine", 0)
    assert "say --force" in refused.stderr
    assert "<!doctype html>" in (company / "told.html").read_text()


def test_it_goes_to_stdout_where_asked(company: Path) -> None:
    ran = riparian(company, "report", "--out", "-")

    assert ran.stdout.lstrip().startswith("<!doctype html>")


@pytest.mark.parametrize("month", ["2026", "0000-01", "2026-13"])
def test_what_is_no_month_is_refused(company: Path, month: str) -> None:
    ran = riparian(company, "report", "--month", month)

    assert ran.exit_code == 2
    assert "is no month; write 2026-09" in ran.stderr


def test_a_place_that_is_not_there_is_told(company: Path) -> None:
    ran = riparian(company, "report", "--out", "nowhere/told.html")

    assert ran.exit_code == 2
    assert "cannot be written: No such file or directory" in ran.stderr


@pytest.fixture
def stood(tmp_path: Path) -> Path:
    """A company whose hourglass has the first three months of 2025; the snapshot is as of July."""
    months = (date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1))
    counts = dict.fromkeys(
        ("opening", "entered", "left", "closing", "direct", "dormant", "fell_asleep", "reignited", "value"), 0
    )
    rows = [counts | {"month_on": month, "place": place} for month in months for place in range(1, 10)]
    publish(tmp_path, {SourceLoad: [], BandCount: rows})
    return tmp_path


def test_a_month_that_nobody_saw_is_told_with_those_that_there_are(stood: Path) -> None:
    ran = riparian(stood, "report", "--month", "2030-01")

    assert ran.exit_code != 0
    assert "nothing is known of January 2030 yet" in ran.stderr
    assert "where: --month 2030-01" in ran.stderr
    assert "months go from 2025-01 to 2025-03; without --month it is the last whole one" in ran.stderr
    assert list(stood.glob("*.html")) == []


def test_a_month_without_a_snapshot_of_its_end_is_told_with_how_to_keep_one(stood: Path) -> None:
    ran = riparian(stood, "report", "--month", "2025-02")

    assert ran.exit_code == 0, ran.output
    assert (stood / "report-2025-02.html").exists()
    assert "only Today and the hourglass are of that month, the rest is as of 2025-07-01" in ran.stderr
    assert "riparian build --as-of 2025-03-01" in ran.stderr
