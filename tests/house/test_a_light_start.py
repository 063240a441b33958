"""Importing Riparian, or asking for help, loads no engine."""

import subprocess
import sys

HEAVY = {"duckdb", "fastapi", "ibis", "numpy", "pandas", "pyarrow", "scipy", "sqlalchemy", "sqlglot"}


def loaded(code: str) -> set[str]:
    """The heavy packages in memory after running some code in an interpreter of its own."""
    command = f"{code}\nimport sys\nprint(*sys.modules, sep='\\n', file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    return HEAVY & set(ran.stderr.split())


def test_importing_riparian_loads_no_engine() -> None:
    assert loaded("import riparian") == set()


def test_asking_the_command_line_for_help_loads_no_engine() -> None:
    call = "from riparian.cli.main import main\nimport sys\nsys.argv = ['riparian', '--help']\n"

    assert loaded(f"{call}try:\n    main()\nexcept SystemExit:\n    pass") == set()


def test_the_detector_sees_an_engine() -> None:
    assert loaded("import numpy") == {"numpy"}
