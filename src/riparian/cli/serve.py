"""`riparian serve`"""

import socket
from pathlib import Path

import click
import uvicorn

import riparian
from riparian.web.app import THIS_MACHINE, create_app
from riparian.workspace.commands import Commands
from riparian.workspace.serving import CurrentReader

EVERYWHERE = ("0.0.0.0", "::")


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8750,
    show_default=True,
    help="Listen on this port; 0: any that is free.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen on this address.")
@click.pass_obj
def command(folder: Path, port: int, host: str) -> None:
    """Serve the pages and their JSON twins.

    A new build shows at the next request. Nobody is asked for a name or a password, so listen beyond this machine only
    where everybody on the network may read everything, and save lists, scenarios and wishes, which go to the ledger.
    """
    workspace = riparian.open(folder)
    read = CurrentReader(workspace)
    if read() is None:
        click.echo("nothing was built yet, so the pages say so; riparian build", err=True)
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise click.UsageError(
            f"cannot listen on {host}, port {port}: {error.strerror}; name others with --host, --port"
        ) from None
    hosts = ("*",) if host in EVERYWHERE else (*THIS_MACHINE, host)
    with Commands(workspace) as decide:
        app = create_app(read, hosts=hosts, decide=decide)
        click.echo(f"http://{'localhost' if host in EVERYWHERE else host}:{listening.getsockname()[1]}/today", err=True)
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])
