"""`riparian rejects`"""

from pathlib import Path

import click
from rich.text import Text

import riparian
from riparian.cli.printing import echo, grid, number
from riparian.workspace.rejects import export_rejects, rejected, replay

SHOWN = 30
"""Reasons listed before the rest is counted."""


@click.group(invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Rows that could not be used: list, export, replay.

    Every row that was read is kept, rejected or known already. What was rejected can be exported, mended in a
    spreadsheet or editor, and replayed: it becomes a further file of its source at the next build.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(listed, source="")


@command.command("list")
@click.option("--source", default="", metavar="NAME", help="Of this source only.")
@click.pass_obj
def listed(folder: Path, source: str) -> None:
    """List rejected rows by source and reason.

    Reasons that differ by numbers or quoted values alone are one, told with a … in their place.
    """
    found = rejected(riparian.open(folder), source=source)
    if not found:
        echo("no row was rejected")
        return
    table = grid("source", "rows", "replayed", "reason", "for example", right=("rows", "replayed"))
    for one in found[:SHOWN]:
        file, line = one.example
        table.add_row(
            one.source, number(one.rows), number(one.replayed), Text(one.reason), Text(f"{file}, line {line}")
        )
    echo(table)
    if len(found) > SHOWN:
        rest = found[SHOWN:]
        echo(f"and {number(sum(one.rows for one in rest))} rows for {number(len(rest))} further reasons")
    echo("", "riparian rejects export FILE --source NAME   writes them for mending")


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--source", default="", metavar="NAME", help="Of this source only.")
@click.option("--reason", default="", metavar="TEXT", help="Only those whose reason contains this; … is any value.")
@click.pass_obj
def export(folder: Path, file: Path, source: str, reason: str) -> None:
    """Write rejected rows in the source's own columns, with _file, _line and _reason.

    CSV, or JSON lines where the source is. Rows that could not be cut into fields stand whole in _raw: fill in the
    fields. Rows replayed before are left out.
    """
    count = export_rejects(riparian.open(folder), file, source=source, reason=reason)
    what, them = ("row", "it") if count == 1 else ("rows", "them")
    echo(f"{file}: {number(count)} {what}; mend {them}, then: riparian rejects replay {file}")


@command.command("replay")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="", metavar="NAME", help="Where the file does not say whose rows they are.")
@click.pass_obj
def replay_(folder: Path, file: Path, source: str) -> None:
    """Give mended rows back; the next build reads them.

    The columns _file, _line and _reason only say which rows these are. Leave out what is not mended.
    """
    done = replay(riparian.open(folder), file, source=source)
    one = done.rows == 1
    if done.file is None:
        these = "this 1 row" if one else f"these {number(done.rows)} rows"
        echo(f"{these} of {done.source} {'was' if one else 'were'} given back before; nothing changed")
    else:
        rows, them = ("row", "it") if one else ("rows", "them")
        echo(f"{number(done.rows)} {rows} given back to {done.source}; riparian build reads {them}")
