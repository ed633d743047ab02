"""What the session on the server keeps of proofs, of open questions to security keys, and of codes that were mailed."""

from datetime import datetime

from django.http import HttpRequest

from strongroom.accounts.errors import FactorRefused
from strongroom.accounts.services import Ceremony, CodePurpose, ProofMethod, RecentProof, sufficient_methods
from strongroom.interfaces.web.signed_in import METHOD_KEY, PROOF_KEY

_CEREMONY_KEY = "webauthn_ceremony"
_SIGN_IN_KEY = "sign_in_proof"


def remember_proof(request: HttpRequest, proof: RecentProof) -> None:
    """Keep the proof, unless it is too weak to serve: then a stronger one, kept earlier, stays."""
    request.session[METHOD_KEY] = proof.method.value
    if proof.method in sufficient_methods(proof.user_id):
        request.session[PROOF_KEY] = proof.mark()


def keep_ceremony(request: HttpRequest, ceremony: Ceremony) -> None:
    """Keep an open question; one that was open before is forgotten."""
    request.session[_CEREMONY_KEY] = ceremony.mark()


def take_ceremony(request: HttpRequest) -> Ceremony:
    """Return the open question, and forget it.

    Raises:
        FactorRefused: none is open.
    """
    mark = request.session.pop(_CEREMONY_KEY, None)
    if mark is None:
        raise FactorRefused("No question to a security key is open.", next_step="Try again.")
    return Ceremony.from_mark(mark)


def keep_sign_in(request: HttpRequest, proof: RecentProof) -> None:
    """Keep by what somebody who is not signed in yet has just proved who they are."""
    request.session[_SIGN_IN_KEY] = proof.mark()


def sign_in_mark(request: HttpRequest) -> dict[str, object] | None:
    """Return what `keep_sign_in` kept, for `recall_proof`."""
    mark: dict[str, object] | None = request.session.get(_SIGN_IN_KEY)
    return mark


def take_sign_in(request: HttpRequest, user_id: int, *, now: datetime) -> tuple[ProofMethod, datetime]:
    """Return by what this person signs in, and when it was proved, and forget it.

    The password now, if nothing more was asked.
    """
    mark = request.session.pop(_SIGN_IN_KEY, None)
    if mark is None or mark["user_id"] != user_id:
        return ProofMethod.PASSWORD, now
    return ProofMethod(mark["method"]), datetime.fromisoformat(mark["at"])


def keep_ticket(request: HttpRequest, purpose: CodePurpose, ticket: str) -> None:
    """Keep the ticket of the code that was mailed last; empty to forget it. One that was kept before is of no use any more."""
    request.session[f"{purpose}-ticket"] = ticket


def ticket_of(request: HttpRequest, purpose: CodePurpose) -> str:
    """Return what `keep_ticket` kept; empty if no code was asked for in this session."""
    ticket: str = request.session.get(f"{purpose}-ticket", "")
    return ticket
