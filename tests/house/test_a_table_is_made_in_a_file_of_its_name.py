"""A public function that makes a table stands in a file of its own name, `derivations/<subject>/<table>.py`."""

import ast
from pathlib import PurePosixPath

from tests.house.source import Source, dotted, offences_in


def makes_a_table(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    returns = function.returns
    return isinstance(returns, ast.Subscript) and dotted(returns.value).split(".")[-1] == "Table"


def rule(source: Source) -> list[str]:
    if not source.below("derivations/"):
        return []
    public = (node for node in source.tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"))
    name = PurePosixPath(source.path).stem
    return [
        source.at(function, f"{function.name} makes a table and belongs in {function.name}.py")
        for function in public
        if makes_a_table(function) and function.name != name
    ]


def test_a_table_is_made_in_a_file_of_its_name() -> None:
    assert offences_in(rule, "src") == []


def test_the_rule_finds_a_second_table_in_a_file() -> None:
    bad = Source(
        "src/riparian/derivations/actions/sessions.py",
        "def sessions(a: Table[A]) -> Table[S]: ...\ndef people(a: Table[A]) -> Table[P]: ...\n",
    )

    assert rule(bad) == [
        "src/riparian/derivations/actions/sessions.py:2: people makes a table and belongs in people.py"
    ]


def test_the_rule_passes_private_pieces_and_presets() -> None:
    private = Source("src/riparian/derivations/actions/sessions.py", "def _cut(a: Table[A]) -> Table[S]: ...\n")
    preset = Source("src/riparian/presets/files.py", "def orders(a: Table[A]) -> Table[S]: ...\n")

    assert rule(private) == []
    assert rule(preset) == []
