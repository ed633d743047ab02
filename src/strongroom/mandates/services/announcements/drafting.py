"""Draft the announcement of a mandate: every letter can be read, and nobody gets one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from strongroom.foundation.actors import Actor
from strongroom.foundation.reasons import needed_reason
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append
from strongroom.mandates.errors import AnnouncementNotFound, AnnouncementUnfit
from strongroom.mandates.models import Announcement
from strongroom.mandates.queries.announcements import subject_of
from strongroom.mandates.queries.concerned import Audience, audience_of
from strongroom.mandates.rules.demands import Demand
from strongroom.mandates.services.announcements.making import begin_making, discard
from strongroom.mandates.services.terms.announcing import check_announceable

LARGEST_BATCH = 10_000
OTHER_OPERATORS = "Every operator"
"""Who reads why something was done with an announcement; the reason of the mandate itself is for everybody concerned."""


def draft_announcement(demand: Demand, *, batch_size: int, by: Actor, now: datetime) -> int:
    """Make the draft of an announcement with a letter to everybody whom it would bind; return its number.

    Of very many letters the first are made, and the others by `make_letters`.

    Args:
        batch_size: Letters that go out on one working day.

    Raises:
        NoticeTooShort, BrownOutUnfit, DemandUnfit, ReasonUnfit: no mandate can ask that.
        OrganizationNotFound, ProjectNotFound: what it is aimed at is not there.
        MandateRunning: the same is announced already.
        AnnouncementUnfit: the size of a batch.
    """
    _check(demand, batch_size)
    audience = audience_of(demand)
    with write():
        row = Announcement(drafted_at=now, drafted_by=str(by), batch_size=batch_size)
        _make(row, demand, audience, now)
        append(fact_of("mandate.drafted", row, demand.reason), by=by, at=now)
        return int(row.pk)


def change_draft(announcement_id: int, demand: Demand, *, batch_size: int, by: Actor, now: datetime) -> None:
    """Let a draft ask for something else, or for the same of those who are bound now: its letters are made anew.

    Raises:
        AnnouncementNotFound: there is none.
        AnnouncementUnfit: it was sent; or the size of a batch.
        And as `draft_announcement`.
    """
    draft_of(announcement_id)  # of one that was sent, that is to be said first: what it asks runs
    _check(demand, batch_size)
    audience = audience_of(demand)
    with write():
        row = draft_of(announcement_id)
        row.batch_size = batch_size
        _make(row, demand, audience, now)
        append(fact_of("mandate.draft_changed", row, demand.reason), by=by, at=now)


def discard_draft(announcement_id: int, *, reason: str, by: Actor, now: datetime) -> None:
    """Throw a draft away, with its letters. The journal keeps that there was one.

    Raises:
        AnnouncementNotFound: there is none.
        AnnouncementUnfit: it was sent.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    reason = needed_reason(reason, read_by=OTHER_OPERATORS)
    with write():
        row = draft_of(announcement_id)
        append(fact_of("mandate.draft_discarded", row, reason), by=by, at=now)
        row.discarded_at = now
        row.save(update_fields=["discarded_at"])
        discard(row)


def draft_of(announcement_id: int) -> Announcement:
    """Return the row of a draft, in the running transaction.

    Raises:
        AnnouncementNotFound: there is none.
        AnnouncementUnfit: it was sent.
    """
    row = row_of(announcement_id)
    if row.sent_at is not None:
        raise AnnouncementUnfit(
            "This announcement was sent.",
            why="What people were told can be ended, not changed.",
            next_step="See its page for what can be done.",
        )
    return row


def row_of(announcement_id: int) -> Announcement:
    """Return the row of an announcement.

    Raises:
        AnnouncementNotFound: there is none.
    """
    row = Announcement.objects.filter(pk=announcement_id, discarded_at=None).first()
    if row is None:
        raise AnnouncementNotFound("There is no such announcement, or its draft was discarded.")
    return row


def fact_of(kind: str, row: Announcement, reason: str = "", **data: Any) -> Fact:
    """Return what the journal keeps of an announcement."""
    said: Mapping[str, Any] = {"scope": str(row.scope), "target": row.target, **data}
    return Fact(kind, subject=subject_of(row.pk), reason=reason, data=dict(said))


def _check(demand: Demand, batch_size: int) -> None:
    check_announceable(demand)
    if not 1 <= batch_size <= LARGEST_BATCH:
        raise AnnouncementUnfit(
            f"{batch_size} letters on a day are no batch.", next_step=f"Choose 1 to {LARGEST_BATCH}."
        )


def _make(row: Announcement, demand: Demand, audience: Audience, now: datetime) -> None:
    """Let the row say what is demanded, and begin with the letters."""
    row.scope, row.target, row.named = demand.scope, demand.target, list(demand.named)
    row.strength = demand.strength
    row.notice_days, row.brown_out_days = demand.notice_days, list(demand.brown_out_days)
    row.reason, row.letters_made_at = demand.reason, now
    row.save()
    begin_making(row, demand, audience=audience, now=now)
