"""Query texts are found again by the next process, as long as the code is the same."""

from collections.abc import Callable
from pathlib import Path

import pytest

from riparian.storage import compiled
from riparian.storage.compiled import KeptTexts


def never() -> str:
    raise AssertionError("written again")


def written(text: str) -> Callable[[], str]:
    return lambda: text


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with one text of the first version."""
    file = tmp_path / "texts" / "compiled.json"
    texts = KeptTexts(file, versions="1")
    texts.of("orders", written("SELECT 1"))
    texts.save()
    return file


def test_a_text_is_written_once_and_found_by_the_next_process(file: Path) -> None:
    assert KeptTexts(file, versions="1").of("orders", never) == "SELECT 1"


def test_what_other_code_wrote_is_written_again(file: Path) -> None:
    later = KeptTexts(file, versions="2")

    assert later.of("orders", written("SELECT 2")) == "SELECT 2"
    later.save()
    assert KeptTexts(file, versions="2").of("orders", never) == "SELECT 2"


@pytest.mark.parametrize(
    "said", ["", "[]", "{", '{"versions": "1", "texts": []}', '{"versions": "1", "texts": {"orders": 1}}']
)
def test_a_file_that_says_nothing_useful_is_written_anew(file: Path, said: str) -> None:
    file.write_text(said)
    texts = KeptTexts(file, versions="1")

    assert texts.of("orders", written("SELECT 3")) == "SELECT 3"
    texts.save()
    assert KeptTexts(file, versions="1").of("orders", never) == "SELECT 3"


def test_a_build_that_needs_nothing_new_leaves_the_file_alone(file: Path) -> None:
    stamp = file.stat().st_mtime_ns
    texts = KeptTexts(file, versions="1")
    texts.of("orders", never)
    texts.save()

    assert file.stat().st_mtime_ns == stamp


def test_those_used_last_are_kept(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "KEPT_IN_FILE", 2)
    texts = KeptTexts(file, versions="1")
    texts.of("events", written("SELECT 2"))
    texts.of("tickets", written("SELECT 3"))
    texts.save()
    later = KeptTexts(file, versions="1")

    assert later.of("orders", written("gone")) == "gone"
    assert later.of("events", never) == "SELECT 2"
    assert later.of("tickets", never) == "SELECT 3"


def test_what_could_not_be_written_is_not_kept(file: Path) -> None:
    texts = KeptTexts(file, versions="1")
    with pytest.raises(AssertionError):
        texts.of("events", never)
    texts.save()

    assert KeptTexts(file, versions="1").of("events", written("SELECT 2")) == "SELECT 2"
