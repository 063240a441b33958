"""Derivations side by side: each as soon as all that it reads is made."""

from collections import deque
from collections.abc import Callable, Sequence
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
    """Make what each derivation makes, so many at once.

    `keep` is called for one at a time, before anything that reads it begins. Most statements of a small batch take a
    few milliseconds of one thread: by itself the engine would leave the others idle.

    Raises:
        Whatever the first derivation raised that failed; those not begun are left out.
    """
    by_name = {one.name: one for one in derivations}
    sorter = TopologicalSorter({name: one.reads.keys() & by_name.keys() for name, one in by_name.items()})
    sorter.prepare()
    ready: deque[str] = deque()
    begun: dict[Future[Made], str] = {}
    ended: SimpleQueue[Future[Made]] = SimpleQueue()
    with engine.beside(at_once) as begin:
        while sorter.is_active():
            ready.extend(sorter.get_ready())
            while ready and len(begun) < at_once:
                name = ready.popleft()
                future = begin(make, by_name[name])
                begun[future] = name
                future.add_done_callback(ended.put)
            first = ended.get()
            keep(first.result())
            sorter.done(begun.pop(first))
