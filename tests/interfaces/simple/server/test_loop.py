"""The loop with real sockets: what clients of every temper get, and what they cannot do to others."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from strongroom.infra.storage.open_file import OpenFile
from strongroom.interfaces.simple.messages import FilePart, Request, Response
from strongroom.interfaces.simple.server import loop as bounds
from strongroom.interfaces.simple.server.handover import give, take
from strongroom.interfaces.simple.server.loop import Loop
from tests.support.served import until

SMALL = 20_000
LARGE = 30_000_000
PATIENCE_SECONDS = 60
"""Of a client, on a machine that is busy with other tests."""


class Place:
    """A loop that runs, with handlers of its own."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[Request] = []
        self.downloads: list[str] = []
        self.version = 1
        (folder / "small").write_bytes(b"s" * SMALL)
        (folder / "large").write_bytes(b"l" * LARGE)
        self._folder = folder
        self._clients: list[socket.socket] = []
        self._stopped = threading.Event()
        listener = socket.create_server(("127.0.0.1", 0))
        self.address = listener.getsockname()
        self.second_lane = str(folder / "lane")
        self._loop = Loop(
            listener, answer=self._answer, version=lambda: self.version, second_lane=self.second_lane
        )
        self._thread = threading.Thread(
            target=self._loop.run, args=[self._stopped.is_set], kwargs={"grace_seconds": PATIENCE_SECONDS}
        )
        self._thread.start()

    def stop(self) -> None:
        """End the loop, as a signal does."""
        self._stopped.set()
        self._thread.join(PATIENCE_SECONDS)
        assert not self._thread.is_alive()

    def leave(self) -> None:
        """Close what clients have left open."""
        for client in self._clients:
            client.close()

    def connect(self) -> socket.socket:
        client = socket.create_connection(self.address, timeout=PATIENCE_SECONDS)
        self._clients.append(client)
        return client

    def has_let_go(self) -> bool:
        """Nobody is connected any more; what is on its way to clients may still arrive."""
        return not self._loop._connections

    def _answer(self, request: Request) -> Response | None:
        self.asked.append(request)
        if request.path == "/page/":
            return _response(f"version {self.version}".encode(), repeatable=True)
        if request.path == "/fault/":
            raise RuntimeError("a fault of ours")
        if request.path in ("/small", "/large"):
            return self._file(request)
        return None

    def _file(self, request: Request) -> Response:
        file = OpenFile(self._folder / request.path[1:])
        response = _response(FilePart(file, 0, file.size_bytes), length=file.size_bytes)
        if request.method == "GET":
            response.before_last = lambda: self.downloads.append(request.header("user-agent"))
        return response


def _response(body: bytes | FilePart, *, length: int | None = None, repeatable: bool = False) -> Response:
    size = len(body) if isinstance(body, bytes) else length
    return Response("200 OK", [("Content-Length", str(size))], (body,), repeatable=repeatable)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path)
    yield place
    place.leave()
    place.stop()


def ask(path: str, *, method: str = "GET", fields: str = "") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: x\r\n{fields}\r\n".encode()


