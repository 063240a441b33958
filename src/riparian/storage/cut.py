"""The as-of cut: source rows from the as-of instant on are not seen, nor what happened later to earlier rows."""

from datetime import datetime

from riparian.core.row import Row, published
from riparian.storage.sql import named


def cut_columns(row: type[Row], as_of: datetime) -> str:
    """The select list of a source table as it stood at `as_of`: instants from then on are null."""
    if not row.happened:
        return "*"
    late = [
        promise.name
        for promise in published(row)
        if promise.column.dtype == "timestamp(6)" and promise.nullable and promise.name != row.happened
    ]
    if not late:
        return "*"
    changed = ", ".join(
        f"CASE WHEN {named(name)} < {_instant(as_of)} THEN {named(name)} END AS {named(name)}" for name in late
    )
    return f"* REPLACE ({changed})"


def cut_rows(row: type[Row], as_of: datetime) -> str:
    """The condition that leaves only what had happened before `as_of`."""
    return f"CAST({named(row.happened)} AS TIMESTAMP) < {_instant(as_of)}" if row.happened else "true"


def _instant(at: datetime) -> str:
    return f"TIMESTAMP '{at.isoformat(sep=' ')}'"
