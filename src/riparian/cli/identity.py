"""`riparian identity`"""

import getpass
from pathlib import Path

import click

import riparian
from riparian.core.entries import Refused
from riparian.ledger.ledger import Appended
from riparian.workspace.deciding import join, split

_reason = click.option(
    "--reason", default="", metavar="TEXT", help="Why; kept with the decision. No names or addresses."
)
_by = click.option("--by", default=getpass.getuser, metavar="NAME", help="Who decides. [default: who is logged in]")


@click.group()
def command() -> None:
    """Say that identifiers are one person, or are not.

    An identifier is typed as its value, or `kind:value` where several have the value: ana@example.org, user_id:42. To
    join, a person may be named by their key instead: person:17. What is said goes to the ledger, stays for good, and
    counts from the next build on; saying the opposite later outdoes it.
    """


@command.command("join")
@click.argument("first", metavar="IDENTIFIER")
@click.argument("second", metavar="IDENTIFIER")
@_reason
@_by
@click.pass_obj
def join_(folder: Path, first: str, second: str, reason: str, by: str) -> None:
    """Say that two identifiers are one person."""
    _tell(join(riparian.open(folder), (first, second), reason=reason, by=by))


@command.command("split")
@click.argument("identifiers", metavar="IDENTIFIER...", nargs=-1, required=True)
@_reason
@_by
@click.pass_obj
def split_(folder: Path, identifiers: tuple[str, ...], reason: str, by: str) -> None:
    """Say that identifiers are not the person of the first.

    A single identifier is split from all others of its person. Afterwards the number of the person stays with whichever
    side holds the identifier that was read first, a browser's id too: the first that you name may get another number.
    """
    _tell(split(riparian.open(folder), identifiers, reason=reason, by=by))


def _tell(done: Appended | Refused) -> None:
    if isinstance(done, Refused):
        raise click.UsageError(done.reason)
    numbers = ", ".join(str(entry.number) for entry in done.entries)
    click.echo(f"ledger entry {numbers}; riparian build follows it and says which figures moved")
