"""Projects and their names, as frozen records."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import Exists, OuterRef, QuerySet

from strongroom.catalog.errors import ProjectNotFound
from strongroom.catalog.models import File, Project
from strongroom.foundation.identifiers import Kind, stable_id
from strongroom.foundation.names import NormalizedName
from strongroom.infra.orders import by_code_point
from strongroom.infra.statements import prepared

_ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class ProjectRecord:
    """A project as it stands. `project_id` stays the same, whatever becomes of the name."""

    name: NormalizedName
    display_name: str
    created_at: datetime
    status: str
    status_reason: str
    withdrawn_at: datetime | None
    project_id: str


def find_project(name: NormalizedName) -> ProjectRecord | None:
    """Return the project of that name, withdrawn or not; None if there never was one."""
    return next(map(_project, _named([name])), None)


def get_project(name: NormalizedName) -> ProjectRecord:
    """Return the project that can be seen under that name.

    Raises:
        ProjectNotFound: if there is none, or it was withdrawn.
    """
    project = find_project(name)
    if project is None or project.withdrawn_at is not None:
        raise ProjectNotFound(
            f"There is no project named {name!r} here.", next_step="Check the spelling, or search for it."
        )
    return project


def projects_named(names: Collection[str]) -> dict[NormalizedName, ProjectRecord]:
    """Return the projects of these normalized names, withdrawn or not; names that never were one are left out."""
    return {project.name: project for project in map(_project, _named(names))}


def list_project_names() -> list[tuple[NormalizedName, str]]:
    """Return (normalized name, display name) of every project that is listed, by normalized name."""
    rows = Project.objects.filter(withdrawn_at=None).exclude(status="quarantined")
    return [
        (NormalizedName(name), display)
        for name, display in rows.order_by("name").values_list("name", "display_name")
    ]


def list_names_taken(*, after: str = "", limit: int) -> list[NormalizedName]:
    """Return the names of projects, withdrawn or not, that follow a name in the database's order."""
    rows = Project.objects.filter(name__gt=after).order_by("name").values_list("name", flat=True)
    return [NormalizedName(name) for name in rows[:limit]]


def iterate_population() -> Iterator[NormalizedName]:
    """Yield the names of all projects that have at least one file, in the order of code points.

    A project is done with at its first file: the query neither joins nor sorts what a large index has of them.
    """
    names = _with_files().order_by(by_code_point("name"))
    return cast("Iterator[NormalizedName]", names.values_list("name", flat=True).iterator(_ROWS_AT_ONCE))


def is_in_population(name: NormalizedName) -> bool:
    """There is a project of that name with at least one file."""
    return _with_files().filter(name=name).exists()


def withdrawn_names() -> frozenset[NormalizedName]:
    """Return the names of all projects that were withdrawn and not brought back."""
    names = Project.objects.filter(withdrawn_at__isnull=False).values_list("name", flat=True)
    return frozenset(NormalizedName(name) for name in names)


def _with_files() -> QuerySet[Project]:
    files = File.objects.filter(release__project=OuterRef("pk"), withdrawn_at=None)
    return Project.objects.filter(Exists(files), withdrawn_at=None)


@prepared
def _named(names: Collection[str]) -> QuerySet[Any, Any]:
    return Project.objects.filter(name__in=names).values_list(
        "name", "display_name", "created_at", "status", "status_reason", "withdrawn_at", "pk"
    )


def _project(row: tuple[Any, ...]) -> ProjectRecord:
    name, display_name, created_at, status, status_reason, withdrawn_at, key = row
    return ProjectRecord(
        NormalizedName(name),
        display_name,
        created_at,
        status,
        status_reason,
        withdrawn_at,
        stable_id(Kind.PROJECT, key),
    )
