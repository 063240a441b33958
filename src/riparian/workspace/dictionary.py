"""The dictionary: every table that a company can have, by name, whether its build made it or not."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import riparian.tables
from riparian.core.row import Row


@cache
def _found() -> dict[str, type[Row]]:
    package = riparian.tables
    modules = (import_module(f"{package.__name__}.{module.name}") for module in iter_modules(package.__path__))
    values = [value for module in modules for value in vars(module).values()]
    return {one.table: one for one in values if isinstance(one, type) and issubclass(one, Row) and one.table}


def all_rows() -> dict[str, type[Row]]:
    """The row class of every table there can be."""
    return dict(sorted(_found().items()))
