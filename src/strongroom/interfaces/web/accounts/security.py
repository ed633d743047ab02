"""All that happened to the account of whoever is signed in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from strongroom.infra.journal.queries import list_traced_about
from strongroom.interfaces.web.events.kinds import kinds_about_people
from strongroom.interfaces.web.events.shown import PER_PAGE, Asked, events_context
from strongroom.interfaces.web.signed_in import actor, person_signed_in


@login_required
@require_safe
@never_cache
def account_security(request: HttpRequest) -> HttpResponse:
    """Show the events, newest first, with where and with what they were made."""
    person, asked = person_signed_in(request), Asked.of(request)
    traced = list_traced_about(
        person.username, kinds=kinds_about_people(asked.group), limit=PER_PAGE + 1, before=asked.before
    )
    context = events_context(asked, traced, viewer=str(actor(person)), kinds=kinds_about_people(), own=True)
    return render(request, "accounts/security.html", context)
