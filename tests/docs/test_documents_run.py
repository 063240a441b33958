"""Blocks fenced as `python run` or `bash run` run, one after another per document, in an empty folder."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.docs.documents import ROOT, Block, blocks, documents

RUNNING = [document for document in documents() if any(blocks(document.read_text()))]


def run(block: Block, name: str, names: dict[str, Any]) -> None:
    """Run one block: Python among the names of those before it, bash with this environment's commands in reach."""
    if block.language == "python":
        # Blank lines before the code give a traceback the line numbers of the document.
        exec(compile("\n" * (block.line - 1) + block.code, name, "exec"), names)
        return
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block.code],
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, f"{name}:{block.line}: ended with {ran.returncode}\n{ran.stdout}"


@pytest.mark.parametrize("document", RUNNING, ids=lambda document: document.relative_to(ROOT).as_posix())
def test_a_document_runs(document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "__main__"}
    ran = 0

    for block in blocks(document.read_text()):
        run(block, document.relative_to(ROOT).as_posix(), names)
        ran += 1

    assert ran > 0


def test_blocks_are_found_with_their_lines() -> None:
    text = "# Title\n\n```bash run\necho 1\n```\n\n```bash\nnot run\n```\n\n```python run\nx = 1\n```\n"

    assert list(blocks(text)) == [Block("bash", 4, "echo 1\n"), Block("python", 12, "x = 1\n")]


def test_a_failing_block_fails_with_its_line() -> None:
    with pytest.raises(AssertionError, match=r"start.md:3: ended with 7\n\s*why"):
        run(Block("bash", 3, "echo why\nexit 7\n"), "start.md", {})


def test_python_blocks_share_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}

    run(Block("python", 1, "x = 1\n"), "start.md", names)
    run(Block("python", 2, "x += 1\n"), "start.md", names)

    assert names["x"] == 2
