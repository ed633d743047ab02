"""Compare the prepared pages with what would be prepared now, and say in words where they differ."""

import hashlib
from collections.abc import Callable, Iterator
from functools import partial

from strongroom.catalog.queries import projects_named
from strongroom.foundation.names import NormalizedName
from strongroom.infra.journal.queries import list_changes_of
from strongroom.infra.journal.services import latest_serial
from strongroom.readpath.services.keeping import PORTION, Pages, portions_of_known, portions_of_names
from strongroom.readpath.services.namespaces import compare_namespaces
from strongroom.readpath.services.rendering import root_frames
from strongroom.readpath.services.states import load_states
from strongroom.readpath.services.tokens import compare_tokens, portions_of_owners
from strongroom.readpath.store import (
    LISTED,
    Coding,
    KnownProject,
    PageStore,
    ProjectState,
    Representation,
    open_decoded,
    prepared_pages,
    project_key,
)


def verify(pages: Pages, advance: Callable[[int], None] = lambda _: None) -> Iterator[str]:
    """Bring the pages to the present, and yield in what they differ from those that would be made anew.

    Args:
        advance: Called with the number of projects that are compared further.
    """
    for names in portions_of_names():
        yield from _settled(pages, partial(_of_projects, pages.store, names))
        advance(len(names))
    for known in portions_of_known(pages.store):
        yield from _settled(pages, partial(_of_strangers, pages.store, known))
    for owners in portions_of_owners(pages.store, size=PORTION):
        yield from _settled(pages, partial(compare_tokens, pages.store, owners))
    yield from _settled(pages, partial(compare_namespaces, pages.store))
    for form in LISTED:
        yield from _settled(pages, partial(_of_list, pages.store, form))


def _settled(pages: Pages, compare: Callable[[], Iterator[str]]) -> list[str]:
    """Return the differences found while nothing changed: of others nobody knows whose fault they are."""
    while True:
        pages.catch_up()
        with pages.alone():
            differences = list(compare())
            if not differences or pages.store.serial() == latest_serial():
                return differences


def _of_projects(store: PageStore, names: list[NormalizedName]) -> Iterator[str]:
    for name, state in load_states(store, names, list_changes_of(names, until=store.serial())):
        known = store.find_project(name)
        if state is None:
            continue  # it went away since we asked for names
        if known is None:
            yield f"{name}: nothing is known of the project."
        else:
            yield from _of_project(store, state, known)


def _of_project(store: PageStore, state: ProjectState, known: KnownProject) -> Iterator[str]:
    name = state.name
    if (known.serial, known.lines) != (state.serial, state.lines):
        yield f"{name}: serial or line in the list of all projects differs."
    expected = {(key, page.coding): page.body for key, page in prepared_pages(state)}
    of_forms = {(project_key(name, form), coding) for form in Representation for coding in Coding}
    for key, coding in sorted(expected.keys() | of_forms):
        page = store.get_page(key, coding)
        held = page.body if page is not None and page.coding is coding else None
        if held != expected.get((key, coding)):
            yield f"{name}: the page {key} ({coding}) {_fault(held, expected.get((key, coding)))}."
    present, wanted = set(store.list_files(name)), set(state.files)
    yield from (f"{name}: {file.filename} is not offered as it should be." for file in wanted - present)
    yield from (f"{name}: {file.filename} should not be offered like this." for file in present - wanted)


def _fault(held: bytes | None, expected: bytes | None) -> str:
    if held is None:
        return "is missing"
    return "should not be there" if expected is None else "differs"


def _of_strangers(store: PageStore, names: list[NormalizedName]) -> Iterator[str]:
    for name in set(names) - projects_named(names).keys():
        if store.owns(name):
            yield f"{name}: there is no such project."


def _of_list(store: PageStore, form: Representation) -> Iterator[str]:
    """Compare the list with the lines of the projects, which were compared before."""
    expected = _digest_of_lines(store, form)
    for coding in Coding:
        snapshot = store.get_root(form, coding)
        if snapshot is None or snapshot.serial != store.serial():
            yield f"The list of all projects in {form} ({coding}) is missing."
            continue
        with open_decoded(snapshot.file, coding) as content:
            if hashlib.file_digest(content, "sha256").digest() != expected:
                yield f"The list of all projects in {form} ({coding}) differs."


def _digest_of_lines(store: PageStore, form: Representation) -> bytes:
    frames = root_frames(store.serial(), namespaced=bool(store.list_namespaces()))
    frame, digest, separator = frames[form], hashlib.sha256(), b""
    digest.update(frame.head)
    last = ""
    while projects := store.list_projects(after=last, limit=PORTION):
        last = projects[-1].name
        for line in (project.lines[form] for project in projects if form in project.lines):
            digest.update(separator + line)
            separator = LISTED[form]
    digest.update(frame.tail)
    return digest.digest()
