"""Answers `/simple/` and `/simple/<project>/` with prepared pages."""

from strongroom.foundation.names import NormalizedName, is_valid_name, normalize
from strongroom.interfaces.simple.codings import select_coding
from strongroom.interfaces.simple.messages import Handler, Header, Request, Response
from strongroom.interfaces.simple.namespaces import Namespaces
from strongroom.interfaces.simple.negotiation import MediaType, select
from strongroom.interfaces.simple.prepared import VARY, page_response
from strongroom.interfaces.simple.responses import (
    SERIAL,
    SURROGATE,
    not_ready,
    redirect,
    repeatable,
    text_response,
)
from strongroom.readpath.store import (
    Coding,
    PageStore,
    PreparedPage,
    Representation,
    RootSnapshot,
    project_key,
)

ROOT = "/simple/"

_FORMS = {
    MediaType.V1_JSON: (Representation.JSON, ""),
    MediaType.V1_HTML: (Representation.HTML, MediaType.V1_HTML.value),
    MediaType.TEXT_HTML: (Representation.HTML, ""),
}
"""Which body a type is made of, and what it is called where that differs from the body's own type."""


class SimplePages:
    """The simple repository API, read from the store.

    Args:
        on_absent: Asked for projects whose names are free here.
    """

    def __init__(self, pages: PageStore, on_absent: Handler | None = None) -> None:
        self._pages = pages
        self._namespaces = Namespaces(pages)
        self._on_absent = on_absent

    def answer(self, request: Request) -> Response | None:
        """Return the page of the path, or why there is none. Only for GET and HEAD."""
        if request.path[-1] != "/" and (answered := self._namespaces.answer(request)) is not None:
            return answered
        media_type = select(request.headers.get("accept", ""), request.query)
        if media_type is None:
            return self._not_acceptable()
        representation, presented_as = _FORMS[media_type]
        coding = select_coding(request.headers.get("accept-encoding", ""))
        page = self._find(request.path, representation, coding)
        if page is None:
            return self._explain_absence(request)
        name = request.path[len(ROOT) : -1]
        surrogate = f"project/{name}" if name else "root"
        return page_response(request, page, surrogate=surrogate, presented_as=presented_as)

    def _find(
        self, path: str, representation: Representation, coding: Coding
    ) -> PreparedPage | RootSnapshot | None:
        """Look for the page under the name as it is: only normalized names have one."""
        if path == ROOT:
            return self._pages.get_root(representation, coding)
        if path[-1] != "/":
            return None
        name = NormalizedName(path[len(ROOT) : -1])
        return self._pages.get_page(project_key(name, representation), coding)

    def _explain_absence(self, request: Request) -> Response | None:
        raw_name = request.path.removeprefix(ROOT).removesuffix("/")
        if request.path == ROOT:
            return not_ready()
        if request.path == ROOT.removesuffix("/"):
            return redirect(ROOT, request.query)
        if not is_valid_name(raw_name):
            return self._not_found()
        name = normalize(raw_name)
        address = f"{ROOT}{name}/"
        if request.path != address:
            return redirect(address, request.query)
        if not self._pages.is_ready():
            return not_ready()
        if self._on_absent is not None and not self._pages.owns(name):
            return self._on_absent(request)
        return self._not_found((SURROGATE, f"project/{name}"))

    def _not_found(self, *headers: Header) -> Response:
        """Never a redirect to another index: whoever registers the name there would be installed."""
        text = (
            "No project of this name is on this index. Check the spelling; if it is yours, it appears "
            "here with its first upload."
        )
        return repeatable(text_response("404 Not Found", text, *headers, self._serial()))

    def _not_acceptable(self) -> Response:
        text = "The request accepts none of the types this address has. Ask for one of: "
        refused = text_response("406 Not Acceptable", text + ", ".join(MediaType), VARY, self._serial())
        return repeatable(refused)

    def _serial(self) -> Header:
        return SERIAL, str(self._pages.serial())
