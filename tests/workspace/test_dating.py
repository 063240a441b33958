from pathlib import Path

import pyarrow as pa
import pytest

from riparian.storage.dates import unread_dates
from riparian.workspace.checking import checked
from riparian.workspace.drafting import drafted
from riparian.workspace.proposing import Proposal, proposed
from riparian.workspace.workspace import Workspace
from tests.workspace.exports import TICKETS, written

SPEND = "Campaign,Day,Currency code,Cost,Clicks,Impr.\n"
ANSWERS = "Response ID;Email;Submitted at;How likely are you to recommend us to a friend?\n"
SURVEY = ANSWERS + "".join(f"{day};p{day}@alder.test;{day:02}.04.2024 10:00;9\n" for day in range(1, 16))


def only(folder: Path) -> Proposal:
    (source,) = proposed(folder).sources
    return source


def told(folder: Path) -> list[str]:
    return [str(mistake) for mistake in checked(folder).mistakes]


def test_the_pattern_of_a_survey_is_proposed_from_its_rows(tmp_path: Path) -> None:
    source = only(written(tmp_path, survey=SURVEY))

    assert (source.preset, source.settings) == ("surveys", (("time_pattern", "%d.%m.%Y %H:%M"),))
    assert source.warnings == ()


@pytest.mark.parametrize(
    ("days", "pattern"), [(("31/01/2024", "02/01/2024"), "%d/%m/%Y"), (("01/31/2024",), "%m/%d/%Y")]
)
def test_the_pattern_of_spend_is_proposed_from_its_rows(tmp_path: Path, days: tuple[str, ...], pattern: str) -> None:
    source = only(written(tmp_path, spend=SPEND + "".join(f"Brand,{day},GBP,4.50,1,10\n" for day in days)))

    assert (source.preset, source.settings, source.warnings) == ("ad_spend", (("day_pattern", pattern),), ())


def test_an_order_of_day_and_month_that_no_row_shows_is_a_guess_to_look_at(tmp_path: Path) -> None:
    folder = written(tmp_path, spend=SPEND + "Brand,02/01/2024,GBP,4.50,1,10\n")

    assert only(folder).settings == (("day_pattern", "%d/%m/%Y"),)
    assert "# look at this: day first is a guess" in drafted(proposed(folder))


def test_a_single_late_row_tells_the_order_of_day_and_month(tmp_path: Path) -> None:
    rows = ["01/02/2024"] * 20_001 + ["01/31/2024"]
    folder = written(tmp_path, spend=SPEND + "".join(f"Brand,{day},GBP,4.50,1,10\n" for day in rows))

    assert only(folder).settings == (("day_pattern", "%m/%d/%Y"),)


def test_dates_that_are_year_first_need_no_pattern(tmp_path: Path) -> None:
    assert only(written(tmp_path, spend=SPEND + "Brand,2024-01-31,GBP,4.50,1,10\n")).settings == ()


def test_check_tells_of_dates_that_cannot_be_read_with_the_setting_that_reads_them(tmp_path: Path) -> None:
    folder = written(tmp_path, spend=SPEND + "Brand,31/01/2024,GBP,4.50,1,10\nBrand,30/01/2024,GBP,4.50,1,10\n")
    source = '[company]\ncurrency = "GBP"\n[[sources]]\nname = "ads"\npreset = "ad_spend"\nfiles = "spend.csv"\n'
    (folder / "riparian.toml").write_text(source)

    (mistake,) = told(folder)
    assert "2 of the first 2 dates of spend.csv cannot be read, such as '31/01/2024'" in mistake
    assert 'day_pattern = "%d/%m/%Y"' in mistake

    (folder / "riparian.toml").write_text(source + 'day_pattern = "%d/%m/%Y"\n')
    assert told(folder) == []

    (folder / "riparian.toml").write_text(source + 'day_pattern = "%m/%d/%Y"\n')
    assert len(told(folder)) == 1


def test_check_tells_of_dates_where_a_preset_has_no_setting_for_them(tmp_path: Path) -> None:
    slashes = TICKETS.replace("2025-03-0", "0").replace(" 10:00", "/03/2025 10:00")
    of_the_desk = slashes.replace("Requester email,", "Requester email,Via,").replace("test,", "test,web,")
    folder = written(tmp_path, tickets=of_the_desk)
    (folder / "riparian.toml").write_text('[[sources]]\nname = "desk"\npreset = "zendesk"\nfiles = "tickets.csv"\n')

    (mistake,) = told(folder)

    assert "3 of the first 3 dates of tickets.csv cannot be read, such as '01/03/2025 10:00'" in mistake
    assert "year first" in mistake


def test_a_row_whose_date_cannot_be_read_is_rejected_with_the_setting(tmp_path: Path) -> None:
    folder = written(
        tmp_path, survey=SURVEY, spend=SPEND + "Brand,2024-01-31,GBP,4.50,1,10\nBrand,31/1/2024,GBP,4,1,10\n"
    )
    sources = (("ad_spend", "spend.csv"), ("surveys", "survey.csv"))
    (folder / "riparian.toml").write_text(
        "".join(f'[[sources]]\nname = "{name}"\npreset = "{name}"\nfiles = "{file}"\n' for name, file in sources)
    )
    workspace = Workspace(folder)
    workspace.build()

    counts = workspace.published().counts("source_rejects", by="reason")

    assert counts == {
        "its day cannot be read as it is written; set `day_pattern`": 1,
        "answered_at cannot be read as it is written; set `time_pattern`": 15,
    }


def test_dates_are_read_as_a_build_reads_them() -> None:
    texts = pa.array(["2024-05-01", " 2024-05-01T09:58:12Z", "31/01/2024", "", None, "soon"])

    assert sorted(unread_dates(texts, "")) == ["31/01/2024", "soon"]
    assert sorted(unread_dates(texts, "%d/%m/%Y")) == ["2024-05-01", "2024-05-01T09:58:12Z", "soon"]
