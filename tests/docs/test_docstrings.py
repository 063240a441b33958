"""Every public module, class and function says what it is, and the examples in docstrings run."""

import ast
import doctest
import importlib
from pathlib import PurePosixPath

import pytest

from tests.house.source import Source, offences_in, sources

Documented = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def public(body: list[ast.stmt]) -> list[Documented]:
    """The public classes and functions of a body, with the methods of those classes."""
    found: list[Documented] = []
    for node in body:
        if isinstance(node, Documented) and not node.name.startswith("_"):
            found.append(node)
            found += public(node.body) if isinstance(node, ast.ClassDef) else []
    return found


def rule(source: Source) -> list[str]:
    nodes = [source.tree, *public(source.tree.body)]
    return [
        source.at(node, f"{getattr(node, 'name', 'the file')} has no docstring")
        for node in nodes
        if not ast.get_docstring(node)
    ]


def module_of(source: Source) -> str:
    return ".".join(PurePosixPath(source.path).with_suffix("").parts[1:]).removesuffix(".__init__")


EXAMPLES = [module_of(source) for source in sources("src") if ">>> " in source.text]


def test_everything_public_says_what_it_is() -> None:
    assert offences_in(rule, "src") == []


@pytest.mark.parametrize("module", EXAMPLES)
def test_examples_in_docstrings_run(module: str) -> None:
    ran = doctest.testmod(importlib.import_module(module), optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)

    assert (ran.failed, ran.attempted > 0) == (0, True)


def test_the_rule_finds_files_classes_methods_and_functions() -> None:
    bad = Source("src/riparian/x.py", "class A:\n    def b(self): ...\ndef c(): ...\n")

    assert len(rule(bad)) == 4


def test_the_rule_passes_private_names() -> None:
    assert rule(Source("src/riparian/x.py", '"""X."""\ndef _c(): ...\n')) == []
