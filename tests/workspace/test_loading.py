"""What the system and the engine refuse while files are read into the landing, and whose mistake it is told as."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from riparian.core.errors import RiparianError, SourceError, StorageError
from riparian.workspace import loading
from riparian.workspace.workspace import Workspace
from tests.workspace.exports import ORDERS, written

TOML = """
[[sources]]
name = "shop"
preset = "files"
files = "orders.csv"
[sources.tables.contact_records]
record_id = "order_id"
recorded_at = "instant(date)"
email = "e_mail"
"""


@pytest.fixture
def company(tmp_path: Path) -> Workspace:
    (written(tmp_path, orders=ORDERS) / "riparian.toml").write_text(TOML)
    return Workspace(tmp_path)


def raising(error: Exception) -> Callable[..., None]:
    def refused(*_: object, **__: object) -> None:
        raise error

    return refused


@pytest.mark.parametrize(
    ("code", "path"),
    [(errno.EACCES, "raw/1.parquet"), (errno.EROFS, "raw/1.parquet"), (errno.EMFILE, "raw/1.parquet"),
     (errno.EMFILE, None)],
)  # fmt: skip
def test_a_landing_that_cannot_be_written_is_no_mistake_of_the_file(
    company: Workspace, monkeypatch: pytest.MonkeyPatch, code: int, path: str | None
) -> None:
    target = str(company.home / "landing" / path) if path else None
    monkeypatch.setattr(loading, "land_rows", raising(OSError(code, os.strerror(code), target)))

    with pytest.raises(StorageError) as told:
        company.build()

    assert told.value.where == (target or "")
    assert told.value.what.endswith(f"{os.strerror(code)}; nothing was published, there is no snapshot yet")


def test_a_file_that_may_not_be_read_is_told_as_its_own(company: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    file = company.folder / "orders.csv"
    monkeypatch.setattr(loading, "land_rows", raising(PermissionError(errno.EACCES, "Permission denied", str(file))))

    with pytest.raises(SourceError, match="the file cannot be read") as told:
        company.build()

    assert told.value.where == str(file)


def test_what_the_engine_refuses_to_staging_is_a_mistake_of_the_source(
    company: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "stage", raising(duckdb.ConversionException("Conversion Error: no number")))

    with pytest.raises(RiparianError) as told:
        company.build()

    assert told.value.what == "its rows cannot be mapped: no number"
    assert told.value.where == "riparian.toml [[sources]] shop, reading orders.csv"


def test_what_the_engine_refuses_later_is_no_mistake_of_the_source(
    company: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "write_rejects", raising(duckdb.InvalidInputException("Invalid Input Error: ours")))

    with pytest.raises(duckdb.InvalidInputException, match="ours"):
        company.build()
