"""`riparian serve`"""

import socket
from collections.abc import Sequence
from contextlib import closing
from ipaddress import ip_address, ip_network
from pathlib import Path
from threading import Timer

import click
import uvicorn
from fastapi import FastAPI

import riparian
from riparian.web.app import THIS_MACHINE, create_app
from riparian.web.definitions import definitions
from riparian.web.entrance import Entrance
from riparian.workspace.accounts import Accounts
from riparian.workspace.commands import Commands
from riparian.workspace.serving import CurrentReader

EVERYWHERE = ("0.0.0.0", "::")
_SOON = 2.0
"""Seconds after the start."""


def _addresses(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    try:
        networks = [ip_network(one) for one in given]
    except ValueError as error:
        raise click.BadParameter(f"{error}; give an address such as 127.0.0.1, or a network") from None
    if any(not network.prefixlen for network in networks):
        raise click.BadParameter("every address there is would be believed; name that of the proxy")
    return tuple(map(str, networks))


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8750,
    show_default=True,
    help="Listen on this port; 0: any that is free.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen on this address.")
@click.option(
    "--open",
    "public",
    is_flag=True,
    help="Without accounts, let everybody who reaches --host read everything, people by name too.",
)
@click.option(
    "--proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    callback=_addresses,
    help="Believe a proxy at this address, or in this network, from whom a request comes; in a network every machine "
    "can say that it is another. May be given several times.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    help="Answer requests to this name too, such as that of the site a proxy stands for. May be given several times.",
)
@click.pass_obj
def command(folder: Path, port: int, host: str, public: bool, proxies: tuple[str, ...], names: tuple[str, ...]) -> None:
    """Serve the pages and their JSON twins.

    A new build shows at the next request. As long as there are no accounts nobody is asked for a name or a password,
    and only this machine is answered; `riparian access add` makes the first account, and from then on everybody signs
    in, here and, with --host, on the network. What is looked at of single people, and every export of people, is put on
    record: `riparian access audit`. Lists, scenarios and wishes that are saved go to the ledger.

    Behind a proxy that ends HTTPS, name it with --proxy: nobody else is believed who says to be asking for another, as
    any program on this machine could. Name the site with --name, unless the proxy asks for this machine by its address.
    """
    workspace = riparian.open(folder)
    accounts = Accounts(workspace.home)
    read = CurrentReader(workspace)
    if read() is None:
        click.echo("nothing was built yet, so the pages say so; riparian build", err=True)
    try:
        listening = listening_at(host, port)
    except OSError as error:
        raise click.UsageError(
            f"cannot listen on {host}, port {port}: {error.strerror}; name others with --host, --port"
        ) from None
    with listening, closing(accounts), Commands(workspace) as decide:
        doors = _doors(accounts, bound=listening.getsockname()[0], public=public, proxied=bool(proxies))
        app = create_app(
            read,
            hosts=("*",) if host in EVERYWHERE else (*THIS_MACHINE, host, *names),
            access=Entrance(accounts, public=public),
            decide=decide,
        )
        click.echo(f"http://{_named(host)}:{listening.getsockname()[1]}/today", err=True)
        click.echo(doors, err=True)
        read_ahead().start()
        server_of(app, proxies).run(sockets=[listening])


def read_ahead() -> Timer:
    """What every definition says takes a second to put together: it is, once the first pages are out."""
    soon = Timer(_SOON, definitions)
    soon.daemon = True
    return soon


def server_of(app: FastAPI, proxies: Sequence[str] = ()) -> uvicorn.Server:
    """A server that takes the sender of a request from `X-Forwarded-For` of these proxies, and of nobody else."""
    told = uvicorn.Config(app, log_level="warning", proxy_headers=bool(proxies), forwarded_allow_ips=list(proxies))
    return uvicorn.Server(told)


def listening_at(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    What it accepts sends at once: a page goes out in two pieces, and on a connection that is kept the second would wait
    40 ms for word of the first.

    Raises:
        OSError: nobody can listen there.
    """
    listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
    return listening


def _doors(accounts: Accounts, *, bound: str, public: bool, proxied: bool) -> str:
    """Who is let in, in words.

    Raises:
        click.UsageError: nobody could be told apart.
    """
    known = len(accounts.state().accounts)
    if known and public:
        raise click.UsageError("--open is for pages without accounts, and there are some: leave it out")
    if known:
        accounts.secret()
        return f"{known} {'account' if known == 1 else 'accounts'}: everybody signs in"
    if ip_address(bound.partition("%")[0]).is_loopback and not proxied:
        return "only this machine is answered; there are no accounts, so nobody is asked for a password"
    if public:
        return "OPEN: there are no accounts, and everybody who reaches this address may read and decide everything"
    raise click.UsageError(
        "there are no accounts, so only this machine may be answered, and no proxy; give somebody one with "
        "riparian access add NAME, or say with --open that everybody on the network may read everything"
    )


def _named(host: str) -> str:
    if host in EVERYWHERE:
        return "localhost"
    return f"[{host}]" if ":" in host else host
