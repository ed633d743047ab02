"""Read the journal."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet

from strongroom.infra.journal.models import JournalEntry


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


def _entry(row: JournalEntry) -> Entry:
    return Entry(row.serial, row.at, row.kind, row.project, row.subject, row.by, row.reason, row.data)


def list_entries_of_project(name: str, *, limit: int = 100) -> list[Entry]:
    """Return a project's newest entries, newest first."""
    return [_entry(row) for row in JournalEntry.objects.filter(project=name).order_by("-serial")[:limit]]


def list_entries_about(subject: str, *, limit: int = 50) -> list[Entry]:
    """Return the newest entries about a person, newest first."""
    return [_entry(row) for row in JournalEntry.objects.filter(subject=subject).order_by("-serial")[:limit]]


def last_change_at(project: str = "") -> datetime | None:
    """Return when something last changed in a project, or in any project; None if nothing ever did."""
    rows = (
        JournalEntry.objects.filter(project=project) if project else JournalEntry.objects.exclude(project="")
    )
    return rows.order_by("-serial").values_list("at", flat=True).first()


def list_project_entries_after(serial: int, *, limit: int) -> list[Entry]:
    """Return what changed in projects after `serial`, oldest first."""
    rows = JournalEntry.objects.filter(serial__gt=serial).exclude(project="").order_by("serial")[:limit]
    return [_entry(row) for row in rows]


def list_changes(*, after: int, limit: int) -> list[Change]:
    """Return the changes with serials above `after`, oldest first, at most `limit`."""
    return _changes(JournalEntry.objects.filter(serial__gt=after), limit)


def changed_at(serial: int) -> datetime | None:
    """Return when the change of a serial was made; None if there is none."""
    return JournalEntry.objects.filter(serial=serial).values_list("at", flat=True).first()


def list_changes_of(projects: Collection[str], *, until: int) -> list[Change]:
    """Return all changes of these projects up to a serial, oldest first."""
    return _changes(JournalEntry.objects.filter(project__in=projects, serial__lte=until))


def _changes(rows: QuerySet[JournalEntry], limit: int | None = None) -> list[Change]:
    columns = "serial", "at", "project", "kind", "subject"
    return [Change(*row) for row in rows.order_by("serial").values_list(*columns)[:limit]]


def project_serials() -> dict[str, int]:
    """Return the newest serial of every project that the journal speaks of."""
    rows = JournalEntry.objects.exclude(project="")
    return dict(rows.values_list("project").annotate(newest=Max("serial")).order_by())
