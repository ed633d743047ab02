"""A recursive name server on loopback that knows what it is told."""

import socketserver
import threading
from typing import Any, Self

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset


class NameServer:
    """Answers from a table. It knows the top-level domains `example` and `test`, unless a test says otherwise."""

    def __init__(self) -> None:
        self._records: dict[str, dict[str, list[str]]] = {}
        self.failing: set[str] = set()
        self.silent: set[str] = set()
        self.is_recursive = True
        self.asked: list[tuple[str, str]] = []
        self.knows("example", NS="ns.example.")
        self.knows("test", NS="ns.test.")
        self._server = socketserver.ThreadingUDPServer(("127.0.0.1", 0), self._handler())

    def knows(self, name: str, **records: str) -> None:
        """Let a name exist, with these records: `MX="10 mail.example."`."""
        self._records[name] = {kind: [text] for kind, text in records.items()}

    def forgets(self, name: str) -> None:
        """Let a name exist no more."""
        self._records.pop(name, None)

    @property
    def address(self) -> tuple[str, int]:
        """Address and port."""
        host, port = self._server.server_address[:2]
        return str(host), int(port)

    def answer(self, wire: bytes) -> bytes | None:
        """Return the answer to a question, or None for silence."""
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name, kind = str(question.name).rstrip(".").lower(), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        if name in self.silent:
            return None
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA if self.is_recursive else 0
        if name in self.failing:
            response.set_rcode(dns.rcode.SERVFAIL)
        elif name not in self._records:
            response.set_rcode(dns.rcode.NXDOMAIN)
        elif texts := self._records[name].get(kind):
            response.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *texts))
        wire_back: bytes = response.to_wire()
        return wire_back

    def __enter__(self) -> Self:
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[socketserver.BaseRequestHandler]:
        ours = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                wire, socket = self.request
                answer: Any = ours.answer(wire)
                if answer is not None:
                    socket.sendto(answer, self.client_address)

        return Handler
