"""The second lane of an installation that only reads: the same answers, for requests that readers hand over."""

import json
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from strongroom import __version__
from strongroom.config.reading import Reading
from strongroom.config.upstream import upstream_answers
from strongroom.interfaces.simple.wsgi import ReadPath

_reading = Reading()
_reading.await_pages(lambda: False)
_answer = _reading.make_answer(
    on_absent=upstream_answers(_reading.environment, own=_reading.pages, events=_reading.events)
)


def _elsewhere(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer for what no reader has: whether this process works, and that the rest is elsewhere."""
    if environ.get("PATH_INFO") == "/healthz":
        content_type = "application/json"
        status, body = (
            "200 OK",
            json.dumps({"status": "ok", "version": __version__, "serial": _reading.pages.serial()}),
        )
    else:
        content_type = "text/plain; charset=utf-8"
        status, body = (
            "404 Not Found",
            "This server only reads: pages for people and uploads are elsewhere.\n",
        )
    headers = [
        ("Content-Type", content_type),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
    ]
    start_response(status, headers)
    return [body.encode()] if environ["REQUEST_METHOD"] != "HEAD" else []


application = ReadPath(_answer, fallback=_elsewhere)
