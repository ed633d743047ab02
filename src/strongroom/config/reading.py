"""The read path as readers have it: without Django, and without a driver of any database."""

import time
from collections.abc import Callable
from functools import cached_property

from strongroom.config.env import read_environment
from strongroom.config.folders import Folders
from strongroom.config.privacy import guarded
from strongroom.infra.eventlog import EventWriter
from strongroom.infra.storage.local import ContentStore
from strongroom.interfaces.simple.messages import Handler, Request
from strongroom.interfaces.simple.routes import ReadHandlers
from strongroom.readpath.store import PageStore

_LOOK_SECONDS = 0.05


class Reading:
    """What this machine answers from, opened when it is first used.

    Raises:
        SettingInvalid: if the environment cannot be read.
    """

    def __init__(self) -> None:
        self.environment = read_environment()
        self._folders = Folders(self.environment["STRONGROOM_DATA"])

    def await_pages(self, should_stop: Callable[[], bool]) -> bool:
        """Return True as soon as somebody has made the store of pages; False if it is time to stop before."""
        while not should_stop():
            try:
                PageStore.open(self._folders.pages, writable=False).close()
            except FileNotFoundError:
                time.sleep(_LOOK_SECONDS)
            else:
                return True
        return False

    @cached_property
    def pages(self) -> PageStore:
        """The finished pages."""
        return PageStore.open(self._folders.pages, writable=False)

    @cached_property
    def events(self) -> EventWriter:
        """Where downloads are noted."""
        return EventWriter(self._folders.events)

    @cached_property
    def answer(self) -> Handler:
        """Everything that is answered here. What an upstream may have is left to the second lane: to ask takes time."""
        return self.make_answer(on_absent=_leave if self.environment["STRONGROOM_UPSTREAM"] else None)

    def make_answer(self, *, on_absent: Handler | None) -> Handler:
        """Return what answers; `on_absent` is asked as `ReadHandlers` says."""
        handlers = ReadHandlers(self.pages, ContentStore(self._folders.content), self.events, on_absent)
        return guarded(handlers, self.pages, environment=self.environment)


def _leave(_request: Request) -> None:
    """Let somebody else answer."""
