"""How a test looks at the prepared pages."""

import json
from typing import Any

from strongroom.foundation.names import NormalizedName
from strongroom.readpath.services import pages_of_this_node
from strongroom.readpath.store import (
    LISTED,
    Coding,
    FileRecord,
    PreparedPage,
    Representation,
    open_decoded,
    project_key,
)


def catch_up() -> int:
    """Bring the pages to the present."""
    return pages_of_this_node().catch_up()


def root() -> dict[str, Any]:
    """Return the list of all projects."""
    body: dict[str, Any] = json.loads(list_as_sent(Representation.JSON))
    return body


def list_as_sent(form: Representation, coding: Coding = Coding.IDENTITY) -> bytes:
    """Return the list of all projects, its coding undone."""
    snapshot = pages_of_this_node().store.get_root(form, coding)
    assert snapshot is not None, "there is no list"
    with open_decoded(snapshot.file, coding) as content:
        return content.read()


def listed() -> dict[str, int]:
    """Return the names in the list of all, each with its serial."""
    return {one["name"]: one["_last-serial"] for one in root()["projects"]}


def is_shown(name: NormalizedName) -> bool:
    """The project has a page, in both forms."""
    shown = [pages_of_this_node().store.has_page(project_key(name, form)) for form in LISTED]
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


def every_page(*names: NormalizedName) -> list[object]:
    """Return the list of all with its validators, and these projects' pages, in both forms and every coding."""
    store = pages_of_this_node().store
    lists = [store.get_root(form, coding) for form in LISTED for coding in Coding]
    sent = [list_as_sent(form, coding) for form in LISTED for coding in Coding]
    keys = [project_key(name, form) for name in names for form in LISTED]
    return [
        *((one.etag, one.serial, one.modified_at) for one in lists if one),
        *sent,
        *(_page(key, coding) for key in keys for coding in Coding),
    ]


def _page(key: str, coding: Coding = Coding.IDENTITY) -> PreparedPage:
    page = pages_of_this_node().store.get_page(key, coding)
    assert page is not None, f"there is no page {key}"
    return page
