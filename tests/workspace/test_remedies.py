"""Files of a workspace that are lost or damaged: what is told, and that what is told to do helps."""

from pathlib import Path
from shutil import copytree, rmtree

import pytest

from riparian.core.errors import StorageError
from riparian.workspace.workspace import Workspace
from tests.workspace.exports import ORDERS, SHOP, written


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = written(tmp_path_factory.mktemp("company"), orders=ORDERS)
    (folder / "riparian.toml").write_text(SHOP)
    Workspace(folder).build()
    return folder


@pytest.fixture
def company(built: Path, tmp_path: Path) -> Workspace:
    """A copy of it, to be damaged."""
    return Workspace(Path(copytree(built, tmp_path / "company")))


def orders(company: Workspace) -> list[str]:
    found = company.published().rows("source_orders", columns=["order_number"], order_by=["order_number"], limit=9)
    return [row["order_number"] for row in found]


def cut_off(file: Path) -> None:
    content = file.read_bytes()
    file.unlink()
    file.write_bytes(content[: len(content) // 2])


def test_what_is_lost_of_the_landing_is_made_again(company: Workspace) -> None:
    rmtree(company.home / "landing" / "mapped")
    rmtree(company.home / "landing" / "raw")
    rmtree(company.home / "snapshots")

    company.build()

    assert orders(company) == ["1", "2", "4"]


@pytest.mark.parametrize(
    ("damaged", "lost"),
    [
        ("landing/mapped/000001/source_orders.parquet", "landing/mapped/000001/source_orders.parquet"),
        ("landing/raw/000001.parquet", "landing/raw/000001.parquet"),
    ],
)
def test_a_damaged_landing_is_told_and_the_fix_mends_it(company: Workspace, damaged: str, lost: str) -> None:
    cut_off(company.home / damaged)
    rmtree(company.home / "snapshots")
    if "raw" in damaged:
        rmtree(company.home / "landing" / "mapped")

    with pytest.raises(StorageError) as told:
        company.build()
    (company.home / lost).unlink()
    company.build()

    assert told.value.where == str(company.home / damaged)
    assert told.value.fix == f"remove {company.home / lost}, then riparian build: it is made again"
    assert orders(company) == ["1", "2", "4"]


def test_a_damaged_register_is_told_with_what_it_costs(company: Workspace) -> None:
    register = next((company.home / "landing" / "registers").glob("*.parquet"))
    cut_off(register)
    rmtree(company.home / "snapshots")

    with pytest.raises(StorageError) as told:
        company.build()

    assert told.value.where == str(register)
    assert "from a backup; or remove it: every source is read again" in told.value.fix


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1}', '{"version": 1, "loads": [{"load": 1}]}'])
def test_a_damaged_manifest_is_told(company: Workspace, text: str) -> None:
    manifest = company.home / "landing" / "manifest.json"
    manifest.write_text(text)

    with pytest.raises(StorageError, match="the list of what was read is damaged") as told:
        company.build()

    assert told.value.where == str(manifest)


def test_a_snapshot_that_lost_a_file_is_built_anew(company: Workspace) -> None:
    folder = company.published().snapshot.folder
    next((folder / "people").glob("*.parquet")).unlink()
    next((folder / "identifiers").glob("*.parquet")).unlink()

    built = company.build()

    assert {step.state for step in built.steps} <= {"computed", "empty"}
    assert orders(company) == ["1", "2", "4"]


def test_a_snapshot_that_cannot_be_read_is_built_anew(company: Workspace) -> None:
    (company.published().snapshot.folder / "snapshot.json").write_text("{")

    company.build()

    assert orders(company) == ["1", "2", "4"]
