"""`riparian check`"""

from pathlib import Path

import click

from riparian.cli.printing import echo, grid
from riparian.workspace.checking import checked


@click.command()
@click.pass_context
def command(ctx: click.Context) -> None:
    """Tell every mistake in riparian.toml at once; nothing is read in.

    Looks at the configuration, at whether its globs find files, whether their headers fit the preset, and whether every
    formula fits the columns of its file. Connects to nothing. Ends with 2 when anything is wrong; a file that two
    sources read for the same table, and a column without a name, are told and are no mistakes.
    """
    folder: Path = ctx.obj
    found = checked(folder)
    for mistake in found.mistakes:
        click.echo(f"{mistake}\n", err=True)
    for warning in found.warnings:
        click.echo(f"look at this: {warning}\n", err=True)
    if found.mistakes:
        count = len(found.mistakes)
        click.echo(f"{count} {'mistake' if count == 1 else 'mistakes'}", err=True)
        ctx.exit(2)
    table = grid("source", "preset", "files", right=("files",))
    for source in found.config.sources if found.config else ():
        table.add_row(source.name, source.preset.name, f"{len(found.files[source.name]):,}")
    echo(table, "", "nothing is wrong; riparian build")
