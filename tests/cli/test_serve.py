"""What listens for requests, and whom it believes about who asks."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Client

from riparian.cli.serve import listening_at, read_ahead, server_of
from riparian.web.definitions import definitions
from tests.cli.published import riparian
from tests.web.guarded import HERE, PASSWORD, guarded
from tests.web.hand_reader import company

A_BUSY_MACHINE = 60
"""Seconds in which it answers, however much else it has to do."""
FREE = 20
"""Tries that an address has before it waits."""


def test_what_is_accepted_sends_at_once() -> None:
    with listening_at("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()

    with accepted:
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_definitions_are_put_together_before_anybody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("riparian.cli.serve._SOON", 0.0)
    definitions.cache_clear()

    soon = read_ahead()
    soon.start()
    soon.join()

    assert soon.daemon
    assert definitions.cache_info().currsize == 1


@contextmanager
def program(home: Path, *proxies: str) -> Iterator[Client]:
    """A program on this machine, beside pages that are served to who has an account."""
    doors = guarded(home, company(), ("vic", "admin"))
    with listening_at("127.0.0.1", 0) as listening:
        server = server_of(doors.app, proxies)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            address = f"http://127.0.0.1:{listening.getsockname()[1]}"
            with Client(base_url=address, headers=HERE, timeout=A_BUSY_MACHINE) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()
    doors.accounts.close()


def tried(client: Client, user: str, password: str = "a wrong horse battery", **headers: str) -> int:
    return client.post("/login", data={"user": user, "password": password}, headers=headers).status_code


def test_a_program_on_this_machine_does_not_get_past_the_wait_by_saying_it_asks_for_others(tmp_path: Path) -> None:
    with program(tmp_path) as client:
        said = [{"X-Forwarded-For": f"203.0.113.{number}"} for number in range(FREE + 1)]
        answers = [tried(client, f"user{number}", **headers) for number, headers in enumerate(said)]
        right = tried(client, "vic", PASSWORD, **{"X-Forwarded-For": "203.0.113.99"})

    assert answers == [401] * FREE + [429]
    assert right == 429


def test_a_proxy_that_is_named_is_believed_from_whom_a_request_comes(tmp_path: Path) -> None:
    with program(tmp_path, "127.0.0.1/32") as client:
        busy = {"X-Forwarded-For": "203.0.113.7"}
        answers = [tried(client, f"user{number}", **busy) for number in range(FREE + 1)]
        another = tried(client, "vic", PASSWORD, **{"X-Forwarded-For": "203.0.113.8"})

    assert answers[-1] == 429
    assert another == 303


def test_the_https_of_a_named_proxy_is_the_browser_s_and_of_nobody_else(tmp_path: Path) -> None:
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.8"}
    cookies = []
    for number, proxies in enumerate([("127.0.0.1/32",), ()]):
        with program(tmp_path / str(number), *proxies) as client:
            answer = client.post("/login", data={"user": "vic", "password": PASSWORD}, headers=told)
            cookies.append(answer.headers["set-cookie"])

    assert [("Secure" in cookie, cookie.startswith("__Host-")) for cookie in cookies] == [(True, True), (False, False)]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("--proxy", "everybody"), "give an address such as 127.0.0.1, or a network"),
        (("--proxy", "10.0.0.1/8"), "has host bits set"),
        (("--proxy", "0.0.0.0/0"), "every address there is would be believed"),
        (("--proxy", "127.0.0.1"), "only this machine may be answered, and no proxy"),
    ],
)
def test_a_proxy_is_an_address_and_needs_accounts_behind_it(tmp_path: Path, given: tuple[str, ...], says: str) -> None:
    (tmp_path / "riparian.toml").touch()

    ended = riparian(tmp_path, "serve", "--port", "0", *given)

    assert ended.exit_code == 2
    assert says in " ".join(ended.output.split())


def test_the_name_of_the_site_is_answered_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "riparian.toml").touch()
    answers = []

    class Asked:
        def __init__(self, app: FastAPI, _: tuple[str, ...]) -> None:
            self.app = app

        def run(self, sockets: list[socket.socket]) -> None:
            for name in ("pages.example", "other.example", "127.0.0.1"):
                answers.append(TestClient(self.app, base_url=f"http://{name}").get("/today").status_code)

    monkeypatch.setattr("riparian.cli.serve.server_of", Asked)

    riparian(tmp_path, "serve", "--port", "0", "--name", "pages.example")

    assert [answer == 400 for answer in answers] == [False, True, False]
