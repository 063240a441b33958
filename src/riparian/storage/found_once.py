"""Lists of keys that comparisons of snapshots come to, found once: no snapshot changes any more."""

import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Final

import duckdb

KEYS: Final = 5_000_000
"""Keys of all lists that are held, eight bytes each; the list that was asked for last is held whatever its length."""
LISTS: Final = 100
"""Lists that are held."""
_schemas = itertools.count(1)


class FoundOnce:
    """Lists in memory, given up by when they were last asked for. Safe to share between threads.

    A list that is given up is dropped as soon as nobody asks anything: a query that names it may be about to run.
    """

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        self._database = database
        self._schema = f"found_{next(_schemas)}"
        self._database.execute(f"CREATE SCHEMA {self._schema}").fetchall()
        self._numbers = itertools.count(1)
        self._lists: OrderedDict[Hashable, tuple[str, int]] = OrderedDict()
        self._given_up: list[str] = []
        self._askers = 0
        self._here = threading.local()
        self._finding = threading.RLock()
        self._counting = threading.Lock()

    @property
    def holds(self) -> tuple[int, int]:
        """How many lists are held, and how many keys."""
        return len(self._lists), sum(keys for _, keys in self._lists.values())

    @contextmanager
    def asking(self) -> Iterator[None]:
        """While this thread makes a query and runs it to its end; nothing that it names is dropped meanwhile."""
        with self._counting:
            self._askers += 1
        self._here.depth = self._depth + 1
        try:
            yield
        finally:
            self._here.depth -= 1
            with self._counting:
                self._askers -= 1
                self._give_up()

    def item(self, name: Hashable, query: Callable[[], str]) -> str:
        """A FROM item with the keys of a query, which is run at the first asking for what it is called by.

        Whoever is not `asking` gets the query itself: it may be run at any time, or never.
        """
        if not self._depth:
            return f"({query()})"
        held = self._held(name)
        if held:
            return held
        with self._finding:
            # Somebody else may have found it meanwhile.
            held = self._held(name)
            if held:
                return held
            # Lists that this one is found by are found first, and so given up before it.
            sql = query()
            item = f"{self._schema}.list_{next(self._numbers)}"
            cursor = self._database.cursor()
            cursor.execute(f"CREATE TABLE {item} AS {sql}").fetchall()
            ((keys,),) = cursor.execute(f"SELECT count(*) FROM {item}").fetchall()
            with self._counting:
                self._lists[name] = item, keys
            return item

    def _held(self, name: Hashable) -> str:
        with self._counting:
            if name not in self._lists:
                return ""
            self._lists.move_to_end(name)
            return self._lists[name][0]

    @property
    def _depth(self) -> int:
        """How many answers this thread is about to give."""
        depth: int = getattr(self._here, "depth", 0)
        return depth

    def _give_up(self) -> None:
        """Hold as many as may be; not within an answer, which would find one twice."""
        lists, keys = self.holds
        while lists > LISTS or (keys > KEYS and lists > 1):
            _, (item, given_up) = self._lists.popitem(last=False)
            lists, keys = lists - 1, keys - given_up
            self._given_up.append(item)
        while self._given_up and not self._askers:
            self._database.cursor().execute(f"DROP TABLE {self._given_up.pop()}").fetchall()
