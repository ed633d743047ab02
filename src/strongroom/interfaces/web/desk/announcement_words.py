"""What an announcement says, in words: for its page, and for whoever is about to send it."""

from django.urls import reverse

from strongroom.foundation import clock
from strongroom.foundation.days import day_words
from strongroom.interfaces.web.desk.acts import Line, Shown
from strongroom.interfaces.web.wording import counted
from strongroom.mandates.queries import AnnouncementRecord, get_announcement, reach_of
from strongroom.mandates.services import Scope

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


def about_to_be_sent(subject: str) -> Shown:
    """Return what a draft asks of whom, by when, and in which words; its revision is what the service is told of it.

    Raises:
        AnnouncementNotFound: there is none.
    """
    record, now = get_announcement(int(subject)), clock.now()
    letters_url = f"{reverse('desk_announcement', args=[record.id])}#letters"
    letters = counted(reach_of(record.id).people, "letter")
    rehearsals = ", ".join(map(str, record.brown_out_days))
    lines = (
        Line("Of whom", scope_words(record, at_most=len(record.named))),
        Line("For", "a security key or passkey" if record.phishing_resistant else "any second factor"),
        Line("Notice", f"{record.notice_days} days, until {day_words(record.deadline_if_sent(now))}"),
        Line("Rehearsals", f"{rehearsals} days before the deadline" if rehearsals else "none"),
        Line("Reason, in every letter", record.reason),
        Line("Letters", f"{letters}, {record.batch_size:,} on one working day at most", letters_url),
    )
    return Shown(lines, mark=record.revision)
