"""Two runs at once, by the worker and by an operator's hand: one waits for the other, and builds on what it has stored."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from django.db import connection

from strongroom.criticality.errors import RunOutOfOrder
from strongroom.criticality.queries import designated_since
from strongroom.criticality.rules.designation import Outcome
from tests.support import given
from tests.support.given import NOON
from tests.support.meanwhile import after_reading

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = NOON.date()
A_WHILE_SECONDS = 0.5


def run_here_and_there(*, days_earlier: int) -> Future[Outcome]:
    """Run today; when all is read, more has come in, and somebody else begins to run that day, too."""
    ada = given.person("ada")
    given.downloads(given.release(ada, "harborlight"), 5000)
    running: list[Future[Outcome]] = []

    def run_there() -> Outcome:
        try:
            return given.designation(on=TODAY - timedelta(days=days_earlier))
        finally:
            connection.close()

    def more_comes_in() -> None:
        given.downloads(given.release(ada, "quietqueue"), 50_000, on=TODAY - timedelta(days=9))
        running.append(threads.submit(run_there))
        wait(running, A_WHILE_SECONDS)

    with ThreadPoolExecutor(1) as threads:
        with after_reading("criticality_namedproject", more_comes_in):
            given.designation()
        wait(running)
    return running[0]


def test_what_was_read_later_is_stored_later() -> None:
    run_here_and_there(days_earlier=0).result()
    assert designated_since() == {"quietqueue": TODAY}


def test_no_day_is_run_while_a_later_one_builds_on_what_was_before() -> None:
    with pytest.raises(RunOutOfOrder):
        run_here_and_there(days_earlier=1).result()
    assert designated_since() == {"harborlight": TODAY}
