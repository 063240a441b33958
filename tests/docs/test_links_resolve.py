"""Relative links in documents lead to files that are there."""

import re
from pathlib import Path

import pytest

from tests.docs.documents import ROOT, documents

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)\s]*)?\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def missing(text: str, folder: Path) -> list[str]:
    return [link for link in LINK.findall(FENCED.sub("", text)) if not (folder / link).exists()]


@pytest.mark.parametrize("document", documents(), ids=lambda document: document.relative_to(ROOT).as_posix())
def test_links_resolve(document: Path) -> None:
    assert missing(document.read_text(), document.parent) == []


def test_a_missing_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "there.md").touch()
    text = "[a](there.md#part) [b](gone.md) [c](https://example.org/x) [d](#part)\n```\n[e](code.md)\n```\n"

    assert missing(text, tmp_path) == ["gone.md"]
