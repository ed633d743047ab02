"""The list of jobs and the loop that runs them, one at a time, in one process per installation."""

import fcntl
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from django.db import close_old_connections

from strongroom.foundation.errors import Refusal
from strongroom.infra.db import close_after_error
from strongroom.infra.journal.origins import Origin, made_from
from strongroom.interfaces.jobs import handlers

log = logging.getLogger(__name__)


WORKER = Origin(client="the worker of this index")
LONGEST_PAUSE_SECONDS = 60
"""Between two runs of a job that fails; one that runs more seldom keeps its own time."""


class Outcome(Enum):
    """How a run of a job ended."""

    DONE = 1
    UNFINISHED = 2
    FAILED = 3


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done every `every_seconds`, and again after the others' turn when it says that it has more to do."""

    every_seconds: float
    run: Callable[[], bool | None]


JOBS = (
    Job(1, handlers.deliver_mail),
    Job(2, handlers.fold_downloads),
    Job(5, handlers.import_download_logs),
    Job(5, handlers.build_download_details),
    Job(3600, handlers.put_away_download_details),
    Job(5, handlers.catch_up_pages),
    Job(60, handlers.renew_json_documents),
    Job(30, handlers.run_designation),
    Job(60, handlers.tend_mandates),
    Job(5, handlers.make_announced_letters),
    Job(60, handlers.tend_announcements),
    Job(600, handlers.follow_mandate_letters),
    Job(60, handlers.tend_account_recoveries),
    Job(60, handlers.tend_custody),
    Job(600, handlers.tend_voucher_campaigns),
    Job(3600, handlers.tell_of_tokens),
    Job(3600, handlers.choose_mail_domains),
    Job(30, handlers.check_mail_domains),
    Job(60, handlers.read_bounces),
    Job(3600, handlers.forget_old_pages),
    Job(3600, handlers.clear_sessions),
    Job(3600, handlers.clear_attempts),
    Job(3600, handlers.forget_provider_factors),
    Job(3600, handlers.ask_the_directory),
    Job(3600, handlers.forget_origins),
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


class _Turns:
    """When a job runs next: after its time, or later and later while it fails."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._due_at = 0.0
        self._pause_seconds = job.every_seconds

    def take(self) -> None:
        """Run the job if it is due."""
        if time.monotonic() < self._due_at:
            return
        longest = max(self._job.every_seconds, LONGEST_PAUSE_SECONDS)
        outcome = _run(self._job)
        self._pause_seconds = (
            min(2 * self._pause_seconds, longest) if outcome is Outcome.FAILED else self._job.every_seconds
        )
        self._due_at = time.monotonic() + (0 if outcome is Outcome.UNFINISHED else self._pause_seconds)


def work(should_stop: Callable[[], bool], *, jobs: tuple[Job, ...] = JOBS) -> None:
    """Run every job when it is due, until `should_stop`.

    An error of one is logged, and it runs again: after twice its time, then after twice that, and so on
    up to a minute, until it succeeds.
    """
    turns = [_Turns(job) for job in jobs]
    while not should_stop():
        for turn in turns:
            turn.take()
        time.sleep(0.2)


def _run(job: Job) -> Outcome:
    close_old_connections()
    try:
        with made_from(WORKER):
            is_unfinished = job.run()
    except Exception as error:
        # A refusal says in its words what is wrong and what to do; where the code stood helps nobody.
        trace = None if isinstance(error, Refusal) else error
        log.error("%s failed and will run again: %s", job.run.__name__, error, exc_info=trace)  # noqa: TRY400 - as said
        close_after_error()
        return Outcome.FAILED
    return Outcome.UNFINISHED if is_unfinished else Outcome.DONE
