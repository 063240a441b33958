"""Reading one published snapshot: small answers for pages, lazy relations for notebooks, batches for exports."""

import itertools
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from riparian.core.errors import NotFoundError
from riparian.core.row import Row, published
from riparian.core.settings import did_you_mean
from riparian.storage.conditions import Coded, Condition, all_hold
from riparian.storage.cut import cut_columns, cut_rows
from riparian.storage.damage import damage_told
from riparian.storage.found_once import FoundOnce
from riparian.storage.in_memory import in_memory
from riparian.storage.label_texts import LabelTexts
from riparian.storage.picking import answer
from riparian.storage.snapshot import Snapshot
from riparian.storage.sql import named, no_rows
from riparian.storage.through import LOOKED_THROUGH, Ask, asked_of, list_of, looks_in, through

__all__ = ["Condition", "Published"]

LABELS = "labels"
BATCH = 50_000
"""Rows of a batch."""
HELD = 10_000
"""Rows up to which a table is held in memory once it was asked for: opening a file takes longer than reading it."""

ANSWERS, ROWS_OF_ANSWER = 500, 500
"""Answers about such tables that are remembered, and the rows up to which they are: pages ask the same again and again,
and a snapshot never changes."""
_schemas = itertools.count(1)


class Published:
    """Tables of one snapshot. Coded columns come back as text. Safe to share between threads.

    A table of the dictionary that the snapshot does not hold is empty.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        rows: dict[str, type[Row]],
        *,
        threads: int = 2,
        memory_limit: str = "2GB",
        within: "Published | None" = None,
    ) -> None:
        """`within`: another snapshot, in whose database this one is then read beside it."""
        self.snapshot = snapshot
        self._rows = rows
        self._database: duckdb.DuckDBPyConnection
        self._database = within._database.cursor() if within else in_memory(threads, memory_limit)
        self._lists: FoundOnce = within._lists if within else FoundOnce(self._database)
        # Of its own, also where a snapshot is read beside itself, or was built again under its name.
        self._schema = named(f"held {next(_schemas)}")
        self._database.execute(f"CREATE SCHEMA {self._schema}").fetchall()
        self._others: dict[str, Published] = {}
        self._held: set[str] = set()
        self._holding = threading.Lock()
        self._given: OrderedDict[str, list[tuple[Any, ...]]] = OrderedDict()
        self._local = threading.local()
        self._names: dict[str, list[str]] = {}
        self._coded_columns: dict[str, frozenset[str]] = {}
        self._labels = LabelTexts()
        self._items: dict[tuple[str, int | None], str] = {}

    def tables(self) -> dict[str, int]:
        """Names of the tables there are, with their rows."""
        return {name: one.rows for name, one in sorted(self.snapshot.tables.items()) if name in self._rows}

    def row(self, table: str) -> type[Row]:
        """The row class of a table.

        Raises:
            NotFoundError: no such table in the dictionary, with a near name.
        """
        if table not in self._rows:
            raise NotFoundError(f"no table named {table!r}", fix=did_you_mean(table, list(self._rows)))
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
        chosen, codes = self._chosen(table, columns), self._coded(table).columns
        found = self._picked(table, chosen, where, order_by, limit)
        if found is None:
            with self._lists.asking():
                sql = self._query(table, ", ".join(map(named, chosen)), chosen, where, order_by, limit)
                found = self._answered(table, sql) if self.tables().get(table) else []
        coded = [place for place, name in enumerate(chosen) if name in codes]
        words = self._words({one[place] for one in found for place in coded if one[place] is not None})
        rows = [dict(zip(chosen, one, strict=True)) for one in found]
        for row in rows:
            row.update({chosen[place]: words.get(row[chosen[place]]) for place in coded})
        return rows

    def count(self, table: str, *, where: Sequence[Condition] = ()) -> int:
        """How many rows meet the conditions."""
        row = self.row(table)
        if not where and not row.happened:
            return self.tables().get(table, 0)
        with self._lists.asking():
            ((count,),) = self._answered(table, self._query(table, "count(*)", (), where, (), None))
        return int(count)

    def counts(self, table: str, *, by: str, where: Sequence[Condition] = ()) -> dict[Any, int]:
        """How many rows meet the conditions, by the value of a column, labels as text."""
        self._known(table, [by])
        with self._lists.asking():
            sql = self._query(table, f"{named(by)}, count(*)", (), where, (), None, group=by)
            found = dict(self._answered(table, sql))
        if by not in self._coded(table).columns:
            return found
        words = self._words({code for code in found if code is not None})
        return {words.get(code): count for code, count in found.items()}

    def relation(
        self,
        table: str,
        *,
        columns: Sequence[str] = (),
        where: Sequence[Condition] = (),
        order_by: Sequence[str] = (),
        limit: int | None = None,
    ) -> duckdb.DuckDBPyRelation:
        """A table as a lazy DuckDB relation, coded columns as text.

        Relations of one `Published`, taken in one thread, are of one connection and may be joined.

        Raises:
            NotFoundError: no such table or column.
        """
        if not hasattr(self._local, "relations"):
            self._local.relations = self._with_words()
        return self._relation(self._local.relations, table, columns, where, order_by, limit)

    def batches(
        self,
        table: str,
        *,
        columns: Sequence[str] = (),
        where: Sequence[Condition] = (),
        order_by: Sequence[str] = (),
        limit: int | None = None,
    ) -> pa.RecordBatchReader:
        """Rows streamed in batches, coded columns as text; other answers may be asked for meanwhile.

        Raises:
            NotFoundError: no such table or column.
        """
        relation = self._relation(self._with_words(), table, columns, where, order_by, limit)
        with self._damage_told(table):
            reader = relation.to_arrow_reader(BATCH)

        def told() -> Iterator[pa.RecordBatch]:
            with self._damage_told(table):
                yield from reader

        return pa.RecordBatchReader.from_batches(reader.schema, told())

    def _relation(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: str,
        columns: Sequence[str],
        where: Sequence[Condition],
        order_by: Sequence[str],
        limit: int | None,
    ) -> duckdb.DuckDBPyRelation:
        chosen, coded = self._chosen(table, columns), self._coded(table).columns
        listed = ", ".join(
            f"getvariable('label_words')[{named(name)} + 1] AS {named(name)}" if name in coded else named(name)
            for name in chosen
        )
        sql = self._query(table, listed, chosen, where, order_by, limit)
        with self._damage_told(table):
            return connection.sql(sql)

    def _picked(
        self,
        table: str,
        columns: Sequence[str],
        where: Sequence[Condition],
        order_by: Sequence[str],
        limit: int,
    ) -> list[tuple[Any, ...]] | None:
        """The rows of a few keys of a large table; None where they are not to be had without the engine."""
        stored = self.snapshot.tables.get(table)
        if stored is None or stored.rows <= HELD:
            return None
        self._known(table, [*columns, *(name for name, _, _ in where), *(name.lstrip("-") for name in order_by)])
        row, coded = self.row(table), self._coded(table)
        with self._damage_told(table):
            return answer(self.snapshot, row, columns=columns, where=where, order_by=order_by, limit=limit, coded=coded)

    def _query(
        self,
        table: str,
        listed: str,
        columns: Sequence[str],
        where: Sequence[Condition],
        order_by: Sequence[str],
        limit: int | None,
        group: str = "",
    ) -> str:
        """The one query that every answer about a table is made of."""
        names = [*columns, *(name for name, _, _ in where), *(name.lstrip("-") for name in order_by)]
        self._known(table, names)
        coded, listing = self._coded(table), None if group else list_of(table, self.row(table).key, names, where)
        # Where nothing but the key is asked for, the list is asked in place of its table.
        where = [one for one in where if one is not listing]
        own = [one for one in where if one[1] not in LOOKED_THROUGH]
        looking = [through(one, ask=self._asked, beside=self._beside) for one in where if one[1] in LOOKED_THROUGH]
        held = " AND ".join([all_hold(own, coded), *looking])
        item = f"({self._asked(*asked_of(listing))})" if listing else self._item(table, own)
        sql = f"SELECT {listed} FROM {item} AS found WHERE {held}"
        if group:
            sql += f" GROUP BY {named(group)}"
        if order_by:
            sql += f" ORDER BY {', '.join(map(coded.ordered, order_by))}"
        return sql if limit is None else f"{sql} LIMIT {int(limit)}"

    def _asked(self, table: str, columns: Sequence[str], where: Sequence[Condition]) -> str:
        """The query for columns of a table under conditions, in no order; one that compares snapshots is run once."""

        def query() -> str:
            return self._query(table, ", ".join(map(named, columns)), columns, where, (), None)

        looked_in = [self.snapshot.beside(one) for one in sorted(looks_in(where))]
        if not looked_in:
            return query()
        listing = list_of(table, self.row(table).key, [*columns, *(name for name, _, _ in where)], where)
        if listing and all(one is listing or one[1] == "not null" for one in where):
            return self._asked(*asked_of(listing))
        of = [(one.name, one.built_at) for one in (self.snapshot, *looked_in)]
        with self._damage_told(table):
            return f"SELECT * FROM {self._lists.item(repr((of, table, columns, where)), query)}"

    def _beside(self, name: str) -> Ask:
        """What asks another snapshot, whose tables this database reads too.

        Raises:
            NotFoundError: it is not kept.
        """
        found = self.snapshot.beside(name)
        if found == self.snapshot:
            return self._asked
        with self._holding:
            known = self._others.get(name)
            if known is None or known.snapshot != found:
                known = self._others[name] = Published(found, self._rows, within=self)
            return known._asked

    def _item(self, table: str, where: Sequence[Condition] = ()) -> str:
        """A FROM item with the rows of a table, of one bucket where the conditions name one person."""
        row = self.row(table)
        if table not in self.snapshot.tables:
            return no_rows({promise.name: promise.column.dtype for promise in published(row)})
        stored, bucket = self.snapshot.tables[table], None
        if stored.buckets > 1:
            keys = [value for name, operator, value in where if name == row.bucket and operator == "="]
            bucket = keys[0] % stored.buckets if keys and isinstance(keys[0], int) else None
        small = stored.rows <= HELD
        found = self._in_memory(table) if small else self._rows_item(table, bucket)
        if not row.happened:
            return found
        columns, rows = cut_columns(row, self.snapshot.as_of), cut_rows(row, self.snapshot.as_of)
        return f"(SELECT {columns} FROM {found} WHERE {rows})"

    def _rows_item(self, table: str, bucket: int | None) -> str:
        """The files of a table as text, which takes a while where there are many."""
        if (table, bucket) not in self._items:
            self._items[table, bucket] = self.snapshot.rows(table, bucket=bucket)
        return self._items[table, bucket]

    def _in_memory(self, table: str) -> str:
        """A FROM item with the rows of a small table, which are read at the first asking only."""
        item = f"{self._schema}.{named(table)}"
        with self._holding:
            if table not in self._held:
                with self._damage_told(table):
                    sql = f"CREATE TABLE {item} AS SELECT * FROM {self.snapshot.rows(table)}"
                    self._database.cursor().execute(sql).fetchall()
                self._held.add(table)
        return item

    def _coded(self, table: str) -> Coded:
        if table not in self._coded_columns:
            coded = (one.name for one in published(self.row(table)) if one.column.coded)
            self._coded_columns[table] = frozenset(coded)
        # Not kept: it holds a method of this object, and a ring would keep the database open until it is found.
        return Coded(self._coded_columns[table], self._item(LABELS), self._codes)

    def _codes(self, texts: Collection[str]) -> list[int]:
        """The codes of those of some texts that are labels."""
        return self._labels.codes(texts, self._ask_labels)

    def _words(self, codes: set[int]) -> dict[int, str]:
        """The texts of these codes."""
        stored = self.snapshot.tables.get(LABELS)
        return self._labels.labels(codes, self._ask_labels, rows=stored.rows if stored else 0)

    def _ask_labels(self, columns: str, where: str) -> list[tuple[Any, ...]]:
        return self._answered(LABELS, f"SELECT {columns} FROM {self._item(LABELS)} WHERE {where}")

    def _chosen(self, table: str, columns: Sequence[str]) -> list[str]:
        if table not in self._names:
            self._names[table] = [promise.name for promise in published(self.row(table))]
        return list(columns) or self._names[table]

    def _known(self, table: str, names: Sequence[str]) -> None:
        have = self._chosen(table, ())
        for name in names:
            if name not in have:
                raise NotFoundError(f"{table} has no column {name!r}", fix=did_you_mean(name, have))

    def _answered(self, table: str, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query; the list is shared and not to be changed."""
        with self._holding:
            given = self._given.get(sql)
            if given is not None:
                self._given.move_to_end(sql)
                return given
        with self._damage_told(table):
            found: list[tuple[Any, ...]] = self._answers().execute(sql).fetchall()
        if table in self._held and len(found) <= ROWS_OF_ANSWER:
            with self._holding:
                self._given[sql] = found
                if len(self._given) > ANSWERS:
                    self._given.popitem(last=False)
        return found

    def _damage_told(self, table: str) -> AbstractContextManager[None]:
        def files() -> dict[Path, Sequence[str]]:
            stored = self.snapshot.tables
            lists = {self.snapshot.folder / file: () for file in stored[table].people} if table in stored else {}
            tables = [name for name in (table, LABELS) if name in stored]
            return lists | {file: self._chosen(name, ()) for name in tables for file in self.snapshot.files(name)}

        remedy = f"riparian build; where that does not help, remove {self.snapshot.folder} and build again"
        return damage_told(files, fix=lambda _: remedy)

    def _answers(self) -> duckdb.DuckDBPyConnection:
        """This thread's connection for answers that are read to their end at once."""
        if not hasattr(self._local, "answers"):
            self._local.answers = self._database.cursor()
        connection: duckdb.DuckDBPyConnection = self._local.answers
        return connection

    def _with_words(self) -> duckdb.DuckDBPyConnection:
        """A further connection, which knows the text of every label."""
        connection = self._database.cursor()
        words = f"SELECT list(label ORDER BY label_key) FROM {self._item(LABELS)}"
        with self._damage_told(LABELS):
            connection.execute(f"SET VARIABLE label_words = ({words})").fetchall()
        return connection
