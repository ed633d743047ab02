"""Answers `/simple/` and `/simple/<project>/` with prepared pages."""

from wsgiref.types import WSGIEnvironment

from strongroom.foundation.names import NormalizedName, is_valid_name, normalize
from strongroom.interfaces.simple.conditional import is_current
from strongroom.interfaces.simple.negotiation import MediaType, select
from strongroom.interfaces.simple.responses import (
    COMMON_HEADERS,
    Response,
    not_modified,
    redirect,
    text_response,
)
from strongroom.readpath.store import PageStore, PreparedPage, Representation, project_key, root_key

ROOT = "/simple/"

_VARY = ("Vary", "Accept")
_PAGE_HEADERS = (("Cache-Control", "public, max-age=600, must-revalidate"), _VARY, *COMMON_HEADERS)
_SERIAL = "X-PyPI-Last-Serial"


class SimplePages:
    """The simple repository API, read from the store."""

    def __init__(self, pages: PageStore) -> None:
        self._pages = pages

    def answer(self, environ: WSGIEnvironment, path: str) -> Response:
        """Return the page of `path`, or why there is none. Only for GET and HEAD."""
        media_type = select(environ.get("HTTP_ACCEPT", ""), environ.get("QUERY_STRING", ""))
        if media_type is None:
            return self._not_acceptable()
        page = self._find(path, media_type)
        if page is None:
            return self._explain_absence(path, environ.get("QUERY_STRING", ""))
        return _page_response(page, media_type, environ.get("HTTP_IF_NONE_MATCH", ""))

    def _find(self, path: str, media_type: MediaType) -> PreparedPage | None:
        """Look for the page under the name as it is: only normalized names have one."""
        representation = Representation.JSON if media_type is MediaType.V1_JSON else Representation.HTML
        if path == ROOT:
            return self._pages.get_page(root_key(representation))
        if len(path) <= len(ROOT) + 1 or path[-1] != "/":
            return None
        return self._pages.get_page(project_key(NormalizedName(path[len(ROOT) : -1]), representation))

    def _explain_absence(self, path: str, query: str) -> Response:
        raw_name = path.removeprefix(ROOT).removesuffix("/")
        if path == ROOT.removesuffix("/"):
            return redirect(ROOT, query)
        if is_valid_name(raw_name) and path != (normal_path := f"{ROOT}{normalize(raw_name)}/"):
            return redirect(normal_path, query)
        if not self._pages.has_page(root_key(Representation.HTML)):
            return _not_ready()
        return self._not_found()

    def _not_found(self) -> Response:
        """Never a redirect to another index: whoever registers the name there would be installed."""
        return text_response(
            "404 Not Found",
            "No project of this name is on this index. Check the spelling; if it is yours, it appears "
            "here with its first upload.",
            (_SERIAL, str(self._pages.serial())),
        )

    def _not_acceptable(self) -> Response:
        return text_response(
            "406 Not Acceptable",
            "The request accepts none of the types this address has. Ask for one of: " + ", ".join(MediaType),
            _VARY,
            (_SERIAL, str(self._pages.serial())),
        )


def _page_response(page: PreparedPage, media_type: MediaType, if_none_match: str) -> Response:
    content_type, etag = page.content_type, page.etag
    if media_type is MediaType.V1_HTML:  # the same body under another type is another representation
        content_type, etag = media_type.value, etag + "-v1"
    headers = [
        ("Content-Type", content_type),
        ("Content-Length", str(len(page.body))),
        ("ETag", f'"{etag}"'),
        (_SERIAL, str(page.serial)),
        *_PAGE_HEADERS,
    ]
    if if_none_match and is_current(if_none_match, etag):
        return not_modified(headers)
    return Response("200 OK", headers, [page.body])


def _not_ready() -> Response:
    """Answer for a node that has no pages yet: a 404 would send installers to another index."""
    return text_response(
        "503 Service Unavailable",
        "The pages of this index are being prepared. Try again in a moment.",
        ("Retry-After", "5"),
    )
