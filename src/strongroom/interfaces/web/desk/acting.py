"""The one view that does every act: the question who may, the form with the reason, who will read it, the deed."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.errors import Refusal
from strongroom.infra.db import write
from strongroom.interfaces.web.desk.acts import Act, Made, Order, Room, Shown
from strongroom.interfaces.web.desk.announcement_acts import ANNOUNCEMENTS
from strongroom.interfaces.web.desk.banners import BANNERS
from strongroom.interfaces.web.desk.contests import CONTESTS
from strongroom.interfaces.web.desk.forms import ReasonForm
from strongroom.interfaces.web.desk.guard import acting, at_the_desk
from strongroom.interfaces.web.desk.names import NAMES
from strongroom.interfaces.web.desk.people import PEOPLE
from strongroom.interfaces.web.desk.policy import POLICY
from strongroom.interfaces.web.desk.projects import PROJECTS
from strongroom.interfaces.web.desk.recoveries import RECOVERIES
from strongroom.interfaces.web.desk.reports import REPORTS
from strongroom.interfaces.web.desk.vouchers import VOUCHERS
from strongroom.interfaces.web.refusals import status_of

ROOMS: Mapping[str, Room] = {
    room.slug: room
    for room in (
        PEOPLE,
        PROJECTS,
        RECOVERIES,
        NAMES,
        REPORTS,
        CONTESTS,
        ANNOUNCEMENTS,
        BANNERS,
        VOUCHERS,
        POLICY,
    )
}


_LONGEST_SUBJECT = 200
"""Characters. No name is longer, and no number is read that is."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """An act, where it is found, and what it is about."""

    room: Room
    act: Act
    subject: str
    shown: Shown | None


@at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, by: Actor, room: str, slug: str, subject: str = "") -> HttpResponse:  # noqa: ARG001
    """Show the form of one act, and do it when it is posted."""
    asked = _asked(request, room, slug, subject)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = asked.act.form(data, files, initial=_initial(request, asked))
    if request.method == "POST" and form.is_valid():
        try:
            outcome = _do(request, asked, form)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            return _page(request, asked, form, status=status_of(refusal))
        subject = outcome.subject if isinstance(outcome, Made) else asked.subject
        said = outcome if isinstance(outcome, str) else ""
        messages.success(request, said or asked.act.done.format(**form.cleaned_data, subject=subject))
        return redirect(asked.room.url(subject))
    return _page(request, asked, form, status=400 if form.errors else 200)


def _asked(request: HttpRequest, room: str, slug: str, subject: str) -> _Asked:
    """Return what is asked for, if whoever asks may do it now.

    Raises:
        Http404: there is no such act.
        NotFound, DeedNotCovered, ProofNeeded: there is nothing of that name, or nothing to decide; the role, or the proof.
    """
    place = ROOMS.get(room)
    chosen = place.act(slug) if place else None
    if place is None or chosen is None or chosen.makes == bool(subject) or len(subject) > _LONGEST_SUBJECT:
        raise Http404
    acting(request, chosen.deed)
    found = place.find(subject)
    return _Asked(place, chosen, found, chosen.shows(found) if chosen.shows else None)


def _initial(request: HttpRequest, asked: _Asked) -> dict[str, str]:
    """Return what stands in the form when it is opened. A form that comes back keeps what it was opened with."""
    return request.GET.dict() | ({"read": asked.shown.mark} if asked.shown else {})


def _do(request: HttpRequest, asked: _Asked, form: ReasonForm) -> str | Made | None:
    """Do an act in one transaction with the question who may: roles and hands may have changed meanwhile.

    Returns:
        What it says of itself or has made, if it does.
    """
    with write():
        by = acting(request, asked.act.deed)
        return asked.act.perform(Order(by, asked.subject, form.cleaned_data, clock.now()))


def _page(request: HttpRequest, asked: _Asked, form: ReasonForm, *, status: int) -> HttpResponse:
    words, subject = asked.act, asked.subject
    context = {
        "act": {"title": words.title.format(subject=subject), "about": words.about, "submit": words.submit},
        "kind": words.kind,
        "lines": asked.shown.lines if asked.shown else (),
        "form": form,
        "readers": words.readers(subject),
        "cancel_url": asked.room.url(subject),
    }
    return render(request, "desk/act.html", context, status=status)
