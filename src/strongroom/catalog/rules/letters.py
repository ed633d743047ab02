"""The words of the mail that the people of a project get: what happened, by whom, and what to do if it is wrong.

Greeting, end and the way to switch it off are put around them by the accounts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from strongroom.foundation.letters import Letter


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done to a project.

    Args:
        kind: As in the journal: `release.yanked`.
        by: Who did it, in words, and with what.
        reason: The words of whoever did it; may be empty.
        index_url: Without a slash at its end.
    """

    kind: str
    project: str
    by: str
    at: datetime
    reason: str
    index_url: str

    @property
    def project_url(self) -> str:
        """The project's page."""
        return f"{self.index_url}/project/{self.project}/"


class FirstFile(NamedTuple):
    """The file that began a release."""

    filename: str
    size_bytes: int
    sha256: str


_OF_CARE = {
    "release.yanked": (
        "{project} {subject} was yanked",
        "Installers choose it only where exactly this version is asked for.",
    ),
    "release.unyanked": ("The yank of {project} {subject} was taken back", "Installers may choose it again."),
    "project.withdrawn": (
        "{project} was withdrawn",
        "Its files can no longer be installed. Its name stays with its people.",
    ),
    "project.set_archived": ("{project} was archived", "It takes no more uploads, and its pages say so."),
    "project.set_deprecated": ("{project} was deprecated", "Its pages advise against using it."),
    "project.set_active": ("{project} was opened again", "It is neither archived nor deprecated any more."),
    "project.set_quarantined": (
        "{project} was quarantined",
        "Its files are not offered until the operators have examined them.",
    ),
    "release.quarantined": (
        "{project} {subject} was quarantined",
        "Its files are not offered until the operators have examined them. Other releases are.",
    ),
    "release.quarantine_lifted": (
        "{project} {subject} is no longer quarantined",
        "Its files are offered again.",
    ),
    "project.quarantine_lifted": (
        "{project} is no longer quarantined",
        "Its files are offered again.",
    ),
}
"""What was done, and what follows from it."""

_OF_PEOPLE = {
    "role.invited": "{person} was invited to {project} as {role}",
    "role.accepted": "{person} is now {role} of {project}",
    "role.declined": "{person} declined the invitation to {project} as {role}",
    "role.changed": "{person} is now {role} of {project}",
    "role.removed": "{person} is no longer {role} of {project}",
    "role.left": "{person} left {project} as {role}",
    "invitation.withdrawn": "{person} is no longer invited to {project} as {role}",
    "project.handed_over": "{person} took over {project} as {role}",
    "project.left_to_custody": "{person} left {project}, which has no owner now",
    "project.given": "The operators of this index gave {project} to {person}",
}
_TO_THE_PERSON = {
    "role.invited": "You are invited to {project} as {role}",
    "role.accepted": "You are now {role} of {project}",
    "role.declined": "You declined the invitation to {project} as {role}",
    "role.changed": "You are now {role} of {project}",
    "role.removed": "You are no longer {role} of {project}",
    "role.left": "You left {project} as {role}",
    "invitation.withdrawn": "You are no longer invited to {project} as {role}",
    "project.handed_over": "You took over {project} as {role}",
    "project.left_to_custody": "You left {project}, which has no owner now",
    "project.given": "The operators of this index gave you {project}: you are its owner",
}


def tells_of_care(kind: str) -> bool:
    """The people of a project are told of this kind of deed."""
    return kind in _OF_CARE


def of_release(deed: Deed, *, version: str, file: FirstFile) -> Letter:
    """Return the letter about a release that has just begun with this file."""
    text = _paragraphs(
        f"Release {version} of {deed.project} was published.",
        _facts(
            deed,
            ("File", f"{file.filename} ({file.size_bytes:,} bytes)"),
            ("SHA-256", file.sha256),
            ("Page", f"{deed.project_url}{quote(version, safe='')}/"),
        ),
        "More files of this release may follow; we do not write again for each of them.",
        "If none of you wanted this release, do this now:\n\n"
        "1. Yank it, so that installers no longer choose it:\n"
        f"   {deed.project_url}manage/yank/?version={quote(version, safe='')}\n"
        "2. If it was published in your name, revoke your API tokens and change your password:\n"
        f"   {deed.index_url}/account/tokens/\n"
        "3. Write to the operators of this index.",
    )
    return Letter(f"{deed.project} {version} was published", text)


def of_care(deed: Deed, *, subject: str) -> Letter:
    """Return the letter about what was done to a release or to the whole project.

    Args:
        subject: The release's version; empty where it is about the project.
    """
    what, consequence = _OF_CARE[deed.kind]
    title = what.format(project=deed.project, subject=subject)
    text = _paragraphs(
        f"{title}. {consequence}",
        _facts(deed, ("Page", deed.project_url)),
        "If this should not have happened, speak to whoever did it, or write to the operators of this index.",
    )
    return Letter(title, text)


def of_people(deed: Deed, *, person: str, role: str) -> Letter:
    """Return the letter to the others about somebody's right on the project."""
    title = _OF_PEOPLE[deed.kind].format(person=person, project=deed.project, role=role)
    text = _paragraphs(
        f"{title}.",
        _facts(deed, ("All its people", f"{deed.project_url}manage/")),
        "If you did not expect this, ask the owners. If no owner knows of it, write to the operators of this index.",
    )
    return Letter(title, text)


def to_the_person(deed: Deed, *, role: str) -> Letter:
    """Return the letter to the person whose own right on the project it is about."""
    title = _TO_THE_PERSON[deed.kind].format(project=deed.project, role=role)
    next_step = (
        f"Accept or decline it at\n{deed.index_url}/projects/mine/\n\n"
        "Whoever accepts can publish releases there. If you do not know who invites you, decline."
        if deed.kind == "role.invited"
        else f"Your projects: {deed.index_url}/projects/mine/"
    )
    return Letter(title, _paragraphs(f"{title}.", _facts(deed), next_step))


def _facts(deed: Deed, *more: tuple[str, str]) -> str:
    lines: Iterable[tuple[str, str]] = (
        *more,
        ("When", f"{deed.at:%Y-%m-%d %H:%M} UTC"),
        ("By", deed.by),
        ("Reason", deed.reason),
    )
    return "\n".join(f"{name}: {' '.join(value.split())}" for name, value in lines if value)


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
