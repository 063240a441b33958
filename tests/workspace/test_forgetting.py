"""Taking a file out again."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from riparian.core.errors import NotFoundError
from riparian.storage.landing import Landing, Manifest
from riparian.workspace.forgetting import forget, told_as, would_go
from riparian.workspace.sources import Loaded
from riparian.workspace.workspace import Workspace

TOML = """
[[sources]]
name = "shop"
preset = "files"
files = "shop-*.csv"
currency = "GBP"
[sources.tables.source_orders]
order_number = "number"
placed_at = "instant(at)"
total = "number(total)"
user_id = "customer"
email = "email"

[[sources]]
name = "app"
preset = "files"
files = "app.csv"
[sources.tables.source_events]
occurred_at = "instant(at)"
kind = "'view'"
anonymous_id = "visitor"
email = "email"
"""
HEADER = "number,at,total,customer,email\n"
ANA, BEN = "1,2025-01-05 10:00,20,c1,ana@alder.test\n", "2,2025-02-05 10:00,30,c2,ben@alder.test\n"
CLEO = "3,2025-03-01 09:30,10,c3,cleo@alder.test\n"
CLEO_AS_BEN = "4,2025-03-02 09:30,12,c3,ben@alder.test\n"
ANA_AGAIN = "5,2025-04-02 09:30,15,c1,ana@alder.test\n"
TORN = "6,no day,1,c9,dan@alder.test\n"
SHOP = {
    "shop-1.csv": HEADER + ANA + BEN,
    "shop-2.csv": HEADER + BEN + CLEO + CLEO_AS_BEN + TORN,
    "shop-3.csv": HEADER + CLEO + ANA_AGAIN,
}
APP = "at,visitor,email\n2025-01-01 08:00,v1,\n2025-01-01 08:05,v1,ana@alder.test\n2025-03-01 08:00,v2,\n"
NUMBERING = {"labels", "source_identifiers", "source_loads", "build_steps", "former_people", "merged_people"}
"""Tables of numbers once given, of files, and of what earlier snapshots said."""


def company(folder: Path, *files: str) -> Workspace:
    folder.mkdir(exist_ok=True)
    (folder / "riparian.toml").write_text(TOML)
    (folder / "app.csv").write_text(APP)
    for name in files:
        (folder / name).write_text(SHOP[name])
    return Workspace(folder)


def figures(workspace: Workspace) -> dict[str, Counter[tuple[Any, ...]]]:
    """All rows of all tables without the numbers that depend on what was read first."""
    tables = workspace.published()
    return {
        name: Counter(
            tuple(sorted((key, str(value)) for key, value in row.items() if not key.endswith("_key") and key != "load"))
            for row in tables.rows(name, limit=10_000)
        )
        for name in tables.tables()
        if name not in NUMBERING
    }


@pytest.mark.parametrize(
    "gone",
    [
        pytest.param("shop-1.csv", marks=pytest.mark.slow),
        "shop-2.csv",
        pytest.param("shop-3.csv", marks=pytest.mark.slow),
    ],
)
def test_the_next_build_is_as_if_the_file_had_never_been_read(tmp_path: Path, gone: str) -> None:
    workspace, never = company(tmp_path / "a", *SHOP), company(tmp_path / "b", *(set(SHOP) - {gone}))
    workspace.build()
    before = figures(workspace)
    (workspace.folder / gone).unlink()

    forget(workspace, "shop", gone)
    workspace.build()
    never.build()

    assert figures(workspace) == figures(never)
    assert figures(workspace) != before


def test_a_file_that_comes_after_one_that_went_is_not_taken_for_it(tmp_path: Path) -> None:
    workspace, never = company(tmp_path / "a", "shop-1.csv", "shop-2.csv"), company(tmp_path / "b", "shop-1.csv")
    workspace.build()
    (workspace.folder / "shop-2.csv").unlink()
    forget(workspace, "shop", "3" if workspace.landing.manifest().loads[2].file == "shop-2.csv" else "2")
    for one in (workspace, never):
        (one.folder / "shop-3.csv").write_text(SHOP["shop-3.csv"])

    workspace.build()
    never.build()

    assert figures(workspace) == figures(never)


def test_numbers_of_loads_are_never_given_again() -> None:
    assert Manifest(forgotten=(7,)).next_load == 8
    assert Manifest().next_load == 1


def test_what_went_is_removed_from_the_landing(tmp_path: Path) -> None:
    workspace = company(tmp_path, *SHOP)
    workspace.build()

    (gone,) = forget(workspace, "shop", "shop-1.csv")

    landing = Landing(workspace.home / "landing")
    assert (gone.load.rows_read, gone.load.rows_kept, gone.still_there) == (2, 2, True)
    assert not landing.raw(gone.load.load).exists()
    assert gone.load.load not in [load.load for load in landing.manifest().loads]
    assert landing.manifest().forgotten == (gone.load.load,)


def test_only_the_exact_name_of_what_was_read_is_taken(tmp_path: Path) -> None:
    workspace = company(tmp_path, "shop-1.csv")
    workspace.build()

    with pytest.raises(NotFoundError) as source:
        would_go(workspace, "shp", "shop-1.csv")
    with pytest.raises(NotFoundError) as file:
        forget(workspace, "shop", "shop-*.csv")

    assert (source.value.fix, file.value.fix) == ("did you mean 'shop'?", "did you mean 'shop-1.csv'?")
    assert len(workspace.landing.manifest().loads) == 2


def test_equal_content_under_two_names_is_read_once_and_said_to_be_known(tmp_path: Path) -> None:
    workspace = company(tmp_path, "shop-1.csv")
    (tmp_path / "shop-copy.csv").write_text(SHOP["shop-1.csv"])
    told: list[tuple[str, str]] = []

    for _ in range(2):
        workspace.build(
            report=lambda done: told.append((done.load.file, done.state)) if isinstance(done, Loaded) else None
        )

    loads = [(load.file, load.rows_kept) for load in workspace.landing.manifest().loads if load.source == "shop"]
    assert [one for one in told if one[0] != "app.csv"] == [
        ("shop-copy.csv", "already known"),
        ("shop-1.csv", "read"),
        ("shop-copy.csv", "already known"),
    ]
    assert loads == [("shop-1.csv", 2)]


def test_a_file_under_another_name_stays_what_was_read(tmp_path: Path) -> None:
    workspace = company(tmp_path, "shop-1.csv")
    workspace.build()
    (tmp_path / "shop-1.csv").rename(tmp_path / "shop-old.csv")
    (tmp_path / "shop-1.csv").write_text(SHOP["shop-3.csv"])

    workspace.build()

    loads = [load.file for load in workspace.landing.manifest().loads if load.source == "shop"]
    assert sorted(loads) == ["shop-1.csv", "shop-old.csv"]


def test_a_file_that_changed_in_place_says_which_rows_still_count_and_is_forgotten_by_number(tmp_path: Path) -> None:
    workspace = company(tmp_path, "shop-1.csv")
    first = workspace.build()
    (tmp_path / "shop-1.csv").write_text(HEADER + BEN + CLEO)

    changed = workspace.build()
    with pytest.raises(NotFoundError, match="was read 2 times") as told:
        would_go(workspace, "shop", "shop-1.csv")
    number = changed.changed[0].load.load
    forget(workspace, "shop", str(number))
    after = workspace.build()

    assert (first.changed, after.changed) == ((), ())
    assert [(one.load.file, one.rows) for one in changed.changed] == [("shop-1.csv", 1)]
    assert told.value.fix == f"say which by its number: riparian forget shop {number}"
    assert workspace.published().count("source_orders") == 2


def test_a_file_that_was_read_twice_and_is_gone_goes_by_the_numbers_that_are_told(tmp_path: Path) -> None:
    workspace = company(tmp_path, "shop-1.csv")
    workspace.build()
    (tmp_path / "shop-1.csv").write_text(HEADER + BEN + CLEO)
    manifest = workspace.build().manifest

    told = told_as(manifest, "shop", "shop-1.csv")
    for number in told:
        forget(workspace, "shop", number)

    assert len(told) == 2
    assert "shop-1.csv" not in {load.file for load in workspace.landing.manifest().loads}
    assert told_as(manifest, "shop", "never-read-twice.csv") == ("never-read-twice.csv",)


def test_orders_that_later_rows_tell_again_are_counted(tmp_path: Path) -> None:
    workspace = company(tmp_path)
    (tmp_path / "shop-1.csv").write_text(HEADER + ANA + ANA + BEN + BEN.replace(",30,", ",31,"))

    built = workspace.build()

    assert built.told_again == {"shop": 2}
    assert workspace.published().count("source_orders") == 2
