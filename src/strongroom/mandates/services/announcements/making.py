"""Make the letters of announcements, a portion of people at a time, and remove those of which nothing comes (ADR 17).

Each portion is a transaction that leaves something true: letters are made for everybody up to a person. Whoever calls goes on
from there, once more or for the first time, and changes only what is not as it should be.
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Q

from strongroom.accounts.queries import list_unreachable
from strongroom.infra.db import write
from strongroom.mandates.errors import AnnouncementNotFound
from strongroom.mandates.models import Announcement, MandateLetter
from strongroom.mandates.queries.announcements import get_announcement
from strongroom.mandates.queries.concerned import (
    Audience,
    addressed,
    audience_of,
    bound_among,
    demand_of,
)
from strongroom.mandates.queries.scopes import names_in_scope
from strongroom.mandates.rules.demands import Demand, terms_asked
from strongroom.mandates.services.letters.keeping import keep_planned, new_letter_to

PORTION = 500
"""People in one transaction. Each takes a third of a millisecond, in which nobody else writes."""

_IS_BEING_MADE = Q(made_to__isnull=False, mandate__ended_at=None)
"""A draft, or one that was sent; of a mandate that has ended, no further letter is made."""


def make_letters(*, now: datetime) -> Iterator[int]:
    """Go on wherever letters are being made or removed; yield after each portion how many people it was about.

    Whoever asks no further leaves the rest to the next call.
    """
    unfinished = Announcement.objects.filter(_IS_BEING_MADE | Q(discarded_at__isnull=False))
    for announcement_id, discarded_at in list(unfinished.values_list("pk", "discarded_at")):
        yield from _remove(announcement_id) if discarded_at else _make(announcement_id, now)


def begin_making(row: Announcement, demand: Demand, *, audience: Audience, now: datetime) -> None:
    """Make the first portion of letters in the running write transaction: all of them, where they are few.

    Args:
        audience: Whom the demand binds, as it was before the transaction: to read some thousand people takes a second. Who has
            come since is found when the draft is looked at, or sent.
    """
    row.made_to, row.letters_made_at = 0, now
    row.save(update_fields=["made_to", "letters_made_at"])
    _make_portion(row, demand, audience, now)


def remove_portion(row: Announcement) -> int:
    """Remove letters that wait, in the running write transaction; return how many: fewer than `PORTION` are the last."""
    waiting = row.letters.filter(told_at=None).order_by("user_id")
    found = list(waiting.values_list("pk", flat=True)[:PORTION])
    row.letters.filter(pk__in=found).delete()
    return len(found)


def discard(row: Announcement) -> int:
    """Remove the first portion of letters of a draft that nobody is to see any more, and the draft with the last one."""
    removed = remove_portion(row)
    if removed < PORTION:
        row.delete()
    return removed


def _remove(announcement_id: int) -> Iterator[int]:
    removed = PORTION
    while removed == PORTION:
        with write():
            row = Announcement.objects.filter(pk=announcement_id).first()
            removed = discard(row) if row else 0
        yield removed


def _make(announcement_id: int, now: datetime) -> Iterator[int]:
    try:
        began = get_announcement(announcement_id)
    except AnnouncementNotFound:
        # Its draft was discarded while letters of others were made.
        return
    demand = demand_of(began)
    audience = audience_of(demand)
    while True:
        with write():
            # Made for something else meanwhile, or discarded, or ended, or finished by somebody else: the next call sees to it.
            row = Announcement.objects.filter(
                _IS_BEING_MADE,
                pk=announcement_id,
                discarded_at=None,
                letters_made_at=began.letters_made_at,
            ).first()
            if row is None:
                return
            looked_at = _make_portion(row, demand, audience, now)
        yield looked_at


def _make_portion(row: Announcement, demand: Demand, audience: Audience, now: datetime) -> int:
    made_to = row.made_to or 0
    waiting = row.letters.filter(told_at=None, user_id__gt=made_to).order_by("user_id")
    with_letter = waiting.values_list("user_id", flat=True)[:PORTION]
    user_ids = sorted({*with_letter, *audience.after(made_to, count=PORTION)})[:PORTION]
    _bring_in_step(row, demand, user_ids, now)
    row.made_to = user_ids[-1] if len(user_ids) == PORTION else None
    row.save(update_fields=["made_to"])
    return len(user_ids)


def _bring_in_step(row: Announcement, demand: Demand, user_ids: Collection[int], now: datetime) -> None:
    """Let there be a letter to each of these people who is bound, and to no other; what has gone out stays as it is."""
    names = names_in_scope(demand.scope, target=demand.target, named=demand.named)
    bound = bound_among(user_ids, terms_asked(demand, names, announced_at=now, until=now))
    unreached = {one.user_id: one.why for one in list_unreachable(list(bound), now=now)}
    kept = {letter.user_id: letter for letter in row.letters.filter(user_id__in=user_ids)}
    row.letters.filter(told_at=None, user_id__in=kept.keys() - bound.keys()).delete()
    planned: list[MandateLetter] = []
    for user_id, (person, terms) in bound.items():
        letter = kept.get(user_id) or new_letter_to(row, user_id)
        if letter.told_at is None:
            letter.projects = [term.project for term in terms]
            letter.satisfied = addressed(person, terms).satisfied
            letter.said = unreached.get(user_id, "")[:500]
            planned.append(letter)
    keep_planned(planned)
