"""The documents of the repository, and the blocks in them that run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(?P<language>python|bash) run\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """Code in a document that runs, and the line of the document where it begins."""

    language: str
    line: int
    code: str


def documents() -> list[Path]:
    """Every Markdown file a reader meets: those at the root and those below docs."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def blocks(text: str) -> Iterator[Block]:
    """The blocks fenced as `python run` or `bash run`, in order."""
    for fence in FENCE.finditer(text):
        yield Block(fence["language"], text.count("\n", 0, fence.start("code")) + 1, fence["code"])
