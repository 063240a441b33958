from pathlib import Path

import pytest
from click.testing import CliRunner

from riparian.cli.main import main
from riparian.workspace.checking import checked


@pytest.mark.parametrize(("people", "sources"), [(1, 3), (400, 11)])
def test_the_sample_company_is_read_by_its_own_configuration_however_small_it_is(
    tmp_path: Path, people: int, sources: int
) -> None:
    done = CliRunner().invoke(main, ["sample", str(tmp_path / "small"), "--people", str(people)])

    found = checked(tmp_path / "small")

    assert (done.exit_code, found.mistakes, len(found.files)) == (0, (), sources)


def test_a_seed_is_not_below_nothing(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["sample", str(tmp_path / "small"), "--seed", "-1"])

    assert (done.exit_code, (tmp_path / "small").exists()) == (2, False)
    assert "-1 is not in the range" in done.output
