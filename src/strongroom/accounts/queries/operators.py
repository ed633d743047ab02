"""Who operates this index."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from strongroom.accounts.models import OperatorRole
from strongroom.accounts.queries.people import Person, list_people
from strongroom.accounts.rules.operators import Deed, Role, may, roles_for


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


def operator_since(user_id: int, deed: Deed) -> datetime | None:
    """Return when somebody got the first of their roles that cover a deed; None if none does."""
    held = OperatorRole.objects.filter(user_id=user_id, role__in=roles_for(deed))
    first: datetime | None = held.aggregate(first=Min("granted_at"))["first"]
    return first


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
