"""Send an announcement that was drafted: the mandate is made at once, its letters go out in batches on working days.

Every letter says what is so on its own day: to whom has enrolled meanwhile, that there is nothing to do. A batch goes out in
portions, each a transaction of its own (ADR 17).
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from django.db.models import Exists, OuterRef, Q

from strongroom.foundation.actors import Actor
from strongroom.foundation.reasons import needed_reason
from strongroom.infra.db import write
from strongroom.infra.journal.services import append
from strongroom.mandates.errors import AnnouncementUnfit, DraftStale
from strongroom.mandates.models import Announcement, Mandate, MandateLetter
from strongroom.mandates.queries.announcements import (
    LETTERS_DROPPED,
    AnnouncementRecord,
    get_announcement,
)
from strongroom.mandates.queries.concerned import audience_of, bound_among, demand_of, difference_of
from strongroom.mandates.rules.batches import Batches, last_day, letters_due
from strongroom.mandates.rules.scopes import Scope
from strongroom.mandates.rules.timeline import deadline, start_of
from strongroom.mandates.services.announcements.drafting import OTHER_OPERATORS, draft_of, fact_of, row_of
from strongroom.mandates.services.announcements.making import PORTION, begin_making, remove_portion
from strongroom.mandates.services.letters.keeping import LETTERS_AT_ONCE, WORDS, mail, save_mail, write_down
from strongroom.mandates.services.letters.telling import (
    announcing,
    mark_told,
    obligations_of,
    save_obligations,
    terms_of,
)
from strongroom.mandates.services.terms.announcing import begin_mandate
from strongroom.mandates.services.terms.in_scope import keep_some_terms, keep_terms

_UNREAD = "Nobody has read what would be sent."


def send_announcement(announcement_id: int, *, read: str, reason: str, by: Actor, now: datetime) -> date:
    """Announce the mandate of a draft, and let its letters begin to go out; return the day of the last batch.

    The notice is counted from that day, for everybody. Under a mandate on every publisher, whoever came since the letters were
    made gets one, too, and the day moves if that takes more batches. Under another, the draft is compared with today before anybody
    has to wait for it; who comes between the two is told with those who come later, at the next tending, and is not missed.

    Args:
        read: `AnnouncementRecord.revision` of the draft as whoever sends it has read it.

    Raises:
        AnnouncementNotFound: there is none.
        AnnouncementUnfit: it was sent before, or its letters are still being made.
        DraftStale: it was changed since it was read, or speaks of other people or projects than those of today.
        MandateRunning, OperatorsOnly, ...: as `begin_mandate`.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    reason = needed_reason(reason, read_by=OTHER_OPERATORS)
    demand = demand_of(_compared(announcement_id, read))
    with write():
        row = draft_of(announcement_id)
        check_read(announcement_id, read=read)
        if demand.scope is Scope.EVERY_PUBLISHER:
            begin_making(row, demand, audience=audience_of(demand), now=now)
        record = get_announcement(announcement_id)
        ends_on = last_day(record.batches, now=now)
        row.mandate = begin_mandate(demand, by=by, now=now, counted_from=start_of(ends_on))
        row.sent_at, row.sent_by, row.ends_on = now, str(by), ends_on
        row.save()
        keep_some_terms(by=by, now=now)
        sent = fact_of("mandate.draft_sent", row, reason, letters=record.waiting, ends_on=str(ends_on))
        append(sent, by=by, at=now)
    return ends_on


def _compared(announcement_id: int, read: str) -> AnnouncementRecord:
    """Return a draft that can be sent, for it says what is so today. To find out takes a second, in which others can write."""
    row, record = draft_of(announcement_id), get_announcement(announcement_id)
    check_read(announcement_id, read=read)
    if row.made_to is not None:
        raise AnnouncementUnfit(
            "Its letters are still being made.",
            why="Nobody can have read all of them.",
            next_step="Look at its page in some minutes.",
        )
    if record.scope is not Scope.EVERY_PUBLISHER and difference_of(record).is_stale:
        raise DraftStale(
            "The draft was made for other people or projects than those of today.",
            why=_UNREAD,
            next_step="See the difference on its page, make the letters anew, and read them.",
        )
    return record


def check_read(announcement_id: int, *, read: str, why: str = _UNREAD) -> None:
    """Let pass whoever has read a draft as it is now.

    Args:
        read: `AnnouncementRecord.revision` as they have read it.
        why: What would come of it otherwise.

    Raises:
        AnnouncementNotFound: there is none.
        DraftStale: it was changed since.
    """
    if get_announcement(announcement_id).revision != read:
        raise DraftStale(
            "The draft was changed, or its letters were made anew, since you have read it.",
            why=why,
            next_step="Read it and its letters anew.",
        )


def pause_announcement(announcement_id: int, *, reason: str, by: Actor, now: datetime) -> None:
    """Let no further letters go out. While they wait, the deadline moves with the day on which the last one can go out.

    Raises:
        AnnouncementNotFound: there is none.
        AnnouncementUnfit: none of its letters is going out.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    reason = needed_reason(reason, read_by=OTHER_OPERATORS)
    with write():
        row = _going_out(announcement_id, paused=False)
        row.paused_at = now
        row.save(update_fields=["paused_at"])
        append(fact_of("mandate.announcement_paused", row, reason), by=by, at=now)


def resume_announcement(announcement_id: int, *, reason: str, by: Actor, now: datetime) -> None:
    """Let the letters that wait go out.

    Raises:
        AnnouncementNotFound: there is none.
        AnnouncementUnfit: it is not paused.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    reason = needed_reason(reason, read_by=OTHER_OPERATORS)
    with write():
        row = _going_out(announcement_id, paused=True)
        row.paused_at = None
        row.save(update_fields=["paused_at"])
        append(fact_of("mandate.announcement_resumed", row, reason), by=by, at=now)


