"""What exists, as frozen records."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import OuterRef, Q, Subquery, Sum
from packaging.version import Version

from strongroom.catalog.errors import InvitationNotFound, ProjectNotFound
from strongroom.catalog.models import File, Invitation, Namespace, Project, Release, Role, RoleName
from strongroom.catalog.rules.namespaces import (
    Grant,
    GrantedNamespace,
    Membership,
    memberships_of,
    within_each_other,
)
from strongroom.foundation.names import NormalizedName


@dataclass(frozen=True, slots=True)
class ProjectRecord:
    """A project as it stands."""

    name: NormalizedName
    display_name: str
    created_at: datetime
    status: str
    status_reason: str
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A published file."""

    filename: str
    version: str
    filetype: str
    python_version: str
    size_bytes: int
    sha256: str
    blake2_256: str
    md5: str
    metadata_sha256: str
    requires_python: str
    uploaded_at: datetime
    uploaded_by: str
    yanked: bool
    yanked_reason: str


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """A version that has files."""

    version: str
    created_at: datetime
    published_by: str
    summary: str
    description_html: str
    requires_python: str
    metadata: dict[str, Any]
    yanked_at: datetime | None
    yanked_reason: str

    @property
    def parsed(self) -> Version:
        """The version as a value that sorts."""
        return Version(self.version)


@dataclass(frozen=True, slots=True)
class Collaborator:
    """One person's right on one project."""

    user_id: int
    username: str
    project: NormalizedName
    role: str
    since: datetime


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """A role that was offered and waits for consent."""

    user_id: int
    username: str
    project: NormalizedName
    role: str
    invited_at: datetime
    invited_by: str


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A project found by name."""

    name: NormalizedName
    display_name: str
    summary: str
    version: str
    released_at: datetime


@dataclass(frozen=True, slots=True)
class NewProject:
    """A project that came to the index, with what its latest release says of it."""

    name: NormalizedName
    display_name: str
    summary: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """What the journal does not say of an upload.

    Args:
        begins_release: It was the first file of its release.
    """

    python_version: str
    begins_release: bool


def find_project(name: NormalizedName) -> ProjectRecord | None:
    """Return the project of that name, withdrawn or not; None if there never was one."""
    row = Project.objects.filter(name=name).first()
    return _project(row) if row else None


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


def list_releases(name: NormalizedName) -> list[ReleaseRecord]:
    """Return the releases that have files, newest version first."""
    rows = Release.objects.filter(project__name=name, withdrawn_at=None)
    return sorted(
        (_release(row, description_html=row.description_html) for row in rows),
        key=lambda release: release.parsed,
        reverse=True,
    )


def list_files(name: NormalizedName, *, withdrawn: bool = False) -> list[FileRecord]:
    """Return the published files of a project, or those that were withdrawn, by version and file name."""
    rows = File.objects.filter(
        release__project__name=name, withdrawn_at__isnull=not withdrawn
    ).select_related("release")
    return sorted((_file(row) for row in rows), key=_by_version)


def files_of_projects(names: Collection[str]) -> dict[NormalizedName, list[FileRecord]]:
    """Return the published files of these projects, each by version and file name."""
    rows = File.objects.filter(release__project__name__in=names, withdrawn_at=None)
    rows = rows.select_related("release__project").defer(
        "release__summary", "release__description_html", "release__metadata"
    )
    files: dict[NormalizedName, list[FileRecord]] = {}
    for row in rows:
        files.setdefault(NormalizedName(row.release.project.name), []).append(_file(row))
    return {name: sorted(found, key=_by_version) for name, found in files.items()}


def releases_of_projects(names: Collection[str]) -> dict[NormalizedName, list[ReleaseRecord]]:
    """Return the releases of these projects, each by version; their rendered descriptions are left out."""
    rows = Release.objects.filter(project__name__in=names, withdrawn_at=None)
    releases: dict[NormalizedName, list[ReleaseRecord]] = {}
    for row in rows.defer("description_html").select_related("project"):
        releases.setdefault(NormalizedName(row.project.name), []).append(_release(row, description_html=""))
    return {name: sorted(found, key=attrgetter("parsed")) for name, found in releases.items()}


def size_of_files(name: NormalizedName) -> int:
    """Return the bytes that a project's published files take together."""
    files = File.objects.filter(release__project__name=name, withdrawn_at=None)
    return files.aggregate(total=Sum("size_bytes"))["total"] or 0


def newest(releases: Collection[ReleaseRecord]) -> ReleaseRecord | None:
    """Return what a visitor means by "the project": not yanked before yanked, final before pre-release, newest first."""
    return max(
        releases,
        key=lambda release: (release.yanked_at is None, not release.parsed.is_prerelease, release.parsed),
        default=None,
    )


