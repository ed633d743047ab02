"""What somebody maintains, is invited to, is asked for, and was written."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from strongroom.catalog.queries import (
    find_project,
    list_invitations,
    list_offered_places,
    list_releases,
    newest,
)
from strongroom.criticality.queries import Explanation, list_critical
from strongroom.criticality.services import policy_in_force
from strongroom.downloads.queries import total_of
from strongroom.foundation import clock
from strongroom.interfaces.web.asked import find_obligation
from strongroom.interfaces.web.signed_in import person_signed_in
from strongroom.mandates.queries import Asked, list_asked, list_letters_to
from strongroom.mandates.services import Phase


@login_required
@require_safe
@never_cache
def your_projects(request: HttpRequest) -> HttpResponse:
    """Show one person's projects with what each asks of them."""
    now = clock.now()
    person = person_signed_in(request)
    asked = list_asked(person, now=now)
    context = {
        "obligation": find_obligation(asked, now=now),
        # The page says it at length: not above it as well.
        "asked_of_you": None,
        "bound": sum(one.term is not None for one in asked),
        "person": person,
        "projects": _rows(asked, now),
        "invitations": [one for one in list_invitations(user_id=person.user_id) if not one.has_expired(now)],
        "places": [one for one in list_offered_places(user_id=person.user_id) if not one.has_expired(now)],
        "letters": list_letters_to(person.user_id),
        "token_list_url": reverse("token_list"),
        "today": now.date(),
    }
    return render(request, "pages/your_projects.html", context)


def _rows(asked: Sequence[Asked], now: datetime) -> list[dict[str, Any]]:
    policy = policy_in_force()
    window = policy.window_before(now.date())
    critical = {one.name: one for one in list_critical([one.project for one in asked])}
    return [
        _row(
            one,
            critical.get(one.project),
            downloads=total_of(one.project, window, classes=policy.counted_classes),
        )
        for one in asked
    ]


def _row(asked: Asked, explanation: Explanation | None, *, downloads: int) -> dict[str, Any]:
    project, release = find_project(asked.project), newest(list_releases(asked.project))
    return {
        "name": project.display_name if project else asked.project,
        "slug": asked.project,
        "version": release.version if release else "",
        "released_at": release.created_at if release else None,
        "role": asked.role.capitalize(),
        "states": [*_standing(asked), *_status(project.status, withdrawn=project.withdrawn_at is not None)]
        if project
        else [],
        "rank": explanation.rank if explanation else None,
        "downloads": downloads,
        "deadline": asked.term.deadline.date() if asked.term and asked.phase is Phase.ANNOUNCED else None,
    }


def _standing(asked: Asked) -> list[str]:
    states = ["critical"] if asked.critical_since else []
    if asked.phase is not None:
        states.append(str(asked.phase))
        states.append("protected" if asked.satisfied else "unprotected")
    return states


def _status(status: str, *, withdrawn: bool) -> list[str]:
    if withdrawn:
        return ["withdrawn"]
    return [] if status == "active" else [status]
