"""The application over the company by hand."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from riparian.web.app import create_app
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
