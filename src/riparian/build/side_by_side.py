"""Derivations side by side: each as soon as all that it reads is made."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from graphlib import TopologicalSorter
from queue import SimpleQueue
from typing import TypeVar

from riparian.build.derivation import Derivation
from riparian.storage.engine import Engine

Made = TypeVar("Made")


def side_by_side(
    engine: Engine,
    derivations: Sequence[Derivation],
    make: Callable[[Engine, Derivation], Made],
    keep: Callable[[Made], None],
    *,
    at_once: int,
) -> None:
    """Make what each derivation makes, so many at once; first those for which the longest chain of others waits.

    `keep` is called for one at a time, before anything that reads it begins. Most statements of a small batch take a
    few milliseconds of one thread: by itself the engine would leave the others idle.

    Raises:
        Whatever the first derivation raised that failed; those not begun are left out.
    """
    by_name = {one.name: one for one in derivations}
    sorter = TopologicalSorter({name: one.reads.keys() & by_name.keys() for name, one in by_name.items()})
    sorter.prepare()
    waiting = chains(by_name)
    ready: list[str] = []
    begun: dict[Future[Made], str] = {}
    ended: SimpleQueue[Future[Made]] = SimpleQueue()
    with engine.beside(at_once) as begin:
        while sorter.is_active():
            # Those of equal chains stay in order, the last of them first in the list.
            ready = sorted([*sorter.get_ready()[::-1], *ready], key=waiting.__getitem__)
            while ready and len(begun) < at_once:
                name = ready.pop()
                future = begin(make, by_name[name])
                begun[future] = name
                future.add_done_callback(ended.put)
            first = ended.get()
            keep(first.result())
            sorter.done(begun.pop(first))


def chains(derivations: Mapping[str, Derivation]) -> dict[str, int]:
    """Of each, how many derivations the longest chain has that begins with it."""
    readers: dict[str, list[str]] = {name: [] for name in derivations}
    for name, one in derivations.items():
        for read in one.reads.keys() & derivations.keys():
            readers[read].append(name)
    found: dict[str, int] = {}
    for name in reversed([*derivations]):
        found[name] = 1 + max((found[reader] for reader in readers[name]), default=0)
    return found
