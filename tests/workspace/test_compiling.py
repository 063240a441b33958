"""What a mapping says is compiled once for each shape of file, whatever number of builds reads one."""

import json
from pathlib import Path

import pytest

from riparian.workspace import compiling, sources
from riparian.workspace.workspace import Workspace
from tests.workspace.exports import ORDERS, SHOP, written


def refuse(*_: object) -> str:
    raise AssertionError("compiled again")


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """A company that was built once."""
    folder = written(tmp_path, orders=ORDERS)
    (folder / "riparian.toml").write_text(SHOP.replace("orders.csv", "orders*.csv"))
    Workspace(folder).build()
    return folder


def test_another_file_of_a_known_shape_compiles_nothing_and_comes_out_alike(
    company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(company, **{"orders-later": ORDERS.replace("c1", "c7").replace("c2", "c8").replace("c3", "c9")})
    monkeypatch.setattr(compiling, "compiled", refuse)
    monkeypatch.setattr(sources, "compiled", refuse)

    built = Workspace(company).build()

    later = next(load for load in built.manifest.loads if load.file == "orders-later.csv")
    first = next(load for load in built.manifest.loads if load.file == "orders.csv")
    assert (later.rows_kept, later.rows_rejected, later.tables) == (first.rows_kept, first.rows_rejected, first.tables)


def test_texts_of_other_code_are_compiled_again(company: Path) -> None:
    file = Workspace(company).landing.compiled
    said = json.loads(file.read_text())
    file.write_text(json.dumps({"versions": "older", "texts": dict.fromkeys(said["texts"], "no SQL")}))
    written(company, orders=ORDERS.replace("c3", "c9"))

    Workspace(company).build()

    assert json.loads(file.read_text()) == said
