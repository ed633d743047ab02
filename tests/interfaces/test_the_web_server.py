"""How the web server meets clients: whom it believes, and how long it waits for one that has stopped."""

import http.client
import socket
import struct
from collections.abc import Iterator
from contextlib import closing

import pytest

from strongroom.interfaces.cli.listening import STALLED_SECONDS, listen
from tests.support.processes import free_port
from tests.support.served import Index, index


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with index(tmp_path_factory.mktemp("index")) as one:
        one.start()
        yield one


@pytest.mark.parametrize("header", ["SCRIPT_NAME", "PATH_INFO"])
def test_no_header_chooses_where_the_index_is(served: Index, header: str) -> None:
    with closing(http.client.HTTPConnection(served.url.rpartition("/")[2], timeout=60)) as connection:
        connection.request("GET", "/account/login/", headers={header: "/account"})
        answer = connection.getresponse()
        assert answer.status == 200
        assert b'href="/account/signup/"' in answer.read()


def test_a_connection_is_given_up_when_its_client_has_stopped() -> None:
    with (
        listen("127.0.0.1", free_port(), processes=1)[0] as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as accepted,
    ):
        waits = accepted.getsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.calcsize("ll"))
        assert struct.unpack("ll", waits)[0] == STALLED_SECONDS
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            unread = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
            assert unread == STALLED_SECONDS * 1000
