"""`riparian explain`"""

import json
from datetime import timedelta
from pathlib import Path

import click
from rich.markdown import Markdown
from rich.text import Text

from riparian.cli.printing import duration, echo, grid, in_terminal, number
from riparian.workspace.defining import unit_of
from riparian.workspace.explaining import Explanation, explained


@click.command()
@click.argument("table")
@click.option("--sql", is_flag=True, help="Print the query, and nothing else.")
@click.pass_obj
def command(folder: Path, table: str, sql: bool) -> None:
    """Say what a table holds, how it is made, and with which settings."""
    said = explained(folder, table)
    if sql:
        click.echo(said.sql)
        return
    echo(Text(said.table, "bold"), Text(f"Grain: {said.grain.removesuffix('.')}."))
    if said.says:
        echo("", _prose(said.says))
    _columns(said)
    _making(said)
    _settings(said)
    if said.sql:
        lines = said.sql.count("\n") + 1
        echo("", f"The query has {number(lines)} {'line' if lines == 1 else 'lines'}: riparian explain {table} --sql")


def written(value: object) -> str:
    """A value of a setting, much as TOML writes it."""
    if isinstance(value, timedelta):
        return duration(value)
    return json.dumps(
        value, default=lambda one: duration(one) if isinstance(one, timedelta) else str(one), ensure_ascii=False
    )


def _prose(text: str) -> Markdown | str:
    return Markdown(text) if in_terminal() else text


def _columns(said: Explanation) -> None:
    table = grid("column", "type", "unit, range", "null", "says")
    for column in said.columns:
        promise = column.promise
        kind = "text" if promise.column.coded else promise.column.dtype
        table.add_row(
            promise.name + (" *" if column.key else ""),
            kind,
            unit_of(promise.column).removesuffix("one of labels").rstrip(", "),
            "may be" if promise.nullable else "",
            Text(column.says),
        )
    echo("", table, Text("* tells rows apart", "dim"))


def _making(said: Explanation) -> None:
    lines = []
    if said.maker:
        lines.append(("Made by", said.maker))
        lines.append(("Reads", ", ".join(said.reads) or "nothing"))
    if said.presets:
        lines.append(("Fed by", ", ".join(said.fed_by) or "no source that is set up"))
        lines.append(("Presets", ", ".join(said.presets)))
    lines.append(("Read by", ", ".join(said.read_by) or "no derivation"))
    table = grid("", "")
    table.show_header = False
    for name, text in lines:
        table.add_row(name, Text(text))
    echo("", table)
    if said.made:
        echo("", _prose(said.made))


def _settings(said: Explanation) -> None:
    if not said.settings:
        return
    table = grid("setting", "value", "from", "says")
    for setting in said.settings:
        table.add_row(setting.name, Text(written(setting.value)), setting.origin, Text(setting.says))
    echo("", Text(f"[derivations.{said.table}]", "bold"), table)
