"""Follow the letters of mandates to their readers' mailboxes, and send again what did not arrive."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from strongroom.foundation.actors import Actor
from strongroom.foundation.reasons import needed_reason
from strongroom.infra.db import write
from strongroom.infra.journal.services import append
from strongroom.infra.outbox.queries import Fate, list_fates
from strongroom.mandates.errors import AnnouncementUnfit
from strongroom.mandates.models import Announcement, MandateLetter
from strongroom.mandates.queries.sending_again import NOT_REACHED, look_who_gets_it_again
from strongroom.mandates.services.announcements.drafting import OTHER_OPERATORS, fact_of, row_of
from strongroom.mandates.services.letters.keeping import mail, save_mail

FOLLOWED_FOR = timedelta(days=14)
"""After it was mailed. A mail server tries for some days, then it reports what it could not deliver."""

SENT_AGAIN_AT_ONCE = 500
"""In one transaction, in which nobody else writes."""

_AT_ONCE = 500
_FATE = ("taken_at", "returned_at", "said")


def follow_letters(*, now: datetime) -> None:
    """Note of each letter that was mailed lately whether a mail server has taken it, and whether it came back."""
    _follow_all(MandateLetter.objects.filter(mailed_at__gt=now - FOLLOWED_FOR))


def follow_new_letters(*, now: datetime) -> None:
    """Do the same for letters that no mail server has taken yet: few at any time, however many there are."""
    _follow_all(MandateLetter.objects.filter(mailed_at__gt=now - FOLLOWED_FOR, taken_at=None))


def send_again(announcement_id: int, *, reason: str, by: Actor, now: datetime) -> int:
    """Mail the letters of an announcement again that came back or had no address, to whom mail gets now; return how many.

    Only what still holds for its reader goes out again (`rules.sending_again`). What was sent again is under way, and on
    that list no more, until it comes back as well. So many as `SENT_AGAIN_AT_ONCE` are sent, in the order of user names; the
    others stay on the list.

    Raises:
        AnnouncementNotFound: there is none.
        AnnouncementUnfit: there is nobody to send to, or the mandate has ended.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    reason = needed_reason(reason, read_by=OTHER_OPERATORS)
    # To look at everybody who was not reached takes a while; whoever is chosen is looked at once more inside.
    chosen = look_who_gets_it_again(announcement_id, now=now).people[:SENT_AGAIN_AT_ONCE]
    with write():
        row = row_of(announcement_id)
        _check_runs(row)
        among = [person.user_id for person in chosen]
        people = look_who_gets_it_again(announcement_id, now=now, among=among).people
        addresses = {person.user_id: person.address for person in people}
        letters = list(row.letters.filter(NOT_REACHED, user_id__in=addresses).order_by("user__username"))
        if not letters:
            raise AnnouncementUnfit(
                "There is nobody to send to again.",
                why="No mail gets to whoever was not reached, as far as we know, or what their letter says is so no more.",
                next_step="Its page says for how many which of it is so.",
            )
        mail(letters, addresses, at=now)
        save_mail(letters)
        append(fact_of("mandate.letters_sent_again", row, reason, letters=len(letters)), by=by, at=now)
    return len(letters)


def _check_runs(row: Announcement) -> None:
    if row.mandate is not None and row.mandate.ended_at is not None:
        raise AnnouncementUnfit(
            "The mandate of this announcement has ended.",
            why="Its letters ask for what is asked no more.",
            next_step="Whoever was told of it is told of the end, too: there is nothing to send.",
        )


def _follow_all(letters: QuerySet[MandateLetter]) -> None:
    followed = letters.filter(returned_at=None).only("outbox_id", "mailed_at", *_FATE)
    after = Q()
    while rows := list(followed.filter(after).order_by("mailed_at", "pk")[:_AT_ONCE]):
        _follow(rows)
        last = rows[-1]
        after = Q(mailed_at__gt=last.mailed_at) | Q(mailed_at=last.mailed_at, pk__gt=last.pk)


def _follow(rows: list[MandateLetter]) -> None:
    fates = list_fates([row.outbox_id for row in rows if row.outbox_id is not None])
    changed = [row for row in rows if _take_over(row, fates.get(row.outbox_id or 0))]
    if not changed:
        return
    with write():
        for row in changed:
            # Whatever was mailed again meanwhile has another fate.
            mailed = MandateLetter.objects.filter(pk=row.pk, outbox_id=row.outbox_id)
            mailed.update(taken_at=row.taken_at, returned_at=row.returned_at, said=row.said)


def _take_over(row: MandateLetter, fate: Fate | None) -> bool:
    """Let a letter say what became of its mail; return whether that is news."""
    # Only what has arrived or was given up is forgotten, and what was given up was noted before.
    found = fate or Fate(taken_at=row.taken_at or row.mailed_at)
    before = (row.taken_at, row.returned_at, row.said)
    row.taken_at, row.returned_at, row.said = found.taken_at, found.returned_at, found.said[:500]
    return before != (row.taken_at, row.returned_at, row.said)
