"""The JSON API's documents of projects, added to what the page store is to show of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.conf import settings

from strongroom.catalog.queries import (
    DescribedRelease,
    Ownership,
    newest_version,
    ownership_of_projects,
    releases_of_projects,
)
from strongroom.foundation.versions import parsed
from strongroom.readpath.rules import json_api
from strongroom.readpath.rules.vulnerabilities import Advisory
from strongroom.readpath.services.advisories import find_advisories
from strongroom.readpath.services.rendering import Files
from strongroom.readpath.store import Body, ProjectState, Representation, release_key, release_tail_key

_FEW = 500
"""Versions that the database is asked for by name; where more are needed, all are loaded."""

ReleaseFiles = Mapping[str, Sequence[json_api.ReleaseFile]]
"""The files of each release, by version."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A project's state without its documents.

    Args:
        releases: The files of each release; none where the project is not listed.
        latest: The version that the project's document tells of; None where it has none.
        keys: Where the store has the document of each release, by version.
        kept: Versions whose documents, which the store has, stay as they are.
    """

    state: ProjectState
    display_name: str
    releases: ReleaseFiles
    latest: str | None
    keys: Mapping[str, str]
    kept: frozenset[str] = frozenset()

    @classmethod
    def of(cls, state: ProjectState, files: Files, *, display_name: str) -> "Draft":
        """Return the draft of all documents."""
        releases = _files_of_releases(files) if state.lines else {}
        latest = newest_version(
            {version: own[0].entry.yanked is not False for version, own in releases.items()}
        )
        keys = json_api.version_keys(releases)
        at = {version: release_key(state.name, key) for version, key in keys.items()}
        return cls(state, display_name, releases, latest, at)

    @property
    def needed(self) -> set[str]:
        """The versions of which more must be known than their files: those that are not kept, and the latest."""
        return {*(self.releases.keys() - self.kept), *([self.latest] if self.latest else [])}


def with_documents(drafts: Collection[Draft]) -> Iterator[ProjectState]:
    """Yield the states with their documents, loaded in few queries however many projects there are."""
    names = [draft.state.name for draft in drafts]
    needed = set().union(*(draft.needed for draft in drafts))
    described = releases_of_projects(names, versions=needed if len(needed) <= _FEW else None)
    ownership = ownership_of_projects(names)
    for draft in drafts:
        name = draft.state.name
        yield _completed(draft, described.get(name, {}), ownership[name])


def _completed(draft: Draft, described: Mapping[str, DescribedRelease], ownership: Ownership) -> ProjectState:
    if draft.latest is None or not draft.needed <= described.keys():
        return draft.state  # it has no files, or was withdrawn after we asked for them
    state = draft.state
    about = json_api.ProjectDetails(
        name=state.name,
        display_name=draft.display_name,
        serial=state.serial,
        people=ownership.roles,
        origin=settings.STRONGROOM_URL,
        organization=ownership.organization,
    )
    details = _details(draft, described)
    document = json_api.project_document(about, draft.releases, latest=details[draft.latest])
    heads = {
        draft.keys[version]: _body(json_api.release_head(about, one))
        for version, one in details.items()
        if version not in draft.kept
    }
    return replace(
        state,
        pages={**state.pages, Representation.API: _body(document)},
        documents={**heads, release_tail_key(state.name): _body(json_api.release_tail(about))},
        kept_documents=frozenset(draft.keys[version] for version in draft.kept),
    )


def _details(draft: Draft, described: Mapping[str, DescribedRelease]) -> dict[str, json_api.ReleaseDetails]:
    """Return what is known of each release that is needed, in the order of their versions."""
    advisories, needed = find_advisories(draft.state.name), draft.needed
    return {
        version: _release(described[version], files, advisories)
        for version, files in draft.releases.items()
        if version in needed
    }


def _release(
    release: DescribedRelease, files: Sequence[json_api.ReleaseFile], advisories: Sequence[Advisory]
) -> json_api.ReleaseDetails:
    version = parsed(release.version)
    return json_api.ReleaseDetails(
        version=release.version,
        summary=release.summary,
        requires_python=release.requires_python,
        metadata=release.metadata,
        yanked=(release.yanked_reason or True) if release.yanked_at else False,
        files=tuple(files),
        vulnerabilities=tuple(one.entry() for one in advisories if one.affects(version)),
    )


def _files_of_releases(files: Files) -> ReleaseFiles:
    releases: dict[str, list[json_api.ReleaseFile]] = {}
    for file, told in files:
        releases.setdefault(file.version, []).append(told)
    return releases


def _body(content: bytes) -> Body:
    return Body(json_api.CONTENT_TYPE, content)
