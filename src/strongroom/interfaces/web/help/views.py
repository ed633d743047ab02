"""What a designation means, and the rules in force."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from strongroom.criticality.queries import (
    find_latest_run,
    list_policies,
    percent_words,
    policy_sayings,
)
from strongroom.criticality.services import policy_in_force
from strongroom.foundation import clock
from strongroom.interfaces.web.client_classes import class_words
from strongroom.interfaces.web.help.ledger import ledger_json, policy_events
from strongroom.interfaces.web.help.mandates import projects_with_own_requirement, shown_mandates
from strongroom.interfaces.web.repeatable import repeatable
from strongroom.interfaces.web.wording import actor_words
from strongroom.mandates.queries import enrol_url, list_mandates
from strongroom.mandates.services import Scope


@require_safe
def help_critical(request: HttpRequest) -> HttpResponse:
    """Explain what a designation does, what it does not do, and how to contest one."""
    policy = policy_in_force()
    context = {
        "policy": policy,
        "share": percent_words(policy.share),
        "candidate_share": percent_words(policy.candidate_share),
        "counted_classes": class_words(policy.counted_classes),
        "run": find_latest_run(),
        "mandates": [one for one in list_mandates() if one.scope is Scope.CRITICAL_PROJECTS],
        "enrol_url": enrol_url(),
    }
    return render(request, "pages/help_critical.html", context)


@require_safe
def help_policy(request: HttpRequest) -> HttpResponse:
    """Show the rules in force, every version of them, and what is to come."""
    policy, now = policy_in_force(), clock.now()
    context = {
        "policy": policy,
        "facts": [
            ("Version", policy.version),
            *((said.label, said.value) for said in policy_sayings(policy)),
        ],
        "versions": _versions(now.date()),
        "data_url": reverse("help_policy_json"),
        "run": find_latest_run(),
        "mandates": shown_mandates(now),
        "own_requirements": projects_with_own_requirement(),
        "events": policy_events(now),
        "today": now.date(),
    }
    return render(request, "pages/help_policy.html", context)


def _versions(today: date) -> list[dict[str, Any]]:
    """Return the versions, newest first, each with who announced it in words, and its state."""
    return [
        {
            "record": record,
            "announced_by": actor_words(record.announced_by),
            "withdrawn_by": actor_words(record.withdrawn_by),
            "is_in_force": record.number == policy_in_force().version,
            "is_to_come": not record.is_withdrawn and record.in_force_from > today,
        }
        for record in reversed(list_policies())
    ]


@require_safe
@cache_control(public=True, max_age=60)
@repeatable
def help_policy_json(_request: HttpRequest) -> HttpResponse:
    """Answer the ledger of policies, and the mandates, for programs."""
    content = ledger_json(list_policies(), today=clock.today())
    return JsonResponse(content, json_dumps_params={"indent": 1})
