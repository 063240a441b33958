"""The pages in Debian's Chromium, served on this machine."""

import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from socket import create_server
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import BrowserContext, Page, expect

from riparian.web.app import create_app
from tests.web.hand_people import AS_OF
from tests.web.hand_reader import company

CHROMIUM = shutil.which("chromium")
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
A_BUSY_MACHINE = 60_000
"""Milliseconds that it may take for what takes a blink elsewhere."""
expect.set_options(timeout=A_BUSY_MACHINE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    # pytest-playwright 0.10 defines its `base_url` in a way that pytest 9.2 deprecates.
    older = pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods")
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(older)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, not one that Playwright would have to fetch."""
    if CHROMIUM is None:
        pytest.skip("no Chromium; install it with: apt-get install -y chromium")
    chromium = {"executable_path": CHROMIUM, "args": ARGUMENTS.split(), "timeout": A_BUSY_MACHINE}
    return {**browser_type_launch_args, **chromium}


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    context.set_default_timeout(A_BUSY_MACHINE)
    return context


def served(app: FastAPI) -> Iterator[str]:
    """The address of an application while it is served."""
    with create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    tables = company()
    yield from served(create_app(lambda: tables, now=lambda: AS_OF + timedelta(hours=9)))


@pytest.fixture(scope="session")
def unbuilt_site() -> Iterator[str]:
    """Before the first build."""
    yield from served(create_app(lambda: None))


def on_a_phone(page: Page) -> None:
    """Make the window as narrow as one, and wait until the page knows."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("innerWidth === 390")


@pytest.fixture
def told(page: Page) -> list[str]:
    """What the console said, errors that were thrown, and addresses asked for outside this machine."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on(
        "request", lambda request: said.append(request.url) if not request.url.startswith("http://127.0.0.1:") else None
    )
    return said
