"""Which namespaces are granted, as the pages tell it, and whom it concerns when that changes.

The store's own pages of namespaces are the note of what the pages of projects were made with. Where they differ from
what is granted, the projects concerned are rendered first, and then the pages of namespaces are put: a crash in
between leaves the difference.
"""

from collections.abc import Callable, Collection, Iterator, Mapping

from strongroom.catalog.queries import list_names_within, list_namespaces, memberships
from strongroom.foundation.names import NormalizedName
from strongroom.readpath.rules.namespaces import list_json, namespace_json
from strongroom.readpath.rules.pages import JSON_CONTENT_TYPE, NamespaceEntry
from strongroom.readpath.store import NAMESPACES_KEY, Body, PageStore, namespace_key

Granted = Mapping[NormalizedName, bytes]
"""What is told of each namespace, by name."""

Entries = tuple[NamespaceEntry, ...]


def namespaces_of_projects(
    names: Collection[NormalizedName],
) -> Callable[[NormalizedName], Entries | None]:
    """Return what tells of each of these projects in which namespaces it lies; see `ProjectPage.namespaces`."""
    found = memberships(names)

    def entries(name: NormalizedName) -> Entries | None:
        if found is None:
            return None
        return tuple(NamespaceEntry(one.namespace, one.owned) for one in found[name])

    return entries


def namespaces_granted() -> Granted:
    """Return the namespaces as they are to be shown."""
    return {
        one.name: namespace_json(one.name, parent=one.parent, children=one.children, owner=one.owner)
        for one in list_namespaces()
    }


def namespace_pages(granted: Granted) -> dict[str, Body]:
    """Return the pages of namespaces by key; none where none is granted, not even a list (PEP 752)."""
    if not granted:
        return {}
    pages = {namespace_key(name): Body(JSON_CONTENT_TYPE, content) for name, content in granted.items()}
    return {NAMESPACES_KEY: Body(JSON_CONTENT_TYPE, list_json(granted)), **pages}


def begin_or_end(store: PageStore, granted: Granted) -> bool:
    """The first namespace was granted, or the last one revoked: then every page in JSON is another."""
    return bool(store.list_namespaces()) != bool(granted)


def projects_concerned(store: PageStore, granted: Granted) -> list[NormalizedName]:
    """Return the projects in namespaces of which the store knows something else than is granted."""
    shown = {name: page.body for name, page in store.list_namespaces().items()}
    others = {name for name in shown.keys() | granted.keys() if shown.get(name) != granted.get(name)}
    return list_names_within(others) if others else []


def compare_namespaces(store: PageStore) -> Iterator[str]:
    """Yield, in words, which pages of namespaces are others than they should be."""
    wanted = {key: body.content for key, body in namespace_pages(namespaces_granted()).items()}
    shown = {namespace_key(name) for name in store.list_namespaces()}
    for key in sorted({NAMESPACES_KEY, *shown, *wanted}):
        page = store.get_page(key)
        if (page.body if page else None) != wanted.get(key):
            yield f"The page {key} is not as it should be."
