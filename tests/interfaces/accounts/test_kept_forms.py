"""A form that meets the question who is there is not lost: it is kept, shown again, and sent by its own button."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import strongroom.interfaces.web.accounts.forms as of_accounts
from strongroom.catalog.models import Invitation
from strongroom.interfaces.web.accounts.offers import _FORMS as OF_PROOFS
from strongroom.interfaces.web.kept_forms import LONGEST_CHARACTERS, is_secret
from tests.contexts.accounts.given import PASSWORD, somebody
from tests.interfaces.accounts.given import PROVE, Browser, text_of
from tests.support import given
from tests.support.given import NOON

INVITE, CONTINUE = "/project/harborlight/manage/invite/", f"{PROVE}continue/"
BEN = {"username": "ben", "role": "maintainer"}
ASKED = f"{PROVE}?{urlencode({'next': INVITE})}"


@pytest.fixture
def ada(visitor: Browser) -> Browser:
    """The browser of ada, who owns harborlight, with the form of an invitation open and the proof grown old."""
    owner = somebody("ada")
    given.person("ben")
    given.release(owner, "harborlight", at=NOON)
    visitor.sign_in()
    return visitor


def invite(browser: Browser, **fields: Any) -> Any:
    """Open the form in time, and send it eleven minutes later."""
    page = text_of(browser.get(INVITE))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    browser.watch.move(minutes=11)
    return browser.post(INVITE, {**BEN, **fields, "csrfmiddlewaretoken": token[1] if token else ""})


def prove(browser: Browser) -> Any:
    """Give the password, as the page asks for it."""
    return browser.send(ASKED, method="password", next=INVITE, **{"password-password": PASSWORD})


def button_of(page: str) -> tuple[str, dict[str, str]]:
    """Return where the form of a page goes, and all that it sends."""
    form = re.search(r'<form class="form" method="post" action="([^"]+)">(.*?)</form>', page, re.DOTALL)
    assert form is not None, page
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[2])
    return unescape(form[1]), {name: unescape(value) for name, value in fields}


def test_what_was_sent_is_shown_after_the_proof_and_sent_by_one_button(ada: Browser) -> None:
    assert invite(ada).headers["Location"] == ASKED
    assert "Your form is kept" in text_of(ada.get(ASKED))
    assert prove(ada).headers["Location"] == CONTINUE
    page = text_of(ada.get(CONTINUE))
    assert "Invite somebody: harborlight" in page
    assert "<dt>Username</dt><dd>ben</dd>" in page
    assert not Invitation.objects.exists(), "the proof alone does nothing"
    address, fields = button_of(page)
    assert (address, {name: fields[name] for name in BEN}) == (INVITE, BEN)
    assert ada.post(address, fields).status_code == 302
    assert Invitation.objects.get().user.username == "ben"


def test_a_form_that_another_site_forged_is_refused_before_it_could_be_kept(ada: Browser) -> None:
    ada.watch.move(minutes=11)
    assert ada.post(INVITE, BEN).status_code == 403
    assert "Your form is kept" not in text_of(ada.get(ASKED))
    assert prove(ada).headers["Location"] == INVITE
    assert ada.get(CONTINUE).headers["Location"] == "/account/"


def test_the_button_is_no_way_around_the_check_of_forged_forms(ada: Browser) -> None:
    invite(ada)
    prove(ada)
    address, fields = button_of(text_of(ada.get(CONTINUE)))
    assert ada.post(address, {**fields, "csrfmiddlewaretoken": ""}).status_code == 403
    assert not Invitation.objects.exists()


def test_it_is_forgotten_after_ten_minutes(ada: Browser) -> None:
    invite(ada)
    ada.watch.move(minutes=9, seconds=59)
    assert "Your form is kept" in text_of(ada.get(ASKED))
    ada.watch.move(seconds=1)
    assert "Your form is kept" not in text_of(ada.get(ASKED))
    assert prove(ada).headers["Location"] == INVITE


def test_it_is_not_shown_before_the_proof(ada: Browser) -> None:
    invite(ada)
    assert ada.get(CONTINUE).headers["Location"].startswith(PROVE)


def test_one_form_is_kept_at_a_time(ada: Browser) -> None:
    invite(ada)
    token = button_token(ada)
    ada.post("/project/harborlight/manage/archive/", {"reason": "Done.", "csrfmiddlewaretoken": token})
    assert "Your form is kept" not in text_of(ada.get(ASKED))
    assert "Your form is kept" in text_of(ada.get(f"{PROVE}?next=/project/harborlight/manage/archive/"))


def test_another_person_in_the_same_browser_does_not_find_it(ada: Browser) -> None:
    invite(ada)
    kept = ada.session["kept_form"]
    ada.send("/account/logout/")
    somebody("cleo")
    ada.sign_in("cleo")
    session = ada.session
    assert "kept_form" not in session
    session["kept_form"] = kept
    session.save()
    assert ada.get(CONTINUE).headers["Location"] == "/account/"


@pytest.mark.parametrize(
    "fields, words",
    [
        ({"password": PASSWORD}, "It has a password or a code in it"),
        ({"totp-code": "123456"}, "It has a password or a code in it"),
        ({"note": "x" * LONGEST_CHARACTERS}, "It is too long"),
        ({"logo": SimpleUploadedFile("logo.png", b"PNG")}, "It has a file"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_of_it_stays(
    ada: Browser, fields: dict[str, Any], words: str
) -> None:
    invite(ada, **fields)
    assert words in text_of(ada.get(ASKED))
    assert ada.session["kept_form"]["fields"] == []
    assert prove(ada).headers["Location"] == INVITE


def test_what_a_script_asked_for_is_not_kept(ada: Browser) -> None:
    page = "/account/second-factor/key/"
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text_of(ada.get(page)))
    assert token is not None
    ada.watch.move(minutes=11)
    headers = {"Sec-Fetch-Dest": "empty"}
    ada.post(f"{page}options/", {"csrfmiddlewaretoken": token[1]}, headers=headers)
    assert "kept_form" not in ada.session


def secrets_of(form: type[forms.Form]) -> set[str]:
    """Return the fields of a form that browsers hide or fill with one-time codes, and those of its answers to keys."""
    return {
        name
        for name, field in form.base_fields.items()
        if isinstance(field.widget, forms.PasswordInput)
        or field.widget.attrs.get("autocomplete") == "one-time-code"
        or name in {"code", "response"}
    }


def test_the_rule_knows_every_secret_field_of_every_form() -> None:
    ours = [
        one for one in vars(of_accounts).values() if isinstance(one, type) and issubclass(one, forms.Form)
    ]
    known = {name for form in (*ours, *OF_PROOFS.values()) for name in secrets_of(form)}
    assert known, "the walk finds some"
    assert [name for name in known if not is_secret(name)] == []
    assert not any(map(is_secret, ("username", "role", "reason", "version", "confirmation", "name", "email")))


def button_token(browser: Client) -> str:
    """Return a CSRF token of this session, from a page that needs no proof."""
    page: str = browser.get("/project/harborlight/manage/yank/").content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found is not None
    return found[1]