def send_due_batches(*, by: Actor, now: datetime) -> int:
    """Send the batch of today of each announcement, and put deadlines off where batches are late; return the letters sent.

    Repeating it sends nothing twice, and what was broken off goes on.
    """
    return sum(send_in_portions(by=by, now=now))


def send_in_portions(*, by: Actor, now: datetime) -> Iterator[int]:
    """Do the same, and yield after each portion how many letters it sent. Whoever asks no further leaves the rest to the next call."""
    for _ in keep_terms(by=by, now=now):
        # Whoever is under no term gets no letter, so all of them begin first.
        yield 0
    waits = MandateLetter.objects.filter(announcement=OuterRef("pk"), told_at=None)
    is_made_or_ended = Q(made_to=None) | Q(mandate__ended_at__isnull=False)
    waiting = Announcement.objects.filter(is_made_or_ended, Exists(waits), sent_at__isnull=False)
    for announcement_id in list(waiting.values_list("pk", flat=True)):
        yield from _take_forward(announcement_id, by, now)


def _take_forward(announcement_id: int, by: Actor, now: datetime) -> Iterator[int]:
    sent: int | None = 0
    while sent is not None:
        with write():
            sent = _send_portion(row_of(announcement_id), by, now)
        yield sent or 0


def _send_portion(row: Announcement, by: Actor, now: datetime) -> int | None:
    """Send some letters of the batch of today; return how many, or None when it is out, or none goes out now."""
    mandate = row.mandate
    if mandate is None:
        return None
    if mandate.ended_at is not None:
        return _drop_portion(row, mandate, by, now)
    waiting = row.letters.filter(told_at=None)
    batches = Batches(waiting.count(), row.batch_size, row.last_batch_on, row.batch_left)
    _put_off(row, mandate, last_day(batches, now=now), by, now)
    due = 0 if row.paused_at else letters_due(batches, now=now)
    if not due:
        return None
    portion = list(waiting.order_by("user_id")[: min(due, LETTERS_AT_ONCE)])
    row.last_batch_on, row.batch_left = now.astimezone(UTC).date(), due - len(portion)
    row.save(update_fields=["last_batch_on", "batch_left"])
    sent = _tell(row, mandate, portion, now)
    append(fact_of("mandate.letters_sent", row, letters=sent), by=by, at=now)
    return sent


def _drop_portion(row: Announcement, mandate: Mandate, by: Actor, now: datetime) -> int | None:
    """Remove some letters that wait, as the mandate has ended; return 0, or None when the last of them are gone."""
    dropped = remove_portion(row)
    if dropped:
        append(fact_of(LETTERS_DROPPED, row, mandate.ended_reason, letters=dropped), by=by, at=now)
    return 0 if dropped == PORTION else None


def _put_off(row: Announcement, mandate: Mandate, ends_on: date, by: Actor, now: datetime) -> None:
    """Move the deadline, where the last letters go out later than it was planned: nobody has a shorter notice."""
    if row.ends_on is not None and ends_on <= row.ends_on:
        return
    row.ends_on, mandate.counted_from = ends_on, start_of(ends_on)
    row.save(update_fields=["ends_on"])
    mandate.save(update_fields=["counted_from"])
    until = deadline(mandate.counted_from, notice_days=mandate.notice_days)
    mandate.projects.filter(lapsed_at=None, deadline__lt=until).update(deadline=until)
    append(fact_of("mandate.deadline_put_off", row, deadline=f"{until:%Y-%m-%d}"), by=by, at=now)


def _tell(row: Announcement, mandate: Mandate, portion: Sequence[MandateLetter], now: datetime) -> int:
    """Write down and mail these letters, but to who has left meanwhile: they are asked nothing any more. Return how many went."""
    bound = bound_among([letter.user_id for letter in portion], terms_of(mandate))
    row.letters.filter(pk__in=[letter.pk for letter in portion if letter.user_id not in bound]).delete()
    letters = [letter for letter in portion if letter.user_id in bound]
    obligations = obligations_of(mandate, bound.keys(), at=now)
    words = announcing(mandate.reason, now=now)
    for letter in letters:
        person, terms = bound[letter.user_id]
        write_down(letter, person, terms, words)
        letter.mandate, letter.told_at = mandate, now
        mark_told(obligations[letter.user_id], terms)
    mail(letters, {user_id: person.address for user_id, (person, _) in bound.items()}, at=now)
    save_mail(letters, "mandate", "told_at", *WORDS)
    save_obligations(obligations.values())
    return len(letters)


def _going_out(announcement_id: int, *, paused: bool) -> Announcement:
    """Return the row of an announcement whose letters go out, or wait because they are paused."""
    row = row_of(announcement_id)
    runs = row.mandate is not None and row.mandate.ended_at is None
    waits = runs and row.letters.filter(told_at=None).exists()
    if not waits or (row.paused_at is not None) != paused:
        raise AnnouncementUnfit(
            "It is not paused." if paused and runs else "None of its letters is going out.",
            next_step="See its page for how far it has come.",
        )
    return row
