"""One client's connection: requests in, answers out, in order."""

import logging
import selectors
import socket
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple, Protocol

from strongroom.interfaces.simple.messages import Request, Response
from strongroom.interfaces.simple.responses import text_response
from strongroom.interfaces.simple.server.heads import Recognized, is_incomplete, recognize
from strongroom.interfaces.simple.server.outgoing import Outgoing, head_of, in_memory

log = logging.getLogger(__name__)

_READ_BYTES = 32 * 1024


class Remembered(NamedTuple):
    """An answer as it was sent on a connection that is kept alive, and what is to be done each time it is."""

    parts: Sequence[bytes]
    before_last: Callable[[], None] | None


class Surroundings(Protocol):
    """What a connection needs of the loop that serves it."""

    now: float
    second: int

    def answer(self, request: Request) -> Response | None:
        """Ask the handlers; None for what is not theirs."""

    def recall(self, question: Hashable) -> Remembered | None:
        """Return the answer given to this question a moment ago, if it still holds."""

    def remember(self, answer: Remembered, *questions: Hashable) -> None:
        """Keep the answer to a question that was to be recalled, and to others that mean the same, while it holds."""

    def wait_for(self, connection: "Connection", event: int) -> None:
        """Call the connection when its socket can be read, or written."""

    def hand_over(self, connection: "Connection", received: bytes) -> bool:
        """Give the connection to the second lane; False if nobody takes it now."""

    def close(self, connection: "Connection") -> None:
        """End the connection."""


class Connection:
    """A socket that never blocks, and where its client stands.

    Invariant: while something is outgoing, nothing is read. So a client that takes nothing is asked nothing, and
    costs no more than one answer.

    Args:
        since: When the client last began to ask, or took something (the loop's clock).
    """

    __slots__ = ("_closes", "_loop", "_outgoing", "_received", "since", "sock")

    def __init__(self, loop: Surroundings, sock: socket.socket) -> None:
        self.sock = sock
        self.since = loop.now
        self._loop = loop
        self._received = b""
        self._outgoing: Outgoing | None = None
        self._closes = False

    @property
    def is_idle(self) -> bool:
        """The client has asked nothing that is not answered."""
        return not self._received and self._outgoing is None

    def ready(self, _mask: int) -> None:
        """Go on with what this connection waits for."""
        try:
            if self._outgoing is None:
                self._read()
            else:
                self._go_on_sending(self._outgoing)
        except OSError:  # the client is gone, or a file ended early
            self._loop.close(self)

    def _read(self) -> None:
        try:
            more = self.sock.recv(_READ_BYTES)
        except BlockingIOError:
            return
        if not more:
            self._loop.close(self)
        elif self._received:
            self._go_on(self._received + more)  # `since` stays: a head that comes in drops gets no more time
        else:
            self.since = self._loop.now
            self._go_on(more)

    def _go_on_sending(self, outgoing: Outgoing) -> None:
        self.since = self._loop.now
        if not outgoing.push(self.sock):
            return
        self._outgoing = None
        if self._closes:
            self._loop.close(self)
            return
        self._loop.wait_for(self, selectors.EVENT_READ)
        self._go_on(self._received)

    def _go_on(self, received: bytes) -> None:
        """Answer the requests received, one after another, until one has to wait."""
        while received:
            # Either the very same bytes, which say who asks, or the same question by whomever.
            if (known := self._loop.recall(received)) is not None:
                self._received = b""
                self._repeat(known)
                return
            recognized = recognize(received)
            if recognized is None:
                if is_incomplete(received):
                    break
                self._hand_over(received)
                return
            self._received = received[recognized.length :]
            known = None if recognized.closes else self._loop.recall(recognized.question)
            if not (self._answer(recognized, received) if known is None else self._repeat(known)):
                return
            received = self._received
        self._received = received

    def _answer(self, recognized: Recognized, received: bytes) -> bool:
        """Answer a request, or hand it over with all that was received; True if the next one can be looked at."""
        response = self._ask(recognized.request)
        if response is None:
            self._hand_over(received)
            return False
        return self._deliver(recognized, response, received)

    def _repeat(self, known: Remembered) -> bool:
        """Send what was sent before; True if the next request can be looked at."""
        if known.before_last is not None:
            known.before_last()
        return self._send(known.parts)

    def _ask(self, request: Request) -> Response | None:
        try:
            return self._loop.answer(request)
        except Exception:
            log.exception("%s %s could not be answered", request.method, request.path)
            return text_response("500 Internal Server Error", "Something went wrong here, and was noted.")

    def _deliver(self, recognized: Recognized, response: Response, received: bytes) -> bool:
        """Send an answer, or begin to; True if the next request can be looked at."""
        self._closes = recognized.closes
        if recognized.request.method == "HEAD":
            response.body, response.before_last = (), None
        head = head_of(response, second=self._loop.second, closes=self._closes)
        parts = in_memory(head, response.body)
        if parts is None:
            return self._push(Outgoing(head, *response.body, before_last=response.before_last))
        answer = Remembered(parts, response.before_last)
        if not self._closes:
            self._remember(recognized, received, answer, repeatable=response.repeatable)
        return self._repeat(answer)

    def _remember(
        self, recognized: Recognized, received: bytes, answer: Remembered, *, repeatable: bool
    ) -> None:
        """Keep the answer under the question, or under the very bytes where it matters who asks (a download is noted)."""
        nothing_follows = recognized.length == len(received)
        if repeatable and nothing_follows:
            self._loop.remember(answer, recognized.question, received)
        elif repeatable:
            self._loop.remember(answer, recognized.question)
        elif answer.before_last and nothing_follows:
            self._loop.remember(answer, received)

    def _send(self, parts: Sequence[bytes]) -> bool:
        try:
            sent = self.sock.sendmsg(parts)
        except BlockingIOError:
            sent = 0
        if sent < sum(map(len, parts)):
            outgoing = Outgoing(*parts)
            outgoing.skip(sent)
            return self._push(outgoing)
        if self._closes:
            self._loop.close(self)
        return not self._closes

    def _push(self, outgoing: Outgoing) -> bool:
        if not outgoing.push(self.sock):
            self._outgoing = outgoing
            self._loop.wait_for(self, selectors.EVENT_WRITE)
            return False
        if self._closes:
            self._loop.close(self)
        return not self._closes

    def _hand_over(self, received: bytes) -> None:
        if self._loop.hand_over(self, received):
            return
        self._closes = True
        response = text_response(
            "503 Service Unavailable",
            "This index is starting, or has more to do than it can. Try again in a moment.",
            ("Retry-After", "2"),
        )
        head = head_of(response, second=self._loop.second, closes=True)
        self._send([head, *(part for part in response.body if isinstance(part, bytes))])
