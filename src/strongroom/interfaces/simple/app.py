"""The WSGI callable in front of the rest: answers what is prepared, hands everything else on."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from strongroom.infra.eventlog import EventWriter
from strongroom.infra.storage.local import ContentStore
from strongroom.interfaces.simple import package_files, simple_pages
from strongroom.interfaces.simple.package_files import PackageFiles
from strongroom.interfaces.simple.responses import Response, method_not_allowed, options
from strongroom.interfaces.simple.simple_pages import SimplePages
from strongroom.readpath.store import PageStore

Handler = SimplePages | PackageFiles


class ReadPath:
    """Serves the simple pages and the files of one index.

    Args:
        fallback: Answers every other path.
    """

    def __init__(
        self, *, pages: PageStore, contents: ContentStore, events: EventWriter, fallback: WSGIApplication
    ) -> None:
        self._simple = SimplePages(pages)
        self._files = PackageFiles(pages, contents, events)
        self._fallback = fallback

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        path: str = environ.get("PATH_INFO", "")
        if path.startswith(simple_pages.ROOT) or path == "/simple":
            response = _respond(self._simple, environ, path)
        elif path.startswith(package_files.ROOT):
            response = _respond(self._files, environ, path)
        else:
            return self._fallback(environ, start_response)
        start_response(response.status, response.headers)
        return response.body if environ["REQUEST_METHOD"] != "HEAD" else ()


def _respond(handler: Handler, environ: WSGIEnvironment, path: str) -> Response:
    method: str = environ["REQUEST_METHOD"]
    if method in ("GET", "HEAD"):
        return handler.answer(environ, path)
    return options() if method == "OPTIONS" else method_not_allowed(method)
