"""What stands at the top of each page of a project: name, states, and what a visitor must know first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from strongroom.catalog.queries import ProjectRecord, ReleaseRecord, list_releases, memberships, newest
from strongroom.criticality.queries import Explanation
from strongroom.foundation.days import day_words
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.queries import foremost, list_terms

STATUS_WORDS = {
    "archived": (
        "info",
        "Archived by its owners",
        "No new releases are planned. It stays installable, and its name stays taken.",
    ),
    "deprecated": (
        "warning",
        "Deprecated by its owners",
        "They advise against using it. It stays installable.",
    ),
    "quarantined": (
        "error",
        "Quarantined by the operators of this index",
        "Its files are not offered until they have been examined.",
    ),
}
"""PEP 792 status: kind of notice, title, what it means for a visitor."""


@dataclass(frozen=True, slots=True)
class Warned:
    """A notice (`components/notice.html`)."""

    kind: str
    title: str
    what: str
    why: str = ""
    next_step: str = ""
    url: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A project as `components/project_head.html` shows it.

    Args:
        name: As its people spell it.
        slug: The normalized name, for addresses.
        release: The one a visitor means, None where there is none.
        namespace: The sentence that says in whose namespace the name lies, or empty.
    """

    name: str
    slug: NormalizedName
    release: ReleaseRecord | None
    releases: Sequence[ReleaseRecord]
    states: Sequence[str]
    warnings: Sequence[Warned]
    quarantined: bool
    namespace: str

    @property
    def offered(self) -> Sequence[ReleaseRecord]:
        """The releases that are not quarantined."""
        return [release for release in self.releases if release.quarantined_at is None]

    @property
    def version(self) -> str | None:
        """The newest version."""
        return self.release.version if self.release else None

    @property
    def summary(self) -> str:
        """What the newest release says of itself."""
        return self.release.summary if self.release else ""


def head_of(project: ProjectRecord, explanation: Explanation, *, now: datetime) -> Head:
    """Return the head of a project, as its people see it where it is withdrawn."""
    releases = list_releases(project.name)
    release = newest(releases)
    return Head(
        name=project.display_name,
        slug=project.name,
        release=release,
        releases=releases,
        states=_states(project, explanation, now),
        warnings=_warnings(project, release),
        quarantined=project.status == "quarantined",
        namespace=_namespace_words(project),
    )


def critical_states(explanation: Explanation) -> list[str]:
    """Return the badges that say how critical a name is."""
    if explanation.is_critical:
        return ["critical"]
    candidates = explanation.run.candidates if explanation.run else ()
    return ["candidate"] if explanation.name in candidates else []


def _namespace_words(project: ProjectRecord) -> str:
    """Say it of the narrowest namespace (PEP 752): whoever sees the name takes it for one of its owner's."""
    found = (memberships([project.name]) or {}).get(project.name)
    if not found:
        return ""
    narrowest = found[-1]
    verb = "belongs" if narrowest.owned else "does not belong"
    return f"This project lies in the namespace {narrowest.namespace}, and {verb} to its owner."


def _states(project: ProjectRecord, explanation: Explanation, now: datetime) -> list[str]:
    term = foremost(list_terms([project.name]), now=now)
    phase = term.phase(now) if term else None
    states = critical_states(explanation)
    if phase is not None:
        states.append(str(phase))
    if project.status != "active":
        states.append(project.status)
    if project.withdrawn_at is not None:
        states.append("withdrawn")
    return states


def _warnings(project: ProjectRecord, release: ReleaseRecord | None) -> list[Warned]:
    warnings = []
    if project.withdrawn_at is not None:
        what = "Nothing of it is offered. Its name, its designation and what a mandate asks stay with its people."
        title = f"Withdrawn on {day_words(project.withdrawn_at)}"
        warnings.append(Warned("warning", title, what, next_step="A new version brings it back."))
    if project.status in STATUS_WORDS:
        kind, title, what = STATUS_WORDS[project.status]
        why = f"The reason given: {project.status_reason}" if project.status_reason else ""
        warnings.append(Warned(kind, title, what, why))
    if release is not None and release.yanked_at is not None:
        warnings.append(yank_notice(release, title="Every release is yanked"))
    return warnings


def quarantine_notice(release: ReleaseRecord) -> Warned:
    """Return what is said of a quarantined release."""
    why = f"The reason given: {release.quarantined_because}"
    what = (
        "Its files are not offered until the operators of this index have examined them. Other releases are."
    )
    return Warned("error", "This release is quarantined", what, why)


def yank_notice(release: ReleaseRecord, *, title: str) -> Warned:
    """Return what is said of a yanked release."""
    reason = f"The reason given: {release.yanked_reason}" if release.yanked_reason else ""
    what = "Installers choose a yanked release only where it is asked for by its exact version."
    return Warned("warning", title, what, reason)
