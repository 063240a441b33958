"""What every test may use: the reference data, and a network that ends at this machine."""

import os
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

# A slow machine is no reason for a law to fail: time is measured in benchmarks/.
settings.register_profile("fast", max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("fast"), max_examples=60, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what reads the reference data, so that `-m "not reference"` leaves it out."""
    for item in items:
        if "reference" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.reference)


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of the reference data: `RIPARIAN_REFERENCE`, else `../shared/data` beside the repository."""
    folder = Path(os.environ.get("RIPARIAN_REFERENCE") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no reference data at {folder}; set RIPARIAN_REFERENCE to their folder")
    return folder


def is_of_this_machine(host: str | bytes | None) -> bool:
    """Whether a host of a socket address is the loopback, under any of its names."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuse every address outside this machine, before it is looked up or connected to."""
    look_up, connect, connect_ex = socket.getaddrinfo, socket.socket.connect, socket.socket.connect_ex

    def refuse_abroad(host: str | bytes | None) -> None:
        if not is_of_this_machine(host):
            raise PermissionError(f"a test asked the network for {host!r}")

    def look_up_here(host: str | bytes | None, *rest: Any, **options: Any) -> Any:  # noqa: ANN401  passed through
        refuse_abroad(host)
        return look_up(host, *rest, **options)

    def connect_here(self: socket.socket, address: Any) -> None:  # noqa: ANN401  a path, or a tuple that starts with a host
        if self.family != socket.AF_UNIX:
            refuse_abroad(address[0])
        connect(self, address)

    def connect_ex_here(self: socket.socket, address: Any) -> int:  # noqa: ANN401  as above
        if self.family != socket.AF_UNIX:
            refuse_abroad(address[0])
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", look_up_here)
        patch.setattr(socket.socket, "connect", connect_here)
        patch.setattr(socket.socket, "connect_ex", connect_ex_here)
        yield
