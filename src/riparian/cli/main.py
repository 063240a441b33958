"""`riparian`: the group of all commands. A command's file is loaded only when the command is chosen."""

import os
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager, suppress
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from shlex import quote
from threading import active_count

import click

from riparian.core.errors import RiparianError
from riparian.core.loading import uncollected
from riparian.core.system import told_of

COMMANDS: dict[str, dict[str, str]] = {
    "Begin": {
        "init": "Look at a folder of exports and write its riparian.toml.",
        "sample": "Write the exports of a made-up company whose truth is known.",
        "check": "Tell every mistake in riparian.toml at once; nothing is read in.",
    },
    "Build": {
        "build": "Read what is new, derive what changed, publish one snapshot.",
        "rejects": "Rows that could not be used: list, export, replay.",
        "forget": "Take a file that was read back out, as if it had never been read.",
        "identity": "Say that identifiers are one person, or are not.",
        "list": "Lists of people that were saved on the pages.",
        "participant": "Say which participants of the ecosystem are wanted.",
        "snapshots": "List the published snapshots that are kept.",
    },
    "See": {
        "show": "Print a published table, or write it to a file.",
        "explain": "Say what a table holds, how it is made, and with which settings.",
        "person": "Everything known of one person, with the evidence.",
        "forecast": "The customer file in five years, as it is and under a scenario.",
        "map": "The ecosystem as a graph: participants, and the visits that flow between them.",
        "report": "The month in one HTML file, to send or to print.",
        "serve": "Serve the pages and their JSON twins.",
        "access": "Say who may open the pages: accounts, share links, keys.",
    },
    "Besides": {
        "version": "Print the versions of Riparian and of what it runs on.",
    },
}
"""Every command by what it is for. `riparian <name>` is `command` in the file of that name beside this one."""


ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""Matrices here are small: several threads wait for one another for longer than they multiply. What is set, stays."""

_TYPED = "riparian.typed"
"""Where a context keeps the name of its command and what was typed behind it."""


class Commands(click.Group):
    """Loads commands late, and is where errors meet the person at the terminal."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order in which help shows them."""
        return [name for section in COMMANDS.values() for name in section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, loaded now; None: no such command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        # NumPy looks when it is loaded, which is with the command.
        os.environ.update(ONE_THREAD | os.environ)
        with uncollected():
            command: click.Command = import_module(f"riparian.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments begin with; a name that is near is suggested."""
        names = self.list_commands(ctx)
        ctx.meta[_TYPED] = args
        if args[0] not in names and not args[0].startswith("-"):
            near = get_close_matches(args[0], names, n=1)
            ctx.fail(f"no command named {args[0]!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands by section, without loading any."""
        for title, section in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl(list(section.items()), col_max=12)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. Errors raised on purpose, and what the system refuses, are printed and end with 2.

        Anything else keeps its traceback.
        """
        try:
            ended = super().invoke(ctx)
            sys.stdout.flush()
            return ended
        except RiparianError as error:
            click.echo(str(error), err=True)
            ctx.exit(2)
        except click.UsageError as error:
            name, *rest = ctx.meta.get(_TYPED, [""])
            folder = next((one for one in rest if Path(one).is_dir()), "")
            if folder and "extra argument" in error.message:
                meant = f"riparian -C {quote(folder)} {name}"
                raise click.UsageError(f"{error.message}; to be in that folder: {meant}", ctx=error.ctx) from None
            raise
        except KeyboardInterrupt:
            ctx.exit(130)
        except BrokenPipeError:
            # Whoever reads our output has seen enough; what is still buffered must not fail at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except OSError as error:
            told = told_of(error)
            if told is None:
                raise
            click.echo(str(told), err=True)
            ctx.exit(2)


@contextmanager
def there(folder: Path) -> Iterator[Path]:
    """Be in a folder for the time of a command, so that every path of it is meant from there."""
    with chdir(folder):
        yield Path.cwd()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "-C",
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="Be in this folder instead of the current one.",
)
@click.pass_context
def main(ctx: click.Context, folder: Path) -> None:
    """From a folder of exports to one published picture of a company's ecosystem.

    `riparian COMMAND --help` says more of each command.
    """
    ctx.obj = ctx.with_resource(there(folder))


def program() -> None:
    """`main` as a process of its own, which ends at once.

    Python would look at every object first, a sixth of an unchanged build. It does so where somebody measures, where
    threads still run, and where what was printed cannot be written, which it then tells.
    """
    try:
        main(prog_name="riparian")
    except SystemExit as ended:
        watched = sys.gettrace() or sys.getprofile() or active_count() > 1
        if not watched and isinstance(ended.code, int):
            with suppress(OSError):
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(ended.code)
        raise
    except OSError as error:
        # The help of a command is printed before there is a command to fail.
        told = told_of(error)
        if told is None:
            raise
        click.echo(str(told), err=True)
        os._exit(2)


if __name__ == "__main__":
    program()