def list_people_who_may_publish(
    *, names: Collection[str] | None = None, user_ids: Collection[int] | None = None
) -> list[Collaborator]:
    """Return every right on projects, of these projects or of these people, by project and user name.

    The one answer to "who may publish" and to "whom does a mandate bind".
    """
    rows = Role.objects.select_related("project", "user").filter(user__is_active=True)
    if names is not None:
        rows = rows.filter(project__name__in=names)
    if user_ids is not None:
        rows = rows.filter(user_id__in=user_ids)
    return [
        Collaborator(row.user_id, row.user.username, NormalizedName(row.project.name), row.name, row.since)
        for row in rows.order_by("project__name", "user__username")
    ]


def find_role(user_id: int, name: NormalizedName) -> str | None:
    """Return `owner`, `maintainer` or None."""
    return Role.objects.filter(user_id=user_id, project__name=name).values_list("name", flat=True).first()


def list_namespaces() -> list[GrantedNamespace]:
    """Return the namespaces that are granted, by name."""
    return within_each_other(grants_by_prefix())


def memberships(names: Collection[NormalizedName]) -> dict[NormalizedName, list[Membership]] | None:
    """Return the namespaces in which these projects' names lie, widest first; None as long as none is granted."""
    grants = grants_by_prefix()
    if not grants:
        return None
    owners = _owners_of_projects(names)
    return {name: memberships_of(name, grants=grants, owner_ids=owners[name]) for name in names}


def list_names_within(namespaces: Collection[NormalizedName]) -> list[NormalizedName]:
    """Return the names of all projects, withdrawn or not, that lie in one of these namespaces."""
    within = Q(name__in=namespaces)
    for namespace in namespaces:
        within |= Q(name__startswith=f"{namespace}-")
    rows = Project.objects.filter(within).order_by("name").values_list("name", flat=True)
    return [NormalizedName(name) for name in rows]


def grants_by_prefix() -> dict[NormalizedName, Grant]:
    """Return the namespaces that are granted as the rules look at them."""
    rows = Namespace.objects.values_list("prefix", "owner_id", "owner__username")
    grants = (Grant(NormalizedName(prefix), owner_id, owner) for prefix, owner_id, owner in rows)
    return {grant.prefix: grant for grant in grants}


def _owners_of_projects(names: Collection[str]) -> Mapping[NormalizedName, set[int]]:
    """Return the account ids of the owners of these projects, closed accounts too: they stay owners."""
    rows = Role.objects.filter(project__name__in=names, name=RoleName.OWNER)
    owners = defaultdict(set)
    for name, user_id in rows.values_list("project__name", "user_id"):
        owners[NormalizedName(name)].add(user_id)
    return owners


def list_invitations(
    *, name: NormalizedName | None = None, user_id: int | None = None
) -> list[OpenInvitation]:
    """Return the open invitations to a project, or of a person."""
    rows = Invitation.objects.select_related("project", "user")
    if name is not None:
        rows = rows.filter(project__name=name)
    if user_id is not None:
        rows = rows.filter(user_id=user_id)
    return [
        OpenInvitation(
            row.user_id,
            row.user.username,
            NormalizedName(row.project.name),
            row.role,
            row.invited_at,
            row.invited_by,
        )
        for row in rows.order_by("project__name", "user__username")
    ]


def get_invitation(name: NormalizedName, *, user_id: int) -> OpenInvitation:
    """Return the open invitation of a person to a project.

    Raises:
        InvitationNotFound: if there is none.
    """
    for invitation in list_invitations(name=name, user_id=user_id):
        return invitation
    raise InvitationNotFound(
        f"There is no open invitation to {name} for you.", next_step="Ask an owner to invite you again."
    )


def population() -> frozenset[NormalizedName]:
    """Return the names of all projects that have at least one file."""
    names = Project.objects.filter(
        withdrawn_at=None, releases__files__withdrawn_at=None, releases__files__isnull=False
    )
    return frozenset(NormalizedName(name) for name in names.values_list("name", flat=True).distinct())


def withdrawn_names() -> frozenset[NormalizedName]:
    """Return the names of all projects that were withdrawn and not brought back."""
    names = Project.objects.filter(withdrawn_at__isnull=False).values_list("name", flat=True)
    return frozenset(NormalizedName(name) for name in names)


def list_project_names() -> list[tuple[NormalizedName, str]]:
    """Return (normalized name, display name) of every project that is listed, by normalized name."""
    rows = Project.objects.filter(withdrawn_at=None).exclude(status="quarantined")
    return [
        (NormalizedName(name), display)
        for name, display in rows.order_by("name").values_list("name", "display_name")
    ]


def search(text: str, *, limit: int = 50) -> list[SearchHit]:
    """Return the projects whose name contains the text or whose summary does, names first."""
    wanted = text.strip().lower()
    rows = Release.objects.filter(project__withdrawn_at=None, withdrawn_at=None).exclude(
        project__status="quarantined"
    )
    rows = rows.filter(
        Q(project__name__contains=wanted.replace("_", "-").replace(".", "-")) | Q(summary__icontains=wanted)
    )
    hits: dict[str, SearchHit] = {}
    for row in rows.select_related("project").order_by("-created_at")[: limit * 20]:
        hits.setdefault(row.project.name, _hit(row))
    return sorted(
        hits.values(), key=lambda hit: (hit.name != wanted, wanted not in hit.name, len(hit.name), hit.name)
    )[:limit]


