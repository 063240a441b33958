"""Every benchmark at its tiniest size: a benchmark that nobody runs rots, and its figures with it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]

TINIEST = {
    "benchmarks": (["first", "500"], ["events", "script", "build", "reading"]),
    "benchmarks.attribution": (["50"], ["distinct paths", "Markov, order 3", "Shapley", "position"]),
    "benchmarks.buyers": (["100", "1000"], ["purchases", "value_models", "five_year_forecasts", "buyers", "in all"]),
    "benchmarks.customer_value": (["1000"], ["grouping", "BG/NBD", "MBG/NBD", "Pareto/NBD", "expected purchases"]),
    "benchmarks.identity": (["500"], ["link_evidence", "refused_links", "identity_links", "identifiers", "in all"]),
    "benchmarks.pages": (["200", "2"], ["median", "/today", "/value.json", "/people/"]),
    "benchmarks.paths": (["1000"], ["journeys", "paths", "transitions"]),
}
"""By module its arguments, and words of the rows that it prints."""
RUN_BY_ANOTHER = {"benchmarks.by_hand"}
KEPT = {
    "benchmarks": "builds",
    "benchmarks.attribution": "attribution",
    "benchmarks.customer_value": "customer_value",
    "benchmarks.pages": "pages",
}


def commands() -> set[str]:
    """The modules that can be run."""
    files = [file for file in (HOME / "benchmarks").glob("*.py") if 'if __name__ == "__main__"' in file.read_text()]
    return {f"benchmarks.{file.stem}".removesuffix(".__main__") for file in files}


def test_every_benchmark_is_run_here() -> None:
    assert commands() == TINIEST.keys() | RUN_BY_ANOTHER


@pytest.mark.slow
@pytest.mark.parametrize("module", TINIEST)
def test_a_benchmark_ends_well_prints_its_rows_and_keeps_its_figures(module: str, tmp_path: Path) -> None:
    sizes, rows = TINIEST[module]
    told = {"PYTHONPATH": os.pathsep.join([str(HOME / "src"), str(HOME)]), "TMPDIR": str(tmp_path)}
    told |= {"RIPARIAN_BENCH_DATA": str(tmp_path / "kept")}

    command = [sys.executable, "-m", module, *sizes]
    ended = subprocess.run(command, check=False, env=os.environ | told, cwd=HOME, capture_output=True, text=True)

    assert ended.returncode == 0, ended.stderr
    printed = [line.strip() for line in ended.stdout.splitlines()]
    assert [row for row in rows if not any(row in line for line in printed)] == []
    kept = sorted(file.stem for file in tmp_path.glob("kept/*.json"))
    assert kept == ([KEPT[module]] if module in KEPT else [])
    assert all(json.loads((tmp_path / "kept" / f"{name}.json").read_text()) for name in kept)
