"""`riparian init`"""

from pathlib import Path

import click
from rich.text import Text

from riparian.cli.printing import echo, grid, number
from riparian.core.errors import NotFoundError, StorageError
from riparian.workspace.config import FILE
from riparian.workspace.drafting import drafted
from riparian.workspace.proposing import Proposed, proposed


@click.command()
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Write over a riparian.toml that is there.")
def command(folder: Path, force: bool) -> None:
    """Look at a folder of exports and write its riparian.toml.

    Files are recognised by their header, whatever their names; those of one kind become one source. What no preset
    knows is mapped by the names and values of its columns: a first guess, written out for you to correct.
    """
    target = folder / FILE
    if target.exists() and not force:
        raise StorageError(
            f"there is a {FILE} already", where=str(target), fix="change it, or say --force to write over it"
        )
    found = proposed(folder)
    if not found.looked_at:
        unread = "; ".join(f"{one.files[0]}: {one.why}" for one in found.unmapped)
        raise NotFoundError(
            "no file that may be an export", where=str(folder), fix=unread or "CSV, TSV, JSON lines or Parquet"
        )
    target.write_text(drafted(found), encoding="utf-8")
    _tell(found)
    at = "" if folder == Path() else f"-C {folder} "
    first = "read it" if found.sources else "write a source into it"
    sources = "1 source" if len(found.sources) == 1 else f"{number(len(found.sources))} sources"
    echo("", f"{target}: {sources}; {first}, then: riparian {at}check, riparian {at}build")


def _tell(found: Proposed) -> None:
    if found.sources:
        table = grid("source", "preset", "files", "makes")
        for source in found.sources:
            makes = ", ".join(source.guess.tables) if source.guess else "guessed" if source.remarks else "recognised"
            table.add_row(source.name, source.preset, Text(_files(source.files, len(source.found))), makes)
        echo(table)
    for source in found.sources:
        for remark in (*source.remarks, *source.warnings):
            echo(Text(f"look at {source.name}: {remark}"))
    if found.unmapped:
        echo("", "not read:")
        for one in found.unmapped:
            echo(f"  {_files(one.files, len(one.files))}: {one.why}")


def _files(files: tuple[str, ...], count: int) -> str:
    shown = files[0] if len(files) == 1 else f"{files[0]} … {files[-1]}"
    return shown if count == 1 else f"{shown} ({count})"
