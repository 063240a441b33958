from typing import Any

import pytest

from riparian.storage import label_texts
from riparian.storage.label_texts import LabelTexts

LABELS = {1: "ana", 2: "ben", 3: "it's"}


class Asked:
    """A table of labels that remembers what it was asked for."""

    def __init__(self) -> None:
        self.conditions: list[str] = []

    def __call__(self, columns: str, where: str) -> list[tuple[Any, ...]]:
        self.conditions.append(where)
        rows = [row for row in LABELS.items() if where == "true" or str(row[0]) in where or repr(row[1]) in where]
        return rows if columns == "label_key, label" else [(label, code) for code, label in rows]


def test_all_of_few_labels_are_read_at_the_first_asking() -> None:
    texts, ask = LabelTexts(), Asked()

    first, second = texts.labels({1}, ask, rows=3), texts.labels({2, 3, 9}, ask, rows=3)

    assert (first, second) == ({1: "ana"}, {2: "ben", 3: "it's"})
    assert ask.conditions == ["true", "label_key IN (9)"]


def test_of_many_labels_those_are_read_that_were_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(label_texts, "FEW", 2)
    texts, ask = LabelTexts(), Asked()

    found = [texts.labels(codes, ask, rows=3) for codes in ({2, 1}, {2}, {2, 3})]

    assert found == [{1: "ana", 2: "ben"}, {2: "ben"}, {2: "ben", 3: "it's"}]
    assert ask.conditions == ["label_key IN (1, 2)", "label_key IN (3)"]


def test_a_text_that_is_no_label_is_looked_up_once_too() -> None:
    texts, ask = LabelTexts(), Asked()

    assert [texts.codes(names, ask) for names in (["ben", "nobody"], ["nobody"], ["it's"])] == [[2], [], []]
    assert ask.conditions == ["label IN ('ben', 'nobody')", "label IN ('it''s')"]


def test_more_than_are_remembered_are_forgotten_and_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(label_texts, "REMEMBERED", 1)
    texts, ask = LabelTexts(), Asked()

    assert [texts.codes([name], ask) for name in ("ana", "ben", "ana")] == [[1], [2], [1]]
    assert len(ask.conditions) == 3
