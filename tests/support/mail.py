"""What waits in the outbox, delivered at once."""

from datetime import datetime

from strongroom.infra.outbox.services import deliver_due
from strongroom.infra.outbox.transports import Send


def deliver(send: Send, *, now: datetime) -> int:
    """Hand over everything that is due; return how much of it was taken."""
    return sum(deliver_due(send, now=now))
