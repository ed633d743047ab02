"""A proxy in front of an index, as operators run one: TLS, and whoever comes without it is sent to the same address with it.

One port speaks both, so that a test needs no privilege for the ports 80 and 443.
"""

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

TLS_HANDSHAKE = b"\x16"
"""First byte of a TLS connection (RFC 8446, 5.1)."""

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding"}


class _Handler(BaseHTTPRequestHandler):
    """Passes requests that came by TLS on to the index; redirects others."""

    server: "_Front"

    def do_GET(self) -> None:
        if not isinstance(self.connection, ssl.SSLSocket):
            self.send_response(301)
            self.send_header("Location", f"https://localhost:{self.server.server_port}{self.path}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        passed = {**dict(self.headers), "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"}
        with closing(HTTPConnection("127.0.0.1", self.server.index_port, timeout=60)) as index:
            index.request(self.command, self.path, headers=passed)
            self._answer_as(index.getresponse())

    do_OPTIONS = do_GET  # noqa: N815 - as http.server calls it

    def _answer_as(self, answer: HTTPResponse) -> None:
        body = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_BY_HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class _Front(ThreadingHTTPServer):
    def __init__(self, certificate: Path, index_port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.index_port = index_port
        self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._tls.load_cert_chain(certificate)

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        connection.settimeout(60)
        speaks_tls = connection.recv(1, socket.MSG_PEEK) == TLS_HANDSHAKE
        return (self._tls.wrap_socket(connection, server_side=True) if speaks_tls else connection), address


@contextmanager
def tls_front(index_port: int, folder: Path) -> Iterator[tuple[str, Path]]:
    """Lend a proxy before the index on this port: its host and port, and the certificate that clients are to trust."""
    certificate = certificate_of_localhost(folder / "localhost.pem")
    front = _Front(certificate, index_port)
    Thread(target=front.serve_forever, daemon=True).start()
    try:
        yield f"localhost:{front.server_port}", certificate
    finally:
        front.shutdown()
        front.server_close()


def certificate_of_localhost(path: Path) -> Path:
    """Write a new key and its certificate, which stands for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    unsealed = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(unsealed + certificate.public_bytes(serialization.Encoding.PEM))
    return path
