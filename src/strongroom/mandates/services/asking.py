"""The one question: may this actor do this to this project now?

Asked by every way in: web, upload, invitations, tokens, command line. Gathers what the
rule needs and is the only place that makes a `Permit`.
"""

from datetime import datetime

from strongroom.accounts.queries import Protection, find_token, get_person
from strongroom.catalog.queries import find_project, find_role, list_people_who_may_publish
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action, Permit
from strongroom.foundation.proofs import FactorStrength, Proof, ProofKind
from strongroom.mandates.queries import enrol_url, find_term, list_terms
from strongroom.mandates.rules.permit import Asker, Question, Term, decide


def permit(by: Actor, action: Action, project: NormalizedName, *, now: datetime) -> Permit:
    """Return the permit to do `action` to `project`, with the warnings that go with it.

    Raises:
        NotAllowed: or one of its kinds: SecondFactorRequired, TokenOutOfScope, AddressUnverified, ProjectClosed.
    """
    known = find_project(project)
    asker = _asker(by, project)
    question = Question(
        by=by,
        action=action,
        project=project,
        now=now,
        asker=asker,
        exists=known is not None,
        status=known.status if known else "active",
        term=find_term(project),
        terms_of_person=_terms_of_person(by),
        enrol_url=enrol_url(),
        token_revocation=_token_revocation(by),
        project_id=known.project_id if known else None,
    )
    warnings = decide(question)
    return Permit(
        by=by, action=action, project=project, at=now, warnings=warnings, proof=_proof(by.kind, asker)
    )


def _asker(by: Actor, project: NormalizedName) -> Asker:
    if by.user_id is None:
        return Asker(username=by.name, role=None)
    person = get_person(by.user_id)
    return Asker(
        username=person.username,
        role=find_role(by.user_id, project),
        is_active=person.is_active,
        address_verified=bool(person.address),
        has_second_factor=person.is_protected,
        has_phishing_resistant=person.protection is Protection.PHISHING_RESISTANT,
    )


def _proof(kind: ActorKind, asker: Asker) -> Proof | None:
    """Return how somebody in this capacity has proved who they are."""
    shown = {ActorKind.TOKEN: ProofKind.API_TOKEN, ActorKind.PERSON: ProofKind.SIGN_IN}.get(kind)
    if shown is None:
        return None
    if asker.has_phishing_resistant:
        return Proof(shown, FactorStrength.PHISHING_RESISTANT)
    return Proof(shown, FactorStrength.SECOND_FACTOR if asker.has_second_factor else FactorStrength.NONE)


def _token_revocation(by: Actor) -> str:
    token = find_token(by.token_id) if by.token_id is not None else None
    return "" if token is None else token.revocation


def _terms_of_person(by: Actor) -> tuple[Term, ...]:
    if by.user_id is None:
        return ()
    return tuple(list_terms([right.project for right in list_people_who_may_publish(user_ids=[by.user_id])]))
