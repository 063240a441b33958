"""`riparian show`"""

from pathlib import Path

import click

import riparian
from riparian.cli.conditions import condition
from riparian.cli.printing import echo, fitted, grid, instant, number
from riparian.cli.writing import STDOUT, WRITERS, print_json, size, write_raw_csv
from riparian.core.row import published
from riparian.storage.reading import Published
from riparian.tables.builds import BuildStep

SHOWN = 20
"""Rows printed unless `--limit` says otherwise; files get all."""
ORDERED_TO = 1_000_000
"""Rows up to which a table is put in order of its key before its first rows are printed."""


def _listed(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for one in given for name in one.split(",") if name.strip())


@click.command()
@click.argument("table", required=False)
@click.option("--columns", multiple=True, callback=_listed, metavar="NAMES", help="Only these columns: a,b,c.")
@click.option(
    "--where",
    multiple=True,
    metavar="CONDITION",
    help="Only rows like this: 'band >= 3', 'country in GB, DE', 'email contains ana', 'left_at is null'; all hold. "
    "Money is in minor units: 'spent > 5000'.",
)
@click.option(
    "--order-by", multiple=True, callback=_listed, metavar="NAMES", help="In this order; -name: largest first."
)
@click.option(
    "--limit", type=click.IntRange(min=0), help=f"At most so many rows. [default: {SHOWN} printed, all written]"
)
@click.option("--csv", is_flag=False, flag_value=STDOUT, metavar="[FILE]", help="Write CSV to a file, or to stdout.")
@click.option("--json", is_flag=False, flag_value=STDOUT, metavar="[FILE]", help="Write JSON to a file, or to stdout.")
@click.option(
    "--parquet", is_flag=False, flag_value=STDOUT, metavar="[FILE]", help="Write Parquet to a file, or to stdout."
)
@click.option(
    "--raw",
    is_flag=True,
    help="In CSV leave texts that begin like a formula (= + - @) as they are, without an apostrophe before them.",
)
@click.option("--snapshot", default="", metavar="ID", help="Of this snapshot instead of the published one.")
@click.pass_obj
def command(
    folder: Path,
    table: str | None,
    columns: tuple[str, ...],
    where: tuple[str, ...],
    order_by: tuple[str, ...],
    limit: int | None,
    csv: str | None,
    json: str | None,
    parquet: str | None,
    raw: bool,
    snapshot: str,
) -> None:
    """Print a published table, or write it to a file.

    Without TABLE: the names of all tables. `riparian explain TABLE` says what its columns mean. Money is printed in
    units of its currency; CSV, JSON and Parquet have it in minor units (pence, cents), as the tables do.
    """
    targets = {
        name: target for name, target in (("csv", csv), ("json", json), ("parquet", parquet)) if target is not None
    }
    if len(targets) > 1:
        raise click.UsageError(f"one of {', '.join(f'--{name}' for name in targets)} at a time")
    if raw and csv is None:
        raise click.UsageError("--raw is of --csv")
    tables = riparian.open(folder).published(snapshot)
    for form, target in targets.items():
        if table is None and target != STDOUT:
            table, target = target, STDOUT  # `show --csv TABLE`
        if table is None:
            _print_names(tables, form)
            return
        conditions = [condition(text, tables.row(table)) for text in where]
        rows = tables.batches(table, columns=columns, where=conditions, order_by=order_by, limit=limit)
        count = (write_raw_csv if raw and form == "csv" else WRITERS[form])(rows, target)
        if target != STDOUT:
            click.echo(f"{target}: {number(count)} rows of {table}", err=True)
        return
    if table is None:
        _print_names(tables, "")
    else:
        _print_rows(tables, table, columns, where, order_by, SHOWN if limit is None else limit)


def _print_names(tables: Published, form: str) -> None:
    if form == "json":
        print_json(tables.tables())
        return
    if form:
        raise click.UsageError(f"--{form} of which table?")
    shown = grid("table", "rows", "size", "what one row is", right=("rows", "size"))
    for name, rows in tables.tables().items():
        grain = (tables.row(name).__doc__ or "").partition("Grain: ")[2].split(".")[0]
        shown.add_row(name, number(rows), size(tables.snapshot.tables[name].bytes), " ".join(grain.split()))
    echo(shown, "", _of(tables))


def _of(tables: Published) -> str:
    return f"snapshot {tables.snapshot.name}, as of {instant(tables.snapshot.as_of)}"


def _print_rows(
    tables: Published,
    table: str,
    columns: tuple[str, ...],
    where: tuple[str, ...],
    order_by: tuple[str, ...],
    limit: int,
) -> None:
    row = tables.row(table)
    conditions = [condition(text, row) for text in where]
    count = tables.count(table, where=conditions)
    order = order_by or (row.sorted_by or row.key if tables.snapshot.tables[table].rows <= ORDERED_TO else ())
    have = tuple(promise.name for promise in published(row))
    read = (*columns, "currency") if columns and "currency" in have and "currency" not in columns else columns
    rows = tables.rows(table, columns=read, where=conditions, order_by=order, limit=limit)
    wanted = columns or have
    told = [f"{number(len(rows))} of {number(count)} rows, {_of(tables)}"]
    if not rows:
        echo(*told, *([] if tables.count(table) else [_why_empty(tables, table)]))
        return
    without = [name for name in wanted if name not in columns and all(one[name] is None for one in rows)]
    shown, beyond = fitted(
        row, [name for name in wanted if name not in without], rows, currency=tables.snapshot.notes.get("currency", "")
    )
    if without:
        told.append(f"nothing in {', '.join(without)}")
    if beyond:
        told.append(f"not shown for want of room (--columns): {', '.join(beyond)}")
    echo(shown, "", *told)


def _why_empty(tables: Published, table: str) -> str:
    """What the build said of a table without rows, or where to read what it is made of."""
    made = [condition(f"made = {table}", BuildStep)] if BuildStep.table in tables.tables() else []
    steps = tables.rows(BuildStep.table, columns=("note",), where=made, limit=1) if made else []
    said = str(steps[0]["note"]) if steps else ""
    return said or f"nothing that was read makes a row of it: riparian explain {table}"
