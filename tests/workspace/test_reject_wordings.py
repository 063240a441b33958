from pathlib import Path

from riparian.workspace.rejects import export_rejects, rejected
from riparian.workspace.workspace import Workspace
from tests.workspace.exports import SHOP, written


def test_reasons_that_differ_by_their_numbers_are_one_and_are_exported_together(tmp_path: Path) -> None:
    totals = {1: "-5", 2: "-12.50", 3: "7", 4: "none"}
    orders = "Order ID,Customer,E-mail,Date,Total,Currency\n" + "".join(
        f"{number},c{number},ana{number}@alder.test,2025-01-01,{total},GBP\n" for number, total in totals.items()
    )
    folder = written(tmp_path / "company", orders=orders)
    (folder / "riparian.toml").write_text(SHOP)
    company = Workspace(folder)
    company.build()

    found = {one.reason: one for one in rejected(company)}
    below = next(reason for reason in found if "below" in reason)
    count = export_rejects(company, tmp_path / "out.csv", reason=below)

    assert "…" in below
    assert (found[below].rows, found[below].example) == (2, ("orders.csv", 2))
    assert count == 2
    assert len(found) == 2
