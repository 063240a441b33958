"""The command line from a folder of exports to a published picture, as somebody types it."""

import csv
import json
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.published import riparian
from tests.workspace.exports import EVENTS, ORDERS, SHOPIFY, written

RECONCILED = re.compile(
    r"^(?P<source>.+?) +([\d,]+) rows read = +([\d,]+) kept \+ +([\d,]+) rejected \+ +([\d,]+) already known$",
    re.MULTILINE,
)


def ran(folder: Path, *arguments: str) -> str:
    """What a command printed; it has to end well."""
    ended = riparian(folder, *arguments)
    assert ended.exit_code == 0, ended.output
    return ended.stdout


def refused(folder: Path, *arguments: str) -> Result:
    """How a command ended that had to be refused."""
    ended = riparian(folder, *arguments)
    assert ended.exit_code == 2, ended.output
    return ended


def reconciled(output: str) -> dict[str, tuple[int, ...]]:
    """Rows read, kept, rejected and known of each source that a build told of."""
    found = RECONCILED.findall(output)
    return {source: tuple(int(number.replace(",", "")) for number in numbers) for source, *numbers in found}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of exports, initialised, checked and built."""
    folder = written(tmp_path_factory.mktemp("exports"), orders=ORDERS, app=EVENTS)
    ran(folder, "init")
    ran(folder, "check")
    ran(folder, "build")
    return folder


@pytest.fixture
def company(built: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return Path(shutil.copytree(built, tmp_path / "company"))


def test_init_says_what_it_recognised_and_does_not_write_over(tmp_path: Path) -> None:
    folder = written(tmp_path / "my exports", orders=ORDERS, shop=SHOPIFY, products="sku,price\na,1\n")

    told = ran(tmp_path, "init", "my exports")
    again = refused(tmp_path, "init", "my exports")

    assert re.search(r"shopify_orders +shopify_orders +shop.csv +recognised", told)
    assert re.search(r"orders +files +orders.csv +source_orders", told)
    assert "products.csv: no column says who or when" in told
    assert "--force" in again.stderr
    assert (folder / "riparian.toml").read_text().startswith("# What Riparian reads")


def test_init_of_a_folder_without_exports_says_so(tmp_path: Path) -> None:
    assert "no file that may be an export" in refused(tmp_path, "init").stderr


def test_check_tells_every_mistake_and_counts_them(tmp_path: Path) -> None:
    (tmp_path / "riparian.toml").write_text('[compny]\n[engine]\nthreads = 0\n[[sources]]\nname = "a"\n')

    ended = refused(tmp_path, "check")

    assert "did you mean 'company'?" in ended.stderr
    assert "threads" in ended.stderr
    assert "preset is missing" in ended.stderr
    assert ended.stderr.endswith("4 mistakes\n")


def test_a_build_tells_its_tables_and_reconciles_its_rows(company: Path) -> None:
    told = ran(company, "build")

    assert re.search(r"^taken over +standings", told, re.MULTILINE)
    assert reconciled(told) == {"app": (4, 4, 0, 0), "orders": (4, 3, 1, 0)}
    assert "1 row was rejected: riparian rejects says why" in told
    assert re.search(r"snapshot 0000\d\d, as of 2025-04-02 00:00:00: 3 people, \d+ tables, [\d.]+ s\n$", told)


def test_a_build_of_the_past_sees_nothing_later(company: Path) -> None:
    ran(company, "build", "--as-of", "2025-02-15")
    before = json.loads(ran(company, "show", "standings", "--json"))
    ran(company, "build")

    after = json.loads(ran(company, "show", "standings", "--json"))

    assert (len(before), len(after)) == (2, 3)
    assert max(row["last_at"] for row in before) < "2025-02-15"


def test_a_visitor_who_signed_up_and_bought_is_one_person(company: Path) -> None:
    shown = ran(company, "person", "ana@alder.test")

    assert "anonymous_id v1" in shown
    assert shown.rstrip().splitlines()[-1].startswith("2025-03-05 10:00:00  order")


def test_tables_go_to_files_of_every_form(company: Path, tmp_path: Path) -> None:
    forms = {form: tmp_path / f"people.{form}" for form in ("csv", "json", "parquet")}

    for form, target in forms.items():
        ran(company, "show", "people", f"--{form}", str(target))

    assert len(list(csv.DictReader(forms["csv"].read_text().splitlines()))) == 3
    assert len(json.loads(forms["json"].read_text())) == 3
    assert forms["parquet"].read_bytes()[:4] == b"PAR1"


def test_a_rejected_row_is_exported_mended_replayed_and_read(company: Path, tmp_path: Path) -> None:
    assert "placed_at is missing or unreadable  orders.csv, line 4" in ran(company, "rejects")
    mended = tmp_path / "mended.csv"
    ran(company, "rejects", "export", str(mended))
    mended.write_text(mended.read_text().replace("05.03.2025", "2025-03-05 12:00:00"))

    ran(company, "rejects", "replay", str(mended))
    told = ran(company, "build")

    assert reconciled(told)["orders"] == (5, 4, 1, 0)
    assert "ben@alder.test" in ran(company, "person", "ben@alder.test")
    assert re.search(r"orders +1 +1 +placed_at", ran(company, "rejects", "list"))


def test_a_correction_of_identity_counts_from_the_next_build_which_tells_what_moved(company: Path) -> None:
    ran(company, "identity", "join", "cleo@alder.test", "anonymous_id:v2", "--reason", "told us")
    told = ran(company, "build")
    again = refused(company, "identity", "join", "cleo@alder.test", "anonymous_id:v2")

    assert "1 identity correction and 1 person merged into another since snapshot" in told
    assert re.search(r"^people +(\d) +(\d)$", told, re.MULTILINE)
    assert "anonymous_id v2" in ran(company, "person", "cleo@alder.test")
    assert "says so already" in again.stderr


def test_the_sample_company_is_written_with_its_configuration(tmp_path: Path) -> None:
    told = ran(tmp_path, "sample", "sample", "--people", "60", "--seed", "7")

    assert re.match(r"sample: [\d,]+ rows in \d+ files", told)
    assert "nothing is wrong" in ran(tmp_path / "sample", "check")
    assert "not empty" in refused(tmp_path, "sample", "sample").stderr


def test_pages_are_served_until_somebody_interrupts(company: Path) -> None:
    command = [sys.executable, "-m", "riparian.cli.main", "-C", str(company), "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as serving:
        assert serving.stderr is not None
        try:
            address, doors = serving.stderr.readline().strip(), serving.stderr.readline()
            with urllib.request.urlopen(address.replace("/today", "/people.json"), timeout=120) as answer:
                status = answer.status
            serving.send_signal(signal.SIGINT)

            assert (status, serving.wait(120), serving.stderr.read()) == (200, 130, "")
        finally:
            serving.kill()
    assert doors == "only this machine is answered; there are no accounts, so nobody is asked for a password\n"


def test_versions_are_those_that_run() -> None:
    assert ran(Path(), "version").startswith("riparian ")
