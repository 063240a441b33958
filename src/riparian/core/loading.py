"""How modules are loaded where that takes a part of a build that one notices."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import Thread


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the collector rest: modules stay, and looking at them over and over takes a tenth of an unchanged build."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


def load_ahead(*modules: str) -> Thread:
    """Load modules that are soon needed while the engine works; whoever needs one earlier waits for it.

    What cannot be loaded is told to whoever needs it, and not here.
    """

    def load() -> None:
        with suppress(ImportError):
            for module in modules:
                import_module(module)

    thread = Thread(target=load, name="modules")
    thread.start()
    return thread
