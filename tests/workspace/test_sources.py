"""Sources that change between two builds."""

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from riparian.core.errors import FormulaError, SeveralErrors, SourceError
from riparian.workspace.config import SiteSettings
from riparian.workspace.waiting import files_gone
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


def test_an_export_of_fewer_columns_takes_nothing_back_that_an_earlier_one_told(folder: Path) -> None:
    profiles = 'name = "profiles"\npreset = "klaviyo"\nfiles = "profiles*.csv"\n'
    (folder / "riparian.toml").write_text(f"[[sources]]\n{profiles}")
    fuller = "Email,Klaviyo ID,First Name,City,Country,Profile Created On\nana@mail.example.net,K1,Ana,Delft,NL,"
    (folder / "profiles-1.csv").write_text(f"{fuller}2024-01-01\n")
    Workspace(folder).build()
    partial = "Email,Klaviyo ID,First Name,City,Profile Created On\nana@mail.example.net,K1,,Leiden,2024-01-01\n"
    (folder / "profiles-2.csv").write_text(partial)

    Workspace(folder).build()

    columns = ("record_id", "full_name", "city", "country")
    contacts = Workspace(folder).published().rows("contact_records", columns=columns, limit=9)
    (person,) = Workspace(folder).published().rows("people", columns=("full_name", "country"), limit=9)
    assert sorted(contact["city"] for contact in contacts) == ["Delft", "Leiden"]
    assert list(person.values()) == ["Ana", "NL"]


def test_the_items_of_an_order_exported_again_are_those_of_the_later_export(folder: Path) -> None:
    (folder / "riparian.toml").write_text('[[sources]]\nname = "web"\npreset = "segment"\nfiles = "*.jsonl"\n'
                                          'orders = true\nitems = 12\n')  # fmt: skip
    for number, count in ((1, 10), (2, 9)):
        (folder / f"calls-{number}.jsonl").write_text(json.dumps(order_completed(message=number, items=count)))
        Workspace(folder).build()

    lines = Workspace(folder).published().rows("source_order_lines", columns=("position", "item"), limit=99)

    assert sorted((row["position"], row["item"]) for row in lines) == [(n + 1, f"item {n} of 2") for n in range(9)]


def order_completed(*, message: int, items: int) -> dict[str, object]:
    products = [{"sku": f"item {place} of {message}", "price": 1} for place in range(items)]
    properties = {"order_id": "1001", "total": items, "products": products}
    call = {"type": "track", "event": "Order Completed", "messageId": f"m{message}", "userId": "ana"}
    return call | {"timestamp": "2024-05-01T10:00:00Z", "properties": properties}


def test_an_empty_file_among_others_is_a_load_without_rows(folder: Path) -> None:
    (folder / "empty.csv").write_text("")

    Workspace(folder).build()

    assert sorted(loads(folder)) == [("answers.csv", 2), ("empty.csv", 0)]


def _without_rows(folder: Path, form: str) -> str:
    """A file that holds no row, its name."""
    file = folder / f"nothing.{form}"
    if form == "parquet":
        pq.write_table(pa.table({"id": pa.array([], pa.string()), "at": pa.array([], pa.string())}), file)
    else:
        file.write_bytes({"csv": b"id,at\n", "csv.gz": gzip.compress(b""), "jsonl": b"", "tsv": b""}[form])
    return file.name


def test_sources_of_which_no_file_holds_a_row_are_built_and_have_loads_without_rows(folder: Path) -> None:
    forms = ["csv", "tsv", "csv.gz", "jsonl", "parquet"]
    source = '[[sources]]\nname = "{form}"\npreset = "files"\nfiles = "{file}"\n'
    table = '[sources.tables.contact_records]\nrecord_id = "id"\nrecorded_at = "instant(at)"\n'
    sources = [source.format(form=form, file=_without_rows(folder, form)) + table for form in forms]
    answers = SURVEYS.format(region="DE").replace("*.csv", "answers.csv")
    (folder / "riparian.toml").write_text("\n".join([answers, *sources]))

    Workspace(folder).build()

    columns = ("source", "rows_read", "rows_kept", "rows_rejected", "rows_known")
    found = Workspace(folder).published().rows("source_loads", columns=columns, order_by=("load",), limit=9)
    assert [tuple(row.values()) for row in found] == [("answers", 2, 2, 0, 0), *((form, 0, 0, 0, 0) for form in forms)]


def test_a_preset_that_reads_only_a_header_is_built(folder: Path) -> None:
    (folder / "answers.csv").write_text(HEADER)

    Workspace(folder).build()
    (folder / "answers.csv").write_text(HEADER + ROW.format(n=1))
    Workspace(folder).build()

    assert loads(folder) == [("answers.csv", 0), ("answers.csv", 1)]


def test_more_rows_a_line_than_there_are_slots_is_a_mistake(folder: Path) -> None:
    part = '[[sources.tables.contact_records]]\nrecord_id = "response_id"\nrecorded_at = "instant(answered_at)"\n'
    (folder / "riparian.toml").write_text(FILES.partition("[sources.tables")[0] + part * 9)

    with pytest.raises((FormulaError, SeveralErrors), match="8 are the most"):
        Workspace(folder).build()


@pytest.mark.parametrize(
    "written",
    [
        "derivations = 3",
        "[derivations]\nsessions = 3",
        "sources = 3",
        "sites = 3",
        "company = 3",
        '[sources]\nname = "a"',
    ],
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


@pytest.mark.parametrize(
    ("written", "home"),
    [
        ("", ""),
        ('[company]\ncurrency = "SEK"', "SEK"),
        ('[company]\ncurrency = "SEK"\n[derivations.currencies]\nhome = "NOK"', "NOK"),
    ],
)
def test_sums_of_money_are_in_the_currency_that_the_company_names(tmp_path: Path, written: str, home: str) -> None:
    (tmp_path / "riparian.toml").write_text(written)

    (settings,) = [one for name, one in Workspace(tmp_path).config().derivations.items() if name == "currencies"]

    assert settings.model_dump() == {"home": home}


def test_a_source_whose_files_are_all_gone_still_counts_and_one_that_never_had_any_is_refused(folder: Path) -> None:
    with pytest.raises(SourceError, match=r"no file matches '\*\.csv'"):
        Workspace(_without_files(folder, "empty")).build()
    Workspace(folder).build()
    (folder / "answers.csv").unlink()

    built = Workspace(folder).build()

    assert files_gone(built.manifest, Workspace(folder).config()) == {"answers": ("answers.csv",)}
    assert Workspace(folder).published().tables()["survey_answers"] == 2


def scores(folder: Path) -> list[tuple[str, float]]:
    Workspace(folder).build()
    found = (
        Workspace(folder)
        .published()
        .rows("survey_answers", columns=("answer_number", "score"), order_by=("answer_number",), limit=9)
    )
    return [(row["answer_number"], row["score"]) for row in found]


def test_an_answer_that_a_later_export_corrects_counts_as_corrected(folder: Path) -> None:
    before = scores(folder)
    (folder / "later.csv").write_text(HEADER + ROW.format(n=1) + ROW.format(n=2).replace("nps,9", "nps,3"))

    after = scores(folder)

    assert before == [("r1 recommend nps", 9.0), ("r2 recommend nps", 9.0)]
    assert after == [("r1 recommend nps", 9.0), ("r2 recommend nps", 3.0)]
    assert loads(folder) == [("answers.csv", 2), ("later.csv", 1)]


def _without_files(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    (folder / name / "riparian.toml").write_text((folder / "riparian.toml").read_text())
    return folder / name
