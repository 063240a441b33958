"""Query texts of expressions: writing one takes longer than running it on few rows, so none is written twice."""

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import ibis
from ibis.expr.operations import Node

from riparian.storage.snapshot import replace_synced

KEPT = 2_048
"""Texts a process keeps: those of a few builds."""
KEPT_IN_FILE = 512
"""Texts a file keeps: those of a hundred shapes of files."""


def compiled(expression: ibis.Expr, dialect: str = "duckdb") -> str:
    """The text of an expression for an engine."""
    return _text(expression.op(), dialect)


@lru_cache(maxsize=KEPT)
def _text(operation: Node, dialect: str) -> str:
    return str(ibis.to_sql(operation.to_expr(), dialect=dialect))


class KeptTexts:
    """Texts by what they depend on, found again by the next process: in most builds none has to be written.

    Merely to load what writes them takes as long as reading a small file.
    """

    def __init__(self, file: Path | None = None, *, versions: str = "") -> None:
        """What another version of the code wrote, by `versions`, is forgotten, and so is a file that cannot be read."""
        self._file, self._versions = file, versions
        self._former = _texts_in(file, versions) if file else {}
        self._used: dict[str, str] = {}

    def of(self, key: str, write: Callable[[], str]) -> str:
        """The text kept by a key, or what is written now.

        Raises:
            Whatever writing raises; then nothing is kept.
        """
        if key not in self._used:
            self._used[key] = self._former[key] if key in self._former else write()
        return self._used[key]

    def save(self) -> None:
        """Keep what was used last.

        Raises:
            OSError: the file cannot be written.
        """
        if self._file is None or self._used.keys() <= self._former.keys():
            return
        others = {key: text for key, text in self._former.items() if key not in self._used}
        kept = dict([*others.items(), *self._used.items()][-KEPT_IN_FILE:])
        self._file.parent.mkdir(parents=True, exist_ok=True)
        replace_synced(self._file, json.dumps({"versions": self._versions, "texts": kept}))
        self._former = kept


def _texts_in(file: Path, versions: str) -> dict[str, str]:
    try:
        said = json.loads(file.read_text())
    except (OSError, ValueError):
        return {}
    if not isinstance(said, dict) or said.get("versions") != versions or not isinstance(said.get("texts"), dict):
        return {}
    return {key: text for key, text in said["texts"].items() if isinstance(text, str)}
