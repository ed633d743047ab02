"""A visitor's browser, the time, and the mail."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from strongroom.accounts.models import User
from strongroom.foundation import clock
from strongroom.infra.outbox.models import OutgoingMail
from tests.contexts.accounts.given import NOW, PASSWORD, code
from tests.support.known_browsers import COOKIE, cookie_known_for

LOGIN, SECOND_STEP, PROVE = "/account/login/", "/account/login/second-factor/", "/account/prove/"
CONFIRM = "/account/login/confirm/"


class Watch:
    """The time of the index."""

    def __init__(self) -> None:
        self.now = NOW
        clock.install(lambda: self.now)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


class Browser(Client):
    """Django's client, in the words of these tests. It checks CSRF tokens as a browser meets them."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(enforce_csrf_checks=True)
        self.watch = watch

    def send(self, path: str, **fields: Any) -> Any:
        """Open the page, and send its form."""
        return self.send_from(path, path, **fields)

    def send_from(self, page: str, path: str, **fields: Any) -> Any:
        """Open a page, and send a form on it that goes to another address."""
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', super().get(page).content.decode())
        answer: Any = super().post(path, {**fields, "csrfmiddlewaretoken": found[1] if found else ""})
        return answer

    def ask_key(self, page: str, options: str) -> str:
        """Fetch the question to a security key, as the page's script does."""
        answer = self.send_from(page, options)
        assert answer.headers["Content-Type"] == "application/json", answer
        return text_of(answer)

    def sign_in(self, name: str = "ada", password: str = PASSWORD, *, known: bool = True) -> Any:
        """Give user name and password, in a browser that was confirmed before if not said otherwise."""
        if known:
            self.be_known_to(name)
        return self.send(LOGIN, login=name, password=password)

    def be_known_to(self, *names: str) -> None:
        """Be a browser in which sign-ins of these people were confirmed before, if there are such people."""
        people = User.objects.filter(username__in=[name.lower().partition("@")[0] for name in names])
        self.cookies[COOKIE] = cookie_known_for(*(user.pk for user in people), now=self.watch())

    def give_code(self, secret: str, *, at: str = SECOND_STEP) -> Any:
        """Give the present code of an authenticator app."""
        return self.send(at, method="totp", **{"totp-code": code(secret, at=self.watch())})

    def give_mailed_code(self) -> Any:
        """Give the code of the newest letter, to confirm this browser."""
        return self.send(CONFIRM, code=code_in(newest_letter()))

    @property
    def session_key(self) -> str:
        """The key in the cookie of the session; empty where there is none."""
        cookie = self.cookies.get("session")
        return cookie.value if cookie is not None else ""

    @property
    def name(self) -> str:
        """Who is signed in, as the header says; empty for nobody."""
        found = re.search(r"Account of </span>(\w+)", super().get("/help/policy/").content.decode())
        return found[1] if found else ""


def text_of(answer: Any) -> str:
    """Return a page, as Django's client or a view gave it."""
    text: str = answer.content.decode()
    return text


def newest_letter() -> OutgoingMail:
    """Return the mail written last."""
    return OutgoingMail.objects.latest("pk")


def code_in(letter: OutgoingMail) -> str:
    """Return the code that stands on a line of its own."""
    found = re.search(r"^    (\S+)$", letter.text, re.MULTILINE)
    assert found is not None, letter.text
    return found[1]
