"""Keep the prepared pages in step with the journal.

The page store remembers the serial it has applied. Catching up means: ask the journal what changed after
that serial, render those projects, and commit pages, list and serial together, portion by portion; the
API tokens that are live follow in the same way.
Running it twice, or in several processes, does no harm; a crash leaves the old serial, and the next
catching up mends it.

Lock order: the store's lock file first, then plain reads of the database, then the store. Without the
lock a slow process could put an older page over a newer one.
"""

import fcntl
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings

from strongroom.catalog.queries import list_names_taken, projects_named
from strongroom.foundation.names import NormalizedName
from strongroom.infra.journal.queries import Change, changed_at, list_changes, list_changes_of
from strongroom.infra.journal.services import latest_serial, latest_serial_for_others
from strongroom.readpath.services.namespaces import (
    Granted,
    begin_or_end,
    namespace_pages,
    namespaces_granted,
    projects_concerned,
)
from strongroom.readpath.services.rendering import root_frames
from strongroom.readpath.services.states import changes_of_pages, load_states
from strongroom.readpath.services.tokens import owners_concerned, portions_of_owners, put_tokens
from strongroom.readpath.store import Changes, PageStore, ProjectState

PORTION = 250
"""Changes, or projects, in one transaction of the store; bounds the memory of a rebuild."""

Turn = Callable[[], AbstractContextManager[None]]


class Pages:
    """The finished pages of this node.

    Args:
        store: Opened to be written; shared with whoever serves from it in this process.
        lock_path: A file beside the store, the same for all processes of this node.
    """

    def __init__(self, store: PageStore, *, lock_path: Path) -> None:
        self.store = store
        self._lock_path = lock_path

    def catch_up(self, advance: Callable[[int], None] = lambda _: None) -> int:
        """Bring the pages to the journal's present state and return the serial they then show.

        Pages ahead of the journal are those of another database, as when a backup was put back: all are made anew.

        Args:
            advance: Where all are made anew, called with the number of projects that are done further.
        """
        with self.alone():
            if not self.store.is_ready():
                self._begin(advance)
            while changes := list_changes(after=self.store.serial(), limit=PORTION):
                self._apply(changes)
                if len(changes) < PORTION:
                    return changes[-1].serial
            if self._is_ahead():
                self._begin(advance)
            return self.store.serial()

    def rebuild(self, advance: Callable[[int], None] = lambda _: None) -> int:
        """Make everything anew, as after a change of the pages' form, and return the serial then shown.

        Readers find each page all the while, the old one or the new one, and changes are followed as ever.

        Args:
            advance: Called with the number of projects that are done further.
        """
        if not self.store.is_ready():
            return self.catch_up(advance)
        self.catch_up()
        self._render_all(self.alone, advance)
        with self.alone():
            self._put_root(self.store.serial(), self._follow_namespaces())
        return self.catch_up()

    def render_again(self, names: list[NormalizedName]) -> None:
        """Show these projects as they are now although the journal says nothing of them; others are left out."""
        for start in range(0, len(names), PORTION):
            with self.alone():
                taken = [name for name in names[start : start + PORTION] if self.store.owns(name)]
                self._render(taken, list_changes_of(taken, until=self.store.serial()))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other process and thread from writing the pages."""
        self._lock_path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock_path.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _is_ahead(self) -> bool:
        """The pages tell of changes that the journal does not have: that we do not see them may also be our connection's fault."""
        return self.store.serial() > latest_serial() and self.store.serial() > latest_serial_for_others()

    def _begin(self, advance: Callable[[int], None]) -> None:
        """Make everything as if there had been nothing."""
        serial, granted = latest_serial(), namespaces_granted()
        self._render_all(nullcontext, advance)
        self._put_root(serial, granted)

    def _apply(self, changes: list[Change]) -> None:
        """Show what these changes, the next ones in the journal, have made of their projects."""
        names = dict.fromkeys(
            NormalizedName(change.project) for change in changes_of_pages(changes) if change.project
        )
        granted = self._follow_namespaces()
        with self.store.write() as writing:
            _put_projects(writing, load_states(self.store, names, changes, only_changed=True))
            put_tokens(writing, owners_concerned(changes))
            _put_root(writing, changes[-1].serial, changes[-1].at, granted)

    def _follow_namespaces(self) -> Granted:
        """Render the projects whose namespaces the store knows otherwise than they are, and return how they are."""
        granted = namespaces_granted()
        if begin_or_end(self.store, granted):
            self._render_all(nullcontext, lambda _: None)
        else:
            names = projects_concerned(self.store, granted)
            for start in range(0, len(names), PORTION):
                portion = names[start : start + PORTION]
                self._render(portion, list_changes_of(portion, until=latest_serial()))
        return granted

    def _render_all(self, turn: Turn, advance: Callable[[int], None]) -> None:
        """Render everything in portions, each in its `turn`, and forget what the database does not know."""
        for names in portions_of_names():
            with turn():
                self._render(names, list_changes_of(names, until=latest_serial()))
            advance(len(names))
        for known in portions_of_known(self.store):
            with turn(), self.store.write() as writing:
                for name in set(known) - projects_named(known).keys():
                    writing.delete_project(name)
        for owners in portions_of_owners(self.store, size=PORTION):
            with turn(), self.store.write() as writing:
                put_tokens(writing, owners)

    def _render(self, names: list[NormalizedName], changes: list[Change]) -> None:
        with self.store.write() as writing:
            _put_projects(writing, load_states(self.store, names, changes))

    def _put_root(self, serial: int, granted: Granted) -> None:
        with self.store.write() as writing:
            _put_root(writing, serial, changed_at(serial), granted)


def _put_projects(writing: Changes, states: Iterable[tuple[NormalizedName, ProjectState | None]]) -> None:
    for name, state in states:
        if state is None:
            writing.delete_project(name)
        else:
            writing.put_project(state)


def _put_root(writing: Changes, serial: int, at: datetime | None, granted: Granted) -> None:
    writing.put_root(
        serial=serial,
        modified_at=int(at.timestamp()) if at else 0,
        frames=root_frames(serial, namespaced=bool(granted)),
        namespaces=namespace_pages(granted),
    )


def pages_of_this_node() -> Pages:
    """Return the pages of this node: one store per process, as LMDB demands."""
    return _pages_in(settings.STRONGROOM_PAGES_FOLDER)


@cache
def _pages_in(folder: Path) -> Pages:
    return Pages(PageStore.open(folder, writable=True), lock_path=folder.with_suffix(".lock"))


def portions_of_names() -> Iterator[list[NormalizedName]]:
    """Yield the names of all projects of the catalog, withdrawn or not."""
    last = ""
    while names := list_names_taken(after=last, limit=PORTION):
        yield names
        last = names[-1]


def portions_of_known(store: PageStore) -> Iterator[list[NormalizedName]]:
    """Yield the names of all projects that the store knows."""
    last = ""
    while known := [project.name for project in store.list_projects(after=last, limit=PORTION)]:
        yield known
        last = known[-1]
