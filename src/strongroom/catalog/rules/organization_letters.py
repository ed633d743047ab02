"""The words of the mail about organizations: who came and went, what became of teams and projects."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from strongroom.foundation.letters import Letter


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that happened in an organization.

    Args:
        kind: As in the journal: `team.member_added`.
        person: Whom it is about; empty where it is about nobody in particular.
        projects: Those on which somebody's right becomes another by it.
        by: User name of who did it.
        index_url: Without a slash at its end.
    """

    kind: str
    organization: str
    by: str
    at: datetime
    index_url: str
    person: str = ""
    role: str = ""
    team: str = ""
    projects: Collection[str] = ()

    def written(self, words: str) -> str:
        """Return the words with what happened put in."""
        first = next(iter(sorted(self.projects)), "")
        return words.format(
            organization=self.organization,
            person=self.person,
            role=self.role,
            team=self.team,
            project=first,
        )


_TO_OTHERS = {
    "organization.member_invited": "{person} was invited to {organization} as {role}",
    "organization.invitation_withdrawn": "{person} is no longer invited to {organization}",
    "organization.invitation_declined": "{person} declined the invitation to {organization}",
    "organization.member_joined": "{person} is now {role} of {organization}",
    "organization.member_changed": "{person} is now {role} of {organization}",
    "organization.member_removed": "{person} was removed from {organization}",
    "organization.member_left": "{person} left {organization}",
    "organization.left_to_custody": "{person} left {organization}, where nobody is any more",
    "team.deleted": "The team {team} of {organization} was deleted",
    "team.member_added": "{person} is now in the team {team} of {organization}",
    "team.member_removed": "{person} was taken out of the team {team} of {organization}",
    "team.member_left": "{person} left the team {team} of {organization}",
    "team.role_given": "The team {team} of {organization} is now {role} of {project}",
    "team.role_taken": "The team {team} of {organization} has no role on {project} any more",
    "project.moved_in": "{project} is now a project of {organization}",
    "project.moved_out": "{project} is no longer a project of {organization}: {person} owns it",
}

_TO_THE_PERSON = {
    "organization.member_invited": "You are invited to {organization} as {role}",
    "organization.invitation_withdrawn": "You are no longer invited to {organization}",
    "organization.member_joined": "You are now {role} of {organization}",
    "organization.member_changed": "You are now {role} of {organization}",
    "organization.member_removed": "You were removed from {organization}",
    "organization.member_left": "You left {organization}",
    "organization.left_to_custody": "You left {organization}, where nobody is any more",
    "team.member_added": "You are now in the team {team} of {organization}",
    "team.member_removed": "You were taken out of the team {team} of {organization}",
    "team.member_left": "You left the team {team} of {organization}",
    "project.moved_out": "{project} is yours: it is no longer a project of {organization}",
}


def tells_of(kind: str) -> bool:
    """People are told of this kind of turn."""
    return kind in _TO_OTHERS


def to_others(turn: Turn) -> Letter:
    """Return the letter to those whose organization or project it is about."""
    ending = (
        "If you did not expect this, ask the owners of the organization. If none of them knows of it, "
        "write to the operators of this index."
    )
    return _letter(turn, turn.written(_TO_OTHERS[turn.kind]), ending)


def to_the_person(turn: Turn) -> Letter | None:
    """Return the letter to the person whom it is about; None where they need none."""
    words = _TO_THE_PERSON.get(turn.kind)
    if words is None:
        return None
    ending = f"Your organizations: {turn.index_url}/organizations/mine/"
    if turn.kind == "organization.member_invited":
        ending = (
            f"Accept or decline it at\n{turn.index_url}/organizations/mine/\n\n"
            "If you do not know who invites you, decline."
        )
    return _letter(turn, turn.written(words), ending)


def _letter(turn: Turn, title: str, ending: str) -> Letter:
    lines = [
        ("Projects", ", ".join(sorted(turn.projects))),
        ("Organization", f"{turn.index_url}/organizations/{turn.organization}/"),
        ("When", f"{turn.at:%Y-%m-%d %H:%M} UTC"),
        ("By", turn.by),
    ]
    facts = "\n".join(f"{name}: {value}" for name, value in lines if value)
    return Letter(title, f"{title}.\n\n{facts}\n\n{ending}")
