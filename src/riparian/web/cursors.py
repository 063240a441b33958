"""Keyset cursors: a list is read on from the last row seen, so its millionth row costs as much as its first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from riparian.web.reader import Condition, Reader
from riparian.web.refusals import AddressError


@dataclass(frozen=True, slots=True)
class Order:
    """By `column`, largest first, then by `key`, which tells rows apart: smallest first unless `key_down`."""

    column: str
    key: str
    key_down: bool = False
    of_instants: bool = False
    """The column holds instants; otherwise whole numbers."""

    @property
    def by(self) -> tuple[str, str]:
        """As `order_by` of a reader."""
        return f"-{self.column}", f"-{self.key}" if self.key_down else self.key


def read_on(
    tables: Reader,
    table: str,
    order: Order,
    *,
    where: Sequence[Condition],
    after: str | None,
    limit: int,
    columns: Sequence[str] = (),
) -> tuple[list[dict[str, Any]], str | None]:
    """The next `limit` rows after a cursor, and the cursor to go on from; none where nothing follows.

    `columns` have to hold those of the order; none means all.
    Conditions all hold at once, so the rows that share the cursor's value and those beyond it are two reads.
    """
    if after is None:
        found = tables.rows(table, columns=columns, where=where, order_by=order.by, limit=limit + 1)
    else:
        value, key = position(after, order)
        beyond: Condition = (order.key, "<" if order.key_down else ">", key)
        same = [*where, (order.column, "=", value), beyond]
        found = tables.rows(table, columns=columns, where=same, order_by=order.by, limit=limit + 1)
        if len(found) <= limit:
            rest = [*where, (order.column, "<", value)]
            left = limit + 1 - len(found)
            found = found + tables.rows(table, columns=columns, where=rest, order_by=order.by, limit=left)
    return found[:limit], cursor(found[limit - 1], order) if len(found) > limit else None


def cursor(row: dict[str, Any], order: Order) -> str:
    """The position of a row, as it stands in an address."""
    value = row[order.column]
    return f"{value.isoformat() if isinstance(value, datetime) else value}~{row[order.key]}"


def position(after: str, order: Order) -> tuple[Any, int]:
    """The sort value and the key a cursor stands for.

    Raises:
        AddressError: it is no cursor of this order.
    """
    value, _, key = after.partition("~")
    read: Callable[[str], object] = _naive if order.of_instants else _whole
    try:
        return read(value), _whole(key)
    except ValueError:
        raise AddressError(
            f"{after!r} is no place to read on from.",
            where="after",
            fix="Take it from the answer before, or leave it out.",
        ) from None


def _whole(told: str) -> int:
    """A whole number as tables hold them; a larger one no engine can compare with what is stored."""
    read = int(told)
    if not -(2**63) <= read < 2**63:
        raise ValueError(f"{told!r} is no number that a table holds")
    return read


def _naive(told: str) -> datetime:
    """An instant as cursors tell it; one with an offset is none of ours, and compares with nothing that is stored."""
    read = datetime.fromisoformat(told)
    if read.tzinfo is not None:
        raise ValueError(f"{told!r} has an offset")
    return read
