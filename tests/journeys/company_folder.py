"""A folder of exports on its way through the command line, and the tables that it ends in."""

import os
import re
from collections.abc import Collection
from pathlib import Path

import polars as pl

import riparian
from riparian.storage.reading import Published
from tests.cli.published import riparian as called


def ran(folder: Path, *arguments: str) -> str:
    """What a command printed; it has to end well."""
    ended = called(folder, *arguments)
    assert ended.exit_code == 0, ended.output
    return ended.stdout


def linked(folder: Path, *files: Path) -> Path:
    """The folder with these files in it, without copying what may be large."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        (folder / file.name).unlink(missing_ok=True)
        try:
            os.link(file, folder / file.name)
        except OSError:  # another file system
            (folder / file.name).write_bytes(file.read_bytes())
    return folder


def corrected(folder: Path, *changes: tuple[str, str], more: str = "") -> None:
    """What a person changes in the riparian.toml that `init` wrote, and adds to it."""
    file = folder / "riparian.toml"
    text = file.read_text(encoding="utf-8")
    for written, wanted in changes:
        assert written in text, f"init did not write {written!r}"
        text = text.replace(written, wanted)
    file.write_text(text + more, encoding="utf-8")


def built(folder: Path) -> Published:
    """What `check` and `build` make of the folder; of every source all rows are accounted for."""
    ran(folder, "check")
    ran(folder, "build")
    published: Published = riparian.open(folder).published()
    loads = frame(published, "source_loads")
    assert (loads["rows_read"] == loads["rows_kept"] + loads["rows_rejected"] + loads["rows_known"]).all()
    return published


def frame(published: Published, table: str) -> pl.DataFrame:
    """A published table, coded columns as text."""
    found: pl.DataFrame = published.relation(table).pl()
    return found


def became(published: Published) -> dict[str, tuple[int, int, int]]:
    """Rows kept, rejected and known of each source."""
    counts = ("rows_kept", "rows_rejected", "rows_known")
    sums = frame(published, "source_loads").group_by("source").agg(pl.col(*counts).sum())
    return {str(source): (int(kept), int(rejected), int(known)) for source, kept, rejected, known in sums.iter_rows()}


def people_who(published: Published, **was: str) -> set[int]:
    """Who has an action whose columns are these texts."""
    return set(frame(published, "actions").filter(**was)["person_key"])


def sample_reading(within: Path, people: int, sources: Collection[str]) -> Path:
    """A folder with the sample company, whose settings name some of its sources alone."""
    ran(within, "sample", "company", "--people", str(people))
    file = within / "company" / "riparian.toml"
    blocks = re.split(r"(?m)^(?=\[\[sources\]\]|# )", file.read_text(encoding="utf-8"))
    kept = [one for one in blocks if "[[sources]]" not in one or any(f'name = "{name}"' in one for name in sources)]
    file.write_text("".join(kept), encoding="utf-8")
    return within / "company"
