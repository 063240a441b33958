"""`riparian access`"""

import getpass
import os
from contextlib import closing
from pathlib import Path

import click

import riparian
from riparian.cli.printing import echo, grid, instant
from riparian.core.entries import Refused
from riparian.decisions.access import ROLES, SCOPES, KeyMade, LinkMade, Role, RoleChanged, Scope, UserRemoved, Withdrawn
from riparian.ledger.ledger import Appended
from riparian.workspace.accounts import Accounts, account_name


@click.group()
def command() -> None:
    """Say who may open the pages: accounts, share links, keys.

    Without accounts only this machine is answered, and nobody is asked for a password. The first account is an admin's;
    from then on everybody signs in. What is said here counts at once, also for a server that runs.
    """


_BY = click.option("--by", default=getpass.getuser, metavar="NAME", help="Who decides. [default: who is logged in]")
_ROLE = click.Choice(ROLES)
_DAYS = click.IntRange(1, 366)
_PASSWORD = click.option(
    "--password-env", default="", metavar="NAME", help="Take the password from this environment variable."
)


def _accounts(folder: Path) -> Accounts:
    accounts = Accounts(riparian.open(folder).home)
    return click.get_current_context().with_resource(closing(accounts))


def _password(variable: str) -> str:
    """A password, never from an argument: those are shown to everybody who lists the processes of a machine."""
    if not variable:
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt="Once more", err=True)
        return typed
    if variable not in os.environ:
        raise click.UsageError(f"the environment has no variable {variable!r}")
    return os.environ[variable]


def _entry(done: Appended | Refused) -> int:
    """The number of what was recorded."""
    if isinstance(done, Refused):
        raise click.UsageError(done.reason)
    return done.entries[0].number


@command.command()
@click.argument("user", metavar="NAME")
@click.option("--role", type=_ROLE, help="What they may. [default: viewer; admin for the first]")
@_PASSWORD
@_BY
@click.pass_obj
def add(folder: Path, user: str, role: Role | None, password_env: str, by: str) -> None:
    """Give somebody an account.

    A viewer reads, an editor also decides, an admin also sees who has access. The ledger keeps the name for good, so
    take a short one, not an e-mail address.
    """
    accounts = _accounts(folder)
    account_name(user)
    given: Role = role or ("viewer" if accounts.state().accounts else "admin")
    number = _entry(accounts.added(user, _password(password_env), given, by=by))
    click.echo(f"{account_name(user)} is {given}; ledger entry {number}")


@command.command(name="list")
@click.pass_obj
def listed(folder: Path) -> None:
    """Who has an account, what is shared, which keys there are."""
    state = _accounts(folder).state()
    if not state.accounts:
        echo("no accounts: only this machine is answered, without a password; riparian access add NAME")
        return
    people = grid("account", "role", "added", "by")
    for one in state.accounts.values():
        people.add_row(one.name, one.role, instant(one.added_at), one.added_by)
    echo(people)
    if state.passes:
        passes = grid("shared", "opens", "until", "made", "by")
        for name, made in state.passes.items():
            passes.add_row(name, _opens(made.said), instant(made.said.until), instant(made.made_at), made.made_by)
        echo("", passes)


def _opens(made: LinkMade | KeyMade) -> str:
    if isinstance(made, LinkMade):
        where = "every page" if made.path == "/" else made.path
        return f"{where}, {'with' if made.people else 'without'} people by name"
    return f"{made.name}: {', '.join(made.scopes)}"


@command.command()
@click.argument("user", metavar="NAME")
@_BY
@click.pass_obj
def remove(folder: Path, user: str, by: str) -> None:
    """Take somebody's account; they are signed out at once."""
    number = _entry(_accounts(folder).decided(UserRemoved(user=account_name(user)), by=by))
    click.echo(f"{account_name(user)} has no account any more; ledger entry {number}")


@command.command()
@click.argument("user", metavar="NAME")
@_PASSWORD
@_BY
@click.pass_obj
def password(folder: Path, user: str, password_env: str, by: str) -> None:
    """Give an account another password; whoever was signed in with it is signed out."""
    accounts = _accounts(folder)
    if account_name(user) not in accounts.state().accounts:
        raise click.UsageError(f"nobody has an account {account_name(user)!r}")
    number = _entry(accounts.password_changed(user, _password(password_env), by=by))
    click.echo(f"{account_name(user)} has another password; ledger entry {number}")


@command.command()
@click.argument("user", metavar="NAME")
@click.argument("role", type=_ROLE)
@_BY
@click.pass_obj
def role(folder: Path, user: str, role: Role, by: str) -> None:
    """Let somebody do more, or less; it counts from their next click."""
    number = _entry(_accounts(folder).decided(RoleChanged(user=account_name(user), role=role), by=by))
    click.echo(f"{account_name(user)} is {role}; ledger entry {number}")


@command.command()
@click.argument("path", default="/")
@click.option("--days", type=_DAYS, default=30, show_default=True, help="How long it opens.")
@click.option("--with-people", is_flag=True, help="It also shows people by name.")
@_BY
@click.pass_obj
def share(folder: Path, path: str, days: int, with_people: bool, by: str) -> None:
    """Make a link that reads PATH and everything below it without an account; without PATH every page.

    Whoever has the link has what it opens. It is printed once and kept nowhere, so it cannot be looked up later.
    """
    made = _accounts(folder).shared(path, people=with_people, days=days, by=by)
    if isinstance(made, Refused):
        raise click.UsageError(f"{made.reason}: --with-people" if "people by name" in made.reason else made.reason)
    name, token = made
    click.echo(f"{name}, behind the address of riparian serve; riparian access withdraw {name} takes it back", err=True)
    click.echo(f"/s/{token}")


@command.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(SCOPES),
    multiple=True,
    default=("read",),
    show_default=True,
    help="What it may: read what shows no people, read people, send commands. Can be given several times.",
)
@click.option("--days", type=_DAYS, default=365, show_default=True, help="How long it opens.")
@_BY
@click.pass_obj
def key(folder: Path, name: str, scopes: tuple[Scope, ...], days: int, by: str) -> None:
    """Make a key with which a program reads the JSON of the pages: `Authorization: Bearer rip_…`.

    NAME says what it is for. The key is printed once and kept nowhere.
    """
    made = _accounts(folder).keyed(name, tuple(dict.fromkeys(scopes)), days=days, by=by)
    if isinstance(made, Refused):
        raise click.UsageError(made.reason)
    known, token = made
    click.echo(f"{known}, for {name}; riparian access withdraw {known} takes it back", err=True)
    click.echo(token)


@command.command()
@click.argument("what", metavar="LINK-OR-KEY")
@_BY
@click.pass_obj
def withdraw(folder: Path, what: str, by: str) -> None:
    """Let a share link or a key open nothing any more; `riparian access list` has their names."""
    number = _entry(_accounts(folder).decided(Withdrawn(what=what), by=by))
    click.echo(f"{what} opens nothing any more; ledger entry {number}")


@command.command()
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=100, show_default=True, help="How many.")
@click.pass_obj
def audit(folder: Path, limit: int) -> None:
    """Who opened which person, and who exported people, newest first.

    A person is told by their key: `riparian show people --where 'person_key = …'`. What an export was filtered by is
    told by the names of the filters, never by what was searched for.
    """
    rows = _accounts(folder).latest(limit)
    if not rows:
        echo("nobody opened a person or exported people in the pages yet")
        return
    table = grid("entry", "when", "who", "what", right=("entry",))
    for one in rows:
        table.add_row(str(one.entry), instant(one.at), one.by, one.what)
    echo(table)
