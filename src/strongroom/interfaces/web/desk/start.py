"""The first page of the desk: what waits, and the search for people and projects."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from strongroom.accounts.queries import (
    find_doubt,
    list_frozen_people,
    list_recoveries,
    roles_of,
    search_people,
)
from strongroom.catalog.queries import (
    list_flags,
    list_open_reports,
    list_quarantined_projects,
    look_up_projects,
)
from strongroom.criticality.queries import list_open_contests
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.days import day_words
from strongroom.interfaces.web.desk.guard import at_the_desk
from strongroom.mandates.queries import list_unreachable_maintainers

SHOWN = 8
"""Of each kind. The rest stands on a page of its own, or is found by searching."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that waits: where it is seen, in a few words."""

    words: str
    url: str
    about: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of thing that waits. `url` is the page of all of them, if there is one."""

    title: str
    nothing: str
    all_lines: Sequence[Line]
    url: str = ""

    @property
    def lines(self) -> Sequence[Line]:
        """Those that are shown."""
        return self.all_lines[:SHOWN]

    @property
    def more(self) -> int:
        """How many are not."""
        return len(self.all_lines) - len(self.lines)


@at_the_desk
@require_safe
def start(request: HttpRequest, by: Actor) -> HttpResponse:
    """Show what waits for an operator; or what was found, if something is searched for."""
    text = request.GET.get("q", "").strip()
    if text:
        found = {"people": search_people(text), "projects": look_up_projects(text)}
        return render(request, "desk/found.html", {"query": text, **found})
    roles = sorted(roles_of(by.user_id)) if by.user_id is not None else []
    waiting = [_recoveries(), _reports(), _contests(), _flags(), _quarantined(), _frozen(), _unreachable()]
    return render(request, "desk/start.html", {"roles": roles, "doubt": find_doubt(), "waiting": waiting})


def _recoveries() -> Waiting:
    now = clock.now()
    lines = [
        Line(one.username, reverse("desk_recovery", args=[one.recovery_id]), str(one.stage(now)))
        for one in list_recoveries(open_only=True)
    ]
    return Waiting("Recoveries", "Nobody asks for an account.", lines, reverse("desk_recoveries"))


def _reports() -> Waiting:
    lines = [
        Line(one.project, reverse("desk_report", args=[one.id]), f"{one.kind}, {day_words(one.reported_at)}")
        for one in list_open_reports()
    ]
    return Waiting("Reports", "None waits for an answer.", lines, reverse("desk_reports"))


def _contests() -> Waiting:
    lines = [
        Line(
            one.name,
            reverse("desk_contest", args=[one.id]),
            f"{one.contested_by}, {day_words(one.contested_at)}",
        )
        for one in list_open_contests()
    ]
    return Waiting("Contests of designations", "None waits for an answer.", lines, reverse("desk_contests"))


def _flags() -> Waiting:
    lines = [
        Line(one.name, reverse("desk_project", args=[one.name]), f"resembles {one.resembles}")
        for one in list_flags()
    ]
    return Waiting(
        "Names that resemble critical ones", "None waits for a look.", lines, reverse("desk_names")
    )


def _quarantined() -> Waiting:
    lines = [
        Line(one.display_name, reverse("desk_project", args=[one.name]), one.status_reason)
        for one in list_quarantined_projects()
    ]
    return Waiting("Quarantined projects", "None.", lines)


def _frozen() -> Waiting:
    lines = [
        Line(one.username, reverse("desk_person", args=[one.username]), "") for one in list_frozen_people()
    ]
    return Waiting("Frozen accounts", "None.", lines)


def _unreachable() -> Waiting:
    lines = [
        Line(one.username, reverse("desk_person", args=[one.username]), one.why)
        for one in list_unreachable_maintainers(now=clock.now())
    ]
    return Waiting(
        "Maintainers not reached by mail", "Everybody is reached.", lines, reverse("desk_unreachable")
    )
