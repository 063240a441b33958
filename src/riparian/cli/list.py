"""`riparian list`"""

import getpass
from pathlib import Path

import click

import riparian
from riparian.cli.printing import echo, grid, number
from riparian.core.entries import Refused
from riparian.core.errors import NotFoundError
from riparian.core.settings import did_you_mean
from riparian.decisions.lists import LONGEST, ListDropped, ListRenamed
from riparian.web.exports import AT_A_TIME, csv_lines
from riparian.web.lists import chosen_by, people_of
from riparian.web.pages.people import show
from riparian.workspace.lists import decided, lists_of
from riparian.workspace.serving import PublishedReader


@click.group(invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Lists of people that were saved on the pages.

    A list is a filter of the people page with a name, kept in the ledger; who is on it follows every build.
    """
    if ctx.invoked_subcommand is None:
        _print(ctx.obj)


@command.command()
@click.argument("name")
@click.pass_obj
def people(folder: Path, name: str) -> None:
    """Write the people of a list as CSV, as the pages export it."""
    workspace = riparian.open(folder)
    standing = lists_of(workspace.home)
    if name not in standing:
        raise NotFoundError(f"no list {name!r}", where="ledger", fix=did_you_mean(name, list(standing)))
    given = chosen_by(standing[name].saved.filter)
    if given is None:
        words = standing[name].saved.filter
        raise NotFoundError(
            f"the filter of {name!r} is of another version: {words}", fix=f"riparian list drop {name!r}"
        )
    tables = PublishedReader(workspace, workspace.published())
    for lines in csv_lines(tables, show(tables, **given, limit=AT_A_TIME), given):
        click.echo(lines, nl=False)


@command.command()
@click.argument("name")
@click.option("--by", default=getpass.getuser, metavar="NAME", help="Who decides. [default: who is logged in]")
@click.pass_obj
def drop(folder: Path, name: str, by: str) -> None:
    """Take a list back."""
    done = decided(riparian.open(folder).home, ListDropped(list=name), by=by)
    if isinstance(done, Refused):
        raise click.UsageError(done.reason)
    click.echo(f"ledger entry {done.entries[0].number}")


@command.command()
@click.argument("name")
@click.argument("to")
@click.option("--by", default=getpass.getuser, metavar="NAME", help="Who decides. [default: who is logged in]")
@click.pass_obj
def rename(folder: Path, name: str, to: str, by: str) -> None:
    """Give a list another name; its filter stays."""
    if not 1 <= len(to.strip()) <= LONGEST:
        raise click.BadParameter(f"a name has 1 to {LONGEST} characters", param_hint="TO")
    done = decided(riparian.open(folder).home, ListRenamed(list=name, to=to.strip()), by=by)
    if isinstance(done, Refused):
        raise click.UsageError(done.reason)
    click.echo(f"ledger entry {done.entries[0].number}")


def _print(folder: Path) -> None:
    workspace = riparian.open(folder)
    standing = lists_of(workspace.home)
    if not standing:
        echo("no list is saved; riparian serve, filter people, then Save as a list")
        return
    tables = PublishedReader(workspace, workspace.published())
    table = grid("list", "people who", "now", "when saved", "saved", "by", right=("now", "when saved"))
    for name, one in standing.items():
        found = people_of(tables, one.saved.filter)
        says = " and ".join(told.says for told in found.filters) if found else one.saved.filter
        now = number(found.found) if found else "of another version"
        table.add_row(name, says, now, number(one.saved.people), f"{one.decided_at:%Y-%m-%d}", one.decided_by)
    echo(table)
