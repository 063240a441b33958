"""The application over the company by hand."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from riparian.web.app import create_app
from tests.web.guarded import Guarded, guarded
from tests.web.hand_people import AS_OF
from tests.web.hand_reader import HandReader, company


@pytest.fixture(scope="session")
def tables() -> HandReader:
    return company()


@pytest.fixture(scope="session")
def client(tables: HandReader) -> TestClient:
    app = create_app(lambda: tables, now=lambda: AS_OF + timedelta(hours=9))
    return TestClient(app, base_url="http://127.0.0.1")


@pytest.fixture(scope="session")
def unbuilt() -> TestClient:
    """The application before the first build."""
    return TestClient(create_app(lambda: None), base_url="http://127.0.0.1")


@pytest.fixture
def doors(tmp_path: Path, tables: HandReader) -> Iterator[Guarded]:
    """The application behind doors: ana is admin, eva editor, vic viewer."""
    made = guarded(tmp_path, tables, ("ana", "admin"), ("eva", "editor"), ("vic", "viewer"))
    yield made
    made.accounts.close()


@pytest.fixture(scope="session")
def shut(tmp_path_factory: pytest.TempPathFactory, tables: HandReader) -> Iterator[Guarded]:
    """The same for tests that leave it as it is: nobody signs in wrongly, nothing is decided."""
    made = guarded(tmp_path_factory.mktemp("shut"), tables, ("ana", "admin"), ("eva", "editor"), ("vic", "viewer"))
    yield made
    made.accounts.close()
