"""Reading one published snapshot: small answers for pages, lazy relations for notebooks and exports."""

import threading
from collections.abc import Sequence
from typing import Any

import duckdb

from riparian.core.errors import NotFoundError, SettingsError
from riparian.core.row import Row, published
from riparian.core.settings import did_you_mean
from riparian.storage.cut import cut_columns, cut_rows
from riparian.storage.functions import DUCKDB
from riparian.storage.snapshot import Snapshot
from riparian.storage.sql import named, scan

Condition = tuple[str, str, object]
"""Column, operator, value. Operators: `=`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `contains`, `is null`, `not null`."""

_COMPARES = ("=", "!=", "<", "<=", ">", ">=")


class Published:
    """Tables of one snapshot. Coded columns come back as text. Safe to share between threads."""

    def __init__(
        self, snapshot: Snapshot, rows: dict[str, type[Row]], *, threads: int = 2, memory_limit: str = "2GB"
    ) -> None:
        self.snapshot = snapshot
        self._rows = rows
        self._database = duckdb.connect(":memory:", config={"threads": threads, "memory_limit": memory_limit})
        for signature, body in DUCKDB.items():
            self._database.execute(f"CREATE MACRO {signature} AS {body}").fetchall()
        self._local = threading.local()

    def tables(self) -> dict[str, int]:
        """Names of the tables there are, with their rows."""
        return {name: one.rows for name, one in sorted(self.snapshot.tables.items())}

    def row(self, table: str) -> type[Row]:
        """The row class of a table.

        Raises:
            NotFoundError: no such table, with a near name.
        """
        if table not in self._rows or table not in self.snapshot.tables:
            raise NotFoundError(f"no table named {table!r}", fix=did_you_mean(table, list(self.snapshot.tables)))
        return self._rows[table]

    def rows(
        self,
        table: str,
        *,
        columns: Sequence[str] = (),
        where: Sequence[Condition] = (),
        order_by: Sequence[str] = (),
        limit: int,
    ) -> list[dict[str, Any]]:
        """At most `limit` rows. `order_by`: column names, with a leading minus for descending.

        Raises:
            NotFoundError: no such table or column.
        """
        row = self.row(table)
        chosen = list(columns) or [promise.name for promise in published(row)]
        self._known(table, [*chosen, *(name for name, _, _ in where), *(name.lstrip("-") for name in order_by)])
        values: list[object] = []
        condition = self._condition(row, where, values)
        order = ", ".join(
            f"{named(name.lstrip('-'))} {'DESC' if name.startswith('-') else 'ASC'} NULLS LAST" for name in order_by
        )
        sql = (
            f"SELECT {', '.join(map(named, chosen))} FROM {self._source(table, where)} WHERE {condition}"
            f"{' ORDER BY ' + order if order else ''} LIMIT {int(limit)}"
        )
        found = self._cursor().execute(sql, values).fetchall()
        coded = {place for place, name in enumerate(chosen) if self._column_is_coded(row, name)}
        words = self._words({one[place] for one in found for place in coded if one[place] is not None})
        return [
            {
                name: words.get(value, value) if place in coded else value
                for place, (name, value) in enumerate(zip(chosen, one, strict=True))
            }
            for one in found
        ]

    def count(self, table: str, *, where: Sequence[Condition] = ()) -> int:
        """How many rows meet the conditions."""
        row = self.row(table)
        self._known(table, [name for name, _, _ in where])
        if not where and not row.happened:
            return self.snapshot.tables[table].rows
        values: list[object] = []
        condition = self._condition(row, where, values)
        ((count,),) = (
            self._cursor()
            .execute(f"SELECT count(*) FROM {self._source(table, where)} WHERE {condition}", values)
            .fetchall()
        )
        return int(count)

    def relation(self, table: str) -> duckdb.DuckDBPyRelation:
        """A table as a lazy DuckDB relation, coded columns as text."""
        row = self.row(table)
        cursor = self._cursor()
        if not getattr(self._local, "words", False):
            labels = scan(self.snapshot.files("labels"))
            cursor.execute(
                f"SET VARIABLE label_words = (SELECT list(label ORDER BY label_key) FROM {labels})"
            ).fetchall()
            self._local.words = True
        columns = ", ".join(
            f"getvariable('label_words')[{named(promise.name)} + 1] AS {named(promise.name)}"
            if promise.column.coded
            else named(promise.name)
            for promise in published(row)
        )
        return cursor.sql(f"SELECT {columns} FROM {self._source(table, ())}")

    def _source(self, table: str, where: Sequence[Condition]) -> str:
        row, stored = self._rows[table], self.snapshot.tables[table]
        bucket = None
        if stored.buckets > 1:
            keys = [value for name, op, value in where if name == row.bucket and op == "="]
            bucket = keys[0] % stored.buckets if keys and isinstance(keys[0], int) else None
        found = self.snapshot.rows(table, bucket=bucket)
        if not row.happened:
            return found
        columns, rows = cut_columns(row, self.snapshot.as_of), cut_rows(row, self.snapshot.as_of)
        return f"(SELECT {columns} FROM {found} WHERE {rows})"

    def _condition(self, row: type[Row], where: Sequence[Condition], values: list[object]) -> str:
        parts = ["true"]
        for name, op, value in where:
            column = named(name)
            coded = self._column_is_coded(row, name)
            if op in ("is null", "not null"):
                parts.append(f"{column} IS {'NOT ' if op == 'not null' else ''}NULL")
            elif op == "in":
                wanted = list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
                values += wanted
                marks = ", ".join("?" for _ in wanted) or "NULL"
                parts.append(
                    f"{column} IN (SELECT label_key FROM {self._labels()} WHERE label IN ({marks}))"
                    if coded
                    else f"{column} IN ({marks})"
                )
            elif op == "contains":
                values.append(str(value))
                inside = "contains(lower({}), lower(?))"
                parts.append(
                    f"{column} IN (SELECT label_key FROM {self._labels()} WHERE {inside.format('label')})"
                    if coded
                    else inside.format(f"CAST({column} AS VARCHAR)")
                )
            elif op in _COMPARES:
                values.append(value)
                sign = "<>" if op == "!=" else op
                parts.append(
                    f"{column} {sign} (SELECT label_key FROM {self._labels()} WHERE label = ?)"
                    if coded
                    else f"{column} {sign} ?"
                )
            else:
                raise SettingsError(
                    f"no operator {op!r}",
                    fix=f"known are: {', '.join((*_COMPARES, 'in', 'contains', 'is null', 'not null'))}",
                )
        return " AND ".join(parts)

    def _labels(self) -> str:
        return scan(self.snapshot.files("labels"))

    def _words(self, codes: set[int]) -> dict[int, str]:
        if not codes:
            return {}
        listed = ", ".join(str(int(code)) for code in sorted(codes))
        found = (
            self._cursor()
            .execute(f"SELECT label_key, label FROM {self._labels()} WHERE label_key IN ({listed})")
            .fetchall()
        )
        return dict(found)

    def _known(self, table: str, names: Sequence[str]) -> None:
        have = [promise.name for promise in published(self._rows[table])]
        for name in names:
            if name not in have:
                raise NotFoundError(f"{table} has no column {name!r}", fix=did_you_mean(name, have))

    def _column_is_coded(self, row: type[Row], name: str) -> bool:
        return any(promise.column.coded for promise in published(row) if promise.name == name)

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if not hasattr(self._local, "cursor"):
            self._local.cursor = self._database.cursor()
        cursor: duckdb.DuckDBPyConnection = self._local.cursor
        return cursor
