"""`riparian version`"""

import platform
from importlib.metadata import version

import click

from riparian import __version__

RUNS_ON = ("duckdb", "ibis-framework", "sqlglot", "pyarrow", "numpy", "scipy", "pydantic")


@click.command()
def command() -> None:
    """Print the versions of Riparian and of what it runs on."""
    click.echo(f"riparian {__version__}")
    click.echo(f"python {platform.python_version()}")
    for name in RUNS_ON:
        click.echo(f"{name} {version(name)}")
