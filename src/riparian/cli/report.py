"""`riparian report`"""

import os
import re
from pathlib import Path
from tempfile import NamedTemporaryFile

import click

import riparian
from riparian.cli.writing import STDOUT, opened, size
from riparian.core.errors import StorageError
from riparian.web import words
from riparian.web.months import PATTERN, end_of
from riparian.web.reader import utc
from riparian.web.report import report_html, report_of
from riparian.workspace.serving import PublishedReader


def _month(_: click.Context, __: click.Parameter, given: str | None) -> str | None:
    if given is not None and not re.fullmatch(PATTERN, given):
        raise click.BadParameter(f"{given!r} is no month; write 2026-09")
    return given


@click.command()
@click.option("--month", callback=_month, metavar="YYYY-MM", help="Of this month.  [default: the last whole month]")
@click.option("--snapshot", default="", metavar="ID", help="Of this snapshot instead of the published one.")
@click.option("--out", metavar="FILE", help="Write it here; -: stdout.  [default: report-YYYY-MM.html]")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.pass_obj
def command(folder: Path, month: str | None, snapshot: str, out: str | None, force: bool) -> None:
    """The month in one HTML file, to send or to print.

    It has the sentences, pictures and numbers of the pages. It asks nothing of any other machine, has no script, and
    names nobody. What has no month of its own is told as of a snapshot, and says so: of one that was kept as of the end
    of the month, where there is one.
    """
    workspace = riparian.open(folder)
    tables = PublishedReader(workspace, workspace.published(snapshot))
    report = report_of(tables, month=month)
    target = out or f"report-{report.month or report.of.build}.html"
    if target != STDOUT and Path(target).exists() and not force:
        raise StorageError("there is a file of that name already", where=target, fix="name another, or say --force")
    told = report_html(report).encode()
    if target == STDOUT:
        with opened(target) as stdout:
            stdout.write(told)
        return
    _write_whole(Path(target), told)
    month_told = words.month_name(report.month) if report.month else "no month yet"
    click.echo(f"{target}: {month_told}, {size(len(told))}", err=True)
    if month and not snapshot and report.of.as_of >= utc(end_of(f"{end_of(month):%Y-%m}")):
        click.echo(
            f"only Today and the hourglass are of that month, the rest is as of {report.of.as_of:%Y-%m-%d}: riparian "
            f"build --as-of {end_of(month):%Y-%m-%d} keeps a snapshot that the report then takes",
            err=True,
        )


def _write_whole(target: Path, content: bytes) -> None:
    """Write a file beside its place and move it there, so that nobody finds half of it.

    Raises:
        StorageError: it cannot be written there.
    """
    try:
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as part:
            part.write(content)
    except OSError as error:
        raise StorageError(
            f"cannot be written: {error.strerror}", where=str(target), fix="name another file with --out"
        ) from None
    try:
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(part.name, 0o666 & ~mask)
        os.replace(part.name, target)
    except OSError as error:
        Path(part.name).unlink(missing_ok=True)
        raise StorageError(
            f"cannot be written: {error.strerror}", where=str(target), fix="name another file with --out"
        ) from None
