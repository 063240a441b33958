"""The folder is the registry: every public function of a module below `riparian.derivations` that makes a table."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from functools import cache
from types import ModuleType

import ibis

import riparian.derivations
from riparian.build.derivation import Derivation, derivation_of, row_of
from riparian.core.errors import DerivationError
from riparian.core.loading import uncollected


@cache
def discovered(package: ModuleType = riparian.derivations) -> tuple[Derivation, ...]:
    """Every derivation below a package, ordered by name; looked for once in a process.

    Raises:
        DerivationError: two derivations make one table, with both addresses.
    """
    found: dict[str, Derivation] = {}
    for module in _modules(package):
        for function in _makers(module):
            derivation = derivation_of(function)
            if derivation.name in found:
                raise DerivationError(
                    f"two derivations make {derivation.name!r}",
                    where=f"{found[derivation.name].where} and {derivation.where}",
                )
            found[derivation.name] = derivation
    return tuple(found[name] for name in sorted(found))


def _modules(package: ModuleType) -> list[ModuleType]:
    names = [info.name for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}.") if not info.ispkg]
    with uncollected():
        return [importlib.import_module(name) for name in sorted(names)]


def _makers(module: ModuleType) -> list[Callable[..., ibis.Table]]:
    own = [
        function
        for name, function in vars(module).items()
        if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
    ]
    return [function for function in own if row_of(inspect.get_annotations(function).get("return")) is not None]
