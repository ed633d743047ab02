"""A project's journal in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from strongroom.foundation.names import NormalizedName
from strongroom.infra.journal.queries import Entry, list_entries_of_project
from strongroom.interfaces.web.wording import actor_words

ENTRIES_SHOWN = 200

KINDS: Mapping[str, str] = {
    "file.published": "{subject} published",
    "release.yanked": "Release {subject} yanked",
    "release.unyanked": "Yank of release {subject} taken back",
    "project.withdrawn": "Project withdrawn",
    "project.set_archived": "Archived",
    "project.set_active": "Opened again",
    "project.set_deprecated": "Deprecated",
    "project.set_quarantined": "Quarantined",
    "project.quarantine_lifted": "Quarantine lifted",
    "project.handed_over": "Handed over to {subject}",
    "project.designated_critical": "Designated critical",
    "project.designation_ended": "Designation ended",
    "project.designation_corrected": "Designation corrected",
    "mandate.announced_for_project": "Second factor announced",
    "mandate.enforced_for_project": "Second factor needed from now on",
    "mandate.lapsed_for_project": "Mandate lapsed",
    "role.invited": "{subject} invited as {role}",
    "role.accepted": "{subject} accepted the role of {role}",
    "role.declined": "{subject} declined the role of {role}",
    "role.removed": "{subject} removed",
    "role.left": "{subject} left",
    "role.changed": "{subject} became {role}",
    "invitation.withdrawn": "Invitation of {subject} taken back",
    "organization.member_invited": "{subject} invited to own {organization}",
    "organization.member_joined": "{subject} became {role} of {organization}",
    "organization.member_changed": "{subject} became {role} of {organization}",
    "organization.member_removed": "{subject} removed from {organization}",
    "organization.member_left": "{subject} left {organization}",
    "team.member_added": "{subject} added to the team {team}",
    "team.member_removed": "{subject} taken out of the team {team}",
    "team.member_left": "{subject} left the team {team}",
    "team.deleted": "The team {team} was deleted",
    "team.role_given": "The team {team} became {role}",
    "team.role_taken": "The team {team} has no role any more",
    "project.moved_in": "Moved into the organization {organization}",
    "project.moved_out": "Moved out of the organization {organization}, to {subject}",
}
"""What each kind of fact means; `{subject}` and the fact's data may be named."""


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One line of the journal."""

    serial: int
    at: datetime
    what: str
    by: str
    reason: str
    evidence: str


def shown_entries(name: NormalizedName) -> list[ShownEntry]:
    """Return the newest entries of a project, newest first."""
    return [_shown(entry) for entry in list_entries_of_project(name, limit=ENTRIES_SHOWN)]


def _shown(entry: Entry) -> ShownEntry:
    return ShownEntry(
        serial=entry.serial,
        at=entry.at,
        what=_what(entry),
        by=actor_words(entry.by),
        reason=entry.reason,
        evidence=_evidence(entry.data),
    )


def _what(entry: Entry) -> str:
    words = KINDS.get(entry.kind)
    if words is None:
        return " ".join(
            part for part in (entry.kind.replace(".", " ").replace("_", " "), entry.subject) if part
        ).capitalize()
    return words.format_map({"role": "collaborator", **entry.data, "subject": entry.subject})


def _evidence(data: Mapping[str, Any]) -> str:
    """Write the numbers of a designation; other facts say all in their words."""
    if "downloads" not in data or "cut_off" not in data:
        return ""
    rank = f"rank {data['rank']:,}, " if data.get("rank") else ""
    return f"{rank}{data['downloads']:,} downloads against a cut-off of {data['cut_off']:,}"
