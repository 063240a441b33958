"""Derivations side by side: after what they read, so many at once, and none after a failure."""

from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Lock

import pytest

from riparian.build.derivation import Derivation
from riparian.build.discovery import discovered
from riparian.build.graph import ordered
from riparian.build.side_by_side import chains, side_by_side
from riparian.storage.duckdb import DuckDB
from riparian.storage.engine import Engine
from riparian.workspace.workspace import given_rows

ORDER = ordered(discovered(), given_rows())


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDB]:
    with DuckDB(threads=3, memory_limit="256MB", temporary=tmp_path / "temporary") as made:
        yield made


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_each_begins_after_what_it_reads_was_kept_and_so_many_run_at_once(engine: DuckDB, at_once: int) -> None:
    kept: list[str] = []
    running: list[str] = []
    most = [0]
    lock = Lock()
    names = {one.name for one in ORDER}

    def make(worker: Engine, derivation: Derivation) -> str:
        assert derivation.reads.keys() & names <= set(kept)
        with lock:
            running.append(derivation.name)
            most[0] = max(most[0], len(running))
        worker.rows("SELECT sum(range) FROM range(10000)")
        with lock:
            running.remove(derivation.name)
        return derivation.name

    side_by_side(engine, ORDER, make, kept.append, at_once=at_once)

    assert sorted(kept) == sorted(names)
    assert most[0] <= at_once


def test_two_that_read_nothing_of_each_other_run_at_once(engine: DuckDB) -> None:
    free = [one for one in ORDER if not one.reads.keys() & {other.name for other in ORDER}][:2]
    meeting = Barrier(2)

    side_by_side(engine, free, lambda _, one: meeting.wait(timeout=30), lambda _: None, at_once=2)

    assert len(free) == 2
    assert not meeting.broken


@pytest.mark.parametrize("at_once", [1, 2])
def test_after_a_failure_nothing_that_reads_the_table_begins(engine: DuckDB, at_once: int) -> None:
    begun: list[str] = []

    def make(_: Engine, derivation: Derivation) -> str:
        begun.append(derivation.name)
        if derivation.name == "identifiers":
            raise ValueError("no identifiers")
        return derivation.name

    with pytest.raises(ValueError, match="no identifiers"):
        side_by_side(engine, ORDER, make, lambda _: None, at_once=at_once)

    assert "actions" not in begun
    assert engine.rows("SELECT 1") == [(1,)]


def test_nothing_due_is_nothing_done(engine: DuckDB) -> None:
    side_by_side(engine, [], lambda _, one: one, lambda _: pytest.fail("nothing was due"), at_once=2)


def test_what_the_longest_chain_waits_for_begins_first(engine: DuckDB) -> None:
    begun: list[str] = []
    waiting = chains({one.name: one for one in ORDER})
    free = [one for one in ORDER if not one.reads.keys() & waiting.keys()]

    side_by_side(engine, free, lambda _, one: begun.append(one.name), lambda _: None, at_once=1)
    alone = list(begun)
    begun.clear()
    side_by_side(engine, ORDER, lambda _, one: begun.append(one.name), lambda _: None, at_once=1)

    assert alone == [one.name for one in free], "equal chains stay in order"
    assert begun[0] == max(free, key=lambda one: waiting[one.name]).name
    assert waiting["link_evidence"] > waiting["refused_links"] > waiting["identifiers"] > waiting["actions"] > 1
