"""A test asserts something: itself, through `pytest.raises` and its like, or through a function named for it."""

import ast

from tests.house.source import Source, dotted, offences_in

EXPECTS = {"pytest.raises", "pytest.warns", "pytest.fail", "raises", "expect"}


def asserts(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return not (isinstance(node.test, ast.Constant) and node.test.value)
    if isinstance(node, ast.Call):
        name = dotted(node.func)
        return name in EXPECTS or name.split(".")[-1].lstrip("_").startswith("assert_")
    return False


def rule(source: Source) -> list[str]:
    return [
        source.at(function, f"{function.name} asserts nothing")
        for function in source.functions
        if function.name.startswith("test_") and not any(map(asserts, ast.walk(function)))
    ]


def test_every_test_asserts() -> None:
    assert offences_in(rule, "tests") == []


def test_the_rule_finds_tests_that_cannot_fail() -> None:
    for body in ("sessions(actions)", "assert True", "assert 1"):
        assert len(rule(Source("tests/test_x.py", f"def test_x():\n    {body}\n"))) == 1


def test_the_rule_passes_every_way_to_assert() -> None:
    for body in (
        "assert made",
        "pytest.raises(ValueError, f)",
        "expect(page).to_have_title('x')",
        "assert_equal_rows(a, b)",
    ):
        assert rule(Source("tests/test_x.py", f"def test_x():\n    {body}\n")) == []
