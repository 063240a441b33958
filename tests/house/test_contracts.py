"""Each contract of pyproject.toml is kept by a package in good order, and broken by the import it is there to stop."""

import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import grimp
import pytest
from importlinter import configuration
from importlinter.application.use_cases import read_user_options
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.independence import IndependenceContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.contract import Contract

from tests.house.source import ROOT

KINDS: dict[str, type[Contract]] = {
    kind.type_name: kind
    for kind in (AcyclicSiblingsContract, ForbiddenContract, IndependenceContract, LayersContract, ProtectedContract)
}
configuration.configure()
OPTIONS = read_user_options(str(ROOT / "pyproject.toml"))
CONTRACTS = {options["id"]: options for options in OPTIONS.contracts_options}

OURS = """
    cli.main web.app web.reader web.pages.people web.pages.hourglass collector.app workspace.workspace build.run
    derivations.actions.sessions derivations.actions.actions derivations.hourglass.standings presets.segment presets.ga4
    channels.mail channels.post decisions.identity testing.tables storage.duckdb storage.spark storage.landing
    ledger.entries models.pareto models.scores expressions.time tables.actions core.errors core.row
"""
THEIRS = "duckdb ibis numpy pandas pyspark random sqlalchemy time"
IMPORTS = """
    cli.main > workspace.workspace; web.app > web.pages.people; web.pages.people > web.reader
    web.reader > workspace.workspace; collector.app > ledger.entries; workspace.workspace > storage.duckdb
    workspace.workspace > build.run; build.run > derivations.actions.sessions; build.run > storage.landing
    derivations.actions.sessions > tables.actions; derivations.actions.sessions > models.scores
    derivations.actions.sessions > expressions.time; tables.actions > core.row; core.row > ibis; models.scores > numpy
    storage.duckdb > duckdb; storage.spark > pyspark; ledger.entries > sqlalchemy; presets.segment > core.errors
"""
BREAKS = {
    "layers": ["models.scores > tables.actions; tables.actions > models.scores", "core.errors > web.app", "sideways"],
    "no-rings": ["core.row > core.errors; core.errors > core.row", "web.reader > web.pages.people"],
    "independent-subjects": ["derivations.actions.sessions > derivations.hourglass.standings"],
    "independent-derivations": ["derivations.actions.sessions > derivations.actions.actions"],
    "independent-presets": ["presets.segment > presets.ga4"],
    "independent-pages": ["web.pages.people > web.pages.hourglass"],
    "independent-channels": ["channels.mail > channels.post"],
    "pure-code-reaches-no-store": [
        "derivations.actions.sessions > storage.landing",
        "expressions.time > pandas",
        "decisions.identity > core.errors; core.errors > sqlalchemy",
    ],
    "pure-code-asks-nobody": ["models.scores > random", "tables.actions > time", "decisions.identity > time"],
    "models-know-arrays-only": ["models.scores > ibis", "models.scores > core.row", "models.scores > tables.actions"],
    "pages-read-only": ["web.pages.people > models.scores", "web.pages.people > storage.landing"],
    "collector-starts-in-a-blink": ["collector.app > core.row", "ledger.entries > numpy"],
    "workspace-chooses-the-engine": ["build.run > storage.duckdb", "cli.main > storage.spark"],
    "engines-live-in-storage": ["build.run > duckdb", "ledger.entries > duckdb"],
}


def ours(name: str) -> str:
    return name if name in THEIRS.split() else f"riparian.{name}"


def imports(text: str) -> Iterator[tuple[str, str]]:
    for line in text.replace("\n", ";").split(";"):
        if line.strip():
            importer, imported = line.split(">")
            yield ours(importer.strip()), ours(imported.strip())


def graph_of(text: str) -> grimp.ImportGraph:
    """The graph of a small Riparian in good order, with further imports or a further module at the top level."""
    graph = grimp.ImportGraph()
    for module in OURS.split():
        parts = ours(module).split(".")
        for depth in range(len(parts)):
            graph.add_module(".".join(parts[: depth + 1]))
    for package in THEIRS.split():
        graph.add_module(package, is_squashed=True)
    if ">" not in text and text:
        graph.add_module(ours(text))
    for importer, imported in imports(IMPORTS + (text if ">" in text else "")):
        graph.add_import(importer=importer, imported=imported, line_number=1, line_contents="import")
    return graph


def keeps(contract: str, graph: grimp.ImportGraph) -> bool:
    options = deepcopy(CONTRACTS[contract])
    checker = KINDS[options["type"]](options["name"], OPTIONS.session_options, options)
    return checker.check(graph, verbose=False).kept


@pytest.mark.parametrize("contract", CONTRACTS)
def test_a_package_in_good_order_keeps_the_contract(contract: str) -> None:
    assert keeps(contract, graph_of(""))


@pytest.mark.parametrize(
    ("contract", "further"), [(name, further) for name, texts in BREAKS.items() for further in texts]
)
def test_the_import_it_stops_breaks_the_contract(contract: str, further: str) -> None:
    assert not keeps(contract, graph_of(further))


def test_every_contract_is_shown_to_fail() -> None:
    assert set(BREAKS) == set(CONTRACTS)


def test_no_contract_has_exceptions() -> None:
    assert [
        name for name, options in CONTRACTS.items() if "ignore_imports" in options or "exhaustive_ignores" in options
    ] == []


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(cache_dir=None, no_logo=True))"
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, 'src'); {code}"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_file_that_imports_upwards_under_type_checking_fails_the_command(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    for package in ("", "core", "tables"):
        (tmp_path / "src" / "riparian" / package).mkdir(parents=True)
        (tmp_path / "src" / "riparian" / package / "__init__.py").touch()
    upwards = tmp_path / "src" / "riparian" / "core" / "row.py"
    upwards.write_text("from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import riparian.tables\n")

    broken = lint(tmp_path)
    upwards.unlink()
    kept = lint(tmp_path)

    assert (broken.returncode, "Imports go down BROKEN" in broken.stdout) == (1, True)
    assert (kept.returncode, "0 broken" in kept.stdout) == (0, True), kept.stdout


def test_riparian_keeps_its_contracts() -> None:
    ran = lint(ROOT)

    assert ran.returncode == 0, ran.stdout
