"""Who is signed in, and whether they have proved it lately."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from strongroom.accounts.errors import ProofNeeded
from strongroom.accounts.queries import Person, get_person
from strongroom.accounts.services import ProofMethod, RecentProof, recall_proof
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor

PROOF_KEY = "recent_proof"
"""Where the session keeps what `RecentProof.mark` returned."""


METHOD_KEY = "proved_by"
"""Where the session keeps by what was last proved whose it is."""


_WITHOUT_FACTOR = frozenset({ProofMethod.PASSWORD, ProofMethod.MAILED_CODE})


def user_id_signed_in(request: HttpRequest) -> int:
    """Return whose session it is.

    Raises:
        PermissionDenied: nobody's; the view forgot to ask for it.
    """
    if request.user.pk is None:
        raise PermissionDenied
    return request.user.pk


def person_signed_in(request: HttpRequest) -> Person:
    """Return the person who is signed in.

    Raises:
        PermissionDenied: nobody is; the view forgot to ask for it.
        ProofNeeded: the person holds a second factor, and whoever has this session never showed one. It was begun
            before the factor was enrolled, perhaps by somebody else who knew the password.
    """
    person = get_person(user_id_signed_in(request))
    if person.is_protected and request.session.get(METHOD_KEY) in _WITHOUT_FACTOR:
        raise ProofNeeded(
            "Please prove once that it is you.",
            why="You hold a second factor, and this session was begun without one.",
            next_step="Use your second factor.",
        )
    return person


def session_key_of(request: HttpRequest) -> str:
    """Return the key of the session that a change leaves standing: that of whoever makes the change."""
    return request.session.session_key or ""


def actor(person: Person) -> Actor:
    """Return the person as the one who acts."""
    return Actor.person(user_id=person.user_id, name=person.username)


def require_proof(request: HttpRequest) -> RecentProof:
    """Return the fresh proof that the session keeps.

    Raises:
        ProofNeeded: there is none; `refusals.RefusalPages` sends the person to give one.
    """
    user_id = user_id_signed_in(request)
    return recall_proof(request.session.get(PROOF_KEY), user_id=user_id, now=clock.now())
