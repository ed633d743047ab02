"""What needs a fresh proof: found by posting to every address of the site, not by asking those we remember."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from strongroom.accounts.queries import Person
from strongroom.interfaces.web.organizations.changes import CHANGES as OF_ORGANIZATIONS
from strongroom.interfaces.web.projects.changes import CHANGES as OF_PROJECTS
from strongroom.interfaces.web.proof_needed import PROOF_NEEDED, words_of
from tests.interfaces.web.conftest import SignIn
from tests.support import given, organized

WITHOUT_PROOF: Mapping[str, str] = {
    "account_login": "It is a sign-in.",
    "second_factor_sign_in": "It is a step of a sign-in.",
    "second_factor_options": "It is a step of a sign-in.",
    "passkey_sign_in": "It is a sign-in.",
    "passkey_options": "It is a step of a sign-in.",
    "account_signup": "It begins an account.",
    "first_operator": "It begins an account, by a secret address.",
    "account_email_verification_sent": "A mailed code is the proof.",
    "account_reset_password": "A mailed code will be the proof.",
    "account_confirm_password_reset_code": "A mailed code is the proof.",
    "account_complete_password_reset": "A mailed code was the proof.",
    "confirm_browser": "It is a step of a sign-in.",
    "confirm_browser_again": "It is a step of a sign-in.",
    "provider_sign_in": "It is a sign-in.",
    "provider_callback": "It is a step of a sign-in.",
    "saml_answer": "It is a step of a sign-in.",
    "saml_finish": "It is a step of a sign-in.",
    "saml_metadata": "It changes nothing.",
    "socialaccount_login_cancelled": "It is a step of a sign-in.",
    "socialaccount_signup": "It begins an account.",
    "recovery_codes_confirm": "The code that is used up is the proof.",
    "recovery_ask": "Whoever asks has lost what they could prove it with.",
    "recovery_object": "It keeps an account from being given away, and may be said by whoever is told.",
    "recovery_object_by_link": "The address is signed, and can do nothing else.",
    "recovery_complete": "The address is signed and was mailed, after two operators and a week.",
    "not_me": "The address is signed, and can only freeze.",
    "browser_forget": "It takes a right from oneself.",
    "prove": "It is the proof.",
    "prove_options": "It is a step of the proof.",
    "account_logout": "It gives the session up.",
    "free_key": "Nobody sees the code by it, and it is given back as easily.",
    "free_key_give_up": "It takes a right from oneself.",
    "token_revoke": "It takes a right from oneself.",
    "report_leak": "Whoever holds a token may end it.",
    "mail_choice": "Whatever is switched off is told by mail.",
    "mail_off": "The address is signed, and can do nothing else.",
    "project_report": "It tells operators something, and changes nothing.",
    "upload": "An API token is the proof.",
    "xmlrpc": "It reads.",
    "project_change:yank": "It is undone as easily.",
    "project_change:unyank": "It is undone as easily.",
    "project_change:accept-invitation": "Whoever offered the role has proved who they are.",
    "project_change:decline-invitation": "It takes nothing but an offer, from oneself.",
    "organization_change:accept-invitation": "Whoever offered the place has proved who they are.",
    "organization_change:decline-invitation": "It takes nothing but an offer, from oneself.",
    "organization_change:create-team": "A new team has nobody in it and no right on anything.",
}
"""Everything that takes a form and asks for no proof: by the name of its address, and why."""

DESK = "/desk/"
"""For people it is not there. Operators show a security key at every act (tests/interfaces/web/test_desk_door.py)."""

VALUES = {
    "<int:recovery_id>": "1",
    "<int:reader_id>": "1",
    "<int:change_id>": "1",
    "<int:browser_id>": "1",
    "<slug:session_id>": "0" * 64,
    "<str:name>": "harborlight",
    "<str:version>": "1.0",
    "<slug:letter_id>": "none",
    "<str:day>": "2026-03-02",
    "<int:factor_id>": "1",
    "<str:kind>": "totp",
    "<slug:token_id>": "0" * 32,
    "<int:user_id>": "1",
    "<slug:kind>": "newcomers",
    "<str:signature>": "none",
    "<str:secret>": "none",
    "<str:room>": "people",
    "<str:subject>": "ada",
    "<str:slug>": "freeze",
    "<str:username>": "ada",
    "<int:report_id>": "1",
    "<int:campaign_id>": "1",
}


def forms_of_the_site(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "/"
) -> Iterator[tuple[str, str]]:
    """Yield the name of each address, with that of the change where it stands for several, and one such address."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(one.pattern).replace("^", "").replace("$", "")
        if isinstance(one, URLResolver):
            yield from forms_of_the_site(one.url_patterns, route)
            continue
        if route.startswith(DESK) or one.name is None:  # what has no name is another spelling of what has one
            continue
        for parameter, value in VALUES.items():
            route = route.replace(parameter, value)
        if "<slug:slug>" not in route:
            yield one.name, route
            continue
        slugs = OF_ORGANIZATIONS if one.name == "organization_change" else OF_PROJECTS
        yield from ((f"{one.name}:{slug}", route.replace("<slug:slug>", slug)) for slug in slugs)


def is_to_ask(name: str) -> bool:
    """Say what the lists say."""
    kind, _, slug = name.partition(":")
    match kind:
        case "project_change":
            return OF_PROJECTS[slug].needs_proof
        case "organization_change":
            return OF_ORGANIZATIONS[slug].needs_proof
        case _:
            return name in PROOF_NEEDED


@pytest.fixture
def owner(ada: Person) -> Person:
    """Own a project, and an organization that is named like it, where it is."""
    name = given.release(ada, "harborlight")
    organized.organization(ada, name)
    organized.moved_in(name, to=name)
    return ada


@pytest.mark.django_db
def test_what_asks_for_a_proof_is_what_the_list_says(owner: Person, sign_in: SignIn) -> None:
    wrong = []
    for name, address in forms_of_the_site():
        answer = sign_in(owner).post(address)
        if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            continue
        asks = answer.headers.get("Location", "").startswith("/account/prove/?")
        if asks != is_to_ask(name):
            wrong.append(
                f"{name} {'asks, and is not' if asks else 'does not ask, and is'} in proof_needed.py"
            )
        if asks and not words_of(address):
            wrong.append(f"{name} has no words for what is done by it")
        if asks == (name in WITHOUT_PROOF):
            wrong.append(f"{name} {'asks all the same' if asks else 'asks for no proof; say why'}")
    assert not wrong, "\n".join(wrong)


def test_the_lists_name_nothing_that_is_not_there() -> None:
    names = {name for name, _ in forms_of_the_site()}
    assert [name for name in (*WITHOUT_PROOF, *PROOF_NEEDED) if name not in names] == []


def test_every_address_of_the_site_was_filled_in() -> None:
    assert [address for _, address in forms_of_the_site() if "<" in address] == []
