"""What the owners of a project ask for on it themselves: a mandate like the others, with an owner as its author.

Each command is called in the transaction in which its permit was given.
"""

from datetime import date, datetime

from django.db.models import QuerySet

from strongroom.accounts.queries import get_person, list_people
from strongroom.catalog.queries import list_people_who_may_publish
from strongroom.foundation.actors import ActorKind
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action, Permit
from strongroom.foundation.reasons import fitting_reason
from strongroom.infra.db import write
from strongroom.infra.journal.services import append
from strongroom.mandates.errors import (
    MandateRunning,
    NoMandate,
    NotAllowed,
    RequirementLasting,
    RequirementUnfit,
)
from strongroom.mandates.models import Mandate
from strongroom.mandates.queries import meets
from strongroom.mandates.rules.requirement_letters import kept_for_ever
from strongroom.mandates.rules.requirements import start_of_requirement
from strongroom.mandates.rules.scopes import Scope
from strongroom.mandates.rules.strengths import Strength
from strongroom.mandates.services.letters.telling import asked_by, tell_everybody, tell_of_requirement
from strongroom.mandates.services.terms.announcing import lapse_mandate
from strongroom.mandates.services.terms.life import fact, open_term


def require_factor(
    permit: Permit, *, strength: Strength, starts_on: date | None, reason: str = ""
) -> datetime:
    """Ask for a second factor of everybody who may publish a project, as its owner; all of them are told.

    Args:
        starts_on: Day in UTC; None means at once.

    Returns:
        The instant from which it holds.

    Raises:
        RequirementUnfit: the owner lacks what they ask for, or the day cannot be chosen.
        MandateRunning: the owners ask for the same already.
        NotAllowed: not an owner asks.
        ReasonUnfit: the reason does not fit.
    """
    _check_owner(permit, strength)
    reason = fitting_reason(reason)
    with write():
        if _running(permit.project, strength).exists():
            raise MandateRunning(
                f"The owners of {permit.project} ask for that already.",
                next_step="See its dates on its page.",
            )
        lacking = who_lacks(permit.project, strength, besides=permit.by.name)
        starts_at = start_of_requirement(starts_on, lacking=lacking, now=permit.at)
        mandate = Mandate.objects.create(
            scope=Scope.OWN,
            target=permit.project,
            strength=strength,
            notice_days=(starts_at.date() - permit.at.date()).days,
            announced_at=permit.at,
            announced_by=str(permit.by),
            reason=reason,
        )
        _record("mandate.required_by_owners", mandate, permit, reason=reason, starts=starts_at.isoformat())
        open_term(mandate, permit.project, until=starts_at, by=permit.by, now=permit.at)
        tell_everybody(mandate, now=permit.at)
    return starts_at


def end_requirement(permit: Permit, *, strength: Strength, reason: str = "") -> None:
    """Ask no more for what the owners of a project asked for; all its people are told.

    Raises:
        NoMandate: they do not ask for it.
        RequirementLasting: they asked for it for ever; operators can end it, with a reason.
        RequirementUnfit: this owner lacks what was asked for.
        NotAllowed: not an owner asks.
        ReasonUnfit: the reason does not fit.
    """
    _check_owner(permit, strength)
    with write():
        mandate = _get(permit.project, strength)
        if mandate.for_ever:
            raise RequirementLasting(
                f"The owners of {permit.project} have asked for it for ever.",
                why="So nobody who takes over an account of theirs can switch it off.",
                next_step="Write to the operators of this index and say why it should end.",
            )
        lapse_mandate(
            mandate, by=permit.by, reason=fitting_reason(reason) or "Its owners ended it.", now=permit.at
        )


def keep_for_ever(permit: Permit, *, strength: Strength) -> None:
    """Make a requirement one that its owners cannot end; all people of the project are told.

    Raises:
        NoMandate: they do not ask for it.
        RequirementLasting: it is for ever already.
        RequirementUnfit: this owner lacks what was asked for.
        NotAllowed: not an owner asks.
    """
    _check_owner(permit, strength)
    with write():
        mandate = _get(permit.project, strength)
        if mandate.for_ever:
            raise RequirementLasting(f"The owners of {permit.project} ask for it for ever already.")
        mandate.for_ever = True
        mandate.save(update_fields=["for_ever"])
        _record("mandate.kept_for_ever", mandate, permit)
        tell_of_requirement(mandate, kept_for_ever(asked_by(mandate), doer=permit.by.name), now=permit.at)


def who_lacks(project: NormalizedName, strength: Strength, *, besides: str) -> list[str]:
    """Return the user names of the other people of a project who lack a factor of that strength."""
    rights = list_people_who_may_publish(names=[project])
    others = list_people({right.user_id for right in rights if right.username != besides})
    return [one.username for one in others if not meets(one.protection, strength)]


def _check_owner(permit: Permit, strength: Strength) -> None:
    permit.require(Action.CHANGE_SETTINGS, permit.project)
    if permit.by.kind is not ActorKind.PERSON:
        raise NotAllowed(
            "Only the owners of a project ask for a second factor on it in their own name.",
            next_step="Operators announce a mandate: `strongroom mandate announce`.",
        )
    if not meets(get_person(permit.by.account).protection, strength):
        raise RequirementUnfit(
            f"You have not enrolled {strength.words} yourself.",
            why="Nobody asks of others what they do not hold.",
            next_step="Enrol one on your account's page, then try again.",
        )


def _running(project: NormalizedName, strength: Strength) -> QuerySet[Mandate]:
    return Mandate.objects.filter(ended_at=None, scope=Scope.OWN, target=project, strength=strength)


def _get(project: NormalizedName, strength: Strength) -> Mandate:
    mandate = _running(project, strength).first()
    if mandate is None:
        raise NoMandate(
            f"The owners of {project} do not ask for that.", next_step="See what they ask for on its page."
        )
    return mandate


def _record(kind: str, mandate: Mandate, permit: Permit, *, reason: str = "", **data: str) -> None:
    kept = fact(kind, mandate, permit.project, reason=reason, strength=str(mandate.strength), **data)
    append(kept, by=permit.by, at=permit.at)