def receive(client: socket.socket, *, body: bool = True) -> tuple[str, bytes]:
    """Return head and body of one answer."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = client.recv(65536)
        if not more:
            raise EOFError(received)
        received += more
    head, _, content = received.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while body and len(content) < length:
        more = client.recv(1 << 20)
        if not more:
            raise EOFError(content[:100])
        content += more
    return head.decode(), content


def is_cut_off(client: socket.socket) -> bool:
    """The connection ends before an answer does."""
    try:
        receive(client)
    except (EOFError, ConnectionError):
        return True
    return False


def test_one_connection_serves_request_after_request(place: Place) -> None:
    client = place.connect()
    for _ in range(3):
        client.sendall(ask("/page/"))
        head, body = receive(client)
        assert head.startswith("HTTP/1.1 200 OK\r\n")
        assert "\r\nDate: " in head
        assert body == b"version 1"


def test_an_answer_is_remembered_until_something_changes(place: Place) -> None:
    client = place.connect()
    sent = 0
    while len(place.asked) == sent:  # it is for one second, in which a busy machine may be late
        client.sendall(ask("/page/"))
        sent += 1
        assert receive(client)[1] == b"version 1"
    place.version = 2
    client.sendall(ask("/page/"))
    assert receive(client)[1] == b"version 2"


def test_who_asks_makes_no_difference_to_a_page(place: Place) -> None:
    client = place.connect()
    sent = 0
    while len(place.asked) == sent:
        client.sendall(ask("/page/", fields=f"User-Agent: pip/{sent}\r\nX-Forwarded-For: 10.0.0.{sent}\r\n"))
        sent += 1
        assert receive(client)[1] == b"version 1"


def test_every_download_of_a_file_counts_for_who_asked(place: Place) -> None:
    client = place.connect()
    for agent in ("pip/26.3", "pip/26.3", "uv/0.13"):
        client.sendall(ask("/small", fields=f"User-Agent: {agent}\r\n"))
        assert receive(client)[1] == b"s" * SMALL
    assert place.downloads == ["pip/26.3", "pip/26.3", "uv/0.13"]


def test_requests_sent_together_are_answered_in_their_order(place: Place) -> None:
    client = place.connect()
    client.sendall(ask("/page/") + ask("/small") + ask("/page/") + ask("/page/")[:10])
    received = b""
    while received.count(b"version 1") < 2:
        received += client.recv(1 << 16)
    client.sendall(ask("/page/")[10:])
    while received.count(b"version 1") < 3:
        received += client.recv(1 << 16)
    first, second = received.index(b"version 1"), received.index(b"ss")
    assert first < second < received.rindex(b"version 1")


def test_a_head_may_come_in_pieces(place: Place) -> None:
    client = place.connect()
    for byte in ask("/page/"):
        client.sendall(bytes([byte]))
    assert receive(client)[1] == b"version 1"


def test_head_has_the_length_and_no_body_and_is_no_download(place: Place) -> None:
    client = place.connect()
    client.sendall(ask("/small", method="HEAD") + ask("/page/"))
    head, rest = receive(client, body=False)
    assert f"Content-Length: {SMALL}" in head
    while b"version 1" not in rest:
        rest += client.recv(65536)
    assert rest.startswith(b"HTTP/1.1 200")
    assert not place.downloads


@pytest.mark.parametrize(
    "request_", [ask("/page/", fields="Connection: close\r\n"), b"GET /page/ HTTP/1.0\r\n\r\n"]
)
def test_a_connection_ends_when_the_client_wants_it_to(place: Place, request_: bytes) -> None:
    client = place.connect()
    client.sendall(request_)
    head, body = receive(client)
    assert "Connection: close" in head
    assert body == b"version 1"
    assert client.recv(1) == b""


def test_a_large_file_arrives_whole_and_others_are_served_meanwhile(place: Place) -> None:
    slow = place.connect()
    slow.sendall(ask("/large"))
    until(lambda: place.asked)
    quick = place.connect()
    quick.sendall(ask("/page/"))
    assert receive(quick)[1] == b"version 1"
    assert not place.downloads
    assert receive(slow)[1] == b"l" * LARGE
    assert len(place.downloads) == 1


def test_who_leaves_in_the_middle_of_a_file_has_not_downloaded_it(place: Place) -> None:
    client = place.connect()
    client.sendall(ask("/large"))
    client.recv(1000)
    client.close()
    quick = place.connect()
    quick.sendall(ask("/page/"))
    assert receive(quick)[1] == b"version 1"
    assert not place.downloads


def test_a_client_that_takes_nothing_is_asked_nothing(place: Place) -> None:
    """While its answer waits, its further requests stay in its own socket."""
    client = place.connect()
    client.sendall(ask("/large") + ask("/page/") * 10)
    until(lambda: place.asked)
    time.sleep(0.2)
    assert [request.path for request in place.asked] == ["/large"]


def test_a_fault_of_a_handler_is_a_500_for_one_request_alone(place: Place) -> None:
    client = place.connect()
    client.sendall(ask("/fault/"))
    assert receive(client)[0].startswith("HTTP/1.1 500 ")
    client.sendall(ask("/page/"))
    assert receive(client)[1] == b"version 1"


def test_a_file_shorter_than_it_should_be_cuts_the_connection(place: Place, tmp_path: Path) -> None:
    client = place.connect()
    client.sendall(ask("/large"))
    client.recv(1000)
    with (tmp_path / "large").open("rb+") as file:
        file.truncate(1_000_000)
    assert is_cut_off(client)
    assert not place.downloads


def test_silent_clients_are_let_go(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    idle, torn, taking_nothing = place.connect(), place.connect(), place.connect()
    torn.sendall(b"GET /pa")
    taking_nothing.sendall(ask("/large"))
    until(lambda: place.asked)
    monkeypatch.setattr(bounds, "KEPT_ALIVE_SECONDS", 0.5)
    monkeypatch.setattr(bounds, "STALLED_SECONDS", 0.5)
    until(place.has_let_go)
    assert idle.recv(1) == b""
    assert is_cut_off(torn)
    assert is_cut_off(taking_nothing)


def test_a_head_that_comes_in_drops_gets_no_more_time(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "STALLED_SECONDS", 1)
    client = place.connect()
    client.sendall(b"GET /page/ HTTP/1.1\r\nHost: x\r\nX-Filler: ")

    def fall() -> None:
        for _ in range(600):  # which takes half a minute at least
            client.sendall(b"a")
            time.sleep(0.05)

    with pytest.raises(ConnectionError):
        fall()


def test_those_who_come_are_let_in_when_the_house_is_full(place: Place) -> None:
    place._loop._most_connections = 10
    clients = [place.connect() for _ in range(30)]
    newest = clients[-1]
    newest.sendall(ask("/page/"))
    assert receive(newest)[1] == b"version 1"
    assert clients[0].recv(1) == b""


def test_what_is_not_ours_is_handed_over_with_every_byte_and_comes_back(place: Place) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as lane:
        lane.bind(place.second_lane)
        lane.listen()
        lane.settimeout(PATIENCE_SECONDS)
        client = place.connect()
        client.sendall(b"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")
        channel, _ = lane.accept()
        channel.settimeout(PATIENCE_SECONDS)
        taken = take(channel)
        assert taken is not None
        connection, received = taken
        connection.setblocking(True)
        assert received.endswith(b"\r\n\r\nab")
        client.sendall(b"cde")
        assert connection.recv(10) == b"cde"
        connection.sendall(b"HTTP/1.1 403 A reason of its own\r\nContent-Length: 0\r\n\r\n")
        assert receive(client)[0].startswith("HTTP/1.1 403 A reason of its own")
        give(channel, connection)
        connection.close()
        channel.close()
        client.sendall(ask("/page/"))
        assert receive(client)[1] == b"version 1"


def test_a_connection_that_the_second_lane_closes_is_closed(place: Place) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as lane:
        lane.bind(place.second_lane)
        lane.listen()
        client = place.connect()
        client.sendall(ask("/elsewhere"))
        channel, _ = lane.accept()
        channel.setblocking(True)
        taken = take(channel)
        assert taken is not None
        taken[0].close()
        channel.close()
        assert client.recv(1) == b""


def test_without_a_second_lane_the_client_is_told_to_come_again(place: Place) -> None:
    client = place.connect()
    client.sendall(ask("/elsewhere"))
    head, body = receive(client)
    assert head.startswith("HTTP/1.1 503 ")
    assert "Retry-After: " in head
    assert b"Try again" in body


def test_the_end_lets_answers_finish(tmp_path: Path) -> None:
    place = Place(tmp_path)
    client, idle = place.connect(), place.connect()
    client.sendall(ask("/large"))
    until(lambda: place.asked)
    stopping = threading.Thread(target=place.stop)
    stopping.start()
    assert receive(client)[1] == b"l" * LARGE
    stopping.join(PATIENCE_SECONDS)
    assert idle.recv(1) == b""
    with pytest.raises(ConnectionError):
        place.connect()
    place.leave()
