"""Find projects, for operators: also those that visitors cannot see."""

from django.db.models import Q

from strongroom.catalog.models import Project, ProjectStatus
from strongroom.catalog.queries.projects import ProjectRecord, projects_named


def look_up_projects(text: str, *, limit: int = 50) -> list[ProjectRecord]:
    """Return the projects whose name contains the text, withdrawn and quarantined ones, too, by name."""
    wanted = text.strip().lower().replace("_", "-").replace(".", "-")
    return _records(Q(name__contains=wanted), limit) if wanted else []


def list_quarantined_projects() -> list[ProjectRecord]:
    """Return the projects that wait for an operator to examine them, by name."""
    return _records(Q(status=ProjectStatus.QUARANTINED))


def _records(wanted: Q, limit: int | None = None) -> list[ProjectRecord]:
    names = Project.objects.filter(wanted).order_by("name").values_list("name", flat=True)[:limit]
    return sorted(projects_named(list(names)).values(), key=lambda project: project.name)
