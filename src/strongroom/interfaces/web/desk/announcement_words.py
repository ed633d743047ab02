"""What an announcement says, in words: for its page, and for whoever is about to send it."""

from datetime import UTC, datetime

from django.urls import reverse

from strongroom.foundation import clock
from strongroom.foundation.days import day_words
from strongroom.interfaces.web.desk.acts import Line, Shown
from strongroom.interfaces.web.wording import counted, list_words
from strongroom.mandates.queries import (
    AnnouncementRecord,
    get_announcement,
    look_who_gets_it_again,
    reach_of,
    rehearsal_words,
)
from strongroom.mandates.services import SENT_AGAIN_AT_ONCE, Scope

_NAMED = 3


def scope_words(record: AnnouncementRecord, *, at_most: int = _NAMED) -> str:
    """Return whom an announcement speaks to, in a few words; of the projects it names, so many."""
    more = " and more" if len(record.named) > at_most else ""
    return {
        Scope.CRITICAL_PROJECTS: "Critical projects",
        Scope.EVERY_PUBLISHER: "Every publisher",
        Scope.PROJECTS: ", ".join(record.named[:at_most]) + more,
        Scope.ORGANIZATION: f"Projects of {record.target}",
        Scope.OWN: record.target,
    }[record.scope]


def rehearsed_words(record: AnnouncementRecord) -> str:
    """Return when it is rehearsed; empty if never."""
    days = rehearsal_words(record.brown_out_days)
    return f"{days} before the deadline" if days else ""


def about_to_be_sent(subject: str) -> Shown:
    """Return what a draft asks of whom, by when, and in which words; its revision is what the service is told of it.

    Raises:
        AnnouncementNotFound: there is none.
    """
    record, now = get_announcement(int(subject)), clock.now()
    letters_url = f"{reverse('desk_announcement', args=[record.id])}#letters"
    letters = counted(reach_of(record.id).people, "letter")
    lines = (
        Line("Of whom", scope_words(record, at_most=len(record.named))),
        Line("For", record.strength.enough),
        Line("Notice", f"{record.notice_days} days, until {day_words(record.deadline_if_sent(now))}"),
        Line("Rehearsals", rehearsed_words(record) or "none"),
        Line("Reason, in every letter", record.reason),
        Line("Letters", f"{letters}, {record.batch_size:,} on one working day at most", letters_url),
    )
    return Shown(lines, mark=record.revision)


def about_to_be_sent_again(subject: str) -> Shown:
    """Return to whom letters of an announcement are sent again, and why to others they are not.

    Raises:
        AnnouncementNotFound: there is none.
    """
    found = look_who_gets_it_again(int(subject), now=clock.now())
    names = [person.username for person in found.people[:SENT_AGAIN_AT_ONCE]]
    later = len(found.people) - len(names)
    more = f"; {later:,} more the next time" if later else ""
    to_whom = f"{counted(len(names), 'letter')}, to {list_words(names)}{more}" if names else "no letter"
    left_out = [Line("Left out", f"{counted(number, 'letter')}: {why}") for why, number in found.left_out]
    return Shown((Line("Sent again", to_whom), *left_out))


def going_out_words(record: AnnouncementRecord, now: datetime) -> str:
    """Return when the letters that wait go out, in a sentence."""
    if record.made_to is not None:
        return "Its letters are still being made, and begin to go out when all are."
    begins = record.goes_on_at(now)
    if begins is None:
        return "No letter waits."
    if begins <= now:
        return "Its letters begin to go out in the next minutes."
    return f"Its letters begin to go out on {day_words(begins)}, at {begins.astimezone(UTC):%H:%M} UTC."
