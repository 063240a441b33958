from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riparian.core.errors import SourceError
from riparian.storage.text_files import encoding_of, utf8_blocks

NO_ZEROS = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=40)
"""Text with a zero character at every second place may be taken for UTF-16 without a mark: nothing tells them apart."""


@given(text=NO_ZEROS, encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), size=st.integers(3, 50))
def test_every_character_comes_out_once_however_the_blocks_fall(
    tmp_path_factory: pytest.TempPathFactory, text: str, encoding: str, size: int
) -> None:
    file = tmp_path_factory.mktemp("text") / "file.txt"
    written = "x" + text
    file.write_bytes(written.encode(encoding))

    read = b"".join(utf8_blocks(file, encoding="" if size >= 4 else encoding, size=size))

    assert read.decode() == written


def test_bytes_that_are_no_utf_8_are_windows_1252(tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_bytes("“€” é".encode("cp1252") + b" \x81 " + "é日".encode())

    assert b"".join(utf8_blocks(tmp_path / "file.txt")).decode() == "“€” é \x81 é日"


def test_an_encoding_that_does_not_exist_is_told_on(tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_bytes(b"x")

    with pytest.raises(SourceError, match="no encoding is named 'utf-9'"):
        list(utf8_blocks(tmp_path / "file.txt", encoding="utf-9"))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_found_without_a_mark(encoding: str) -> None:
    assert encoding_of("order,total\n1,2".encode(encoding)) == encoding


def test_text_with_some_zero_bytes_is_not_taken_for_utf_16() -> None:
    assert encoding_of(b"order,total\0\0\n1,2") == "utf-8"
    assert encoding_of(b"x0\0") == "utf-8"
