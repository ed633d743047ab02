"""The one question, asked of whoever is to own a project, before somebody else gives it to them."""

from datetime import datetime

from strongroom.accounts.queries import get_person_named
from strongroom.catalog.errors import RecipientUnprotected
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action, Permit
from strongroom.mandates.errors import NotAllowed
from strongroom.mandates.services.permits.projects import permit


def permit_to_own(username: str, project: NormalizedName, *, now: datetime) -> Permit:
    """Return the permit of somebody to own a project, as if they accepted an invitation to it.

    Raises:
        PersonNotFound: there is nobody of that name.
        RecipientUnprotected: they may not now; it says why.
    """
    taker = get_person_named(username)
    actor = Actor.person(user_id=taker.user_id, name=taker.username)
    try:
        return permit(actor, Action.ACCEPT_ROLE, project, now=now)
    except NotAllowed as refusal:
        raise RecipientUnprotected(
            f"{taker.username} cannot own {project} now.",
            why=f"{refusal.what} {refusal.why}".strip(),
            next_step="Ask them to see to it, or choose somebody else.",
        ) from refusal
