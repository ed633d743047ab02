"""Releases that have files, as frozen records."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet
from packaging.version import Version

from strongroom.catalog.models import Release
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.versions import parsed
from strongroom.infra.statements import prepared


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """A version that has files. Of a quarantined one none is offered."""

    version: str
    created_at: datetime
    published_by: str
    summary: str
    description_html: str
    requires_python: str
    metadata: dict[str, Any]
    yanked_at: datetime | None
    yanked_reason: str
    quarantined_at: datetime | None
    quarantined_because: str

    @property
    def parsed(self) -> Version:
        """The version as a value that sorts."""
        return parsed(self.version)


class DescribedRelease(NamedTuple):
    """What the JSON API tells of a release itself."""

    version: str
    summary: str
    requires_python: str
    metadata: dict[str, Any]
    yanked_at: datetime | None
    yanked_reason: str


def list_releases(name: NormalizedName) -> list[ReleaseRecord]:
    """Return the releases that have files, quarantined ones too, newest version first."""
    rows = Release.objects.filter(project__name=name, withdrawn_at=None)
    return sorted(
        (_release(row, description_html=row.description_html) for row in rows),
        key=lambda release: release.parsed,
        reverse=True,
    )


def releases_of_projects(
    names: Collection[str], *, versions: Collection[str] | None = None
) -> dict[NormalizedName, dict[str, DescribedRelease]]:
    """Return the releases of these projects that are offered, by version; with `versions`, no others than these."""
    releases: dict[str, dict[str, DescribedRelease]] = defaultdict(dict)
    for name, *row in _described(names, versions):
        release = DescribedRelease._make(row)
        releases[name][release.version] = release
    return {NormalizedName(name): found for name, found in releases.items()}


def newest(releases: Collection[ReleaseRecord]) -> ReleaseRecord | None:
    """Return the release that a visitor means by "the project", a quarantined one never; see `newest_version`."""
    of_version = {release.version: release for release in releases if release.quarantined_at is None}
    found = newest_version(
        {version: release.yanked_at is not None for version, release in of_version.items()}
    )
    return of_version[found] if found else None


def newest_version(yanked: Mapping[str, bool]) -> str | None:
    """Return which version a visitor means by "the project": not yanked before yanked, final before pre-release, newest first.

    Args:
        yanked: By version, whether it is.
    """

    def rank(version: str) -> tuple[bool, bool, Version]:
        value = parsed(version)
        return not yanked[version], not value.is_prerelease, value

    return max(yanked, key=rank, default=None)


def list_releases_classified(classifiers: Collection[str]) -> list[tuple[str, str]]:
    """Return (display name, version) of every release that has all of these trove classifiers, by name, oldest first."""
    rows = Release.objects.filter(project__withdrawn_at=None, withdrawn_at=None, quarantined_at=None).exclude(
        project__status="quarantined"
    )
    for classifier in classifiers:
        # Both databases give the list as JSON text; neither has another way to look into it in common.
        rows = rows.filter(metadata__classifiers__icontains=f'"{classifier}"')
    found = rows.order_by("project__name", "created_at", "pk").values_list(
        "project__display_name", "version", "metadata__classifiers"
    )
    return [(name, version) for name, version, said in found if set(classifiers) <= set(said)]


@prepared
def _described(names: Collection[str], versions: Collection[str] | None) -> QuerySet[Any, Any]:
    rows = Release.objects.filter(project__name__in=names, withdrawn_at=None, quarantined_at=None)
    if versions is not None:
        rows = rows.filter(version__in=versions)
    return rows.values_list("project__name", *DescribedRelease._fields)


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
        quarantined_at=row.quarantined_at,
        quarantined_because=row.quarantined_because,
    )
