"""Queries that are worded once: they answer as they would if they were worded anew."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from strongroom.foundation.actors import Actor
from strongroom.infra.db import write
from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.journal.services import Fact, append
from strongroom.infra.statements import prepared
from tests.support.given import NOON

COLUMNS = ("serial", "at", "project", "data")


def entries(projects: Collection[str] | None, above: int) -> QuerySet[Any, Any]:
    """Return entries of these projects, or of all, above a serial."""
    rows = JournalEntry.objects.filter(serial__gt=above)
    if projects is not None:
        rows = rows.filter(project__in=projects)
    return rows.order_by("serial").values_list(*COLUMNS)


def tell_of(*projects: str) -> None:
    with write():
        for project in projects:
            append(
                Fact("project.made", project=project, data={"of": [project]}),
                by=Actor.system("test"),
                at=NOON,
            )


@pytest.mark.django_db
@pytest.mark.parametrize("projects", [None, ["one"], ("two", "one"), {"three"}, ["none"], []])
@pytest.mark.parametrize("above", [0, 1, 9])
def test_the_rows_are_those_of_the_query(projects: Collection[str] | None, above: int) -> None:
    tell_of("one", "two", "three", "one")
    assert prepared(entries)(projects, above) == list(entries(projects, above))


@pytest.mark.django_db
def test_no_answer_is_kept() -> None:
    ask = prepared(entries)
    assert ask(["one"], 0) == []
    tell_of("one", "two")
    assert [project for _, _, project, _ in ask(["one"], 0)] == ["one"]
    assert [project for _, _, project, _ in ask(["two"], 0)] == ["two"]
    JournalEntry.objects.all().delete()
    assert ask(["one"], 0) == []


@pytest.mark.django_db
def test_a_query_is_worded_once_for_as_many_values() -> None:
    built = []

    def counted(projects: Collection[str], above: int) -> QuerySet[Any, Any]:
        built.append(len(projects))
        return entries(projects, above)

    ask = prepared(counted)
    for projects in (["one"], ["two"], ["one", "two"], ["three"], ["two", "three"]):
        ask(projects, 0)
    assert built == [1, 2]


@pytest.mark.django_db
def test_what_can_have_no_rows_is_not_asked(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert prepared(entries)([], 0) == []


@pytest.mark.django_db
def test_a_value_is_never_read_as_sql() -> None:
    tell_of("one")
    assert prepared(entries)(["one') OR ('a' = 'a", "%s"], 0) == []


@pytest.mark.django_db(transaction=True)
def test_threads_share_the_words_and_not_the_connection() -> None:
    ask = prepared(entries)
    tell_of("one")

    def asked() -> int:
        try:
            return len(ask(["one"], 0))
        finally:
            connection.close()

    with ThreadPoolExecutor() as threads:
        assert threads.submit(asked).result() == 1
    assert [serial for serial, *_ in ask(["one"], 0)] == [1]
