"""What operators do with announcements of mandates: draft and change them, send them, hold them, send letters again."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.urls import reverse

from strongroom.accounts.services import Deed
from strongroom.foundation.errors import Refusal
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.reasons import REASON_LENGTH
from strongroom.interfaces.web.desk.acts import Act, Made, Order, Room, act_url, number_of
from strongroom.interfaces.web.desk.announcement_words import (
    about_to_be_sent,
    about_to_be_sent_again,
    going_out_words,
)
from strongroom.interfaces.web.desk.forms import ReadForm, ReasonForm
from strongroom.interfaces.web.desk.names_field import NAMES_APART, NamesField
from strongroom.interfaces.web.wording import counted
from strongroom.mandates.queries import (
    AnnouncementRecord,
    get_announcement,
    list_announcements,
    reach_of,
)
from strongroom.mandates.services import (
    LARGEST_BATCH,
    LONGEST_NOTICE_DAYS,
    Demand,
    Scope,
    Strength,
    change_draft,
    check_read,
    demand_faults,
    discard_draft,
    draft_announcement,
    pause_announcement,
    resume_announcement,
    send_again,
    send_announcement,
    target_of,
)

USUAL_BATCH = 500
_SCOPES = (
    (Scope.CRITICAL_PROJECTS.value, "Critical projects, now and later"),
    (Scope.EVERY_PUBLISHER.value, "Whatever is published here"),
    (Scope.PROJECTS.value, "The projects named below"),
    (Scope.ORGANIZATION.value, "The projects of the organization named below"),
)
_STRENGTHS = (
    (Strength.ANY.value, "Any second factor"),
    (Strength.PHISHING_RESISTANT.value, "A security key or passkey"),
)
_UNSAID = {
    "reason": "",
    "notice_days": LONGEST_NOTICE_DAYS,
    "targets": (),
    "strength": Strength.ANY,
    "brown_out_days": (),
}
"""In place of what was not understood, and is complained of already."""


class DemandForm(ReasonForm):
    """What a mandate asks of whom, and how its letters go out."""

    scope = forms.ChoiceField(
        label="Who changes what needs a second factor?", choices=_SCOPES, widget=forms.RadioSelect
    )
    targets = NamesField(
        label="Projects, or the organization",
        max_length=5000,
        help_text=f"Names, {NAMES_APART}; nothing for the first two. Of an organization, the one in the address of its page.",
    )
    strength = forms.ChoiceField(
        label="What satisfies it",
        choices=_STRENGTHS,
        widget=forms.RadioSelect,
        initial=Strength.ANY.value,
    )
    notice_days = forms.IntegerField(
        label="Days of notice",
        min_value=1,
        max_value=LONGEST_NOTICE_DAYS,
        help_text="Counted from the day on which the last letter goes out; 90 or more.",
    )
    brown_out_days = forms.RegexField(
        r"^[\s,]*(?:\d{1,4}(?:[\s,]+|$))*$",
        label="Days of rehearsal",
        required=False,
        max_length=200,
        help_text="How many days before the deadline each is, such as 14, 7.",
        error_messages={"invalid": "Days before the deadline, separated by commas, such as 14, 7."},
    )
    batch_size = forms.IntegerField(
        label="Letters on one working day",
        min_value=1,
        max_value=LARGEST_BATCH,
        help_text="As many as can be answered, if their readers have questions.",
    )
    reason = forms.CharField(
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In a sentence or two. It stands in every letter.",
    )
    field_order = ("scope", "targets", "strength", "notice_days", "brown_out_days", "batch_size", "reason")

    def clean_targets(self) -> tuple[NormalizedName, ...]:
        """Return the names, normalized.

        Raises:
            ValidationError: one can name nothing of the kind that was chosen.
        """
        scope = Scope(self.cleaned_data.get("scope", Scope.PROJECTS))
        try:
            return tuple(target_of(name, scope) for name in self.cleaned_data["targets"])
        except Refusal as refusal:
            raise forms.ValidationError(refusal.message) from refusal

    def clean_brown_out_days(self) -> tuple[int, ...]:
        """Return the numbers of days."""
        return tuple(int(days) for days in self.cleaned_data["brown_out_days"].replace(",", " ").split())

    def clean(self) -> dict[str, Any]:
        """Complain of all that no mandate can ask, each at its field."""
        given = super().clean() or self.cleaned_data
        if "scope" in given:
            for name, refusal in demand_faults(_demand({**_UNSAID, **given})).items():
                if name in given:
                    self.add_error(name, refusal.message)
        return given


class ChangeForm(DemandForm, ReadForm):
    """The same of a draft, whose form is filled with what it said when its page was read."""


def new_draft_url() -> str:
    """Return the address of the form for a new draft, with what is usual."""
    usual = {
        "scope": Scope.CRITICAL_PROJECTS.value,
        "strength": Strength.ANY.value,
        "notice_days": settings.STRONGROOM_NOTICE_DAYS,
        "batch_size": USUAL_BATCH,
    }
    return f"{reverse('desk_announcement_new', args=['draft'])}?{urlencode(usual)}"


def change_url(record: AnnouncementRecord) -> str:
    """Return the address of the form that changes a draft, with what it says now."""
    said = {
        "scope": record.scope.value,
        "targets": ", ".join(record.named) or record.target,
        "strength": record.strength.value,
        "notice_days": record.notice_days,
        "brown_out_days": ", ".join(map(str, record.brown_out_days)),
        "batch_size": record.batch_size,
        "reason": record.reason,
        "read": record.revision,
    }
    return f"{act_url(ANNOUNCEMENTS, 'change', str(record.id))}?{urlencode(said)}"


def _demand(given: Mapping[str, Any]) -> Demand:
    return Demand(
        reason=given["reason"],
        notice_days=given["notice_days"],
        scope=Scope(given["scope"]),
        targets=given["targets"],
        strength=Strength(given["strength"]),
        brown_out_days=given["brown_out_days"],
    )


def _draft(order: Order) -> Made:
    size = order.given["batch_size"]
    return Made(str(draft_announcement(_demand(order.given), batch_size=size, by=order.by, now=order.now)))


def _change(order: Order) -> None:
    number, given = int(order.subject), order.given
    check_read(number, read=given["read"], why="What somebody else changed would be lost.")
    change_draft(number, _demand(given), batch_size=given["batch_size"], by=order.by, now=order.now)


def _send(order: Order) -> str:
    number = int(order.subject)
    send_announcement(number, read=order.given["read"], reason=order.reason, by=order.by, now=order.now)
    return f"Announcement {number} is sent. {going_out_words(get_announcement(number), order.now)}"


def _resume(order: Order) -> str:
    number = int(order.subject)
    resume_announcement(number, reason=order.reason, by=order.by, now=order.now)
    return f"Announcement {number} goes on. {going_out_words(get_announcement(number), order.now)}"


def _send_again(order: Order) -> str:
    sent = send_again(int(order.subject), reason=order.reason, by=order.by, now=order.now)
    return f"{counted(sent, 'letter')} of announcement {order.subject} sent again."


def _by_number(service: Callable[..., object]) -> Callable[[Order], None]:
    """Return what hands the number, the reason, the operator and the time to a service."""

    def perform(order: Order) -> None:
        service(int(order.subject), reason=order.reason, by=order.by, now=order.now)

    return perform


def _find(subject: str) -> str:
    """Return the number of an announcement; nothing for one that is yet to be drafted.

    Raises:
        AnnouncementNotFound: there is none.
    """
    return str(get_announcement(number_of(subject)).id) if subject else ""


def _url(subject: str) -> str:
    """Return the page of an announcement; the list, where there is none yet or no more."""
    is_there = subject and any(str(one.id) == subject for one in list_announcements())
    return reverse("desk_announcement", args=[int(subject)]) if is_there else reverse("desk_announcements")


def _readers_later(_subject: str) -> list[str]:
    return ["everybody whom it would bind, in their letter, once it is sent", "operators, in the journal"]


def _readers(_subject: str) -> list[str]:
    return ["operators, in the journal"]


def _readers_of_sending(subject: str) -> list[str]:
    letters = counted(reach_of(int(subject)).people, "letter")
    return [f"operators, in the journal; in the {letters} stands the reason of the draft"]


ANNOUNCEMENTS = Room(
    slug="announcements",
    find=_find,
    url=_url,
    acts=(
        Act(
            slug="draft",
            deed=Deed.DRAFT_MANDATES,
            title="Draft the announcement of a mandate",
            about="Every letter can be read as each person would get it. Nothing is sent, and nobody is bound, before an admin sends it.",
            submit="Make the draft",
            done="The draft is there. Read its letters.",
            perform=_draft,
            readers=_readers_later,
            form=DemandForm,
            makes=True,
        ),
        Act(
            slug="change",
            deed=Deed.DRAFT_MANDATES,
            title="Change draft {subject}, or make its letters anew",
            about="All letters are made anew, for those who are bound now, whether or not you change anything here.",
            submit="Make the letters anew",
            done="The draft is changed. Read its letters anew.",
            perform=_change,
            readers=_readers_later,
            form=ChangeForm,
        ),
        Act(
            slug="discard",
            deed=Deed.DRAFT_MANDATES,
            title="Discard draft {subject}",
            about="It is gone, with its letters. Nobody was told anything.",
            submit="Discard it",
            done="Draft {subject} is discarded.",
            perform=_by_number(discard_draft),
            readers=_readers,
            kind="danger",
        ),
        Act(
            slug="send",
            deed=Deed.SEND_MANDATES,
            title="Send announcement {subject}",
            about="The mandate is announced at once: warnings and banners begin. The letters go out in batches, on working days between "
            "08:00 and 16:00 UTC, and the notice is counted from the day of the last one. What was sent cannot be taken back; "
            "a mandate can be ended.",
            submit="Send it",
            done="Announcement {subject} is sent.",
            perform=_send,
            readers=_readers_of_sending,
            form=ReadForm,
            shows=about_to_be_sent,
        ),
        Act(
            slug="pause",
            deed=Deed.SEND_MANDATES,
            title="Pause announcement {subject}",
            about="No further letter goes out until you go on. The mandate stays announced; while letters wait, its deadline moves with "
            "the day on which the last one can go out.",
            submit="Pause it",
            done="Announcement {subject} is paused.",
            perform=_by_number(pause_announcement),
            readers=_readers,
        ),
        Act(
            slug="resume",
            deed=Deed.SEND_MANDATES,
            title="Go on with announcement {subject}",
            about="The letters that wait go out in batches, on working days between 08:00 and 16:00 UTC.",
            submit="Go on",
            done="Announcement {subject} goes on.",
            perform=_resume,
            readers=_readers,
        ),
        Act(
            slug="send-again",
            deed=Deed.SEND_MANDATES,
            title="Send letters of announcement {subject} again",
            about="Letters that came back, or had no address, are mailed as they were written: to readers who have an address now that "
            "works as far as we know, and only while all that their letter says is still so. Nobody else gets anything.",
            submit="Send them again",
            done="They are sent again.",
            perform=_send_again,
            readers=_readers,
            shows=about_to_be_sent_again,
        ),
    ),
)
