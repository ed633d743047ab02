"""A WSGI callable for the tests of the second lane."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Tell what arrived; refuse in words of its own where the path says so."""
    length = len(environ["wsgi.input"].read())
    told = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {length} {environ['REMOTE_ADDR']}".encode()
    status = "403 A reason of its own" if environ["PATH_INFO"] == "/refused" else "200 OK"
    start_response(status, [("Content-Length", str(len(told)))])
    return [told]
