"""Sources that change between two builds."""

from pathlib import Path

import pytest

from riparian.core.errors import FormulaError, SeveralErrors
from riparian.workspace.config import SiteSettings
from riparian.workspace.workspace import Workspace

SURVEYS = """
[company]
region = "{region}"

[[sources]]
name = "answers"
preset = "surveys"
files = "*.csv"
"""
FILES = """
[[sources]]
name = "answers"
preset = "files"
files = "*.csv"
[sources.tables.contact_records]
record_id = "response_id"
recorded_at = "instant(answered_at)"
email = "email"
phone = "phone"
"""
HEADER = "response_id,answered_at,email,phone,question,scale,score,comment,times,occurrence\n"
ROW = "r{n},2024-06-0{n} 09:00:00,p{n}@mail.example.net,030 901820,recommend,nps,9,,1,2\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two answers, read by the preset `surveys`."""
    (tmp_path / "riparian.toml").write_text(SURVEYS.format(region="DE"))
    (tmp_path / "answers.csv").write_text(HEADER + ROW.format(n=1) + ROW.format(n=2))
    return tmp_path


def loads(folder: Path) -> list[tuple[str, int]]:
    found = (
        Workspace(folder).published().rows("source_loads", columns=("file", "rows_kept"), order_by=("load",), limit=9)
    )
    return [(row["file"], row["rows_kept"]) for row in found]


def test_another_preset_reads_the_files_anew_and_the_old_reading_counts_no_more(folder: Path) -> None:
    Workspace(folder).build()
    (folder / "riparian.toml").write_text(FILES)

    Workspace(folder).build()

    tables = Workspace(folder).published().tables()
    assert loads(folder) == [("answers.csv", 2)]
    assert (tables["contact_records"], tables["survey_answers"]) == (2, 0)


def test_another_region_gives_every_phone_number_its_form_anew(folder: Path) -> None:
    (folder / "riparian.toml").write_text(FILES + '\n[company]\nregion = "DE"\n')
    Workspace(folder).build()
    before = Workspace(folder).published().rows("identifiers", where=[("kind", "=", "phone")], limit=9)
    (folder / "riparian.toml").write_text(FILES + '\n[company]\nregion = "AT"\n')

    Workspace(folder).build()

    after = Workspace(folder).published().rows("identifiers", where=[("kind", "=", "phone")], limit=9)
    assert [row["value"] for row in before] == ["+4930901820"]
    assert [row["value"] for row in after] == ["+4330901820"]


def test_an_empty_file_among_others_is_a_load_without_rows(folder: Path) -> None:
    (folder / "empty.csv").write_text("")

    Workspace(folder).build()

    assert sorted(loads(folder)) == [("answers.csv", 2), ("empty.csv", 0)]


def test_more_rows_a_line_than_there_are_slots_is_a_mistake(folder: Path) -> None:
    part = '[[sources.tables.contact_records]]\nrecord_id = "response_id"\nrecorded_at = "instant(answered_at)"\n'
    (folder / "riparian.toml").write_text(FILES.partition("[sources.tables")[0] + part * 9)

    with pytest.raises((FormulaError, SeveralErrors), match="8 are the most"):
        Workspace(folder).build()


@pytest.mark.parametrize(
    "written", ["derivations = 3", "sources = 3", "sites = 3", "company = 3", '[sources]\nname = "a"']
)
def test_what_should_be_a_section_and_is_none_is_told(tmp_path: Path, written: str) -> None:
    (tmp_path / "riparian.toml").write_text(written)

    with pytest.raises(SeveralErrors, match="must be"):
        Workspace(tmp_path).config()


def test_hosts_are_compared_without_case_and_www() -> None:
    site = SiteSettings(host="WWW.Reading.example.org")

    assert site.host == "reading.example.org"
    with pytest.raises(ValueError, match="is no host name"):
        SiteSettings(host="https://reading.example.org/")
