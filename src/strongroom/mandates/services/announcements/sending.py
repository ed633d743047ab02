"""Send an announcement that was drafted: the mandate is made at once, its letters go out in batches on working days.

Every letter says what is so on its own day: to whom has enrolled meanwhile, that there is nothing to do.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from strongroom.accounts.queries import Person, list_people
from strongroom.catalog.queries import Collaborator, list_people_who_may_publish
from strongroom.foundation.actors import Actor
from strongroom.infra.db import write
from strongroom.infra.journal.services import append
from strongroom.mandates.errors import AnnouncementUnfit, DraftStale
from strongroom.mandates.models import Announcement, Mandate, MandateLetter, Obligation
from strongroom.mandates.queries.announcements import AnnouncementRecord, get_announcement
from strongroom.mandates.queries.concerned import Plan, demand_of, difference_of, plan_of, terms_for
from strongroom.mandates.rules.batches import Batches, is_due, last_day
from strongroom.mandates.rules.terms import Term
from strongroom.mandates.rules.timeline import deadline, start_of
from strongroom.mandates.services.announcements.drafting import draft_of, fact_of, row_of
from strongroom.mandates.services.letters.keeping import WORDS, mail, save_mail, save_words, write_anew
from strongroom.mandates.services.letters.telling import announcing, mark_told, open_obligations, terms_of
from strongroom.mandates.services.terms.announcing import begin_mandate
from strongroom.mandates.services.terms.tending import tend


def send_announcement(announcement_id: int, *, reason: str, by: Actor, now: datetime) -> date:
    """Announce the mandate of a draft, and let its letters begin to go out; return the day of the last batch.

    The notice is counted from that day, for everybody.

    Raises:
        AnnouncementNotFound: there is none.
        AnnouncementUnfit: it was sent before.
        DraftStale: it speaks of other people or projects than those of today.
        MandateRunning, OperatorsOnly, ...: as `begin_mandate`.
    """
    with write():
        row, record = draft_of(announcement_id), get_announcement(announcement_id)
        demand = demand_of(record)
        _check_fresh(record, plan_of(demand, batch_size=row.batch_size, now=now))
        ends_on = last_day(record.batches, now=now)
        row.mandate = begin_mandate(demand, by=by, now=now, counted_from=start_of(ends_on))
        row.sent_at, row.sent_by, row.ends_on = now, str(by), ends_on
        row.save()
        row.letters.update(mandate=row.mandate)
        # It opens the terms, and tells nobody whose letter waits.
        tend(by=by, now=now)
        _write_all_anew(row, row.mandate)
        sent = fact_of("mandate.draft_sent", row, reason, letters=record.waiting, ends_on=str(ends_on))
        append(sent, by=by, at=now)
    return ends_on


def pause_announcement(announcement_id: int, *, reason: str, by: Actor, now: datetime) -> None:
    """Let no further letters go out. While they wait, the deadline moves with the day on which the last one can go out.

    Raises:
        AnnouncementNotFound: there is none.
        AnnouncementUnfit: none of its letters is going out.
    """
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
    """
    with write():
        row = _going_out(announcement_id, paused=True)
        row.paused_at = None
        row.save(update_fields=["paused_at"])
        append(fact_of("mandate.announcement_resumed", row, reason), by=by, at=now)


def send_due_batches(*, by: Actor, now: datetime) -> int:
    """Send the batch of today of each announcement, and put deadlines off where batches are late; return the letters sent.

    Repeating it sends nothing twice: a batch is one transaction, and there is one on a day.
    """
    sent = 0
    waiting = Announcement.objects.filter(letters__told_at=None, sent_at__isnull=False).distinct()
    for announcement_id in waiting.values_list("pk", flat=True):
        with write():
            sent += _take_forward(row_of(announcement_id), by, now)
    return sent


def _take_forward(row: Announcement, by: Actor, now: datetime) -> int:
    mandate = row.mandate
    if mandate is None:
        return 0
    waiting = row.letters.filter(told_at=None)
    if mandate.ended_at is not None:
        waiting.delete()
        return 0
    batches = Batches(waiting.count(), row.batch_size, row.last_batch_on)
    _put_off(row, mandate, last_day(batches, now=now), by, now)
    if row.paused_at is not None or not is_due(batches, now=now):
        return 0
    return _send_batch(row, mandate, by, now)


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


def _send_batch(row: Announcement, mandate: Mandate, by: Actor, now: datetime) -> int:
    waiting = row.letters.filter(told_at=None).order_by("user__username")
    batch = list(waiting[: row.batch_size])
    bound = _bound_among(batch, mandate)
    letters = [letter for letter in batch if letter.user_id in bound]
    # Whoever has left meanwhile is asked nothing any more.
    row.letters.filter(pk__in=[letter.pk for letter in batch if letter.user_id not in bound]).delete()
    _tell(mandate, letters, bound, now)
    row.last_batch_on = now.astimezone(UTC).date()
    row.save(update_fields=["last_batch_on"])
    append(fact_of("mandate.letters_sent", row, letters=len(letters)), by=by, at=now)
    return len(letters)


_Bound = Mapping[int, tuple[Person, list[Term]]]
"""People by their ids, with the terms that bind them."""


def _tell(mandate: Mandate, letters: Sequence[MandateLetter], bound: _Bound, now: datetime) -> None:
    obligations = open_obligations(mandate, list(bound), at=now)
    for letter in letters:
        person, terms = bound[letter.user_id]
        write_anew(letter, person, terms, announcing(mandate.reason))
        letter.told_at = now
        mark_told(obligations[letter.user_id], terms)
    mail(letters, {user_id: person.address for user_id, (person, _) in bound.items()}, at=now)
    save_mail(letters, "told_at", *WORDS)
    told = [obligations[letter.user_id] for letter in letters]
    Obligation.objects.bulk_update(told, ["told_projects"], batch_size=200)


def _write_all_anew(row: Announcement, mandate: Mandate) -> None:
    """Let the letters that wait name the dates that hold now."""
    letters = list(row.letters.filter(told_at=None))
    bound = _bound_among(letters, mandate)
    for letter in letters:
        write_anew(letter, *bound[letter.user_id], announcing(mandate.reason))
    save_words(letters)


def _bound_among(letters: Sequence[MandateLetter], mandate: Mandate) -> _Bound:
    """Return those of the readers of these letters whom the mandate binds."""
    terms, user_ids = terms_of(mandate), [letter.user_id for letter in letters]
    rights: dict[int, list[Collaborator]] = {}
    for right in list_people_who_may_publish(user_ids=user_ids):
        rights.setdefault(right.user_id, []).append(right)
    mine = {user_id: terms_for(held, terms) for user_id, held in rights.items()}
    return {
        person.user_id: (person, mine[person.user_id])
        for person in list_people([user_id for user_id, found in mine.items() if found])
    }


def _check_fresh(record: AnnouncementRecord, plan: Plan) -> None:
    if difference_of(record, plan).is_stale:
        raise DraftStale(
            "The draft was made for other people or projects than those of today.",
            why="Nobody has read what would be sent.",
            next_step="See the difference on its page, make the letters anew, and read them.",
        )


def _going_out(announcement_id: int, *, paused: bool) -> Announcement:
    """Return the row of an announcement whose letters go out, or wait because they are paused."""
    row = row_of(announcement_id)
    waits = row.sent_at is not None and row.letters.filter(told_at=None).exists()
    if not waits or (row.paused_at is not None) != paused:
        raise AnnouncementUnfit(
            "It is not paused." if paused else "None of its letters is going out.",
            next_step="See its page for how far it has come.",
        )
    return row
