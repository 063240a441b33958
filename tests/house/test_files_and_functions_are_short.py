"""A file has 400 lines at most, a function 70."""

from tests.house.source import Source, offences_in

LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 70


def rule(source: Source) -> list[str]:
    lines = len(source.text.splitlines())
    long_file = [f"{source.path}:1: {lines} lines; a file has {LINES_OF_A_FILE} at most"]
    return (long_file if lines > LINES_OF_A_FILE else []) + [
        source.at(function, f"{function.name} has {length} lines; a function has {LINES_OF_A_FUNCTION} at most")
        for function in source.functions
        if (length := (function.end_lineno or function.lineno) - function.lineno + 1) > LINES_OF_A_FUNCTION
    ]


def test_files_and_functions_are_short() -> None:
    assert offences_in(rule, "src", "tests", "benchmarks") == []


def test_the_rule_finds_the_first_line_too_many() -> None:
    file = Source("src/riparian/x.py", "pass\n" * (LINES_OF_A_FILE + 1))
    function = Source("src/riparian/x.py", "def f():\n" + "    pass\n" * LINES_OF_A_FUNCTION)

    assert len(rule(file)) == 1
    assert rule(function) == ["src/riparian/x.py:1: f has 71 lines; a function has 70 at most"]


def test_the_rule_passes_exactly_the_limits() -> None:
    file = Source("src/riparian/x.py", "pass\n" * LINES_OF_A_FILE)
    function = Source("src/riparian/x.py", "def f():\n" + "    pass\n" * (LINES_OF_A_FUNCTION - 1))

    assert rule(file) == []
    assert rule(function) == []
