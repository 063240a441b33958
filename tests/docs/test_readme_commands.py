"""The commands that the documents name are there."""

import re
from pathlib import Path

import pytest

from tests.docs.documents import ROOT, documents

MAKE = re.compile(r"(?:^|`)make ([a-z][a-z0-9-]*)", re.MULTILINE)


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.relative_to(ROOT).as_posix())
def test_every_target_of_make_is_there(document: Path) -> None:
    targets = set(re.findall(r"^([\w -]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    known = {name for line in targets for name in line.split()}

    assert set(MAKE.findall(document.read_text())) - known == set()


def test_the_readme_has_its_two_commands() -> None:
    assert {"run", "test"} <= set(MAKE.findall((ROOT / "README.md").read_text()))
