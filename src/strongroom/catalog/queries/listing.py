"""What visitors find: by searching, by what is new, and how much there is."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery

from strongroom.catalog.models import File, Project, Release
from strongroom.foundation.names import NormalizedName


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A project found by name, with a release of it. `status` is that of PEP 792."""

    name: NormalizedName
    display_name: str
    status: str
    summary: str
    version: str
    released_at: datetime
    yanked_at: datetime | None
    yanked_reason: str


@dataclass(frozen=True, slots=True)
class NewProject:
    """A project that came to the index, with what its latest release says of it."""

    name: NormalizedName
    display_name: str
    summary: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Extent:
    """How much the index holds."""

    projects: int
    releases: int
    files: int


def search(text: str, *, limit: int = 50) -> list[SearchHit]:
    """Return the projects whose name contains the text or whose summary does, names first."""
    wanted = text.strip().lower()
    rows = Release.objects.filter(project__withdrawn_at=None, withdrawn_at=None, quarantined_at=None).exclude(
        project__status="quarantined"
    )
    rows = rows.filter(
        Q(project__name__contains=wanted.replace("_", "-").replace(".", "-")) | Q(summary__icontains=wanted)
    )
    hits: dict[str, SearchHit] = {}
    for row in rows.select_related("project").order_by("-created_at", "-pk")[: limit * 20]:
        hits.setdefault(row.project.name, _hit(row))
    return sorted(
        hits.values(), key=lambda hit: (hit.name != wanted, wanted not in hit.name, len(hit.name), hit.name)
    )[:limit]


def newest_releases(*, limit: int = 10) -> list[SearchHit]:
    """Return the releases published last, newest first."""
    rows = Release.objects.filter(project__withdrawn_at=None, withdrawn_at=None, quarantined_at=None).exclude(
        project__status="quarantined"
    )
    return [_hit(row) for row in rows.select_related("project").order_by("-created_at", "-pk")[:limit]]


def newest_projects(*, limit: int) -> list[NewProject]:
    """Return the projects that came last and have a release, newest first."""
    offered = Release.objects.filter(project=OuterRef("pk"), withdrawn_at=None, quarantined_at=None)
    latest = offered.order_by("-created_at", "-pk")
    rows = (
        Project.objects.filter(withdrawn_at=None)
        .exclude(status="quarantined")
        .annotate(summary=Subquery(latest.values("summary")[:1]))
        .exclude(summary=None)
        .order_by("-created_at", "-pk")
    )
    return [
        NewProject(NormalizedName(row.name), row.display_name, row.summary, row.created_at)
        for row in rows[:limit]
    ]


def extent() -> Extent:
    """Return the number of projects, releases and files that can be seen."""
    return Extent(
        projects=Project.objects.filter(withdrawn_at=None).count(),
        releases=Release.objects.filter(withdrawn_at=None).count(),
        files=File.objects.filter(withdrawn_at=None).count(),
    )


def _hit(row: Release) -> SearchHit:
    return SearchHit(
        name=NormalizedName(row.project.name),
        display_name=row.project.display_name,
        status=row.project.status,
        summary=row.summary,
        version=row.version,
        released_at=row.created_at,
        yanked_at=row.yanked_at,
        yanked_reason=row.yanked_reason,
    )
