"""The one question: may this actor do this to this project now?

Asked by every way in: web, upload, invitations, tokens, command line. Gathers what the
rule needs and is the only place that makes a `Permit`.

An upload asks twice, the second time while others wait to write: three statements for whoever
holds a security key, and at most three more, however many projects the person has. Only whose
hands changed lately costs another two.
"""

from datetime import datetime

from django.conf import settings

from strongroom.accounts.queries import (
    ChangeOfHands,
    Person,
    Protection,
    find_revocation,
    find_running_change,
    get_person,
)
from strongroom.catalog.queries import find_project, list_people_who_may_publish
from strongroom.criticality.queries import is_critical
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action, Permit
from strongroom.foundation.proofs import FactorStrength, Proof, ProofKind
from strongroom.mandates.queries import enrol_url, list_terms, may_ask_more_than
from strongroom.mandates.rules.permit import Asker, Question, decide


def permit(by: Actor, action: Action, project: NormalizedName, *, now: datetime) -> Permit:
    """Return the permit to do `action` to `project`, with the warnings that go with it.

    Raises:
        NotAllowed: or one of its kinds: ReadOnly, SecondFactorRequired, TokenOutOfScope, AddressUnverified,
            ProjectClosed.
    """
    known = find_project(project)
    person = None if by.user_id is None else get_person(by.user_id)
    is_bound = may_ask_more_than(person.protection if person else Protection.NONE)
    # A token is suspended for the sake of any project of its owner's: then all of them matter.
    roles = _roles(by, None if is_bound and by.kind is ActorKind.TOKEN else project)
    hands = _changed_hands(person, now)
    asker = _asker(by, person, roles.get(project), hands)
    question = Question(
        by=by,
        action=action,
        project=project,
        now=now,
        asker=asker,
        exists=known is not None,
        status=known.status if known else "active",
        terms=tuple(list_terms({project, *roles})) if is_bound else (),
        enrol_url=enrol_url(),
        read_only=settings.STRONGROOM_READ_ONLY,
        is_critical=hands is not None and is_critical(project),
        token_revocation=find_revocation(by.token_id) if by.token_id is not None else "",
        project_id=known.project_id if known else None,
    )
    warnings = decide(question)
    return Permit(
        by=by,
        action=action,
        project=project,
        at=now,
        warnings=warnings,
        proof=_proof(by.kind, asker),
        begins=known is None,
    )


def _roles(by: Actor, project: NormalizedName | None) -> dict[NormalizedName, str]:
    """Return the strongest role of the person behind the actor on this project, or on all of theirs."""
    if by.user_id is None:
        return {}
    names = None if project is None else [project]
    rights = list_people_who_may_publish(names=names, user_ids=[by.user_id])
    return {right.project: right.role for right in rights}


def _changed_hands(person: Person | None, now: datetime) -> ChangeOfHands | None:
    """Return the change for which the account has to wait; the person's row says whether there may be one."""
    if person is None or person.hands_until is None or person.hands_until <= now:
        return None
    return find_running_change(person.user_id, now=now)


def _asker(by: Actor, person: Person | None, role: str | None, hands: ChangeOfHands | None) -> Asker:
    if person is None:
        return Asker(username=by.name, role=None)
    return Asker(
        username=person.username,
        role=role,
        is_active=person.is_active,
        address_verified=bool(person.address),
        has_second_factor=person.is_protected,
        has_phishing_resistant=person.protection is Protection.PHISHING_RESISTANT,
        changed_hands_until=hands.ends_at if hands else None,
        changed_hands_because=hands.cause.words if hands else "",
    )


def _proof(kind: ActorKind, asker: Asker) -> Proof | None:
    """Return how somebody in this capacity has proved who they are."""
    shown = {ActorKind.TOKEN: ProofKind.API_TOKEN, ActorKind.PERSON: ProofKind.SIGN_IN}.get(kind)
    if shown is None:
        return None
    if asker.has_phishing_resistant:
        return Proof(shown, FactorStrength.PHISHING_RESISTANT)
    return Proof(shown, FactorStrength.SECOND_FACTOR if asker.has_second_factor else FactorStrength.NONE)
