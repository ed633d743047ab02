"""What nobody does without having proved in the last ten minutes who they are: the whole list, in words.

Dangerous is what decides who else may change an account or a project, what takes a project away, and how it is
offered: rights, factors, addresses, passwords, tokens, settings, withdrawals, and who is signed in. Uploads, yanks, and
giving a token up are not: they are undone as easily, or take only from oneself.

The views ask (`signed_in.require_proof`); a test posts to every address and finds that they ask exactly for these.
"""

from collections.abc import Mapping

from django.urls import Resolver404, resolve

from strongroom.interfaces.web.desk.acting import ROOMS as OF_OPERATORS
from strongroom.interfaces.web.organizations.changes import CHANGES as OF_ORGANIZATIONS
from strongroom.interfaces.web.projects.changes import CHANGES as OF_PROJECTS

PROOF_NEEDED: Mapping[str, str] = {
    "account_email": "Change your mail addresses",
    "account_change_password": "Change your password",
    "account_set_password": "Set a password",
    "second_factor_totp_add": "Add an authenticator app",
    "second_factor_key_add": "Add a security key or passkey",
    "second_factor_key_options": "Add a security key or passkey",
    "second_factor_code": "Add a second factor",
    "second_factor_remove": "Remove a second factor",
    "recovery_codes": "Make new recovery codes",
    "free_key_show": "Look at your code for a free security key",
    "provider_connect": "Connect your company's sign-in",
    "provider_disconnect": "Disconnect your company's sign-in",
    "session_end": "End a session",
    "other_sessions_end": "End all other sessions",
    "token_create": "Make an API token",
    "account_export": "Download what the index holds about you",
    "account_close": "Close your account",
    "organization_new": "Begin an organization",
}
"""By the name of the address. Changes of projects and organizations say it in their tables, by `needs_proof`; what
operators do at the desk needs one without exception."""


def words_of(address: str) -> str:
    """Return what a form that is posted to this address of the index does; empty where it is not said here."""
    try:
        match = resolve(address.partition("?")[0])
    except Resolver404:
        return ""
    slug, name = match.kwargs.get("slug", ""), match.kwargs.get("name", "")
    if match.url_name == "project_change" and slug in OF_PROJECTS:
        return f"{OF_PROJECTS[slug].title}: {name}"
    if match.url_name == "organization_change" and slug in OF_ORGANIZATIONS:
        return f"{OF_ORGANIZATIONS[slug].title}: {name}"
    if match.url_name in {"desk_act", "desk_act_for_all"}:
        return _words_of_act(match.kwargs)
    return PROOF_NEEDED.get(match.url_name or "", "")


def _words_of_act(said: Mapping[str, str]) -> str:
    room = OF_OPERATORS.get(said["room"])
    act = room.act(said["slug"]) if room else None
    return act.title.format(subject=said.get("subject", "")) if act else ""
