"""No file or folder has a name that fits anything."""

from pathlib import PurePosixPath

from tests.house.source import Source, offences_in

FITS_ANYTHING = {
    singular_or_plural
    for name in ("util", "helper", "common", "misc", "base", "manager", "handler", "service")
    for singular_or_plural in (name, f"{name}s")
}


def rule(source: Source) -> list[str]:
    parts = PurePosixPath(source.path).with_suffix("").parts
    words = {word for part in parts for word in (part, part.removeprefix("test_"))}
    return [f"{source.path}:1: {word!r} fits anything" for word in sorted(words & FITS_ANYTHING)]


def test_files_are_named_after_what_they_hold() -> None:
    assert offences_in(rule, "src", "tests", "benchmarks") == []


def test_the_rule_finds_files_folders_and_their_tests() -> None:
    paths = ("src/riparian/web/utils.py", "src/riparian/common/x.py", "tests/web/test_helpers.py")

    assert [len(rule(Source(path, ""))) for path in paths] == [1, 1, 1]


def test_the_rule_passes_names_that_only_contain_the_word() -> None:
    assert rule(Source("src/riparian/models/baseline.py", "")) == []
