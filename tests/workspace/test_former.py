"""What a build takes from the snapshot before it, when the landing is not the one that snapshot was made of."""

import shutil
from pathlib import Path

import pytest

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
email = "email"
"""
HEADER = "number,at,total,email\n"
ANA, BEN = "1,2025-01-05 10:00,20,ana@alder.test\n", "2,2025-02-05 10:00,30,ben@alder.test\n"
CLEO = "3,2025-02-05 09:30,10,cleo@alder.test\n"


def orders(workspace: Workspace) -> list[tuple[str, int]]:
    """Whose orders there are, and what each paid, in cents."""
    people = {row["person_key"]: row["email"] for row in workspace.published().rows("people", limit=9)}
    found = workspace.published().rows("actions", columns=["person_key", "kind", "amount"], limit=99)
    return sorted((people[row["person_key"]], row["amount"]) for row in found if row["kind"] == "order")


@pytest.fixture
def company(tmp_path: Path) -> Workspace:
    """A company with one file, built."""
    (tmp_path / "riparian.toml").write_text(TOML)
    (tmp_path / "shop-1.csv").write_text(HEADER + ANA)
    workspace = Workspace(tmp_path)
    workspace.build()
    return workspace


def test_what_is_read_after_a_landing_was_taken_from_a_backup_is_not_what_was_read_before(company: Workspace) -> None:
    backup = company.home / "backup"
    shutil.copytree(company.home / "landing", backup)
    (company.folder / "shop-2.csv").write_text(HEADER + BEN)
    company.build()
    shutil.rmtree(company.home / "landing")
    shutil.copytree(backup, company.home / "landing")
    (company.folder / "shop-2.csv").write_text(HEADER + CLEO)

    company.build()

    assert orders(company) == [("ana@alder.test", 20_00), ("cleo@alder.test", 10_00)]
