"""gunicorn as the second lane: what it gets from a reader, and what it gives back."""

import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from strongroom.interfaces.simple.messages import Request, Response
from strongroom.interfaces.simple.server.loop import Loop
from tests.support.served import ROOT, until

SERVE = """
import sys
from strongroom.interfaces.cli.gunicorn_server import Server, end_with_parent
end_with_parent()
Server("tests.interfaces.simple.server.an_application:application", bind=sys.argv[1], workers=2).run()
"""


def listens(lane: Path) -> bool:
    """Somebody takes what is handed over there; that the address exists says less."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as channel:
        return channel.connect_ex(str(lane)) == 0


def answer(request: Request) -> Response | None:
    if request.path != "/page/":
        return None
    return Response("200 OK", [("Content-Length", "4")], (b"page",), repeatable=True)


@pytest.fixture(scope="module")
def lane() -> Iterator[Path]:
    """An address of its own; short, for such addresses are."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "lane"


@pytest.fixture(scope="module")
def address(lane: Path) -> Iterator[tuple[str, int]]:
    listener = socket.create_server(("127.0.0.1", 0))
    where = listener.getsockname()
    stopped = threading.Event()
    loop = Loop(listener, answer=answer, version=lambda: 1, second_lane=str(lane))
    running = threading.Thread(target=loop.run, args=[stopped.is_set])
    running.start()
    command = [sys.executable, "-c", SERVE, f"unix:{lane}"]
    with subprocess.Popen(command, cwd=ROOT) as process:
        until(lambda: listens(lane), what="gunicorn takes connections")
        yield where
        process.terminate()
    stopped.set()
    running.join()


@pytest.fixture
def client(address: tuple[str, int]) -> Iterator[socket.socket]:
    with socket.create_connection(address, timeout=60) as sock:
        yield sock


def receive(client: socket.socket) -> tuple[str, bytes]:
    """Return head and body of one answer."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = client.recv(65536)
        if not more:
            raise EOFError(received)
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    length = int((head.lower() + b"\r\n").partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
    while len(body) < length:
        body += client.recv(65536)
    return head.decode(), body


def test_the_words_of_a_refusal_reach_the_client(client: socket.socket) -> None:
    client.sendall(b"GET /refused HTTP/1.1\r\nHost: x\r\n\r\n")
    assert receive(client)[0].startswith("HTTP/1.1 403 A reason of its own\r\n")


@pytest.mark.parametrize("size_bytes", [0, 10, 70_000, 5_000_000])
def test_a_body_arrives_whole_however_it_is_cut(client: socket.socket, size_bytes: int) -> None:
    head = f"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: {size_bytes}\r\n\r\n".encode()
    client.sendall(head + b"b" * size_bytes)
    assert receive(client)[1] == f"POST /upload {size_bytes} 127.0.0.1".encode()


def test_chunks_arrive(client: socket.socket) -> None:
    client.sendall(
        b"POST /upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    )
    assert receive(client)[1] == b"POST /upload 3 127.0.0.1"


def test_one_connection_goes_back_and_forth(client: socket.socket) -> None:
    for _ in range(20):
        client.sendall(b"GET /page/ HTTP/1.1\r\nHost: x\r\n\r\n")
        assert receive(client)[1] == b"page"
        client.sendall(b"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
        assert receive(client)[1] == b"POST /upload 3 127.0.0.1"


def test_a_request_right_behind_a_body_is_not_lost(client: socket.socket) -> None:
    post = b"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
    client.sendall(post + b"GET /elsewhere HTTP/1.1\r\nHost: x\r\n\r\n")
    received = b""
    while b"GET /elsewhere 0" not in received:
        more = client.recv(65536)
        assert more
        received += more
    assert received.index(b"POST /upload 3") < received.index(b"GET /elsewhere 0")


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(
            b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 20_000 + b"\r\n\r\n", id="a field too long"
        ),
        pytest.param(b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", id="a line too long"),
        pytest.param(b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", id="too many fields"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", id="TLS"),
        pytest.param(b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", id="a space before the colon"),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            id="length and chunks",
        ),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
            id="two lengths",
        ),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc", id="a length with a sign"
        ),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
            id="chunks of another name",
        ),
        pytest.param(b"NO SUCH THING\r\n\r\n", id="no request at all"),
    ],
)
def test_a_hostile_request_is_refused_and_ends_its_connection(client: socket.socket, request_: bytes) -> None:
    client.sendall(request_)
    head, _ = receive(client)
    assert head.split()[1] in {"400", "413", "414", "431", "501", "505"}
    with suppress(ConnectionResetError):  # so it ends where something is left unread
        while client.recv(65536):
            pass
