"""`riparian snapshots`"""

from pathlib import Path

import click

import riparian
from riparian.cli.printing import echo, grid, instant, number
from riparian.cli.writing import size


@click.command()
@click.pass_obj
def command(folder: Path) -> None:
    """List the published snapshots that are kept.

    `riparian show TABLE --snapshot ID` reads an older one.
    """
    kept = riparian.open(folder).snapshots
    current = kept.current()
    if current is None:
        echo("nothing was built yet; riparian build")
        return
    table = grid("", "snapshot", "as of", "built", "people", "tables", "size", right=("people", "tables", "size"))
    for name in kept.names():
        one = kept.open(name)
        people = one.tables.get("people")
        table.add_row(
            "→" if name == current.name else "",
            name,
            instant(one.as_of),
            instant(one.built_at),
            number(people.rows) if people else "–",
            str(len(one.tables)),
            size(sum(stored.bytes for stored in one.tables.values())),
        )
    echo(table)
