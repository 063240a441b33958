"""What listens for requests."""

import socket

from riparian.cli.serve import listening_at


def test_what_is_accepted_sends_at_once() -> None:
    with listening_at("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()

    with accepted:
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
