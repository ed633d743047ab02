"""The journal: a serial for each change, in the order of the commits, and who is told of it."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction

from strongroom.foundation.actors import Actor
from strongroom.infra.db import write
from strongroom.infra.journal import listeners
from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.journal.queries import (
    Change,
    list_changes,
    list_changes_of,
    list_entries_of_project,
    project_serials,
)
from strongroom.infra.journal.services import Fact, append, latest_serial
from tests.contexts.infra.given import AT_ONCE, Failed, at_once, write_and_fail
from tests.support.given import NOON, SETUP

pytestmark = pytest.mark.django_db(transaction=True)

TURNS = 6

Calls = list[int]


@pytest.fixture
def listening() -> Iterator[Callable[[Callable[[], object]], None]]:
    """Subscribe for the time of one test."""
    before = listeners.listeners()
    yield listeners.subscribe
    listeners._listeners[:] = before


def record(kind: str, project: str = "") -> int:
    """Append a fact in a transaction of its own."""
    with write():
        return append(Fact(kind, project=project), by=SETUP, at=NOON)


def test_a_new_index_is_at_serial_0() -> None:
    assert latest_serial() == 0


def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        append(Fact("test.done"), by=SETUP, at=NOON)
    assert latest_serial() == 0


def test_an_entry_keeps_what_happened() -> None:
    fact = Fact(
        "release.yanked", project="demo", subject="1.0", reason="It burns.", data={"files": ["a", "b"]}
    )
    with write():
        serial = append(fact, by=Actor.operator(name="otto"), at=NOON)
    (entry,) = list_entries_of_project("demo")
    assert (entry.serial, entry.at, entry.by) == (serial, NOON, "operator:otto")
    assert Fact(entry.kind, entry.project, entry.subject, entry.reason, entry.data) == fact


def test_a_serial_that_was_rolled_back_is_used_again() -> None:
    record("test.first")
    with pytest.raises(Failed):
        write_and_fail(lambda: record("test.undone"))
    assert record("test.second") == 2
    assert list(JournalEntry.objects.values_list("kind", flat=True).order_by("serial")) == [
        "test.first",
        "test.second",
    ]


def test_serials_have_no_gap_and_follow_the_commits() -> None:
    def record_some(_: int) -> list[int]:
        serials = []
        for turn in range(TURNS):
            with write():
                before = latest_serial()
                serials.append(append(Fact("test.first", project=f"p{turn}"), by=SETUP, at=NOON))
                serials.append(append(Fact("test.second"), by=SETUP, at=NOON))
            assert serials[-2:] == [before + 1, before + 2], "nobody committed in between"
        return serials

    every = at_once(record_some)
    assert all(serials == sorted(serials) for serials in every)
    assert sorted(serial for serials in every for serial in serials) == list(
        range(1, 2 * TURNS * AT_ONCE + 1)
    )


def test_changes_are_found_by_serial_and_by_project() -> None:
    record("test.done", "first")
    record("test.done", "second")
    record("test.done")
    record("test.done", "first")
    assert project_serials() == {"first": 4, "second": 2}
    kind = "test.done"
    assert list_changes(after=1, limit=2) == [
        Change(2, NOON, "second", kind, ""),
        Change(3, NOON, "", kind, ""),
    ]
    assert list_changes(after=4, limit=9) == []
    assert list_changes_of(["first", "third"], until=3) == [Change(1, NOON, "first", kind, "")]
    assert [change.serial for change in list_changes_of(["first", "second"], until=4)] == [1, 2, 4]


def test_a_listener_is_called_once_after_the_commit(
    listening: Callable[[Callable[[], object]], None],
) -> None:
    calls: Calls = []

    def listener() -> None:
        assert not connection.in_atomic_block
        calls.append(latest_serial())

    listening(listener)
    with write():
        append(Fact("test.first"), by=SETUP, at=NOON)
        append(Fact("test.second"), by=SETUP, at=NOON)
        assert calls == []
    assert calls == [2]
    record("test.third")
    assert calls == [2, 3]


def test_a_listener_is_called_for_what_remains_of_a_transaction(
    listening: Callable[[Callable[[], object]], None],
) -> None:
    calls: Calls = []
    listening(lambda: calls.append(latest_serial()))
    with write():
        point = transaction.savepoint()
        append(Fact("test.undone"), by=SETUP, at=NOON)
        transaction.savepoint_rollback(point)
        append(Fact("test.done"), by=SETUP, at=NOON)
    assert calls == [1]


def test_a_listener_hears_nothing_of_what_was_rolled_back(
    listening: Callable[[Callable[[], object]], None],
) -> None:
    calls: Calls = []
    listening(lambda: calls.append(latest_serial()))
    with pytest.raises(Failed):
        write_and_fail(lambda: record("test.undone"))
    with write():
        pass
    assert calls == []


def test_a_listener_that_fails_is_logged_and_nothing_else(
    listening: Callable[[Callable[[], object]], None], caplog: pytest.LogCaptureFixture
) -> None:
    calls: Calls = []

    def failing() -> None:
        raise LookupError("the disk of pages is full")

    listening(failing)
    listening(lambda: calls.append(latest_serial()))
    assert record("test.done") == 1
    assert calls == [1]
    assert "the disk of pages is full" in caplog.text
