"""The list of jobs and the loop that runs them, one at a time, in one process per installation."""

import fcntl
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import close_old_connections

from strongroom.interfaces.jobs import handlers

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done every `every_seconds`."""

    every_seconds: float
    run: Callable[[], object]


JOBS = (
    Job(1, handlers.deliver_mail),
    Job(2, handlers.fold_downloads),
    Job(5, handlers.catch_up_pages),
    Job(30, handlers.run_designation),
    Job(60, handlers.tend_mandates),
    Job(3600, handlers.clear_sessions),
    Job(3600, handlers.clear_attempts),
)


@contextmanager
def our_turn(lock_path: Path, should_stop: Callable[[], bool]) -> Iterator[None]:
    """Wait until no other process works on this installation, or until `should_stop`: two would send letters twice."""
    with lock_path.open("w") as lock:
        while not should_stop():
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.2)
        yield


def work(should_stop: Callable[[], bool], *, jobs: tuple[Job, ...] = JOBS) -> None:
    """Run every job when it is due, until `should_stop`; an error of one is logged and it runs again later."""
    due_at = dict.fromkeys(range(len(jobs)), 0.0)
    while not should_stop():
        for number, job in enumerate(jobs):
            if time.monotonic() >= due_at[number]:
                _run(job)
                due_at[number] = time.monotonic() + job.every_seconds
        time.sleep(0.2)


def _run(job: Job) -> None:
    close_old_connections()
    try:
        job.run()
    except Exception:
        log.exception("%s failed and will run again", job.run.__name__)
