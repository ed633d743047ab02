"""What a designation means, and the rules in force."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from strongroom.criticality.queries import find_latest_run
from strongroom.criticality.services import policy_in_force
from strongroom.foundation import clock
from strongroom.interfaces.web.help.ledger import policy_events
from strongroom.interfaces.web.projects.downloads_chart import class_words
from strongroom.interfaces.web.wording import actor_words, percent_words
from strongroom.mandates.queries import enrol_url, find_mandate, list_terms


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
        "mandate": find_mandate(),
        "enrol_url": enrol_url(),
    }
    return render(request, "pages/help_critical.html", context)


@require_safe
def help_policy(request: HttpRequest) -> HttpResponse:
    """Show the rules in force with their versions and dates."""
    policy, mandate, now = policy_in_force(), find_mandate(), clock.now()
    context = {
        "policy": policy,
        "facts": [
            ("Version", policy.version),
            ("Share of the projects", percent_words(policy.share)),
            ("Window", f"{policy.window_days} complete UTC days"),
            ("Downloads that count", class_words(policy.counted_classes)),
            ("Least counted downloads", f"{policy.minimum_downloads:,} in the window"),
            ("Stays in", f"within {policy.keep_factor} times the cohort"),
            ("Lapses", f"after {policy.lapse_days} days in a row outside that band and every other rule"),
            ("Candidates", f"above {percent_words(policy.candidate_share)} of the cut-off"),
        ],
        "run": find_latest_run(),
        "mandate": mandate,
        "announced_by": actor_words(mandate.announced_by) if mandate else "",
        "terms": len(list_terms()),
        "events": policy_events(now),
        "today": now.date(),
    }
    return render(request, "pages/help_policy.html", context)
