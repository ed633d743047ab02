"""Answers `/simple/namespaces` and `/simple/namespace/<namespace>` with prepared pages (PEP 752).

There is one form of them, JSON, whatever a request accepts. With a slash at its end, the first is the address of a
project of that name.
"""

from strongroom.foundation.names import is_valid_name, normalize
from strongroom.interfaces.simple.messages import Request, Response
from strongroom.interfaces.simple.prepared import page_response
from strongroom.interfaces.simple.responses import redirect
from strongroom.readpath.store import NAMESPACES_KEY, PageStore, namespace_key

_ALL = "/simple/namespaces"
_ONE = "/simple/namespace/"
_SURROGATE = "namespaces"


class Namespaces:
    """What is granted, read from the store."""

    def __init__(self, pages: PageStore) -> None:
        self._pages = pages

    def answer(self, request: Request) -> Response | None:
        """Return the page of the path, or None where there is none. Only for GET and HEAD."""
        if request.path == _ALL:
            return self._page(request, NAMESPACES_KEY)
        raw_name = request.path.removeprefix(_ONE)
        if raw_name == request.path or not is_valid_name(raw_name):
            return None
        name = normalize(raw_name)
        if name == raw_name:
            return self._page(request, namespace_key(name))
        return redirect(_ONE + name, request.query) if self._pages.has_page(namespace_key(name)) else None

    def _page(self, request: Request, key: str) -> Response | None:
        page = self._pages.get_page(key)
        return None if page is None else page_response(request, page, surrogate=_SURROGATE)
