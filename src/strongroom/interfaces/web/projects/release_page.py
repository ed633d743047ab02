"""The page of one release: its files, who published them with which proof, and what is otherwise than before."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from packaging.version import InvalidVersion, Version

from strongroom.catalog.errors import ReleaseNotFound
from strongroom.catalog.queries import ProjectRecord, ReleaseRecord, find_role
from strongroom.criticality.queries import explain
from strongroom.foundation import clock
from strongroom.interfaces.web.projects.compared import compared
from strongroom.interfaces.web.projects.head import Head, head_of, quarantine_notice, yank_notice
from strongroom.interfaces.web.projects.loading import of_project
from strongroom.interfaces.web.projects.pages import install_command
from strongroom.interfaces.web.projects.releases import (
    ShownRelease,
    files_by_version,
    license_of,
    shown_releases,
)
from strongroom.interfaces.web.projects.releases_chart import releases_chart
from strongroom.interfaces.web.templatetags.strongroom import instant, size
from strongroom.interfaces.web.wording import counted


@require_safe
@of_project
def project_release(request: HttpRequest, project: ProjectRecord, version: str) -> HttpResponse:
    """Show one release. Other spellings of its version are sent to the one it was published under.

    Raises:
        ReleaseNotFound: there is none.
    """
    head = head_of(project, explain(project.name), now=clock.now())
    release = _release_of(head, version)
    if release.version != version:
        return redirect("project_release", project.name, release.version, permanent=True)
    files = {} if head.quarantined else files_by_version(project.name)
    [shown] = shown_releases([release], files)
    context = {
        "project": _head_with(head, release),
        "release": shown,
        "newest": head.version,
        "facts": _facts(release, shown),
        "chart": releases_chart(head.releases, this=release) if len(head.releases) > 1 else None,
        "compared": compared(release, head.offered, files) if shown.files else None,
        "install": install_command(f"{project.name}=={release.version}") if shown.files else "",
        "pinned": _pinned(head, shown),
        "may_manage": request.user.is_authenticated and find_role(request.user.pk, project.name) is not None,
    }
    return render(request, "pages/project_release.html", context)


def _release_of(head: Head, raw_version: str) -> ReleaseRecord:
    """Return the release of exactly this version, or of an equal one."""
    by_version = {release.version: release for release in head.releases}
    if raw_version in by_version:
        return by_version[raw_version]
    try:
        wanted = Version(raw_version)
    except InvalidVersion:
        wanted = None
    for release in head.releases:
        if release.parsed == wanted:
            return release
    raise ReleaseNotFound(
        f"{head.name} has no release {raw_version[:60]!r} here.",
        next_step="Choose one of its releases.",
    )


def _head_with(head: Head, release: ReleaseRecord) -> Head:
    """Return the head of the project's pages as it stands above this release."""
    warnings = list(head.warnings)
    if release.quarantined_at is not None:
        warnings.append(quarantine_notice(release))
    if release.yanked_at is not None and release is not head.release:
        warnings.append(yank_notice(release, title="This release is yanked"))
    return replace(head, release=release, warnings=warnings)


def _facts(release: ReleaseRecord, shown: ShownRelease) -> list[tuple[str, object]]:
    total = size(sum(file.size_bytes for file in shown.files))
    said = [
        ("Released", instant(release.created_at)),
        ("Published by", shown.published_by),
        ("Requires Python", release.requires_python),
        ("License", license_of(release.metadata)),
        ("Files", f"{counted(len(shown.files), 'file')}, {total}" if shown.files else ""),
    ]
    return [(term, value) for term, value in said if value]


def _pinned(head: Head, shown: ShownRelease) -> str:
    """Return the line of a requirements file that accepts these files and no others."""
    hashes = [f"--hash=sha256:{file.sha256}" for file in shown.files]
    return " \\\n    ".join([f"{head.slug}=={shown.version}", *hashes]) if hashes else ""