def newest_releases(*, limit: int = 10) -> list[SearchHit]:
    """Return the releases published last, newest first."""
    rows = Release.objects.filter(project__withdrawn_at=None, withdrawn_at=None).exclude(
        project__status="quarantined"
    )
    return [_hit(row) for row in rows.select_related("project").order_by("-created_at")[:limit]]


def newest_projects(*, limit: int) -> list[NewProject]:
    """Return the projects that came last and have a release, newest first."""
    latest = Release.objects.filter(project=OuterRef("pk"), withdrawn_at=None).order_by("-created_at")
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


def list_names_taken(*, after: str = "", limit: int) -> list[NormalizedName]:
    """Return the names of projects, withdrawn or not, that follow a name in the database's order."""
    rows = Project.objects.filter(name__gt=after).order_by("name").values_list("name", flat=True)
    return [NormalizedName(name) for name in rows[:limit]]


def projects_named(names: Collection[str]) -> dict[NormalizedName, ProjectRecord]:
    """Return the projects of these normalized names, withdrawn or not; names that never were one are left out."""
    rows = Project.objects.in_bulk(list(names), field_name="name")
    return {NormalizedName(name): _project(row) for name, row in rows.items()}


def files_named(filenames: Collection[str]) -> dict[str, PublishedFile]:
    """Return the files of these names, withdrawn or not."""
    wanted = File.objects.select_related("release").only(
        "filename", "python_version", "uploaded_at", "release__created_at"
    )
    rows = wanted.in_bulk(list(filenames), field_name="filename")
    return {
        name: PublishedFile(row.python_version, begins_release=row.uploaded_at == row.release.created_at)
        for name, row in rows.items()
    }


def list_releases_classified(classifiers: Collection[str]) -> list[tuple[str, str]]:
    """Return (display name, version) of every release that has all of these trove classifiers, by name."""
    rows = Release.objects.filter(project__withdrawn_at=None, withdrawn_at=None).exclude(
        project__status="quarantined"
    )
    for classifier in classifiers:
        # Both databases give the list as JSON text; neither has another way to look into it in common.
        rows = rows.filter(metadata__classifiers__icontains=f'"{classifier}"')
    found = rows.order_by("project__name", "created_at").values_list(
        "project__display_name", "version", "metadata__classifiers"
    )
    return [(name, version) for name, version, said in found if set(classifiers) <= set(said)]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much the index holds."""

    projects: int
    releases: int
    files: int


def extent() -> Extent:
    """Return the number of projects, releases and files that can be seen."""
    return Extent(
        projects=Project.objects.filter(withdrawn_at=None).count(),
        releases=Release.objects.filter(withdrawn_at=None).count(),
        files=File.objects.filter(withdrawn_at=None).count(),
    )


def list_contents() -> list[tuple[str, str]]:
    """Return (SHA-256, file name) of all content that is needed: of files, withdrawn ones too, and of their metadata."""
    rows = File.objects.order_by("filename").values_list("filename", "sha256", "metadata_sha256")
    return [
        (digest, name)
        for filename, sha256, metadata_sha256 in rows
        for digest, name in ((sha256, filename), (metadata_sha256, f"{filename}.metadata"))
        if digest
    ]


def _by_version(file: FileRecord) -> tuple[Version, str]:
    return Version(file.version), file.filename


def _project(row: Project) -> ProjectRecord:
    return ProjectRecord(
        NormalizedName(row.name),
        row.display_name,
        row.created_at,
        row.status,
        row.status_reason,
        row.withdrawn_at,
    )


def _release(row: Release, *, description_html: str) -> ReleaseRecord:
    return ReleaseRecord(
        version=row.version,
        created_at=row.created_at,
        published_by=row.published_by,
        summary=row.summary,
        description_html=description_html,
        requires_python=row.requires_python,
        metadata=row.metadata,
        yanked_at=row.yanked_at,
        yanked_reason=row.yanked_reason,
    )


def _file(row: File) -> FileRecord:
    return FileRecord(
        filename=row.filename,
        version=row.release.version,
        filetype=row.filetype,
        python_version=row.python_version,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        blake2_256=row.blake2_256,
        md5=row.md5,
        metadata_sha256=row.metadata_sha256,
        requires_python=row.requires_python,
        uploaded_at=row.uploaded_at,
        uploaded_by=row.uploaded_by,
        yanked=row.release.yanked_at is not None,
        yanked_reason=row.release.yanked_reason,
    )


def _hit(row: Release) -> SearchHit:
    return SearchHit(
        NormalizedName(row.project.name), row.project.display_name, row.summary, row.version, row.created_at
    )
