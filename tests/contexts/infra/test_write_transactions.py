"""One writer at a time: nothing is half done, nobody is starved."""

import threading
from pathlib import Path

import pytest
from django.core.signals import request_finished
from django.db import connection, transaction

from strongroom.infra.db import write
from strongroom.infra.throttle.models import Allowance
from tests.contexts.infra.given import AT_ONCE, Failed, at_once, write_and_fail
from tests.support.given import NOON

pytestmark = pytest.mark.django_db(transaction=True)

TURNS = 10


def keep(key: str) -> None:
    Allowance.objects.create(key=key, begun_at=NOON, attempts=0)


def kept() -> set[str]:
    return set(Allowance.objects.values_list("key", flat=True))


def test_an_error_takes_everything_back() -> None:
    with pytest.raises(Failed):
        write_and_fail(lambda: keep("one"))
    assert kept() == set()
    assert not connection.in_atomic_block


def test_a_transaction_inside_another_is_part_of_it() -> None:
    def keep_in_two() -> None:
        with write():
            keep("inner")
        assert kept() == {"inner"}

    with pytest.raises(Failed):
        write_and_fail(keep_in_two)
    assert kept() == set()


def test_what_is_written_is_seen_by_others_once_all_of_it_is() -> None:
    with write():
        with write():
            keep("inner")
        assert at_once(lambda _: kept()) == [set()] * AT_ONCE
        keep("outer")
    assert kept() == {"inner", "outer"}


def test_no_update_is_lost_and_every_writer_gets_through() -> None:
    keep("shared")

    def add(_: int) -> None:
        for _ in range(TURNS):
            with write():
                row = Allowance.objects.get(key="shared")
                row.attempts += 1
                row.save()

    at_once(add)
    assert Allowance.objects.get(key="shared").attempts == AT_ONCE * TURNS


def test_what_listens_to_a_commit_keeps_no_writer_waiting() -> None:
    def write_beside() -> None:
        try:
            with write():
                keep("beside")
        finally:
            connection.close()

    def listen() -> None:
        beside = threading.Thread(target=write_beside, daemon=True)
        beside.start()
        beside.join(timeout=60)
        assert kept() == {"first", "beside"}

    with write():
        transaction.on_commit(listen)
        keep("first")


def test_a_writer_that_fails_lets_the_next_one_in() -> None:
    def write_or_fail(number: int) -> None:
        if number % 2:
            with pytest.raises(Failed):
                write_and_fail(lambda: keep(str(number)))
        else:
            with write():
                keep(str(number))

    at_once(write_or_fail)
    assert kept() == {"0", "2", "4", "6"}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite's log")
def test_the_log_of_sqlite_outlives_a_request() -> None:
    keep("one")
    request_finished.send(None)
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    assert log.stat().st_size > 0
    assert kept() == {"one"}
