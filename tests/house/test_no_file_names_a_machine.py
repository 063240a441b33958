"""No tracked file names a path of one machine or the host of a package index."""

import re
import subprocess

import pytest

from tests.house.source import ROOT

PLACE = re.compile(
    r"(?<![\w.:])/(?:work|root|home/\w+|Users/\w+)/"
    r"|--(?:extra-)?index-url|--find-(?:links)|https?://[\w.-]*(?:pypi|pythonhosted|npmjs|debian)[\w.-]*"
)


def places(text: str) -> list[str]:
    return PLACE.findall(text)


def test_no_file_names_a_machine() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone: git lists the files to look at")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    files = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    texts = {file: file.read_bytes().decode("utf-8", errors="ignore") for file in files if file.is_file()}

    assert {file.relative_to(ROOT): places(text) for file, text in texts.items() if places(text)} == {}


@pytest.mark.parametrize("parts", [("", "work", "main"), ("", "root", "x"), ("", "home", "ana", "x")])
def test_the_rule_finds_a_path_of_a_machine(parts: tuple[str, ...]) -> None:
    assert len(places(f"open('{'/'.join(parts)}')")) == 1


@pytest.mark.parametrize("text", ["../shared/data", "src/home/x", "https://example.org/root/x", "/usr/bin/env"])
def test_the_rule_passes_other_paths(text: str) -> None:
    assert places(text) == []
