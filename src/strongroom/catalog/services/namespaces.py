"""Grant and revoke namespaces; keep strangers from beginning projects in them (PEP 752)."""

from datetime import datetime

from django.conf import settings

from strongroom.accounts.queries import Person, get_person, get_person_named
from strongroom.catalog.errors import (
    AccountClosed,
    NamespaceNotFound,
    NamespaceReserved,
    OperatorsOnly,
    ReasonMissing,
)
from strongroom.catalog.models import Namespace
from strongroom.catalog.queries import grants_by_prefix
from strongroom.catalog.rules.namespaces import check_grant, covering
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import NormalizedName
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append
from strongroom.infra.outbox.services import enqueue


def grant_namespace(prefix: NormalizedName, *, username: str, by: Actor, reason: str, now: datetime) -> None:
    """Keep a name, and all that begin with it and a hyphen, for projects that this person begins.

    Projects that are there already go on.

    Raises:
        OperatorsOnly, ReasonMissing: nobody else may, and not without words.
        PersonNotFound, AccountClosed: there is nobody to grant it to.
        NamespaceUnfit, NamespaceTaken: the rule has another answer.
    """
    _check_operator(by, reason)
    with write():
        person = get_person_named(username)
        if not person.is_active:
            raise AccountClosed(
                f"The account {person.username} is closed or frozen: it is granted no namespace."
            )
        check_grant(prefix, owner_id=person.user_id, grants=grants_by_prefix())
        Namespace.objects.create(prefix=prefix, owner_id=person.user_id, granted_at=now, granted_by=str(by))
        fact = Fact("namespace.granted", subject=person.username, reason=reason, data={"namespace": prefix})
        append(fact, by=by, at=now)
        what = f"The namespace {prefix} is granted to you: only you can begin projects named {prefix} or {prefix}-…"
        _tell(person, f"{what}.", reason=reason, now=now)


def revoke_namespace(prefix: NormalizedName, *, by: Actor, reason: str, now: datetime) -> None:
    """Open the names of a namespace to everybody again. Its projects stay whose they are.

    Raises:
        OperatorsOnly, ReasonMissing: nobody else may, and not without words.
        NamespaceNotFound: it is not granted.
    """
    _check_operator(by, reason)
    with write():
        grant = Namespace.objects.filter(prefix=prefix).first()
        if grant is None:
            raise NamespaceNotFound(
                f"The namespace {prefix} is not granted.", next_step="See `strongroom namespace list`."
            )
        person = get_person(grant.owner_id)
        grant.delete()
        fact = Fact("namespace.revoked", subject=person.username, reason=reason, data={"namespace": prefix})
        append(fact, by=by, at=now)
        what = f"The namespace {prefix} is no longer granted to you. Your projects stay yours"
        _tell(person, f"{what}; the other names in it are open to everybody.", reason=reason, now=now)


def check_may_begin(name: NormalizedName, *, by: Actor) -> None:
    """Check that a project of this name, which is not there yet, may be begun by `by`.

    Raises:
        NamespaceReserved: the name lies in the namespace of somebody else.
    """
    for grant in covering(grants_by_prefix(), name):
        if grant.owner_id != by.user_id:
            raise NamespaceReserved(
                f"The name {name} lies in the namespace {grant.prefix}, which is reserved for {grant.owner}.",
                why="Only the owner of a namespace begins projects in it.",
                next_step=f"Choose a name that is neither {grant.prefix} nor begins with {grant.prefix}-, "
                f"or ask {grant.owner} to begin the project and to invite you.",
            )


def _check_operator(by: Actor, reason: str) -> None:
    if by.kind is not ActorKind.OPERATOR:
        raise OperatorsOnly(
            "Namespaces are granted and revoked by operators.",
            next_step="Write to the operators of this index.",
        )
    if not reason.strip():
        raise ReasonMissing(
            "A reason is needed.",
            why="The owner of the namespace will read it.",
            next_step="Say why, in a sentence.",
        )


def _tell(person: Person, sentence: str, *, reason: str, now: datetime) -> None:
    if not person.address:
        return
    text = f"Hello {person.username},\n\n{sentence}\n\nThe reason given by the operators of this index: {reason}\n"
    subject = f"[{settings.STRONGROOM_NAME}] A namespace of {person.username}"
    enqueue(person.address, subject=subject, text=text, at=now)
