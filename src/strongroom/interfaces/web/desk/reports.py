"""Reports at the desk: those that wait, those that were answered, answering one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from strongroom.accounts.services import Deed
from strongroom.catalog.queries import (
    find_project,
    get_report,
    list_answered_reports,
    list_open_reports,
)
from strongroom.catalog.services import Outcome, answer_report
from strongroom.foundation.actors import Actor
from strongroom.interfaces.web.desk.acts import Act, Order, Room, number_of, offers
from strongroom.interfaces.web.desk.forms import AnswerForm
from strongroom.interfaces.web.desk.guard import at_the_desk
from strongroom.interfaces.web.desk.readers import people_by_mail


@at_the_desk
@require_safe
def reports(request: HttpRequest, by: Actor) -> HttpResponse:  # noqa: ARG001 - every page of the desk knows who looks
    """List the reports that wait, and the newest that were answered."""
    context = {"open": list_open_reports(), "answered": list_answered_reports()}
    return render(request, "desk/reports.html", context)


@at_the_desk
@require_safe
def report(request: HttpRequest, by: Actor, report_id: int) -> HttpResponse:
    """Show one report, and what became of it."""
    found = get_report(report_id)
    without = {"answer"} if found.outcome else set()
    context = {
        "report": found,
        "project": find_project(found.project),
        "offers": offers(REPORTS, str(found.id), user_id=by.user_id, without=without),
    }
    return render(request, "desk/report.html", context)


def _answer(order: Order) -> None:
    outcome = Outcome(order.given["outcome"])
    answer_report(int(order.subject), outcome, words=order.reason, by=order.by, now=order.now)


def _readers(subject: str) -> list[str]:
    found = get_report(int(subject))
    reporter = [f"{found.reporter}, who reported it, by mail"] if found.reporter else []
    if_right = [*people_by_mail(found.project), f"everybody, in the public history of {found.project}"]
    return [*reporter, *(f"if it is right: {line}" for line in if_right), "operators, in the journal"]


REPORTS = Room(
    slug="reports",
    find=lambda subject: str(get_report(number_of(subject)).id),
    url=lambda subject: reverse("desk_report", args=[int(subject)]),
    acts=(
        Act(
            slug="answer",
            deed=Deed.ANSWER_REPORTS,
            title="Answer report {subject}",
            about="The answer changes nothing about the project. Do that first, where something is to be done, with a reason of "
            "its own. Nobody of the project reads who reported it, or their words.",
            submit="Answer",
            done="Report {subject} is answered.",
            perform=_answer,
            readers=_readers,
            form=AnswerForm,
        ),
    ),
)
