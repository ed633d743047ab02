"""The journal in the words of PyPI's changelog, which mirrors read."""

from collections.abc import Iterable, Iterator, Mapping

from strongroom.catalog.queries import PublishedFile, files_named, projects_named
from strongroom.foundation.names import NormalizedName
from strongroom.infra.journal.queries import Entry, list_project_entries_after
from strongroom.readpath.queries import KINDS_OF_NO_PAGE

Row = tuple[str, str | None, int, str, int]
"""Name, version, time in Unix seconds, action, serial."""
Action = tuple[str | None, str]
"""Version and what was done."""

ROWS_AT_MOST = 50_000
"""In one answer; a mirror asks again from the last serial it got."""

_OF_RELEASES = {
    "release.yanked": "yank release",
    "release.unyanked": "unyank release",
    "release.withdrawn": "remove release",
    "release.quarantined": "quarantine release",
    "release.quarantine_lifted": "lift quarantine of release",
}
"""Facts whose subject is a version."""

_OF_PROJECTS = {
    "project.withdrawn": "remove project",
    "role.accepted": "add {role} {subject}",
    "role.removed": "remove {subject}",
    "role.left": "remove {subject}",
}
"""Facts about a project as a whole. Kinds that are in no table keep their own words: no change of a page is left out."""


def changelog_since(serial: int) -> list[Row]:
    """Return what changed in projects after `serial`, oldest first; of each serial all rows or none."""
    entries = list_project_entries_after(serial, limit=ROWS_AT_MOST, without=KINDS_OF_NO_PAGE)
    projects = projects_named({entry.project for entry in entries})
    files = files_named({entry.subject for entry in entries if entry.kind == "file.published"})
    told = (
        [
            (projects[name].display_name, version, int(entry.at.timestamp()), action, entry.serial)
            for version, action in actions_of(entry, files)
        ]
        for entry in entries
        if (name := NormalizedName(entry.project)) in projects
    )
    return list(_within_limit(told))


def actions_of(entry: Entry, files: Mapping[str, PublishedFile]) -> list[Action]:
    """Return what PyPI's changelog would say of the fact."""
    if entry.kind == "file.published":
        return _of_upload(entry, files.get(entry.subject))
    if entry.kind == "file.withdrawn":
        return [(entry.data.get("version"), f"remove file {entry.subject}")]
    if entry.kind in _OF_RELEASES:
        return [(entry.subject, _OF_RELEASES[entry.kind])]
    words = _OF_PROJECTS.get(entry.kind, entry.kind.replace(".", " ").replace("_", " "))
    role = str(entry.data.get("role", "")).capitalize()
    return [(None, words.format(role=role, subject=entry.subject))]


def _of_upload(entry: Entry, file: PublishedFile | None) -> list[Action]:
    version = entry.data.get("version")
    actions: list[Action] = []
    if entry.data.get("new_project"):
        actions.append((None, "create"))
    if file is not None and file.begins_release:
        actions.append((version, "new release"))
    python_version = file.python_version if file else ""
    return [*actions, (version, f"add {python_version} file {entry.subject}")]


def _within_limit(groups: Iterable[list[Row]]) -> Iterator[Row]:
    told = 0
    for rows in groups:
        told += len(rows)
        if told > ROWS_AT_MOST:
            return
        yield from rows
