"""Contests at the desk: those that wait, those that ended, answering one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from strongroom.accounts.services import Deed
from strongroom.criticality.queries import explain, get_contest, list_ended_contests, list_open_contests
from strongroom.criticality.services import AGAIN_AFTER, ContestOutcome, answer_contest
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.interfaces.web.desk.acts import Act, Order, Room, number_of, offers
from strongroom.interfaces.web.desk.forms import ContestAnswerForm
from strongroom.interfaces.web.desk.guard import at_the_desk
from strongroom.interfaces.web.desk.readers import people_by_mail
from strongroom.interfaces.web.projects.evidence import shown_standing


@at_the_desk
@require_safe
def contests(request: HttpRequest, by: Actor) -> HttpResponse:  # noqa: ARG001 - every page of the desk knows who looks
    """List the contests that wait, and the newest that ended."""
    context = {"open": list_open_contests(), "ended": list_ended_contests()}
    return render(request, "desk/contests.html", context)


@at_the_desk
@require_safe
def contest(request: HttpRequest, by: Actor, contest_id: int) -> HttpResponse:
    """Show one contest beside the evidence, and what became of it."""
    found = get_contest(contest_id)
    without = {"answer"} if found.outcome else set()
    context = {
        "contest": found,
        "standing": shown_standing(explain(found.name), today=clock.today()),
        "offers": offers(CONTESTS, str(found.id), user_id=by.user_id, without=without),
    }
    return render(request, "desk/contest.html", context)


def _answer(order: Order) -> None:
    outcome = ContestOutcome(order.given["outcome"])
    answer_contest(int(order.subject), outcome, words=order.reason, by=order.by, now=order.now)


def _readers(subject: str) -> list[str]:
    name = get_contest(int(subject)).name
    return [*people_by_mail(name), f"everybody, on the page of {name} and in its history"]


CONTESTS = Room(
    slug="contests",
    find=lambda subject: str(get_contest(number_of(subject)).id),
    url=lambda subject: reverse("desk_contest", args=[int(subject)]),
    acts=(
        Act(
            slug="answer",
            deed=Deed.ANSWER_CONTESTS,
            title="Answer contest {subject}",
            about="If you grant it, the downloads and dependents of that project designate it no more: with the next run the "
            "designation ends, and its people need no second factor for its sake. That can be undone on the project's page "
            f"at the desk. If you refuse it, everything stays as it is, and it can be contested again in {AGAIN_AFTER.days} days.",
            submit="Answer",
            done="Contest {subject} is answered.",
            perform=_answer,
            readers=_readers,
            form=ContestAnswerForm,
        ),
    ),
)
