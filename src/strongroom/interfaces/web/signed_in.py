"""Who is signed in, and whether they have proved it lately."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from strongroom.accounts.queries import Person, get_person
from strongroom.accounts.services import RecentProof, recall_proof
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor

PROOF_KEY = "recent_proof"
"""Where the session keeps what `RecentProof.mark` returned."""


def person_signed_in(request: HttpRequest) -> Person:
    """Return the person who is signed in.

    Raises:
        PermissionDenied: nobody is; the view forgot to ask for it.
    """
    if request.user.pk is None:
        raise PermissionDenied
    return get_person(request.user.pk)


def actor(person: Person) -> Actor:
    """Return the person as the one who acts."""
    return Actor.person(user_id=person.user_id, name=person.username)


def require_proof(request: HttpRequest) -> RecentProof:
    """Return the fresh proof that the session keeps.

    Raises:
        ProofNeeded: there is none; `refusals.RefusalPages` sends the person to give one.
    """
    user_id = person_signed_in(request).user_id
    return recall_proof(request.session.get(PROOF_KEY), user_id=user_id, now=clock.now())
