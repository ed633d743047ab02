"""The account at a glance, and what happened to it lately."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from strongroom.accounts.queries import count_recovery_codes, list_addresses, list_factors, list_tokens
from strongroom.foundation import clock
from strongroom.infra.journal.queries import Entry, list_entries_about
from strongroom.interfaces.web.signed_in import actor, person_signed_in

EVENTS_SHOWN = 20

_WORDS = {
    "account.created": "The account was made",
    "account.registered": "You registered",
    "account.signed_in": "Signed in",
    "account.password_changed": "The password was changed",
    "account.address_added": "An address was added",
    "account.address_verified": "An address was confirmed",
    "account.primary_address_changed": "The primary address was changed",
    "account.address_removed": "An address was removed",
    "account.totp_added": "An authenticator app was added",
    "account.totp_removed": "An authenticator app was removed",
    "account.key_added": "A security key was added",
    "account.key_removed": "A security key was removed",
    "account.key_clone_suspected": "A security key was refused: there may be a copy of it",
    "account.recovery_codes_issued": "New recovery codes were made",
    "account.recovery_code_used": "A recovery code was used",
    "account.mail_switched_off": "Mail was switched off",
    "account.mail_switched_on": "Mail was switched on",
    "account.token_issued": "An API token was made",
    "account.token_revoked": "An API token was revoked",
}
_METHODS = {
    "password": "with the password",
    "totp": "with password and authenticator app",
    "key": "with a security key or passkey",
    "recovery_code": "with password and recovery code",
}


@dataclass(frozen=True, slots=True)
class SecurityEvent:
    """Something that happened to the account, in words. `by` is empty where it was the person."""

    at: datetime
    words: str
    by: str


@login_required
@require_safe
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """Show the account of whoever is signed in."""
    person, now = person_signed_in(request), clock.now()
    entries = list_entries_about(person.username)
    myself = str(actor(person))
    context = {
        "person": person,
        "addresses": list_addresses(person.user_id),
        "factors": list_factors(person.user_id),
        "codes_left": count_recovery_codes(person.user_id),
        "tokens": [token for token in list_tokens(person.user_id) if token.is_usable(now)],
        "events": [_event(entry, myself) for entry in entries if entry.kind in _WORDS][:EVENTS_SHOWN],
    }
    return render(request, "accounts/overview.html", context)


def _event(entry: Entry, myself: str) -> SecurityEvent:
    details = _METHODS.get(entry.data.get("method", ""), "")
    name = entry.data.get("name", "")
    words = " ".join(part for part in (_WORDS[entry.kind], details, f"({name})" if name else "") if part)
    return SecurityEvent(entry.at, words, "" if entry.by == myself else entry.by.replace(":", " "))
