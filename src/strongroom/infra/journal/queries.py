"""Read the journal."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Max, QuerySet

from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.journal.origins import Origin
from strongroom.infra.journal.services import subject_of_project
from strongroom.infra.statements import Row, prepared


@dataclass(frozen=True, slots=True)
class Entry:
    """One journal entry, as it stands."""

    serial: int
    at: datetime
    kind: str
    project: str
    subject: str
    by: str
    reason: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """When something changed, and what: project and subject are empty where it concerns none."""

    serial: int
    at: datetime
    project: str
    kind: str
    subject: str


@dataclass(frozen=True, slots=True)
class TracedEntry:
    """An entry with its origin: for whom it concerns, never for the public. The origin is empty after 90 days."""

    entry: Entry
    origin: Origin


_OF_A_CHANGE = "serial", "at", "project", "kind", "subject"


def _entry(row: JournalEntry) -> Entry:
    return Entry(row.serial, row.at, row.kind, row.project, row.subject, row.by, row.reason, row.data)


def list_entries_of_project(name: str, *, limit: int = 100) -> list[Entry]:
    """Return a project's newest entries, newest first."""
    return [_entry(row) for row in JournalEntry.objects.filter(project=name).order_by("-serial")[:limit]]


def list_entries_about(subject: str, *, limit: int = 50) -> list[Entry]:
    """Return the newest entries about a person, newest first."""
    return [_entry(row) for row in JournalEntry.objects.filter(subject=subject).order_by("-serial")[:limit]]


def list_traced_about(
    person: str, *, kinds: Collection[str], limit: int, before: int | None = None
) -> list[TracedEntry]:
    """Return entries of these kinds about a person, newest first.

    Args:
        before: Only those with a lower serial: where the page before ended.
    """
    return _traced(JournalEntry.objects.filter(subject=person, kind__in=kinds), limit, before)


def list_traced_of_project(
    name: str, *, kinds: Collection[str], limit: int, before: int | None = None
) -> list[TracedEntry]:
    """Return entries of these kinds of a project, newest first, and those about it that are not public."""
    rows = JournalEntry.objects.filter(kind__in=kinds)
    # Two walks along an index each, where one question for both would sort all that ever happened to the project.
    public = _traced(rows.filter(project=name), limit, before)
    others = _traced(rows.filter(subject=subject_of_project(name)), limit, before)
    return sorted([*public, *others], key=lambda one: one.entry.serial, reverse=True)[:limit]


def _traced(rows: QuerySet[JournalEntry], limit: int, before: int | None) -> list[TracedEntry]:
    if before is not None:
        rows = rows.filter(serial__lt=before)
    newest = rows.order_by("-serial")[:limit]
    return [TracedEntry(_entry(row), Origin(row.origin_place, row.origin_client)) for row in newest]


def last_change_at(project: str = "") -> datetime | None:
    """Return when something last changed in a project, or in any project; None if nothing ever did."""
    rows = (
        JournalEntry.objects.filter(project=project) if project else JournalEntry.objects.exclude(project="")
    )
    return rows.order_by("-serial").values_list("at", flat=True).first()


def list_project_entries_after(serial: int, *, limit: int, without: Collection[str] = ()) -> list[Entry]:
    """Return what changed in projects after `serial`, oldest first, leaving out facts of some kinds."""
    rows = JournalEntry.objects.filter(serial__gt=serial).exclude(project="").exclude(kind__in=without)
    return [_entry(row) for row in rows.order_by("serial")[:limit]]


def list_changes(*, after: int, limit: int) -> list[Change]:
    """Return the changes with serials above `after`, oldest first, at most `limit`."""
    return [Change(*row) for row in _first_after(limit)(after)]


def changed_at(serial: int) -> datetime | None:
    """Return when the change of a serial was made; None if there is none."""
    return JournalEntry.objects.filter(serial=serial).values_list("at", flat=True).first()


def list_changes_of(projects: Collection[str], *, until: int) -> list[Change]:
    """Return all changes of these projects up to a serial, oldest first."""
    rows = JournalEntry.objects.filter(project__in=projects, serial__lte=until)
    return [Change(*row) for row in rows.order_by("serial").values_list(*_OF_A_CHANGE)]


@cache
def _first_after(limit: int) -> Callable[[int], list[Row]]:
    """Return what returns the first changes after a serial, at most `limit`."""

    def query(serial: int) -> QuerySet[Any, Any]:
        rows = JournalEntry.objects.filter(serial__gt=serial).order_by("serial")
        return rows.values_list(*_OF_A_CHANGE)[:limit]

    return prepared(query)


def project_serials(*, without: Collection[str] = ()) -> dict[str, int]:
    """Return the newest serial of every project that the journal speaks of, leaving out facts of some kinds."""
    rows = JournalEntry.objects.exclude(project="").exclude(kind__in=without)
    return dict(rows.values_list("project").annotate(newest=Max("serial")).order_by())
