"""Find people, for operators."""

from django.db.models import Q

from strongroom.accounts.models import User
from strongroom.accounts.queries.people import Person, list_people


def search_people(text: str, *, limit: int = 50) -> list[Person]:
    """Return people whose user name contains the text, or one of whose addresses is exactly it, by user name.

    A part of an address finds nobody: whoever looks for somebody was written to by them, and nobody needs a list of
    all who have an address in some domain.
    """
    wanted = text.strip().lower()
    if not wanted:
        return []
    found = User.objects.filter(Q(username__contains=wanted) | Q(emailaddress__email=wanted))
    return list_people(set(found.order_by("username").values_list("pk", flat=True).distinct()[:limit]))


def list_frozen_people() -> list[Person]:
    """Return everybody whose account is frozen, by user name."""
    frozen = User.objects.filter(frozen_at__isnull=False, closed_at=None)
    return list_people(list(frozen.values_list("pk", flat=True)))
