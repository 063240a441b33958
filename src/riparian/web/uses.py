"""Which pages read which tables, read off their code: a list kept by hand would be wrong within a week."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_WITHIN = "riparian.web."
_READS = {"rows": 0, "count": 0, "counts": 0, "read_on": 1, "found_in": 0, "not_found_in": 0, "Rows": 0}
"""What reads a table, and which argument names it."""
_LOOKED_THROUGH = ("found in", "not found in", "after any", "after none", "any until")
"""Conditions that read another table, which they name first."""
_DEEDS = f"{_WITHIN}deeds."
_READ = "read"
"""Who imports it reads what people did; all others only link to who does."""


@dataclass(frozen=True, slots=True)
class UsedOn:
    """A page that reads a table."""

    title: str
    path: str


@cache
def pages_reading() -> dict[str, tuple[UsedOn, ...]]:
    """By table the pages that read it; a page of one thing is told as the page above it."""
    found: dict[str, dict[UsedOn, None]] = {}
    told = {file: _page(file) for file in sorted((_HERE / "pages").glob("[!_]*.py"))}
    titles = {page["path"]: page["title"] for page in told.values()}
    for file, page in told.items():
        above = page.get("beneath") or page["path"]
        for table in sorted(_tables_of(file)):
            found.setdefault(table, {})[UsedOn(titles[above], above)] = None
    return {table: tuple(pages) for table, pages in found.items()}


def _page(file: Path) -> dict[str, str]:
    """The texts that a page's `PAGE` is made with."""
    for node in ast.walk(_parsed(file)):
        match node:
            case ast.Call(func=ast.Name(id="Page"), keywords=given):
                return {str(one.arg): str(one.value.value) for one in given if isinstance(one.value, ast.Constant)}
    return {}


@cache
def _tables_of(file: Path) -> frozenset[str]:
    """Tables that a module reads, or one that it imports from within the web application."""
    tables = set(_named(_parsed(file)))
    for node in ast.walk(_parsed(file)):
        match node:
            case ast.ImportFrom(module=str(module), names=names) if module.startswith(_WITHIN):
                if (
                    module.startswith(_DEEDS)
                    and file.parent.name != "deeds"
                    and _READ not in {one.name for one in names}
                ):
                    continue
                path = _HERE.joinpath(*module.removeprefix(_WITHIN).split(".")).with_suffix(".py")
                tables |= _tables_of(path) if path.exists() else frozenset()
    return frozenset(tables)


def _named(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=arguments) if name in _READS:
                match arguments[_READS[name] : _READS[name] + 1]:
                    case [ast.Constant(value=str(table))]:
                        yield table
            case ast.Tuple(elts=[_, ast.Constant(value=how), ast.Tuple(elts=[ast.Constant(value=str(table)), *_])]):
                if how in _LOOKED_THROUGH:
                    yield table


@cache
def _parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))
