"""`riparian report` on a hand-made snapshot: where it is written, and what is refused."""

from pathlib import Path

import pytest

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
