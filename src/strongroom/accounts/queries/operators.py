"""Who operates this index."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from strongroom.accounts.models import OperatorRole
from strongroom.accounts.queries.hands import find_running_change
from strongroom.accounts.queries.people import Person, list_people
from strongroom.accounts.rules.four_eyes import Approver
from strongroom.accounts.rules.operators import Deed, Role, may, roles_for
from strongroom.foundation.actors import Actor


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role of an operator. `granted_by` is an actor, as the journal names them."""

    user_id: int
    username: str
    role: Role
    granted_at: datetime
    granted_by: str


def roles_of(user_id: int) -> frozenset[Role]:
    """Return what somebody is as an operator: nothing, for nearly everybody."""
    held = OperatorRole.objects.filter(user_id=user_id).values_list("role", flat=True)
    return frozenset(map(Role, held))


def deeds_of(user_id: int) -> frozenset[Deed]:
    """Return what the roles of somebody cover; whether they may do it now is asked of `services.operators.roles`."""
    roles = roles_of(user_id)
    return frozenset(deed for deed in Deed if may(roles, deed))


def approver_of(by: Actor, deed: Deed, *, now: datetime) -> Approver:
    """Return an operator as one who wants to agree to a deed that takes two; ask `check_four_eyes` whether they may."""
    if by.user_id is None:
        return Approver(str(by), None)
    held = OperatorRole.objects.filter(user_id=by.user_id, role__in=roles_for(deed))
    return Approver(
        str(by),
        by.user_id,
        hands_changed=find_running_change(by.user_id, now=now) is not None,
        operator_since=held.aggregate(first=Min("granted_at"))["first"],
    )


def list_operators() -> list[Person]:
    """Return the operators of this index whose accounts are open, by user name."""
    operators = OperatorRole.objects.filter(user__is_active=True).values_list("user_id", flat=True)
    return list_people(set(operators))


def list_operator_roles() -> list[HeldRole]:
    """Return every role of every operator, by user name and role."""
    rows = OperatorRole.objects.order_by("user__username", "role").values_list(
        "user_id", "user__username", "role", "granted_at", "granted_by"
    )
    return [HeldRole(user_id, username, Role(role), at, by) for user_id, username, role, at, by in rows]
