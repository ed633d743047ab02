"""How a test looks at the prepared pages."""

import json
from typing import Any

from strongroom.foundation.names import NormalizedName
from strongroom.readpath.services import pages_of_this_node
from strongroom.readpath.store import FileRecord, PreparedPage, Representation, project_key, root_key


def catch_up() -> int:
    """Bring the pages to the present."""
    return pages_of_this_node().catch_up()


def root() -> dict[str, Any]:
    """Return the list of all projects."""
    body: dict[str, Any] = json.loads(_page(root_key(Representation.JSON)).body)
    return body


def listed() -> dict[str, int]:
    """Return the names in the list of all, each with its serial."""
    return {one["name"]: one["_last-serial"] for one in root()["projects"]}


def is_shown(name: NormalizedName) -> bool:
    """The project has a page, in both forms."""
    shown = [pages_of_this_node().store.has_page(project_key(name, form)) for form in Representation]
    assert len(set(shown)) == 1
    return all(shown)


def project(name: NormalizedName) -> dict[str, Any]:
    """Return the project's page; both forms agree on the serial."""
    page, html = (_page(project_key(name, form)) for form in (Representation.JSON, Representation.HTML))
    assert page.serial == html.serial
    body: dict[str, Any] = json.loads(page.body)
    assert body["meta"]["_last-serial"] == page.serial
    return body


def serial(name: NormalizedName) -> int:
    """Return the serial that the project's page tells."""
    return int(project(name)["meta"]["_last-serial"])


def offered(sha256: str, filename: str) -> FileRecord | None:
    """Return the file as it is offered to installers."""
    return pages_of_this_node().store.get_file(sha256, filename)


def every_page(*names: NormalizedName) -> list[PreparedPage]:
    """Return the list of all and these projects' pages, in both forms."""
    keys = [root_key(form) for form in Representation]
    return [
        _page(key) for key in (*keys, *(project_key(name, form) for name in names for form in Representation))
    ]


def _page(key: str) -> PreparedPage:
    page = pages_of_this_node().store.get_page(key)
    assert page is not None, f"there is no page {key}"
    return page
