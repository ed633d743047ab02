"""Announcements, as the tests of them need them: drafted for some people, and the days on which letters go out."""

from collections.abc import Sequence
from datetime import datetime

from strongroom.accounts.queries import Person
from strongroom.foundation.actors import Actor
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.queries import get_announcement
from strongroom.mandates.services import Demand, draft_announcement, send_announcement, send_due_batches
from tests.support import given
from tests.support.given import NOON, SETUP

OTTO = Actor.operator(name="otto")
REASON = "Many depend on them."
DEMAND = Demand(reason=REASON, notice_days=90)


def team(*names: str) -> list[Person]:
    """Return people who share the critical project harborlight; the first one owns it."""
    people = [given.person(name) for name in names]
    project = given.critical_project(people[0])
    for one in people[1:]:
        given.role(one, project)
    return people


def drafted(*, batch_size: int = 2, at: datetime = NOON, demand: Demand = DEMAND) -> int:
    """Return a draft."""
    return draft_announcement(demand, batch_size=batch_size, by=OTTO, now=at)


def sent(*, batch_size: int = 2, at: datetime = NOON, demand: Demand = DEMAND) -> int:
    """Return an announcement that was drafted and sent."""
    number = drafted(batch_size=batch_size, at=at, demand=demand)
    send(number, at=at)
    return number


def send(number: int, *, at: datetime = NOON) -> None:
    """Send a draft as somebody does who reads it at that moment."""
    read = get_announcement(number).revision
    send_announcement(number, read=read, reason="Read by two of us.", by=OTTO, now=at)


def mailed() -> list[str]:
    """Return whom the mandate's letters were mailed to, in order."""
    rows = OutgoingMail.objects.filter(topic="mandate").order_by("pk")
    return [address.partition("@")[0] for address in rows.values_list("recipient", flat=True)]


def work(moments: Sequence[datetime]) -> list[list[str]]:
    """Run the job at these moments; return whom it mailed at each."""
    days = []
    for now in moments:
        before = len(mailed())
        send_due_batches(by=SETUP, now=now)
        days.append(mailed()[before:])
    return days
