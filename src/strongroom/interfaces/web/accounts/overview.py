"""The account at a glance: what needs attention, what there is, and what happened to it lately."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from strongroom.accounts.queries import (
    Person,
    count_recovery_codes,
    is_connected_to_provider,
    list_addresses,
    list_factors,
    list_sessions,
    list_tokens,
)
from strongroom.foundation import clock
from strongroom.infra.journal.queries import list_traced_about
from strongroom.interfaces.web.accounts.attention import attention_of
from strongroom.interfaces.web.asked import find_obligation
from strongroom.interfaces.web.events.kinds import kinds_about_people
from strongroom.interfaces.web.events.shown import ShownEvent, shown_events
from strongroom.interfaces.web.signed_in import actor, person_signed_in, session_key_of
from strongroom.mandates.queries import list_asked

EVENTS_SHOWN = 5


@login_required
@require_safe
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """Show the account of whoever is signed in."""
    person, now = person_signed_in(request), clock.now()
    obligation = find_obligation(list_asked(person, now=now), now=now)
    sessions = list_sessions(person.user_id, present=session_key_of(request), now=now)
    sign_ins = _events(person, ["account.signed_in"], limit=2)
    context = {
        "person": person,
        "attention": attention_of(person, obligation, now=now),
        # The page says it at length: not above it as well.
        "asked_of_you": None,
        "last_sign_in": sign_ins[1] if len(sign_ins) > 1 else None,
        "addresses": list_addresses(person.user_id),
        "factors": list_factors(person.user_id),
        "is_connected": is_connected_to_provider(person.user_id),
        "codes_left": count_recovery_codes(person.user_id),
        "sessions": sessions,
        "tokens": [token for token in list_tokens(person.user_id) if token.is_usable(now)],
        "events": _events(person, kinds_about_people(), limit=EVENTS_SHOWN),
    }
    return render(request, "accounts/overview.html", context)


def _events(person: Person, kinds: list[str], *, limit: int) -> list[ShownEvent]:
    traced = list_traced_about(person.username, kinds=kinds, limit=limit)
    return shown_events(traced, viewer=str(actor(person)), own=True)
