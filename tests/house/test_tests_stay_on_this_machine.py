"""Tests reach no network: every address outside this machine is refused before it is looked up."""

import socket

import pytest


def test_looking_up_a_name_abroad_is_refused() -> None:
    with pytest.raises(PermissionError, match=r"asked the network for 'nowhere\.invalid'"):
        socket.create_connection(("nowhere.invalid", 80))


def test_connecting_abroad_is_refused() -> None:
    with socket.socket() as away, pytest.raises(PermissionError, match="asked the network"):
        away.connect(("nowhere.invalid", 80))


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        for host in ("127.0.0.1", "localhost"):
            with socket.create_connection((host, port)) as client:
                assert client.getpeername()[1] == port
