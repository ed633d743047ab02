"""Append to the journal."""

from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from strongroom.foundation.actors import Actor
from strongroom.infra.journal.listeners import listeners
from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.journal.origins import current_origin
from strongroom.infra.statements import prepared


@dataclass(frozen=True, slots=True)
class Fact:
    """What happened, in the past tense: `kind` is dotted and never renamed once released.

    Args:
        project: Normalized name, where it is about a project. Such a fact is public: it stands on the page of the
            project's history, and mirrors read it where it may have changed a page (`readpath.rules.concerned`).
        subject: User name or other thing the change is about; see `subject_of_project`.
        reason: The words of whoever did it, where words were asked for.
        data: Evidence, JSON values only; no secrets, no addresses.
    """

    kind: str
    project: str = ""
    subject: str = ""
    reason: str = ""
    data: dict[str, Any] = field(default_factory=dict)


def subject_of_project(name: str) -> str:
    """Return the subject of a fact about a project that is not public. No user name has a colon."""
    return f"project:{name}"


def append(fact: Fact, *, by: Actor, at: datetime) -> int:
    """Record the fact in the running write transaction, with the origin that holds, and return its serial.

    Serials are gapless and rise in commit order, because `infra.db.write` lets one
    transaction write at a time.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the journal is written in the transaction of the change: use infra.db.write()")
    serial, origin = latest_serial() + 1, current_origin()
    JournalEntry.objects.create(
        serial=serial,
        at=at,
        kind=fact.kind,
        project=fact.project,
        subject=fact.subject,
        by=str(by),
        reason=fact.reason,
        data=fact.data,
        origin_place=origin.place,
        origin_client=origin.client,
    )
    tell_listeners()
    return serial


def latest_serial() -> int:
    """Return the serial of the last committed change; 0 for a new index."""
    return next((serial for (serial,) in _newest()), 0)


def latest_serial_for_others() -> int:
    """Return the same as somebody else sees it now, who asks on a connection of their own.

    A query that is read half, as in the middle of a loop or where an error left it, holds ours to the state it began with.
    """
    sql, parameters = (
        JournalEntry.objects.order_by("-serial").values_list("serial")[:1].query.sql_with_params()
    )
    with closing(connection.copy()) as own, own.cursor() as cursor:
        cursor.execute(sql, parameters)
        return next((int(serial) for (serial,) in cursor.fetchall()), 0)


@prepared
def _newest() -> QuerySet[Any, Any]:
    return JournalEntry.objects.order_by("-serial").values_list("serial")[:1]


def tell_listeners() -> None:
    """Have every listener called once when the running transaction has committed, however many facts it appends.

    Outside a transaction they are called now. So does who appends nothing because somebody else just did, and who answers
    with what that has made: the other one's listeners may not have come to it yet.
    """
    waiting = {entry[1] for entry in connection.run_on_commit}
    for listener in listeners():
        if listener not in waiting:
            transaction.on_commit(listener, robust=True)


def forget_origins_before(instant: datetime) -> int:
    """Forget from where and with what earlier facts were recorded, and only that; return of how many."""
    return (
        JournalEntry.objects.filter(at__lt=instant)
        .exclude(origin_client="")
        .update(origin_place="", origin_client="")
    )
