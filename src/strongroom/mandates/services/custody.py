"""Give a project in custody to a new owner: what is asked of every owner is asked of them first."""

from datetime import datetime

from strongroom.accounts.queries import get_person_named
from strongroom.catalog.errors import RecipientUnprotected
from strongroom.catalog.services import give_from_custody
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.infra.db import write
from strongroom.mandates.errors import NotAllowed
from strongroom.mandates.services.asking import permit


def give_project(name: NormalizedName, *, username: str, reason: str, by: Actor, now: datetime) -> None:
    """Make somebody the owner of a project that has none, as an operator.

    Raises:
        PersonNotFound: there is nobody of that name.
        RecipientUnprotected: they hold no second factor, or may not take the project on now.
        OperatorsOnly, NotAllowed, NotInCustody, ReasonMissing, ReasonTooLong: as `give_from_custody`.
    """
    with write():
        taker = get_person_named(username)
        giving = permit(by, Action.MANAGE_PEOPLE, name, now=now)
        try:
            actor = Actor.person(user_id=taker.user_id, name=taker.username)
            taking = permit(actor, Action.ACCEPT_ROLE, name, now=now)
        except NotAllowed as refusal:
            raise RecipientUnprotected(
                f"{taker.username} cannot own {name} now.",
                why=f"{refusal.what} {refusal.why}".strip(),
                next_step="Ask them to see to it, or choose somebody else.",
            ) from refusal
        give_from_custody(giving, taking=taking, reason=reason)
