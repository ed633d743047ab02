"""The loop of background work: each job when it is due, and on after a failure."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from itertools import count, pairwise
from pathlib import Path

import pytest

from strongroom.catalog.queries import find_project
from strongroom.foundation.names import NormalizedName
from strongroom.infra.outbox.services import MailServerUnreachable
from strongroom.interfaces.jobs.schedule import JOBS, Job, our_turn, work
from tests.contexts.infra.given import begin_to_read, elsewhere
from tests.support import given

pytestmark = pytest.mark.django_db

NEVER_AGAIN = 3600.0
LANTERNFISH = NormalizedName("lanternfish")


def after_rounds(number: int) -> Callable[[], bool]:
    """Return what ends the work after so many rounds."""
    asked = count()
    return lambda: next(asked) >= number


def test_every_job_runs_at_once_and_again_when_it_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    runs, watch = Counter[str](), Watch(monkeypatch)
    started = watch.at

    def often() -> None:
        runs["often"] += 1

    def seldom() -> None:
        runs["seldom"] += 1

    work(after_rounds(4), jobs=(Job(0, often), Job(NEVER_AGAIN, seldom)))
    assert runs == {"often": 4, "seldom": 1}
    assert watch.at - started < NEVER_AGAIN


def test_a_job_waits_for_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    at, watch = list[float](), Watch(monkeypatch)
    work(after_rounds(5), jobs=(Job(0.5, lambda: at.append(watch.at)),))
    assert len(at) >= 2
    assert all(later - earlier >= 0.5 for earlier, later in pairwise(at))


def test_a_job_that_has_more_to_do_goes_on_after_the_others_had_their_turn() -> None:
    order: list[str] = []

    def long() -> bool:
        order.append("long")
        return len(order) < 5

    work(after_rounds(4), jobs=(Job(NEVER_AGAIN, long), Job(0, lambda: order.append("other"))))
    assert order == ["long", "other", "long", "other", "long", "other", "other"]


def test_jobs_run_in_the_order_of_the_list() -> None:
    order: list[str] = []
    work(
        after_rounds(1), jobs=(Job(1, lambda: order.append("first")), Job(1, lambda: order.append("second")))
    )
    assert order == ["first", "second"]


def test_a_job_that_fails_is_logged_runs_again_and_stops_nobody(caplog: pytest.LogCaptureFixture) -> None:
    runs: Counter[str] = Counter()

    def failing() -> None:
        runs["failing"] += 1
        raise LookupError("nothing is as it should be")

    def other() -> None:
        runs["other"] += 1

    work(after_rounds(3), jobs=(Job(0, failing), Job(0, other)))
    assert runs == {"failing": 3, "other": 3}
    assert "failing failed and will run again" in caplog.text
    assert "nothing is as it should be" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_what_a_failed_job_left_half_read_keeps_nothing_from_the_next() -> None:
    for name in ("harborlight", "quillmark"):
        given.release(given.person(f"of-{name}"), name)
    left: list[object] = []
    seen: list[object] = []

    def failing() -> None:
        left.append(begin_to_read())
        elsewhere(lambda: given.release(given.person("ada"), "lanternfish"))
        raise LookupError("nothing is as it should be")

    work(after_rounds(1), jobs=(Job(1, failing), Job(1, lambda: seen.append(find_project(LANTERNFISH)))))
    assert seen != [None]


def test_a_refusal_is_logged_by_its_words_alone(caplog: pytest.LogCaptureFixture) -> None:
    def refused() -> None:
        raise MailServerUnreachable("The mail server takes no mail: timed out.", next_step="Look at it.")

    work(after_rounds(1), jobs=(Job(1, refused),))
    (record,) = caplog.records
    assert record.getMessage() == (
        "refused failed and will run again: The mail server takes no mail: timed out. Look at it."
    )
    assert not record.exc_info


class Watch:
    """Moves on only when somebody sleeps; `time.monotonic` and `time.sleep` for a day's work in a blink."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = 1000.0
        monkeypatch.setattr(time, "monotonic", lambda: self.at)
        monkeypatch.setattr(time, "sleep", self.sleep)

    def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        self.at += seconds


def pauses(monkeypatch: pytest.MonkeyPatch, every_seconds: float, *, failing: range) -> list[int]:
    """Return the seconds between the first runs of a job of which the runs numbered in `failing` fail."""
    watch, runs = Watch(monkeypatch), list[float]()

    def job() -> None:
        runs.append(watch.at)
        if len(runs) in failing:
            raise LookupError("nothing is as it should be")

    work(lambda: len(runs) > 12, jobs=(Job(every_seconds, job),))
    return [round(later - earlier) for earlier, later in pairwise(runs)]


def test_a_job_that_goes_on_failing_runs_more_and_more_seldom_until_it_succeeds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = pauses(monkeypatch, 1, failing=range(2, 11))
    assert seen == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 1, 1]


def test_a_job_that_runs_seldom_anyway_keeps_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(pauses(monkeypatch, 3600, failing=range(3, 9))) == {3600}


def test_whoever_is_asked_to_stop_before_the_first_round_does_nothing() -> None:
    runs: list[int] = []
    work(lambda: True, jobs=(Job(0, lambda: runs.append(1)),))
    assert runs == []


@pytest.mark.django_db(transaction=True)
def test_all_of_our_own_jobs_run_on_an_empty_index(caplog: pytest.LogCaptureFixture) -> None:
    work(after_rounds(1), jobs=JOBS)
    assert caplog.text == ""


def test_one_process_works_and_another_waits_for_its_turn(tmp_path: Path) -> None:
    lock, order, told = tmp_path / "worker.lock", [], threading.Event()

    def second() -> None:
        with our_turn(lock, told.is_set):
            order.append("second")

    with our_turn(lock, lambda: False):
        waiting = threading.Thread(target=second)
        waiting.start()
        order.append("first")
    waiting.join(60)
    assert order == ["first", "second"]


def test_whoever_waits_can_be_told_to_end(tmp_path: Path) -> None:
    lock = tmp_path / "worker.lock"
    with our_turn(lock, lambda: False), our_turn(lock, lambda: True):
        pass
