"""Answers `/pypi/<project>/json` and `/pypi/<project>/<version>/json` with prepared documents.

A version is found by every spelling that equals it. Its document is put together from its own part and
the one that all versions of the project share. The second is read first: then the serial it tells may
be behind what the document shows, and never ahead of it.
"""

import json
import re
from urllib.parse import quote

from packaging.utils import canonicalize_version
from packaging.version import InvalidVersion, Version

from strongroom.foundation.names import NormalizedName, is_valid_name, normalize
from strongroom.interfaces.simple.codings import select_coding
from strongroom.interfaces.simple.messages import Request, Response
from strongroom.interfaces.simple.prepared import page_response
from strongroom.interfaces.simple.responses import (
    SERIAL,
    SURROGATE,
    json_response,
    not_ready,
    redirect,
    repeatable,
)
from strongroom.readpath.store import (
    PageStore,
    PreparedPage,
    Representation,
    project_key,
    release_key,
    release_tail_key,
)

ROOT = "/pypi/"

_PATH = re.compile(r"/pypi/(?P<name>[^/]+)(?:/(?P<version>[^/]+))?/json/?", re.DOTALL)
_ETAG_HALF = 16
"""Hexadecimal digits taken of either part's tag: 64 bits tell the states of one document apart."""


class ProjectJson:
    """The JSON API, read from the store."""

    def __init__(self, pages: PageStore) -> None:
        self._pages = pages

    def answer(self, request: Request) -> Response | None:
        """Return the document of the path, why there is none, or None where the path is somebody else's.

        Only for GET and HEAD.
        """
        match = _PATH.fullmatch(request.path)
        if match is None:
            return None
        name, version = match["name"], match["version"]
        page = self._find(request, NormalizedName(name), version)
        if page is None:
            return self._explain_absence(request, name, version)
        return page_response(request, page, surrogate=f"project/{name}")

    def _find(self, request: Request, name: NormalizedName, version: str | None) -> PreparedPage | None:
        """Look under the name as it is: only normalized names have documents."""
        if version is not None:
            return self._find_release(name, version)
        coding = select_coding(request.header("accept-encoding"))
        return self._pages.get_page(project_key(name, Representation.API), coding)

    def _find_release(self, name: NormalizedName, raw_version: str) -> PreparedPage | None:
        tail = self._pages.get_page(release_tail_key(name))
        if tail is None:
            return None
        for spelling in _spellings(raw_version):
            head = self._pages.get_page(release_key(name, spelling))
            if head is not None:
                return _joined(head, tail)
        return None

    def _explain_absence(self, request: Request, name: str, version: str | None) -> Response:
        headers = [(SERIAL, str(self._pages.serial()))]
        if is_valid_name(name):
            if name != normalize(name):
                place = normalize(name) if version is None else f"{normalize(name)}/{_quoted(version)}"
                return redirect(f"{ROOT}{place}/json", request.query)
            headers.append((SURROGATE, f"project/{name}"))
        if not self._pages.is_ready():
            return not_ready()
        what = "project of this name" if version is None else "release of this name and version"
        body = json.dumps({"message": f"There is no {what} on this index."}).encode()
        return repeatable(json_response("404 Not Found", body, *headers))


def _spellings(raw_version: str) -> tuple[str, ...]:
    """Return under what a version may be kept, most exact first (`json_api.version_keys`)."""
    try:
        version = Version(raw_version)
    except InvalidVersion:
        return ()
    return str(version), canonicalize_version(version, strip_trailing_zero=True)


def _quoted(text: str) -> str:
    """Escape a part of a path, of which each character is a byte."""
    return quote(text, safe="", encoding="latin-1")


def _joined(head: PreparedPage, tail: PreparedPage) -> PreparedPage:
    return PreparedPage(
        content_type=head.content_type,
        body=head.body + tail.body,
        etag=head.etag[:_ETAG_HALF] + tail.etag[:_ETAG_HALF],
        serial=tail.serial,
        modified_at=max(head.modified_at, tail.modified_at),
    )
