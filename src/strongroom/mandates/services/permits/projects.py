"""The one question: may this actor do this to this project now?

Asked by every way in: web, upload, invitations, tokens, command line. Gathers what the
rule needs. Whoever acts gets a `Permit` nowhere else; the index itself makes one where an owner disputes
what was done in their name (`hands.dispute`).

An upload asks twice, the second time while others wait to write: three statements for whoever
holds a security key, and at most three more, however many projects the person has. Only whose
hands changed lately costs another two, and a refusal for the want of a factor another one.
"""

from datetime import datetime

from django.conf import settings

from strongroom.accounts.queries import Protection, find_revocation, get_person
from strongroom.catalog.queries import find_project, list_people_who_may_publish
from strongroom.criticality.queries import is_critical
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action, Permit
from strongroom.foundation.proofs import Proof, ProofKind
from strongroom.mandates.queries import enrol_url, list_terms, may_ask_more_than
from strongroom.mandates.queries.askers import asker_of
from strongroom.mandates.rules.open_days import refusing
from strongroom.mandates.rules.permit import Asker, Question, decide


def permit(by: Actor, action: Action, project: NormalizedName, *, now: datetime) -> Permit:
    """Return the permit to do `action` to `project`, with the warnings that go with it.

    Raises:
        NotAllowed: or one of its kinds: ReadOnly, SecondFactorRequired, TokenOutOfScope, AddressUnverified,
            ProjectClosed, HandsChanged.
    """
    known = find_project(project)
    person = None if by.user_id is None else get_person(by.user_id)
    is_bound = may_ask_more_than(person.protection if person else Protection.NONE)
    # A token is suspended, and an enrolment is late, for the sake of any project of somebody's: then all of them matter.
    roles = _roles(by, None if is_bound else project)
    terms = tuple(list_terms({project, *roles})) if is_bound else ()
    role = roles.get(project)
    asker = asker_of(person, role, now=now) if person else Asker(username=by.name, role=None)
    may_wait = asker.changed_hands_until is not None or any(
        not asker.satisfies(term) for term in refusing(terms, now=now)
    )
    question = Question(
        by=by,
        action=action,
        project=project,
        now=now,
        asker=asker,
        exists=known is not None,
        status=known.status if known else "active",
        terms=terms,
        enrol_url=enrol_url(),
        read_only=settings.STRONGROOM_READ_ONLY,
        publishes=frozenset(roles),
        is_critical=may_wait and is_critical(project),
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


def _proof(kind: ActorKind, asker: Asker) -> Proof | None:
    """Return how somebody in this capacity has proved who they are."""
    shown = {ActorKind.TOKEN: ProofKind.API_TOKEN, ActorKind.PERSON: ProofKind.SIGN_IN}.get(kind)
    return None if shown is None else Proof(shown, asker.factor)
