"""More people than fit into one portion of what is done in portions. As rows: they are many."""

from collections import Counter

from allauth.account.models import EmailAddress

from strongroom.accounts.models import User
from strongroom.catalog.models import Project, Role
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.services import Demand, Scope
from tests.support.announced import REASON
from tests.support.given import NOON

EVERYBODY = Demand(reason=REASON, notice_days=90, scope=Scope.EVERY_PUBLISHER)


def crowd(number: int, *, project: str = "harborlight") -> list[int]:
    """Return the ids of so many new people without a second factor, who may all publish one project; each has an address."""
    before = User.objects.count()
    users = User.objects.bulk_create(
        User(username=f"person-{before + one:05}", date_joined=NOON) for one in range(number)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=one, email=f"{one.username}@people.example", verified=True, primary=True)
        for one in users
    )
    shared, _ = Project.objects.get_or_create(
        name=project, defaults={"display_name": project, "created_at": NOON}
    )
    Role.objects.bulk_create(Role(project=shared, user=one, name="maintainer", since=NOON) for one in users)
    return [one.pk for one in users]


def letters_each() -> set[int]:
    """Return how many letters of mandates anybody was mailed who was mailed one: one number, if all got as many."""
    rows = OutgoingMail.objects.filter(topic="mandate").values_list("recipient", flat=True)
    return set(Counter(rows).values())
