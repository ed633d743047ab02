"""A range API of breached passwords on loopback, that does what a test says and notes what it is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from strongroom.accounts.rules.breached_passwords import RANGE_DIGITS, digest_of

PADDING = "0" * 35 + ":0"


@dataclass
class RangeApi:
    """What it knows, how it answers, and the requests that came: path and headers."""

    breached: list[str] = field(default_factory=list)
    status: int = 200
    location: str = ""
    body: bytes | None = None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    root: str = ""

    def answer(self, digits: str) -> bytes:
        """Return all that begin so, and padding, as the real one does."""
        digests = (digest_of(password).hex().upper() for password in self.breached)
        rest = [f"{digest[RANGE_DIGITS:]}:7" for digest in digests if digest.startswith(digits)]
        return "\r\n".join([*rest, PADDING]).encode()


@contextmanager
def range_api() -> Iterator[RangeApi]:
    """Lend one that runs."""
    api = RangeApi()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            api.asked.append((self.path, dict(self.headers)))
            body = api.answer(self.path.rsplit("/", 1)[1]) if api.body is None else api.body
            self.send_response(api.status)
            if api.location:
                self.send_header("Location", api.location)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    api.root = f"http://127.0.0.1:{server.server_port}/range/"
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
