"""Text for people: in a terminal coloured and no wider than it, plain and whole where output is piped."""

import io
import math
import shutil
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import click
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from riparian.core.columns import Column
from riparian.core.row import Row, published
from riparian.tables.hourglass import PLACES
from riparian.web.words import money

PIPED_WIDTH = 10_000
"""Columns of a line that no terminal limits."""
WIDEST = 48
"""Characters of a cell in a terminal; the rest of a longer text is left out."""
MINOR_UNITS = "minor units"
PLACE_COLUMNS = frozenset({"band", "from_band", "to_band", "facet", "place"})


def in_terminal() -> bool:
    """Whether somebody looks at the output."""
    return sys.stdout.isatty()


def width() -> int:
    """How many characters a line may have."""
    return shutil.get_terminal_size().columns if in_terminal() else PIPED_WIDTH


def echo(*shown: RenderableType) -> None:
    """Print to stdout, without colour or trailing blanks where it is piped."""
    console = Console(file=io.StringIO(), width=width(), force_terminal=in_terminal(), highlight=False, emoji=False)
    console.print(*shown, sep="\n", soft_wrap=not in_terminal())
    written = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO given above
    click.echo("\n".join(line.rstrip() for line in written.rstrip("\n").split("\n")))


def grid(*headers: str, right: Sequence[str] = ()) -> Table:
    """An empty table in the one look that all commands have; columns in `right` hold numbers."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for header in headers:
        table.add_column(header, justify="right" if header in right else "left", overflow="fold")
    return table


def number(value: float) -> str:
    """A number as people read it."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"


def instant(at: datetime) -> str:
    """An instant to the second."""
    return at.isoformat(sep=" ", timespec="seconds")


def duration(length: timedelta) -> str:
    """A duration as it is written in TOML: in the largest unit that leaves nothing over."""
    seconds = length.total_seconds()
    for unit, size in (("weeks", 604_800), ("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds and seconds % size == 0 and not (unit == "weeks" and seconds > 8 * size):
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:g} s"


def cell(name: str, column: Column, value: object, currency: str = "") -> str:
    """A value of a table: places with their word, money in units of its currency, keys as they are."""
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case datetime():
            return instant(value)
        case date():
            return value.isoformat()
        case int() if name in PLACE_COLUMNS:
            return f"{value} {PLACES[value]}" if value in PLACES else str(value)
        case int() | float() if column.unit == MINOR_UNITS and math.isfinite(value):
            return money(round(value), currency)
        case int() if name.endswith("_key"):
            return str(value)
        case int() | float():
            return number(value)
        case _:
            return said(str(value))


def said(text: str) -> str:
    """A text on one line; in a terminal without what steers it, and clipped."""
    line = " ".join(text.split())
    if not in_terminal():
        return line
    plain = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line[:WIDEST])
    return plain if len(line) <= WIDEST else plain[: WIDEST - 1] + "…"


def fitted(
    row: type[Row], columns: Sequence[str], rows: Sequence[Mapping[str, Any]], *, currency: str = ""
) -> tuple[Table, list[str]]:
    """A table of rows with as many columns, from the left, as fit the terminal, and the names of those that do not.

    `currency` is that of money whose row names none.
    """
    kinds = {promise.name: promise.column for promise in published(row)}
    cells = {
        name: [cell(name, kinds[name], one[name], one.get("currency", currency) or "") for one in rows]
        for name in columns
    }
    room, shown = width(), list[str]()
    for name in columns:
        room -= max(map(len, (name, *cells[name]))) + 2
        if room < -2 and shown:
            break
        shown.append(name)
    numbers = [name for name in shown if kinds[name].dtype in ("int32", "int64", "float64") and not kinds[name].coded]
    table = grid(*shown, right=[name for name in numbers if name not in PLACE_COLUMNS])
    for place in range(len(rows)):
        table.add_row(*(Text(cells[name][place]) for name in shown))
    return table, [name for name in columns if name not in shown]
