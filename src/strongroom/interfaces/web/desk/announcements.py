"""Announcements of mandates: all of them, and one with its figures, whom it does not reach, and every letter."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from strongroom.accounts.services import MAX_USERNAME_LENGTH, Deed
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.interfaces.web.charts import Part, Tone
from strongroom.interfaces.web.desk.acts import is_covered, offers
from strongroom.interfaces.web.desk.announcement_acts import ANNOUNCEMENTS, change_url, new_draft_url
from strongroom.interfaces.web.desk.announcement_words import rehearsed_words, scope_words
from strongroom.interfaces.web.desk.guard import at_the_desk
from strongroom.interfaces.web.shares_chart import shares_chart
from strongroom.interfaces.web.wording import actor_words
from strongroom.mandates.queries import (
    AnnouncementRecord,
    Ended,
    LetterState,
    Reach,
    Stage,
    difference_of,
    get_announcement,
    letters_of,
    list_announcements,
    list_unreached,
    look_who_gets_it_again,
    reach_of,
    share_made,
)

LETTERS_PER_PAGE = 10
UNREACHED_SHOWN = 50

_ACTS_AT: Mapping[Stage, frozenset[str]] = {
    Stage.MAKING: frozenset({"discard"}),
    Stage.DRAFT: frozenset({"discard", "send"}),
    Stage.GOING_OUT: frozenset({"pause", "send-again"}),
    Stage.PAUSED: frozenset({"resume", "send-again"}),
    Stage.OUT: frozenset({"send-again"}),
    Stage.ENDED: frozenset(),
}
"""Acts that make sense; a draft is changed by a link of its own, which fills the form."""


@at_the_desk
@require_safe
def announcements(request: HttpRequest, by: Actor) -> HttpResponse:
    """List them, the newest first."""
    found = [(one, scope_words(one), actor_words(one.drafted_by)) for one in list_announcements()]
    context = {
        "announcements": found,
        "new_draft_url": new_draft_url() if is_covered(Deed.DRAFT_MANDATES, by) else "",
    }
    return render(request, "desk/announcements.html", context)


@at_the_desk
@require_safe
def announcement(request: HttpRequest, by: Actor, announcement_id: int) -> HttpResponse:
    """Show one: what it asks, how far it has come, and its letters, of which a part can be looked for."""
    record, reach, now = get_announcement(announcement_id), reach_of(announcement_id), clock.now()
    again = look_who_gets_it_again(record.id, now=now)
    acts = _ACTS_AT[record.stage] - (set() if again.people else {"send-again"})
    is_draft = record.sent_at is None
    context = {
        "one": record,
        "scope": scope_words(record),
        "rehearsed": rehearsed_words(record),
        "drafted_by": actor_words(record.drafted_by),
        "sent_by": actor_words(record.sent_by),
        "is_draft": is_draft,
        "making": _making(record),
        "reach": reach,
        "chart": None if is_draft or not reach.people else reach_chart(reach, record.ended),
        "again": [person.username for person in again.people],
        "left_out": [] if record.ended else again.left_out,
        "ended_by": actor_words(record.ended.by) if record.ended else "",
        "change_url": change_url(record) if is_draft and is_covered(Deed.DRAFT_MANDATES, by) else "",
        "offers": offers(
            ANNOUNCEMENTS,
            str(record.id),
            user_id=by.user_id,
            without={act.slug for act in ANNOUNCEMENTS.acts} - acts,
        ),
        **_letters(request, record, now),
        **(_of_draft(record, now) if is_draft else {}),
    }
    return render(request, "desk/announcement.html", context)


def reach_chart(reach: Reach, ended: Ended | None = None) -> dict[str, Any]:
    """Draw how far the letters have come; of a mandate that has ended, how many were never sent as well."""
    rest = (
        Part("Not sent", ended.unsent, Tone.FAINT)
        if ended
        else Part("Waiting for their day", reach.waiting, Tone.FAINT)
    )
    parts = [
        Part("Delivered", reach.delivered, Tone.PROTECTED),
        Part("Under way", reach.under_way, Tone.ANNOUNCED),
        rest,
        Part("Came back", reach.returned, Tone.UNPROTECTED),
        Part("No address", reach.unaddressed, Tone.CRITICAL),
    ]
    note = "A letter is delivered when the mail server of its reader has taken it, and no report of a failure came since."
    return shares_chart("How far the letters have come", parts, columns=("Letters", "People")) | {
        "note": note
    }


def _making(record: AnnouncementRecord) -> dict[str, Any] | None:
    """Return how far the making of letters is, in percent; None where all are made, or no more are."""
    return None if record.made_to is None or record.ended else {"percent": int(100 * share_made(record))}


def _letters(request: HttpRequest, record: AnnouncementRecord, now: datetime) -> dict[str, Any]:
    """Return the page of letters that is asked for, and what was asked."""
    username, asked = request.GET.get("user", "").strip()[:MAX_USERNAME_LENGTH], request.GET.get("state", "")
    state = LetterState[asked] if asked in LetterState.__members__ else None
    found = Paginator(letters_of(record.id, now=now, username=username, state=state), LETTERS_PER_PAGE)
    return {
        "page": found.get_page(request.GET.get("page")),
        "username": username,
        "longest_username": MAX_USERNAME_LENGTH,
        "state": state,
        "states": [] if record.sent_at is None else _states(record),
        "is_searched": bool(username or state),
    }


def _states(record: AnnouncementRecord) -> list[LetterState]:
    """Return how far a letter of it can have come."""
    return [one for one in LetterState if not (record.ended and one is LetterState.WAITING)]


def _of_draft(record: AnnouncementRecord, now: datetime) -> dict[str, Any]:
    """Return what would come of a draft that is sent now, whom it would not reach, and what has changed since it was made."""
    days = record.days_from(now)
    unreached, number = list_unreached(record.id, most=UNREACHED_SHOWN)
    return {
        "plan": {"days": days, "deadline": record.deadline_if_sent(now)},
        "difference": difference_of(record) if record.stage is Stage.DRAFT else None,
        "unreached": unreached,
        "unreached_more": number - len(unreached),
    }
