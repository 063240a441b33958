"""Imports stand at the top and count for everyone; only the command line loads its commands late."""

import ast

from tests.house.source import Source, offences_in

IMPORT = (ast.Import, ast.ImportFrom)


def rule(source: Source) -> list[str]:
    found = []
    if not source.below("cli/"):
        late = (node for function in source.functions for node in ast.walk(function) if isinstance(node, IMPORT))
        found += [source.at(node, "an import inside a function") for node in late]
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom) and "TYPE_CHECKING" in {alias.name for alias in node.names}:
            found.append(source.at(node, "TYPE_CHECKING hides a ring"))
        if isinstance(node, ast.Attribute) and node.attr == "TYPE_CHECKING":
            found.append(source.at(node, "TYPE_CHECKING hides a ring"))
    return found


def test_imports_stand_at_the_top() -> None:
    assert offences_in(rule, "src", "tests") == []


def test_the_rule_finds_late_and_hidden_imports() -> None:
    for text in ("def f():\n    import os\n", "from typing import TYPE_CHECKING\n", "typing.TYPE_CHECKING\n"):
        assert len(rule(Source("src/riparian/build/x.py", text))) == 1


def test_the_rule_passes_the_top_of_a_file_and_late_commands() -> None:
    top = Source("src/riparian/build/x.py", "import os\ntry:\n    import zstd\nexcept ImportError:\n    zstd = None\n")
    late = Source("src/riparian/cli/main.py", "def f():\n    import os\n")

    assert rule(top) == []
    assert rule(late) == []
