"""Which handler answers which path of the read path."""

from strongroom.infra.eventlog import EventWriter
from strongroom.infra.storage.local import ContentStore
from strongroom.interfaces.simple import package_files, project_json, provenance, simple_pages
from strongroom.interfaces.simple.messages import Handler, Request, Response
from strongroom.interfaces.simple.package_files import PackageFiles
from strongroom.interfaces.simple.project_json import ProjectJson
from strongroom.interfaces.simple.responses import method_not_allowed, options
from strongroom.interfaces.simple.simple_pages import SimplePages
from strongroom.readpath.store import PageStore


class ReadHandlers:
    """Everything that is answered from prepared pages and kept files.

    Args:
        on_absent: Asked for pages and files of projects whose names nobody has taken here, such as for those of
            an index upstream; where it returns None, somebody else answers. Without it there are none.
    """

    def __init__(
        self,
        pages: PageStore,
        contents: ContentStore,
        events: EventWriter,
        on_absent: Handler | None = None,
    ) -> None:
        simple = SimplePages(pages, on_absent)
        files = PackageFiles(pages, contents=contents, events=events, on_absent=on_absent)
        self._handlers: dict[str, Handler] = {
            "/simple": simple.answer,
            simple_pages.ROOT: simple.answer,
            package_files.ROOT: files.answer,
            provenance.ROOT: provenance.answer,
            project_json.ROOT: ProjectJson(pages).answer,
        }

    def has(self, path: str) -> bool:
        """The path is below one of those that are answered here."""
        return self._find(path) is not None

    def answer(self, request: Request) -> Response | None:
        """Return the answer, or None for what somebody else may answer."""
        handler = self._find(request.path)
        if handler is None:
            return None
        if request.method in ("GET", "HEAD"):
            return handler(request)
        return options() if request.method == "OPTIONS" else method_not_allowed(request.method)

    def _find(self, path: str) -> Handler | None:
        if path == project_json.ROOT:  # XML-RPC is posted to the bare root
            return None
        return self._handlers.get(path[: path.find("/", 1) + 1] or path)
