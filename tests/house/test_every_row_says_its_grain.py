"""The docstring of a row class says what one row is, after the word `Grain:`."""

import ast
import re

from tests.house.source import Source, dotted, offences_in


def rule(source: Source) -> list[str]:
    return [
        source.at(node, f"{node.name} does not say its Grain:")
        for node in source.classes
        if any(dotted(base).split(".")[-1] == "Row" for base in node.bases)
        and not re.search(r"\bGrain:\s*\S", ast.get_docstring(node) or "")
    ]


def test_every_row_says_its_grain() -> None:
    assert offences_in(rule, "src") == []


def test_the_rule_finds_a_row_without_grain() -> None:
    bad = Source("src/riparian/tables/x.py", 'class Session(Row):\n    """A visit."""\n')

    assert rule(bad) == ["src/riparian/tables/x.py:1: Session does not say its Grain:"]


def test_the_rule_passes_a_grain_and_other_classes() -> None:
    good = Source(
        "src/riparian/tables/x.py", 'class S(Row):\n    """A visit.\n\n    Grain: one visit.\n    """\nclass T: ...\n'
    )

    assert rule(good) == []
