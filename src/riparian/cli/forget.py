"""`riparian forget`"""

from pathlib import Path

import click

import riparian
from riparian.cli.printing import echo, number
from riparian.workspace.forgetting import forget, would_go


@click.command()
@click.argument("source")
@click.argument("which", metavar="FILE-OR-LOAD")
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@click.pass_obj
def command(folder: Path, source: str, which: str, dry_run: bool) -> None:
    """Take a file that was read back out, as if it had never been read.

    FILE is its name exactly as `riparian show source_loads` has it, LOAD the number there: a file that changed under
    the same name was read more than once, and only the number says which content is meant. The next build counts
    without its rows; rows that other files repeat count from those. Numbers that identifiers have stay theirs, and
    snapshots that were published before keep what they hold until they are pruned.
    """
    workspace = riparian.open(folder)
    gone = would_go(workspace, source, which) if dry_run else forget(workspace, source, which)
    for one in gone:
        echo(
            f"load {one.load.load}, {one.load.file}: {number(one.load.rows_read)} rows read, "
            f"{number(one.load.rows_kept)} kept"
        )
    kept = number(sum(one.load.rows_kept for one in gone))
    echo(
        "", f"{kept} rows would go; nothing was changed" if dry_run else f"{kept} rows go with the next riparian build"
    )
    for name in dict.fromkeys(one.load.file for one in gone if one.still_there):
        echo(f"{name} still lies there: while `files` finds it, a build reads it again")
