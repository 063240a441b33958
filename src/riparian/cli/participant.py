"""`riparian participant`"""

import getpass
from pathlib import Path

import click

import riparian
from riparian.cli.printing import echo, grid
from riparian.core.entries import Refused
from riparian.decisions.ecosystem import ParticipantWanted, WishDropped
from riparian.workspace.wishes import decided, known_participant, wishes_of


@click.group()
def command() -> None:
    """Say which participants of the ecosystem are wanted.

    `participant_influence` proposes, a person decides: the decision is kept in the ledger, and the next build publishes
    it in participants.
    """


_BY = click.option("--by", default=getpass.getuser, metavar="NAME", help="Who decides. [default: who is logged in]")


@command.command()
@click.argument("name")
@click.option("--no", "unwanted", is_flag=True, help="It is not wanted.")
@click.option("--drop", is_flag=True, help="Take back what was decided: it is open again.")
@click.option("--reason", default="", metavar="TEXT", help="Why.")
@_BY
@click.pass_obj
def want(folder: Path, name: str, unwanted: bool, drop: bool, reason: str, by: str) -> None:
    """Say that a participant is wanted, or is not."""
    if drop and (unwanted or reason):
        raise click.UsageError("--drop takes back what was decided: say it alone")
    workspace = riparian.open(folder)
    if drop:
        done = decided(workspace.home, WishDropped(participant=name), by=by)
    else:
        known = known_participant(workspace.published(), name)
        said = ParticipantWanted(participant=known, wanted=not unwanted, reason=reason)
        done = decided(workspace.home, said, by=by)
    if isinstance(done, Refused):
        raise click.UsageError(done.reason)
    click.echo(f"ledger entry {done.entries[0].number}; riparian build publishes it")


@command.command(name="list")
@click.pass_obj
def listed(folder: Path) -> None:
    """What was decided so far."""
    rows = wishes_of(riparian.open(folder).home)
    if not rows:
        echo("nothing was decided; riparian participant want NAME")
        return
    table = grid("participant", "wanted", "reason", "decided", "by")
    for row in rows:
        wanted = "yes" if row["wanted"] else "no"
        table.add_row(row["participant"], wanted, row["reason"], str(row["decided_on"]), row["decided_by"])
    echo(table)
