"""What every change of an organization leaves behind: the journal's facts, and mail to those concerned."""

from collections.abc import Collection

from django.conf import settings

from strongroom.accounts.queries import list_people
from strongroom.accounts.services import Mail, MailKind, write_to_people
from strongroom.catalog.models import RoleName
from strongroom.catalog.queries import active_owners, list_people_who_may_publish
from strongroom.catalog.rules import organization_letters as letters
from strongroom.catalog.rules.organization_letters import Turn
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.organization_permits import NOTHING, OrganizationPermit
from strongroom.infra.journal.services import Fact, append


def record(
    permit: OrganizationPermit,
    kind: str,
    *,
    role: str = "",
    projects: Collection[NormalizedName] | None = None,
    concerned: Collection[str] = (),
) -> None:
    """Append the fact for each project that is touched, or once where none is; and tell people of it.

    Args:
        role: The one that begins or ends, where the change itself does not say it.
        projects: Those that are touched, where the permit does not say it: leaving asks for none.
        concerned: User names of those who lose a right by it, and would not be told as members or otherwise.
    """
    change = permit.change
    touched = sorted(permit.touched.projects if projects is None else projects)
    person = change.username.lower()
    data = {"organization": change.organization, "team": change.team, "role": role or change.role}
    for project in touched or [NOTHING]:
        fact = Fact(kind, project=project, subject=person, data={k: v for k, v in data.items() if v})
        append(fact, by=permit.by, at=permit.at)
    turn = Turn(
        kind=kind,
        organization=change.organization,
        by=permit.by.name,
        at=permit.at,
        index_url=settings.STRONGROOM_URL,
        person=person,
        role=role or change.role,
        team=change.team,
        projects=touched,
    )
    _tell(turn, concerned)


def _tell(turn: Turn, concerned: Collection[str]) -> None:
    if not letters.tells_of(turn.kind):
        return
    others = letters.to_others(turn)
    kind = MailKind.OWNERS if turn.role == RoleName.OWNER else MailKind.PEOPLE
    why = f"it is about {turn.organization} or a project of yours there"
    mails = [
        Mail(username, kind, others.subject, others.text, why, _thread(turn))
        for username in sorted((_readers(turn) | set(concerned)) - {turn.person})
    ]
    own = letters.to_the_person(turn) if turn.person else None
    if own is not None:
        why = f"it is about your own place in {turn.organization}"
        mails.append(Mail(turn.person, MailKind.RIGHTS, own.subject, own.text, why, _thread(turn)))
    write_to_people(mails, at=turn.at)


def _readers(turn: Turn) -> set[str]:
    """Return the user names of the organization's owners, and of all who may change a project that is touched."""
    owners = list_people(active_owners(NormalizedName(turn.organization)))
    people = list_people_who_may_publish(names=turn.projects)
    return {one.username for one in owners} | {one.username for one in people}


def _thread(turn: Turn) -> str:
    return f"organization/{turn.organization}"
