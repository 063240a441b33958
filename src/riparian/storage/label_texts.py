"""Labels of one snapshot by their codes and the other way round, each read once."""

from collections.abc import Callable, Collection
from typing import Any

from riparian.storage.sql import quoted

REMEMBERED = 200_000
"""Labels kept in memory once they were read."""
FEW = 50_000
"""Labels up to which all are read at the first asking."""

AskLabels = Callable[[str, str], list[tuple[Any, ...]]]
"""Gives columns (`label`, `label_key`) of the labels that meet a condition."""


class LabelTexts:
    """What was looked up so far. Safe to share between threads: what two look up at once is the same.

    How to ask is given each time: it would tie whoever reads the snapshot to this and this to the reader.
    """

    def __init__(self) -> None:
        self._labels: dict[int, str] = {}
        self._codes: dict[str, int | None] = {}

    def codes(self, texts: Collection[str], ask: AskLabels) -> list[int]:
        """The codes of those of some texts that are labels; what was looked up before is not read again."""
        if len(self._codes) > REMEMBERED:
            self._codes = {}
        known = self._codes
        unknown = [text for text in texts if text not in known]
        if unknown:
            found = ask("label, label_key", f"label IN ({', '.join(map(quoted, unknown))})")
            known.update(dict.fromkeys(unknown) | dict(found))
        return [code for text in texts if (code := known.get(text)) is not None]

    def labels(self, codes: Collection[int], ask: AskLabels, *, rows: int) -> dict[int, str]:
        """The labels of some codes, of `rows` there are; those that were asked for before are not read again."""
        if len(self._labels) > REMEMBERED:
            self._labels = {}
        known = self._labels
        unknown = sorted(code for code in codes if code not in known)
        if unknown:
            all_of_them = not known and 0 < rows <= FEW
            listed = ", ".join(str(int(code)) for code in unknown)
            known.update(ask("label_key, label", "true" if all_of_them else f"label_key IN ({listed})"))
        return {code: known[code] for code in codes if code in known}
