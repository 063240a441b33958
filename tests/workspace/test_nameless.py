from pathlib import Path

import pytest

from riparian.storage.looking import sample_of
from riparian.workspace.checking import checked
from riparian.workspace.nameless import nameless
from riparian.workspace.proposing import proposed
from riparian.workspace.workspace import Workspace

GUESTS = "email,,since,city\nana@alder.test,Ana,2025-01-05,Hull\nben@alder.test,Ben,2025-02-05,Bath\n"
TOML = """
[[sources]]
name = "guests"
preset = "files"
files = "guests*.csv"
[sources.tables.contact_records]
record_id = "email"
recorded_at = "instant(since)"
email = "email"
full_name = "column_2"
"""
ONE = "column 2 has no name in the header; it is called column_2"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GUESTS, (ONE,)),
        ("a,,\nx,y,z\n", ("columns 2 and 3 have no name in the header; they are called column_2 and column_3",)),
        (f"a{',' * 6}\n{'x,' * 6}x\n", ("columns 2, 3, 4, 5, 6 … have no name in the header; they are called "
            "column_2, column_3, column_4, column_5, column_6 …",)),
        ("a,b,\nx,y,\n", ()),
        ("a,column_2\nx,y\n", ()),
        ('{"a": 1, "b": 2}\n', ()),
    ],
)  # fmt: skip
def test_columns_with_values_and_without_a_name_are_told(tmp_path: Path, text: str, told: tuple[str, ...]) -> None:
    (tmp_path / "file.csv").write_text(text)

    assert nameless(sample_of(tmp_path / "file.csv")) == told


def test_init_and_check_say_how_such_a_column_is_called(tmp_path: Path) -> None:
    (tmp_path / "guests.csv").write_text(GUESTS)
    (tmp_path / "guests_2.csv").write_text(GUESTS)
    (source,) = proposed(tmp_path).sources
    (tmp_path / "riparian.toml").write_text(TOML)

    found = checked(tmp_path)

    assert source.warnings == (ONE,)
    assert (found.mistakes, found.warnings) == ((), (f"guests: {ONE}",))


def test_every_row_below_such_a_header_is_read_and_accounted_for(tmp_path: Path) -> None:
    rows = "ana@alder.test,Ana,Leith\nben@alder.test,Ben,Hull\nben@alder.test,Ben,Hull\nno address,Cem,Bath\nx,y\n"
    (tmp_path / "guests.csv").write_text(f"email,,\n{rows}")
    (tmp_path / "riparian.toml").write_text(TOML.replace("instant(since)", "instant('2025-01-05')"))

    Workspace(tmp_path).build()

    (load,) = Workspace(tmp_path).landing.manifest().loads
    assert load.rows_read == 5
    assert load.rows_read == load.rows_kept + load.rows_rejected + load.rows_known
    assert load.rows_rejected == 2
