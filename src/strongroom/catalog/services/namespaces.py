"""Grant and revoke namespaces (PEP 752). That strangers begin no projects in them is asked in `names`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from strongroom.accounts.queries import Person, get_person, get_person_named, list_people
from strongroom.accounts.services import Mail, MailKind, write_to_people
from strongroom.catalog.errors import (
    AccountClosed,
    NamespaceNotFound,
    OrganizationNotFound,
)
from strongroom.catalog.models import MemberRole, Namespace, Organization, OrganizationMember
from strongroom.catalog.queries import grants_by_prefix
from strongroom.catalog.rules.namespaces import Holder, HolderKind, check_grant
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.operators import require_operator
from strongroom.foundation.reasons import needed_reason
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append

_READER = "The owner of the namespace"


@dataclass(frozen=True, slots=True)
class _Owner:
    """The owner of a namespace, and who reads what is said to it."""

    holder: Holder
    name: str
    readers: Collection[Person]


def grant_namespace(prefix: NormalizedName, *, username: str, by: Actor, reason: str, now: datetime) -> None:
    """Keep a name, and all that begin with it and a hyphen, for projects that this person begins.

    Projects that are there already go on.

    Raises:
        OperatorsOnly, ReasonUnfit: nobody else may, and not without words that fit.
        PersonNotFound, AccountClosed: there is nobody to grant it to.
        NamespaceUnfit, NamespaceTaken: the rule has another answer.
    """
    _check_operator(by)
    reason = needed_reason(reason, read_by=_READER)
    with write():
        person = get_person_named(username)
        if not person.is_active:
            raise AccountClosed(
                f"The account {person.username} is closed or frozen: it is granted no namespace."
            )
        _grant(prefix, _person(person), by=by, reason=reason, now=now)


def grant_namespace_to_organization(
    prefix: NormalizedName, *, organization: NormalizedName, by: Actor, reason: str, now: datetime
) -> None:
    """Keep a name, and all that begin with it and a hyphen, for projects of this organization.

    Its owners and managers begin them; they belong to the organization from the beginning.

    Raises:
        OperatorsOnly, ReasonUnfit: nobody else may, and not without words that fit.
        OrganizationNotFound: there is nobody to grant it to.
        NamespaceUnfit, NamespaceTaken: the rule has another answer.
    """
    _check_operator(by)
    reason = needed_reason(reason, read_by=_READER)
    with write():
        known = Organization.objects.filter(name=organization).first()
        if known is None:
            raise OrganizationNotFound(
                f"There is no organization named {organization!r} here.", next_step="Check the spelling."
            )
        _grant(prefix, _organization(known), by=by, reason=reason, now=now)


def revoke_namespace(prefix: NormalizedName, *, by: Actor, reason: str, now: datetime) -> None:
    """Open the names of a namespace to everybody again. Its projects stay whose they are.

    Raises:
        OperatorsOnly, ReasonUnfit: nobody else may, and not without words that fit.
        NamespaceNotFound: it is not granted.
    """
    _check_operator(by)
    reason = needed_reason(reason, read_by=_READER)
    with write():
        grant = grants_by_prefix().get(prefix)
        if grant is None:
            raise NamespaceNotFound(
                f"The namespace {prefix} is not granted.", next_step="See `strongroom namespace list`."
            )
        owner = _owner_of(grant.holder)
        Namespace.objects.filter(prefix=prefix).delete()
        _record("namespace.revoked", prefix, owner, by=by, reason=reason, now=now)
        what = f"The namespace {prefix} is no longer granted to {{}}. Projects stay whose they are"
        _tell(owner, f"{what}; the other names in it are open to everybody.", reason=reason, now=now)


def _grant(prefix: NormalizedName, owner: _Owner, *, by: Actor, reason: str, now: datetime) -> None:
    check_grant(prefix, holder=owner.holder, grants=grants_by_prefix())
    is_person = owner.holder.kind is HolderKind.PERSON
    Namespace.objects.create(
        prefix=prefix,
        owner_id=owner.holder.id if is_person else None,
        organization_id=None if is_person else owner.holder.id,
        granted_at=now,
        granted_by=str(by),
    )
    _record("namespace.granted", prefix, owner, by=by, reason=reason, now=now)
    who = "only you can" if is_person else "only its owners and managers can"
    what = f"The namespace {prefix} is granted to {{}}: {who} begin projects named {prefix} or {prefix}-…"
    _tell(owner, f"{what}.", reason=reason, now=now)


def _owner_of(holder: Holder) -> _Owner:
    if holder.kind is HolderKind.PERSON:
        return _person(get_person(holder.id))
    return _organization(Organization.objects.get(pk=holder.id))


def _person(person: Person) -> _Owner:
    return _Owner(Holder(HolderKind.PERSON, person.user_id), person.username, [person])


def _organization(organization: Organization) -> _Owner:
    owners = OrganizationMember.objects.filter(organization=organization, role=MemberRole.OWNER)
    readers = list_people(list(owners.values_list("user_id", flat=True)))
    return _Owner(Holder(HolderKind.ORGANIZATION, organization.pk), organization.name, readers)


def _check_operator(by: Actor) -> None:
    require_operator(
        by,
        "Namespaces are granted and revoked by operators.",
        next_step="Write to the operators of this index.",
    )


def _record(
    kind: str, prefix: NormalizedName, owner: _Owner, *, by: Actor, reason: str, now: datetime
) -> None:
    data: dict[str, str] = {"namespace": prefix}
    subject = owner.name
    if owner.holder.kind is HolderKind.ORGANIZATION:
        # An organization and a person may have one name, and what is about one is not about the other.
        data["organization"], subject = owner.name, ""
    append(Fact(kind, subject=subject, reason=reason, data=data), by=by, at=now)


def _tell(owner: _Owner, sentence: str, *, reason: str, now: datetime) -> None:
    """Write to those who read for an owner; `{}` in the sentence is the owner, in their eyes."""
    of_person = owner.holder.kind is HolderKind.PERSON
    said = sentence.format("you" if of_person else f"the organization {owner.name}")
    text = f"{said}\n\nThe reason given by the operators of this index: {reason}"
    subject, why = f"A namespace of {owner.name}", "it is about a namespace of yours"
    mails = [Mail(one.username, MailKind.OPERATORS, subject, text, why) for one in owner.readers]
    write_to_people(mails, at=now)
