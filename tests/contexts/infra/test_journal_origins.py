"""Where and with what a fact was recorded: said once at the edge, kept for 90 days, read by those it concerns."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from strongroom.infra.db import write
from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.journal.origins import KEPT_FOR, Origin, current_origin, made_from
from strongroom.infra.journal.queries import list_traced_about, list_traced_of_project
from strongroom.infra.journal.services import Fact, append, forget_origins_before, subject_of_project
from tests.support.given import NOON, SETUP

pytestmark = pytest.mark.django_db

HOME = Origin("203.0.113.0/24", "Firefox on Linux")
WORK = Origin("198.51.100.0/24", "twine 6.1.0")


def record(kind: str = "test.done", **about: Any) -> int:
    """Append a fact in a transaction of its own."""
    with write():
        return append(Fact(kind, **about), by=SETUP, at=NOON)


def origin_of(serial: int) -> Origin:
    row = JournalEntry.objects.get(serial=serial)
    return Origin(row.origin_place, row.origin_client)


def test_a_fact_carries_what_the_nearest_word_says() -> None:
    with made_from(HOME):
        with made_from(WORK):
            within = record()
        after = record()
    assert [origin_of(one) for one in (within, after, record())] == [WORK, HOME, Origin()]


def test_it_ends_with_an_error_as_well() -> None:
    with pytest.raises(LookupError), made_from(HOME):
        raise LookupError
    assert current_origin() == Origin()


def test_other_threads_have_their_own() -> None:
    with made_from(HOME), ThreadPoolExecutor(1) as pool:
        assert pool.submit(current_origin).result() == Origin()


def test_it_costs_no_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with write(), django_assert_num_queries(2) as said_nothing:
        append(Fact("test.done"), by=SETUP, at=NOON)
    with write(), made_from(HOME), django_assert_num_queries(len(said_nothing)):
        append(Fact("test.done"), by=SETUP, at=NOON)


def test_after_90_days_it_is_forgotten_and_nothing_else() -> None:
    with made_from(HOME):
        serial = record(reason="Because.", data={"a": 1})
    before = JournalEntry.objects.filter(serial=serial).values().get()
    assert forget_origins_before(NOON) == 0, "until the last moment it is known"
    assert forget_origins_before(NOON + timedelta(microseconds=1)) == 1
    assert forget_origins_before(NOON + timedelta(days=1)) == 0, "what is forgotten is not asked for again"
    assert JournalEntry.objects.filter(serial=serial).values().get() == {
        **before,
        "origin_place": "",
        "origin_client": "",
    }
    assert timedelta(days=90) == KEPT_FOR


def test_entries_about_somebody_come_in_pages_the_newest_first() -> None:
    with made_from(HOME):
        serials = [record(subject="ada") for _ in range(5)]
    record(subject="ben")
    record("test.other", subject="ada")
    first = list_traced_about("ada", kinds=["test.done"], limit=3)
    assert [one.entry.serial for one in first] == serials[:1:-1]
    second = list_traced_about("ada", kinds=["test.done"], limit=3, before=first[-1].entry.serial)
    assert [one.entry.serial for one in second] == serials[1::-1]
    assert {one.origin for one in (*first, *second)} == {HOME}


def test_those_of_a_project_are_joined_with_what_is_not_public() -> None:
    public, unpublished = record(project="demo"), record(subject=subject_of_project("demo"))
    latest = record(project="demo")
    record(subject="demo")
    found = list_traced_of_project("demo", kinds=["test.done"], limit=10)
    assert [one.entry.serial for one in found] == [latest, unpublished, public]
    page = list_traced_of_project("demo", kinds=["test.done"], limit=1, before=latest)
    assert [one.entry.serial for one in page] == [unpublished]
