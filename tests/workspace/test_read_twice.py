from pathlib import Path

import pytest
from click.testing import CliRunner

from riparian.cli.main import main
from riparian.workspace.checking import checked
from tests.workspace.exports import ORDERS, written

SHOP = """
[[sources]]
name = "{name}"
preset = "files"
files = "{files}"
[sources.tables.source_orders]
order_number = "order_id"
placed_at = "instant(date)"
total = "number(total)"
currency = "currency"
user_id = "customer"
"""
PEOPLE = """
[[sources]]
name = "people"
preset = "files"
files = "orders.csv"
[sources.tables.contact_records]
record_id = "customer"
recorded_at = "instant(date)"
email = "e_mail"
"""


def warnings(folder: Path, *sources: str) -> tuple[str, ...]:
    """What `check` warns of, of a folder with one file of orders and these sources."""
    written(folder, orders=ORDERS)
    (folder / "riparian.toml").write_text("".join(sources))
    found = checked(folder)
    assert found.mistakes == ()
    return found.warnings


def test_a_file_that_two_sources_read_for_one_table_is_told(tmp_path: Path) -> None:
    shop, other = (SHOP.format(name=name, files=files) for name, files in (("shop", "orders.csv"), ("all", "*.csv")))

    (warning,) = warnings(tmp_path, shop, other)

    assert warning.startswith("orders.csv: read by shop and by all, which both make source_orders; ")


def test_sources_of_different_tables_may_read_one_file(tmp_path: Path) -> None:
    assert warnings(tmp_path, SHOP.format(name="shop", files="orders.csv"), PEOPLE) == ()


@pytest.mark.parametrize("command", ["check", "build"])
def test_it_is_said_and_is_no_mistake(tmp_path: Path, command: str) -> None:
    warnings(tmp_path, *(SHOP.format(name=name, files="orders.csv") for name in ("shop", "again")))

    said = CliRunner().invoke(main, ["-C", str(tmp_path), command])

    assert said.exit_code == 0, said.output
    assert "orders.csv: read by shop and by again" in said.output
