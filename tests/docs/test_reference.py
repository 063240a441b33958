"""The reference says what the code says."""

import pytest

from riparian.workspace.dictionary import all_rows
from tests.docs.reference import FOLDER, pages


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages()


@pytest.mark.parametrize("name", ["commands.md", "tables.md", "settings.md"])
def test_the_reference_is_current(made: dict[str, str], name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == made[name], "run: python -m tests.docs.reference"


def test_every_table_stands_in_the_reference(made: dict[str, str]) -> None:
    assert [name for name in all_rows() if f"### `{name}`" not in made["tables.md"]] == []
