"""Answers for names that are free on this index, with what an upstream index has under them.

The pages and files that are kept of it are sent by the same handlers as our own, so they have the same
forms, codings, conditions, ranges and counts of downloads. Before, and for each request, the rule is
asked: a name that is taken here or reserved is not looked up, whatever was kept of it before.

Asking an upstream takes time: only for servers that have a thread for each request.
"""

import logging

from strongroom.foundation.names import NormalizedName, is_valid_name, normalize
from strongroom.infra.eventlog import EventWriter
from strongroom.interfaces.simple import package_files, simple_pages
from strongroom.interfaces.simple.messages import Request, Response
from strongroom.interfaces.simple.package_files import PackageFiles
from strongroom.interfaces.simple.responses import not_ready, text_response
from strongroom.interfaces.simple.simple_pages import SimplePages
from strongroom.readpath.store import PageStore
from strongroom.readpath.upstream import ReservedNames, Route, Source, route
from strongroom.readpath.upstream.errors import UpstreamFaulty, UpstreamUnreachable
from strongroom.readpath.upstream.filenames import readings
from strongroom.readpath.upstream.ledger import Outcome
from strongroom.readpath.upstream.mirror import Mirror

_LOOKS = 8
"""How often to look whether a name is taken, while others keep changing the store."""
_STALE = ("X-Strongroom-Upstream", "stale")
_AGAIN = ("Retry-After", "10")

_log = logging.getLogger(__name__)


class UpstreamAnswers:
    """To be asked by `ReadHandlers` for what is absent.

    Args:
        own: The pages of this index, which say whose a name is.
        reserved: Names that never come from the upstream, besides those of granted namespaces.
    """

    def __init__(
        self, own: PageStore, mirror: Mirror, *, reserved: ReservedNames, events: EventWriter
    ) -> None:
        self._own = own
        self._mirror = mirror
        self._reserved = reserved
        self._simple = SimplePages(mirror.store)
        self._files = PackageFiles(mirror.store, contents=mirror.contents, events=events, kept_open=0)

    def __call__(self, request: Request) -> Response | None:
        """Return the upstream's page or file, or why there is none; None if it is neither. For GET and HEAD."""
        try:
            response = self._answer(request)
        except UpstreamUnreachable as refusal:
            return text_response("503 Service Unavailable", refusal.message, _AGAIN)
        except UpstreamFaulty as refusal:
            _log.warning("What the upstream has for %r is not passed on: %s", request.path, refusal.message)
            return text_response("502 Bad Gateway", refusal.message)
        if response is not None:
            response.repeatable = False  # it depends on more than on our own pages
        return response

    def _answer(self, request: Request) -> Response | None:
        if request.path.startswith(package_files.ROOT):
            return self._answer_file(request)
        raw_name = request.path.removeprefix(simple_pages.ROOT).removesuffix("/")
        if not request.path.startswith(simple_pages.ROOT) or not is_valid_name(raw_name):
            return None
        return self._answer_page(request, normalize(raw_name))

    def _answer_page(self, request: Request, name: NormalizedName) -> Response | None:
        routed = self._route(name)
        if routed is None:
            return not_ready()
        if routed.source is not Source.UPSTREAM:
            return _absent(f"{routed.reason} There is no page of it now.")
        standing = self._mirror.pages.refresh(name)
        if standing.outcome is Outcome.MISSING:
            return _absent(f"{name} is neither on this index nor on its upstream. Check the spelling.")
        response = self._simple.answer(request)
        if response is not None and standing.is_stale:
            response.headers.append(_STALE)
        return response

    def _answer_file(self, request: Request) -> Response | None:
        """Look under each project the file name may speak of; its page says whether the file is there."""
        *digest, filename = request.path.removeprefix(package_files.ROOT).split("/")
        sha256, filename = "".join(digest), filename.removesuffix(".metadata")
        for name, _ in readings(filename):
            routed = self._route(name)
            if routed is None:
                return not_ready()
            if routed.source is Source.UPSTREAM and self._offers(name, sha256, filename):
                return self._files.answer(request)
        return _absent("Neither this index nor its upstream offers a file at this address.")

    def _offers(self, name: NormalizedName, sha256: str, filename: str) -> bool:
        """The upstream's page of this very project lists the file."""
        if self._mirror.pages.refresh(name).outcome is not Outcome.FOUND:
            return False
        record = self._mirror.store.get_file(sha256, filename)
        return record is not None and record.project == name

    def _route(self, name: NormalizedName) -> Route | None:
        """Return who answers for a name, or None while it cannot be told.

        That the store is complete and that the name is free must be seen in one and the same state of it: it may
        be made anew in between.
        """
        for _ in range(_LOOKS):
            version = self._own.version()
            ready, owned = self._own.is_ready(), self._own.owns(name)
            reserved = self._reserved.and_namespaces(self._own.list_namespaces())
            if owned or self._own.version() == version:
                return route(name, owned=owned, reserved=reserved, upstream=True) if ready or owned else None
        return None


def _absent(text: str) -> Response:
    return text_response("404 Not Found", text)
