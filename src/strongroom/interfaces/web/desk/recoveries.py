"""Accounts that operators are asked to give back: those that wait, one of them, and what operators say to it.

Nobody changes a factor or an address of somebody else here or anywhere: two approvals begin a week in which everybody
who was told can object, and the person does the rest by the link they get.
"""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from strongroom.accounts.queries import (
    dossier_of,
    get_person_named,
    get_recovery,
    list_people,
    list_recoveries,
)
from strongroom.accounts.services import (
    EVIDENCE_LENGTH,
    NOTE_LENGTH,
    Deed,
    RecoveryRequest,
    Stage,
    approve_recovery,
    asker_words,
    open_recovery,
    turn_down_recovery,
)
from strongroom.catalog.queries import companions_of, list_people_who_may_publish
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.days import day_words
from strongroom.foundation.reasons import REASON_LENGTH
from strongroom.interfaces.web.desk.acts import Act, Line, Order, Room, Shown, number_of, offers
from strongroom.interfaces.web.desk.forms import ReasonForm
from strongroom.interfaces.web.desk.guard import at_the_desk
from strongroom.interfaces.web.wording import actor_words, list_words

ENDED_SHOWN = 20


class ApprovalForm(ReasonForm):
    """What the evidence is worth, and why that suffices."""

    note = forms.CharField(
        label="On the evidence",
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What you looked at, how, and what it shows. Do not quote what is private.",
    )
    field_order = ("note", "reason")


class OpeningForm(ReasonForm):
    """What somebody has lost who cannot ask themselves."""

    lost = forms.CharField(
        label="What they have lost", max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )
    reason = forms.CharField(
        label="Evidence",
        max_length=EVIDENCE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="How they reached you, and what shows that it is them. Only operators read it.",
    )
    new_address = forms.EmailField(
        label="Another mail address",
        required=False,
        help_text="Only if they can no longer read the address of the account.",
    )
    field_order = ("lost", "new_address", "reason")


@at_the_desk
@require_safe
def recoveries(request: HttpRequest, by: Actor) -> HttpResponse:  # noqa: ARG001 - every page of the desk knows who looks
    """List the requests that are open, and the newest that have ended."""
    now = clock.now()
    staged = [(record, record.stage(now), record.until(now)) for record in list_recoveries()]
    context = {
        "open": [one for one in staged if one[1].is_open],
        "ended": [one for one in staged if not one[1].is_open][:ENDED_SHOWN],
    }
    return render(request, "desk/recoveries.html", context)


@at_the_desk
@require_safe
def recovery(request: HttpRequest, by: Actor, recovery_id: int) -> HttpResponse:
    """Show one request with its evidence, and what is known of the account."""
    record, now = get_recovery(recovery_id), clock.now()
    stage = record.stage(now)
    context = {
        "record": record,
        "stage": stage,
        "until": record.until(now),
        "asker": asker_words(record.asked_by, password_given=record.password_given),
        "approvals": [(actor_words(one.by), one) for one in record.approvals],
        "ended_by": actor_words(record.ended_by) if record.ended_by else "",
        "dossier": dossier_of(record.username, now=now),
        "rights": list_people_who_may_publish(user_ids=[record.course.person_id]),
        "offers": offers(RECOVERIES, str(recovery_id), user_id=by.user_id, without=_pointless(stage)),
    }
    return render(request, "desk/recovery.html", context)


def _pointless(stage: Stage) -> set[str]:
    """Return the acts that make no sense at a stage."""
    pointless = set() if stage in {Stage.ASKED, Stage.APPROVED_ONCE} else {"approve"}
    return pointless if stage.is_open else {*pointless, "turn-down"}


def _readers(subject: str) -> list[str]:
    record = get_recovery(int(subject))
    return _readers_about(record.username)


def _readers_about(username: str) -> list[str]:
    person = get_person_named(username)
    sharing = [one.username for one in list_people(companions_of(person.user_id))]
    others = (
        [f"everybody who shares a project with {username}, by mail: {list_words(sharing, at_most=6)}"]
        if sharing
        else []
    )
    return [f"{username}, by mail at every address", *others, "operators, in the journal of the account"]


def _readers_of_opening(username: str) -> list[str]:
    operators, *others = ["operators: the evidence", *_readers_about(username)[:-1]]
    return [operators, *(f"{line}: what was lost, and that you opened it" for line in others)]


def _about_to_be_approved(subject: str) -> Shown:
    """Return whose account goes where. Of a request nothing is ever changed, so that its number says what was read."""
    record = get_recovery(int(subject))
    asker = asker_words(record.asked_by, password_given=record.password_given)
    return Shown(
        (
            Line("Account", record.username, reverse("desk_person", args=[record.username])),
            Line("Asked", f"on {day_words(record.asked_at)} by {asker}"),
            Line("Lost", record.lost),
            Line("The link goes to", record.new_address or "the primary address of the account"),
            Line("Evidence", "on the page of the request", reverse("desk_recovery", args=[int(subject)])),
        )
    )


def _approve(order: Order) -> None:
    approve_recovery(
        int(order.subject), reason=order.reason, note=order.given["note"], by=order.by, now=order.now
    )


def _open(order: Order) -> None:
    request = RecoveryRequest(order.given["lost"], order.reason, order.given["new_address"])
    open_recovery(order.subject, request, by=order.by, now=order.now)


RECOVERIES = Room(
    slug="recoveries",
    find=lambda subject: str(get_recovery(number_of(subject)).recovery_id),
    url=lambda subject: reverse("desk_recovery", args=[int(subject)]),
    acts=(
        Act(
            slug="approve",
            deed=Deed.RECOVER,
            title="Approve recovery {subject}",
            about="You say that the evidence shows who this is. After the second operator it waits for seven days; one objection "
            "ends it. Then a link by mail removes the factors and sets a new password.",
            submit="Approve",
            done="Recovery {subject} has your approval.",
            perform=_approve,
            readers=_readers,
            form=ApprovalForm,
            shows=_about_to_be_approved,
        ),
        Act(
            slug="turn-down",
            deed=Deed.RECOVER,
            title="Turn recovery {subject} down",
            about="It ends at once. The person can ask again with better evidence.",
            submit="Turn down",
            done="Recovery {subject} is turned down.",
            perform=lambda order: turn_down_recovery(
                int(order.subject), reason=order.reason, by=order.by, now=order.now
            ),
            readers=_readers,
            kind="danger",
        ),
    ),
)

OPENING = Act(
    slug="recover",
    deed=Deed.RECOVER,
    title="Open a recovery of {subject}",
    about="For somebody who cannot use the form, /account/recovery/. It is a request like any other: two operators "
    "approve it, of whom you may be one, and everybody concerned is told now.",
    submit="Open the request",
    done="A recovery of {subject} is open.",
    perform=_open,
    readers=_readers_of_opening,
    form=OpeningForm,
)
"""An act of the room of people: there is no request yet that it could be about."""
