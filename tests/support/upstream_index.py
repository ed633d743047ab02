"""An index upstream for tests: a real server on this machine that can be slow, down, wrong or lying."""

import hashlib
import html
import json
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import quote

from strongroom.foundation.names import normalize
from strongroom.readpath.upstream.client import Patience

JSON_TYPE = "application/vnd.pypi.simple.v1+json"
UPLOADED = "2026-08-01T12:00:00.000000Z"
PATIENT = Patience(connect=60, silence=60, page=60, file=60, rest=0)
"""For whoever is to be answered, however busy this machine is."""


@dataclass
class UpstreamFile:
    """A file as it is listed, and what is really sent.

    Args:
        sent: Another content than the announced one.
        cut_off: The connection ends in the middle of the content.
        headers: Sent with the content.
        listed: Keys of PEP 691 that replace what the page says; None leaves one out.
    """

    filename: str
    content: bytes
    metadata: bytes = b""
    sent: bytes | None = None
    cut_off: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    listed: dict[str, Any] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The announced digest."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def path(self) -> str:
        """Where it is upstream: nothing like our own addresses."""
        return f"/f/{quote(self.filename)}"

    @property
    def url(self) -> str:
        """Where it is here."""
        digest = self.sha256
        return f"/packages/{digest[:2]}/{digest[2:4]}/{digest[4:]}/{quote(self.filename)}"


@dataclass
class UpstreamIndex:
    """Serves projects by name.

    Args:
        form: `json`, or `html` for an index that has nothing else.
        status: Answered to every question instead of what is there; 0 for none.
        delay_seconds: Before each answer.
        may_answer: While it is not set, nothing is answered.
        headers: Sent with every page.
        redirects: From path to address.
        asked: How often for each path; `not_modified` counts the pages that were unchanged.
    """

    form: str = "json"
    status: int = 0
    delay_seconds: float = 0
    may_answer: threading.Event = field(default_factory=threading.Event)
    headers: dict[str, str] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    projects: dict[str, list[UpstreamFile]] = field(default_factory=dict)
    page_extras: dict[str, Any] = field(default_factory=dict)
    bodies: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    not_modified: int = 0
    accepts: list[str] = field(default_factory=list)
    user_agents: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.may_answer.set()
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None
        self._port = 0

    @property
    def root(self) -> str:
        """For STRONGROOM_UPSTREAM."""
        return f"http://127.0.0.1:{self._port}/simple/"

    def offer(self, name: str, *files: UpstreamFile) -> None:
        """Have a project with these files, in place of what it had."""
        self.projects[normalize(name)] = list(files)

    def start(self) -> None:
        """Answer, at the same port as before."""
        index = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                index.answer(self)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            request_queue_size = 64

            def handle_error(self, *_: Any) -> None:
                """A client may go away."""

        self._server = Server(("127.0.0.1", self._port), Handler)
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True).start()

    def stop(self) -> None:
        """Be down: connections are refused."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        self.may_answer.set()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Send what was asked for; while it is down, cut connections that were left open."""
        if self._server is None:
            request.connection.shutdown(socket.SHUT_RDWR)
            request.close_connection = True
            return
        with self._lock:
            self.asked[request.path] += 1
            self.accepts.append(request.headers.get("Accept", ""))
            self.user_agents.add(request.headers.get("User-Agent", ""))
        self.may_answer.wait()
        time.sleep(self.delay_seconds)
        if self.status:
            _send(request, self.status, "text/plain", b"not now")
        elif request.path in self.redirects:
            _send(request, 302, "text/plain", b"elsewhere", Location=self.redirects[request.path])
        elif request.path.startswith("/simple/"):
            self._answer_page(request)
        else:
            self._answer_file(request)

    def _answer_page(self, request: BaseHTTPRequestHandler) -> None:
        name = request.path.removeprefix("/simple/").removesuffix("/")
        if request.path in self.bodies:
            _send(request, 200, *self.bodies[request.path])
            return
        if name not in self.projects:
            _send(request, 404, "text/plain", b"no such project")
            return
        content_type, body = self._page(name)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == etag:
            with self._lock:
                self.not_modified += 1
            _send(request, 304, "", b"", **self.headers)
        else:
            _send(request, 200, content_type, body, ETag=etag, **self.headers)

    def _page(self, name: str) -> tuple[str, bytes]:
        files = self.projects[name]
        if self.form == "html":
            links = "".join(map(_link, files))
            return "text/html; charset=utf-8", f"<!DOCTYPE html><html><body>{links}</body></html>".encode()
        page = {
            "meta": {"api-version": "1.4", "_last-serial": 77},
            "name": name,
            "versions": ["1.0"],
            "files": [_listed(file) for file in files],
            **self.page_extras,
        }
        return JSON_TYPE, json.dumps(page).encode()

    def _answer_file(self, request: BaseHTTPRequestHandler) -> None:
        for file in (file for files in self.projects.values() for file in files):
            if request.path == file.path:
                sent = file.content if file.sent is None else file.sent
                length = len(sent) + 1 if file.cut_off else len(sent)
                _send(
                    request, 200, "application/octet-stream", sent, Content_Length=str(length), **file.headers
                )
                request.close_connection = file.cut_off
                return
            if request.path == file.path + ".metadata" and file.metadata:
                _send(request, 200, "application/octet-stream", file.metadata)
                return
        _send(request, 404, "text/plain", b"no such file")


def wheel(
    name: str = "kite", version: str = "1.0", *, content: bytes = b"", metadata: bytes = b"", **more: Any
) -> UpstreamFile:
    """Return a wheel."""
    filename = f"{normalize(name).replace('-', '_')}-{version}-py3-none-any.whl"
    return UpstreamFile(filename, content or f"PK {filename}".encode() * 50, metadata, **more)


def _listed(file: UpstreamFile) -> dict[str, Any]:
    fields = {
        "filename": file.filename,
        "url": file.path,
        "hashes": {"sha256": file.sha256, "md5": "0" * 32},
        "size": len(file.content),
        "upload-time": UPLOADED,
        "requires-python": ">=3.9",
        "core-metadata": {"sha256": hashlib.sha256(file.metadata).hexdigest()} if file.metadata else False,
        "yanked": False,
        **file.listed,
    }
    return {key: value for key, value in fields.items() if value is not None}


def _link(file: UpstreamFile) -> str:
    metadata = ""
    if file.metadata:
        metadata = f' data-core-metadata="sha256={hashlib.sha256(file.metadata).hexdigest()}"'
    extra = "".join(
        f' data-{key}="{html.escape(value)}"' for key, value in file.listed.items() if key == "yanked"
    )
    href = f"../..{file.path}#sha256={file.sha256}"
    return f'<a href="{href}" data-requires-python="&gt;=3.9"{metadata}{extra}>{file.filename}</a><br>\n'


def _send(
    request: BaseHTTPRequestHandler, status: int, content_type: str, body: bytes, **headers: str
) -> None:
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), value)
    if status != 304:
        request.send_header("Content-Type", content_type)
        if "Content_Length" not in headers:
            request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    if status != 304:
        request.wfile.write(body)
