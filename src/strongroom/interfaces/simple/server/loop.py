"""One loop that serves all connections of a process.

Nothing here blocks. A connection is read only while its last answer is sent completely, so that a
client which takes nothing costs no memory but its socket's. Bounds: how long a client may be
silent, how much it may ask at once, how many may be connected.
"""

import logging
import resource
import selectors
import socket
import time
from collections.abc import Callable, Hashable

from strongroom.interfaces.simple.messages import Request, Response
from strongroom.interfaces.simple.server import handover
from strongroom.interfaces.simple.server.connections import Connection, Remembered

log = logging.getLogger(__name__)

KEPT_ALIVE_SECONDS = 75.0
"""How long a connection may be idle between requests."""
STALLED_SECONDS = 30.0
"""How long a head may take to arrive, and how long a client may take nothing of an answer."""
_SWEEP_SECONDS = 1.0
_TURN_SECONDS = 0.2
"""How long at most until the end of `run` is noticed."""
_ACCEPTED_AT_ONCE = 64
_SPARE_DESCRIPTORS = 512
"""For files, channels and the store."""
_REMEMBERED_BYTES = 32 * 1024 * 1024
"""Of answers that were given since the last change, at most for one second."""


class Loop:
    """Serves one listening socket.

    Args:
        answer: The handlers; None for what is not theirs.
        version: Changes whenever an answer may.
        second_lane: Address of the unix socket to which other connections are handed over.
    """

    def __init__(
        self,
        listener: socket.socket,
        *,
        answer: Callable[[Request], Response | None],
        version: Callable[[], int],
        second_lane: str,
    ) -> None:
        self.answer = answer
        self.now = time.monotonic()
        self.second = int(time.time())
        self._listener = listener
        self._version = version
        self._second_lane = second_lane
        self._selector = selectors.DefaultSelector()
        self._connections: dict[Connection, None] = {}  # in the order in which they came
        self._elsewhere = 0
        self._most_connections = _descriptors() - _SPARE_DESCRIPTORS
        self._remembered: dict[Hashable, Remembered] = {}
        self._remembered_bytes = 0
        self._remembered_for = (-1, -1)
        self._asked: set[int] = set()
        listener.setblocking(False)
        self._selector.register(listener, selectors.EVENT_READ, self)

    # --- Running ---------------------------------------------------------------------------

    def run(self, should_stop: Callable[[], bool], *, grace_seconds: float = 15.0) -> None:
        """Serve until `should_stop`; then finish what is being answered, for at most `grace_seconds`."""
        swept_at = self.now
        while not should_stop():
            self._turn()
            if self.now - swept_at >= _SWEEP_SECONDS:
                swept_at = self.now
                self._sweep()
        self._selector.unregister(self._listener)
        self._listener.close()
        end = self.now + grace_seconds
        while self._end_idle() and self.now < end:
            self._turn()
        for connection in list(self._connections):
            self.close(connection)
        self._close_channels()
        self._selector.close()

    def _close_channels(self) -> None:
        """Let nothing come back from the second lane, which finishes what it has."""
        for key in list(self._selector.get_map().values()):
            self._selector.unregister(key.fileobj)
            key.data.close()

    def _turn(self) -> None:
        events = self._selector.select(_TURN_SECONDS)
        self.now, self.second = time.monotonic(), int(time.time())
        for key, mask in events:
            try:
                key.data.ready(mask)
            except Exception:
                # Whatever went wrong with one client must not end the others.
                log.exception("a connection was dropped")
                if isinstance(key.data, Connection):
                    self.close(key.data)

    def ready(self, _mask: int) -> None:
        """Accept those who wait (the loop itself waits for its listener)."""
        for _ in range(_ACCEPTED_AT_ONCE):
            try:
                sock, _address = self._listener.accept()
            except (BlockingIOError, ConnectionAbortedError):
                return
            except OSError:  # no descriptor is left: not even for who is to be refused
                self._make_room()
                return
            self._welcome(sock)

    def _welcome(self, sock: socket.socket) -> None:
        if len(self._connections) + self._elsewhere >= self._most_connections:
            self._make_room()
        sock.setblocking(False)
        connection = Connection(self, sock)
        self._connections[connection] = None
        self._selector.register(sock, selectors.EVENT_READ, connection)

    # --- What connections ask of the loop ---------------------------------------------------

    def wait_for(self, connection: Connection, event: int) -> None:
        """Call the connection when its socket can be read, or written."""
        self._selector.modify(connection.sock, event, connection)

    def close(self, connection: Connection) -> None:
        """End a connection."""
        self._let_go(connection)
        connection.sock.close()

    def hand_over(self, connection: Connection, received: bytes) -> bool:
        """Give a connection to the second lane; False if nobody takes it now."""
        try:
            channel = handover.offer(self._second_lane, connection.sock, received)
        except OSError:
            return False
        self.close(connection)
        self._elsewhere += 1
        self._selector.register(channel, selectors.EVENT_READ, _Channel(self, channel))
        return True

    def recall(self, question: Hashable) -> Remembered | None:
        """Return the answer that was given to this question in this second, if nothing has changed since."""
        if hash(question) not in self._asked:
            return None
        state = (self._version(), self.second)
        if state != self._remembered_for:
            self._remembered.clear()
            self._remembered_bytes = 0
            self._asked.clear()
            self._remembered_for = state
        return self._remembered.get(question)

    def remember(self, answer: Remembered, *questions: Hashable) -> None:
        """Keep an answer under questions that mean the same, from the second time on that the first is asked.

        Only after `recall` of that question: the version was looked at before the answer was looked up. What is
        asked once is not kept, for most is, and its bytes would drive others out of the processor's memory.
        """
        if hash(questions[0]) not in self._asked:
            self._asked.add(hash(questions[0]))
            return
        self._remembered_bytes += sum(map(len, answer.parts))
        if self._remembered_bytes <= _REMEMBERED_BYTES:
            for question in questions:
                self._remembered[question] = answer
                self._asked.add(hash(question))

    def come_back(self, channel: socket.socket) -> None:
        """Take a connection back from the second lane, or note that it is closed."""
        self._selector.unregister(channel)
        self._elsewhere -= 1
        returned = handover.take_back(channel)
        channel.close()
        if returned is not None:
            self._welcome(returned)

    # --- Bounds --------------------------------------------------------------------------------

    def _let_go(self, connection: Connection) -> None:
        if connection in self._connections:
            del self._connections[connection]
            self._selector.unregister(connection.sock)

    def _sweep(self) -> None:
        """End those who were silent for too long, and forget what was asked."""
        self._asked.clear()
        for connection in list(self._connections):
            allowed = KEPT_ALIVE_SECONDS if connection.is_idle else STALLED_SECONDS
            if self.now - connection.since > allowed:
                self.close(connection)

    def _make_room(self) -> None:
        """End the tenth of all that has been silent longest: those who come must not be locked out."""
        by_silence = sorted(self._connections, key=lambda connection: connection.since)
        for connection in by_silence[: max(1, len(by_silence) // 10)]:
            self.close(connection)

    def _end_idle(self) -> bool:
        """End whoever waits for nothing; True while somebody still does."""
        for connection in list(self._connections):
            if connection.is_idle:
                self.close(connection)
        return bool(self._connections)


class _Channel:
    """A connection that is elsewhere."""

    def __init__(self, loop: Loop, sock: socket.socket) -> None:
        self._loop = loop
        self._sock = sock

    def ready(self, _mask: int) -> None:
        """It comes back, or it was closed."""
        self._loop.come_back(self._sock)

    def close(self) -> None:
        """Take it back no more."""
        self._sock.close()


def _descriptors() -> int:
    """Return how many files this process may open, after asking for as many as it can get."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft = hard
    return soft
