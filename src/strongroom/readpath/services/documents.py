"""The JSON API's documents of a project, added to what the page store is to show of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from django.conf import settings

from strongroom.catalog.queries import (
    FileRecord,
    ProjectRecord,
    ReleaseRecord,
    newest,
    ownership_of_projects,
    releases_of_projects,
)
from strongroom.foundation.names import NormalizedName
from strongroom.readpath.rules import json_api
from strongroom.readpath.rules.vulnerabilities import Advisory
from strongroom.readpath.services.advisories import find_advisories
from strongroom.readpath.services.rendering import file_entry
from strongroom.readpath.store import Body, ProjectState, Representation, release_key, release_tail_key


class Documents:
    """The documents of some projects, loaded in few queries however many projects there are."""

    def __init__(self, names: Collection[str]) -> None:
        self._releases = releases_of_projects(names)
        self._ownership = ownership_of_projects(names)

    def added_to(
        self, state: ProjectState, project: ProjectRecord, files: Iterable[FileRecord]
    ) -> ProjectState:
        """Return the state with the documents of the project and its releases, where it is listed and has any."""
        releases = self._releases.get(project.name, []) if state.lines else []
        latest = newest(releases)
        if latest is None:
            return state
        about = json_api.ProjectDetails(
            name=project.name,
            display_name=project.display_name,
            serial=state.serial,
            people=self._ownership[project.name].roles,
            origin=settings.STRONGROOM_URL,
            organization=self._ownership[project.name].organization,
        )
        details = _details_by_version(project.name, releases, files)
        document = json_api.project_document(about, list(details.values()), latest=details[latest.version])
        return replace(
            state,
            pages={**state.pages, Representation.API: _body(document)},
            documents={**state.documents, **_release_documents(about, details)},
        )


def _details_by_version(
    name: NormalizedName, releases: Iterable[ReleaseRecord], files: Iterable[FileRecord]
) -> dict[str, json_api.ReleaseDetails]:
    advisories = find_advisories(name)
    files_of: dict[str, list[FileRecord]] = defaultdict(list)
    for file in files:
        files_of[file.version].append(file)
    return {release.version: _details(release, files_of[release.version], advisories) for release in releases}


def _release_documents(
    about: json_api.ProjectDetails, details: dict[str, json_api.ReleaseDetails]
) -> dict[str, Body]:
    documents = {
        release_key(about.name, key): _body(json_api.release_head(about, details[version]))
        for version, key in json_api.version_keys(details).items()
    }
    return {**documents, release_tail_key(about.name): _body(json_api.release_tail(about))}


def _details(
    release: ReleaseRecord, files: Sequence[FileRecord], advisories: Sequence[Advisory]
) -> json_api.ReleaseDetails:
    return json_api.ReleaseDetails(
        version=release.version,
        summary=release.summary,
        requires_python=release.requires_python,
        metadata=release.metadata,
        yanked=(release.yanked_reason or True) if release.yanked_at else False,
        files=tuple(_file(file) for file in files),
        vulnerabilities=tuple(one.entry() for one in advisories if one.affects(release.parsed)),
    )


def _file(file: FileRecord) -> json_api.ReleaseFile:
    return json_api.ReleaseFile(
        file_entry(file), file.filetype, file.python_version, md5=file.md5, blake2_256=file.blake2_256
    )


def _body(content: bytes) -> Body:
    return Body(json_api.CONTENT_TYPE, content)
