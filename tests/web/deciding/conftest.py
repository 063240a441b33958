"""The pages of the company by hand, over a real ledger."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from riparian.workspace.commands import Commands
from riparian.workspace.workspace import Workspace
from tests.web.hand_decisions import deciding_app
from tests.web.hand_reader import HandReader


@pytest.fixture
def commands(tmp_path: Path) -> Iterator[Commands]:
    """The door to the ledger."""
    with Commands(Workspace(tmp_path)) as made:
        yield made


@pytest.fixture
def editor(tables: HandReader, commands: Commands) -> TestClient:
    """Eva, who may decide; she follows no redirect by herself."""
    app = deciding_app(lambda: tables, commands)
    return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
