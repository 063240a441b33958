"""The files that the rules of this folder look at. A rule is a function from one file to its offences."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Source:
    """One Python file: where it lies, from the root of the repository, and what it says."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=self.path)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    @property
    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (node for node in self.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    @property
    def classes(self) -> Iterator[ast.ClassDef]:
        return (node for node in self.nodes if isinstance(node, ast.ClassDef))

    @property
    def calls(self) -> Iterator[ast.Call]:
        return (node for node in self.nodes if isinstance(node, ast.Call))

    def below(self, *packages: str) -> bool:
        """Whether the file lies in one of these packages of Riparian, or is one of these files."""
        return any(self.path.startswith(f"src/riparian/{package}") for package in packages)

    def at(self, node: ast.AST, what: str) -> str:
        """An offence, with the address an editor opens."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {what}"


Rule = Callable[[Source], list[str]]


@cache
def sources(folder: str) -> tuple[Source, ...]:
    """Every Python file below a folder of the repository."""
    files = sorted((ROOT / folder).rglob("*.py"))
    return tuple(Source(file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")) for file in files)


def offences_in(rule: Rule, *folders: str) -> list[str]:
    """What a rule finds below these folders."""
    return [offence for folder in folders for source in sources(folder) for offence in rule(source)]


def dotted(node: ast.AST) -> str:
    """A name as it is written (`ibis.duckdb.connect`); calls on the way stand as `()`, anything else as nothing."""
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return f"{dotted(node.value)}.{node.attr}"
        case ast.Call():
            return f"{dotted(node.func)}()"
        case _:
            return ""


def method(call: ast.Call) -> str:
    """The name of a method that is called, or nothing when a plain function is."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def keywords(call: ast.Call) -> set[str]:
    """The names of the keyword arguments of a call."""
    return {keyword.arg for keyword in call.keywords if keyword.arg}
