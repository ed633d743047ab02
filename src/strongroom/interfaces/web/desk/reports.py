"""Reports at the desk: those that wait, those that were answered, answering one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from strongroom.accounts.services import Deed
from strongroom.catalog.errors import ReportNotFound
from strongroom.catalog.queries import (
    find_project,
    get_report,
    list_answered_reports,
    list_open_reports,
    list_people_who_may_publish,
)
from strongroom.catalog.services import Outcome, answer_report
from strongroom.foundation.actors import Actor
from strongroom.interfaces.web.desk.acts import Act, Order, Room, offers
from strongroom.interfaces.web.desk.forms import AnswerForm
from strongroom.interfaces.web.desk.guard import at_the_desk
from strongroom.interfaces.web.wording import list_words


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


def _find(subject: str) -> str:
    """Return the number of a report.

    Raises:
        ReportNotFound: there is none.
    """
    if not subject.isdecimal():
        raise ReportNotFound("There is no such report.")
    return str(get_report(int(subject)).id)


def _answer(order: Order) -> None:
    outcome = Outcome(order.given["outcome"])
    answer_report(int(order.subject), outcome, words=order.reason, by=order.by, now=order.now)


def _readers(subject: str) -> list[str]:
    found = get_report(int(subject))
    people = [one.username for one in list_people_who_may_publish(names=[found.project])]
    reporter = f"{found.reporter}, who reported it, by mail" if found.reporter else ""
    if_right = f"if it is right: {list_words(people, at_most=6)}, by mail" if people else ""
    public = f"if it is right: everybody, in the public history of {found.project}"
    return [line for line in (reporter, if_right, public, "operators, in the journal") if line]


REPORTS = Room(
    slug="reports",
    find=_find,
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
