"""`except Exception` stands only where a process ends or a request is answered; elsewhere it hides bugs."""

import ast

from tests.house.source import Source, dotted, offences_in

EDGES = ("cli/main.py", "web/app.py", "collector/app.py")
EVERYTHING = {"Exception", "BaseException"}


def rule(source: Source) -> list[str]:
    if source.below(*EDGES):
        return []
    found = []
    for node in source.nodes:
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if any(kind is None or dotted(kind) in EVERYTHING for kind in caught):
                found.append(source.at(node, "catches everything; name what is expected"))
    return found


def test_only_the_edges_catch_everything() -> None:
    assert offences_in(rule, "src", "tests", "benchmarks") == []


def test_the_rule_finds_bare_broad_and_listed() -> None:
    for clause in ("except:", "except Exception:", "except (KeyError, BaseException) as error:"):
        assert len(rule(Source("src/riparian/build/run.py", f"try:\n    pass\n{clause}\n    pass\n"))) == 1


def test_the_rule_passes_named_errors_and_the_edges() -> None:
    named = Source("src/riparian/build/run.py", "try:\n    pass\nexcept (KeyError, OSError):\n    pass\n")
    edge = Source("src/riparian/cli/main.py", "try:\n    pass\nexcept Exception:\n    pass\n")

    assert rule(named) == []
    assert rule(edge) == []
