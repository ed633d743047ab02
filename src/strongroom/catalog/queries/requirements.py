"""What the projects of the index need: a stream over all of them, for a rule that looks at the whole index."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import groupby, islice
from typing import NamedTuple

from strongroom.catalog.models import ProjectStatus, Release
from strongroom.catalog.queries.releases import newest_version
from strongroom.catalog.rules.requirements import needed
from strongroom.foundation.names import NormalizedName

_PROJECTS_AT_ONCE = 500
"""For whose newest releases one query is made."""


class _Version(NamedTuple):
    """Columns of a release and its project."""

    project: str
    status: str
    version: str
    release: int
    yanked_at: datetime | None
    quarantined_at: datetime | None

    @property
    def is_offered(self) -> bool:
        """Installers get it."""
        return self.quarantined_at is None and self.status != ProjectStatus.QUARANTINED


def iterate_requirements() -> Iterator[tuple[NormalizedName, Collection[NormalizedName]]]:
    """Yield each project that has a release, with the names that the newest one needs; in no certain order.

    Newest is what a visitor sees as the project (`newest_version`). Conditions are passed over, and what is needed
    with an extra only is left out (ADR 14). Whoever is quarantined needs nothing.
    """
    newest = ((name, _newest(found)) for name, found in groupby(_versions(), key=lambda one: one.project))
    while some := list(islice(newest, _PROJECTS_AT_ONCE)):
        releases = Release.objects.filter(pk__in=[release for _, release in some if release is not None])
        said = dict(releases.values_list("pk", "metadata__requires_dist"))
        for name, release in some:
            yield NormalizedName(name), _names((said.get(release) if release else None) or ())


def _versions() -> Iterator[_Version]:
    rows = Release.objects.filter(withdrawn_at=None, project__withdrawn_at=None).order_by("project_id")
    columns = "project__name", "project__status", "version", "pk", "yanked_at", "quarantined_at"
    return (_Version(*row) for row in rows.values_list(*columns).iterator())


def _newest(versions: Iterable[_Version]) -> int | None:
    """Return the newest release of those of one project; None where none is offered."""
    offered = {one.version: one for one in versions if one.is_offered}
    newest = newest_version({version: one.yanked_at is not None for version, one in offered.items()})
    return offered[newest].release if newest else None


def _names(requirements: Iterable[str]) -> set[NormalizedName]:
    return {name for requirement in requirements if (name := needed(requirement)) is not None}
