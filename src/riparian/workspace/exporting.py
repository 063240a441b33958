"""Rows of a published table for files: all of them, streamed, with the conditions that pages know."""

from collections.abc import Sequence

import pyarrow as pa

from riparian.core.errors import NotFoundError
from riparian.core.row import published
from riparian.core.settings import did_you_mean
from riparian.storage.reading import Condition, Published
from riparian.storage.sql import named, quoted

BATCH = 50_000
"""Rows in memory at once."""


def exported(
    tables: Published,
    table: str,
    *,
    columns: Sequence[str] = (),
    where: Sequence[Condition] = (),
    order_by: Sequence[str] = (),
    limit: int | None = None,
) -> pa.RecordBatchReader:
    """The rows of a table in batches, coded columns as text. `order_by`: `-name` puts the largest first.

    Raises:
        NotFoundError: no such table or column.
    """
    have = [promise.name for promise in published(tables.row(table))]
    for name in (*columns, *(name for name, _, _ in where), *(name.lstrip("-") for name in order_by)):
        if name not in have:
            raise NotFoundError(f"{table} has no column {name!r}", fix=did_you_mean(name, have))
    rows = tables.relation(table)
    if where:
        rows = rows.filter(" AND ".join(map(_tested, where)))
    if order_by:
        rows = rows.order(
            ", ".join(
                f"{named(name.lstrip('-'))} {'DESC' if name[0] == '-' else 'ASC'} NULLS LAST" for name in order_by
            )
        )
    if limit is not None:
        rows = rows.limit(limit)
    return rows.project(", ".join(map(named, columns or have))).to_arrow_reader(BATCH)


def _tested(condition: Condition) -> str:
    name, operator, value = condition
    column = named(name)
    match operator:
        case "is null" | "not null":
            return f"{column} {'IS' if operator == 'is null' else 'IS NOT'} NULL"
        case "contains":
            return f"contains(lower(CAST({column} AS VARCHAR)), lower({quoted(str(value))}))"
        case "in":
            wanted = value if isinstance(value, list | tuple | set | frozenset) else [value]
            return f"{column} IN ({', '.join(quoted(str(one)) for one in wanted) or 'NULL'})"
        case _:
            # The engine reads a quoted constant as the type of the column it is compared with.
            return f"{column} {operator} {quoted(str(value))}"
