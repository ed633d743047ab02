"""Read the journal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

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


def _entry(row: JournalEntry) -> Entry:
    return Entry(row.serial, row.at, row.kind, row.project, row.subject, row.by, row.reason, row.data)


def list_entries_of_project(name: str, *, limit: int = 100) -> list[Entry]:
    """Return a project's newest entries, newest first."""
    return [_entry(row) for row in JournalEntry.objects.filter(project=name).order_by("-serial")[:limit]]


def list_entries_about(subject: str, *, limit: int = 50) -> list[Entry]:
    """Return the newest entries about a person, newest first."""
    return [_entry(row) for row in JournalEntry.objects.filter(subject=subject).order_by("-serial")[:limit]]


def project_serials_after(serial: int) -> dict[str, int]:
    """Return the projects that changed after `serial`, each with its newest serial."""
    changed = JournalEntry.objects.filter(serial__gt=serial).exclude(project="")
    return dict(changed.values_list("project").annotate(newest=Max("serial")).order_by())


def project_serials() -> dict[str, int]:
    """Return the newest serial of every project that the journal speaks of."""
    rows = JournalEntry.objects.exclude(project="")
    return dict(rows.values_list("project").annotate(newest=Max("serial")).order_by())
