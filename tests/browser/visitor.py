"""Somebody in front of a browser, in the words that these tests use."""

from re import Pattern
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, ConsoleMessage, Page, expect

from tests.browser.people import Account, App, mailed_code
from tests.support.served import Index

LOGIN, FACTORS, TOKENS = "/account/login/", "/account/second-factor/", "/account/tokens/"

COOKIE = "browser"
"""By which a browser is known, where an index is reached by http."""


class Visitor:
    """One browser with its cookies, and the person in front of it.

    Args:
        complaints: What the browser has logged as an error: a script that broke, content that the page's
            policy refused.
    """

    def __init__(self, index: Index, context: BrowserContext, complaints: list[str]) -> None:
        self.index = index
        self.complaints = complaints
        context.on("console", self._hear)
        context.on("weberror", lambda problem: complaints.append(str(problem.error)))
        self.page: Page = context.new_page()

    def open(self, path: str) -> None:
        """Go to a page."""
        self.page.goto(self.index.url + path)

    def fill(self, **fields: str) -> None:
        """Fill in fields by their labels, with `_` for a blank, in any case of letters."""
        for label, value in fields.items():
            self.page.get_by_label(label.replace("_", " ")).and_(self.page.locator("input")).fill(value)

    def type_twice(self, password: str, *, label: str = "Password") -> None:
        """Fill in both fields of a new password."""
        for field in (label, f"{label}, once more"):
            self.page.get_by_label(field, exact=True).fill(password)

    def press(self, name: str) -> None:
        """Press the button that is called exactly so."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str, *, exact: bool = True) -> None:
        """Follow the link that is called so, or has this in its name, and wait for the page."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=exact).click()

    def send(self, name: str) -> None:
        """Press the button that sends a form, and wait for the answer."""
        with self.page.expect_navigation():
            self.press(name)

    def reads(self, words: str | Pattern[str]) -> None:
        """Check that the page says this where it can be seen."""
        expect(self.page.locator("main").get_by_text(words).first).to_be_visible()

    def stands_on(self, heading: str) -> None:
        """Check the heading of the page."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def give_password(self, account: Account, *, known: bool = True) -> None:
        """Take the first step of a sign-in, in a browser that was confirmed before if not said otherwise."""
        if known:
            self.is_known_for(account)
        self.open(LOGIN)
        self.page.get_by_label("User name or mail address").fill(account.username)
        self.page.get_by_label("Password", exact=True).fill(account.password)
        self.press("Sign in")

    def is_known_for(self, account: Account) -> None:
        """Let this be the browser in which the person has confirmed a sign-in before."""
        if account.browser:
            self.page.context.add_cookies([{"name": COOKIE, "value": account.browser, "url": self.index.url}])

    def sign_in(self, account: Account) -> None:
        """Sign in somebody without a second factor."""
        self.give_password(account)
        self.is_signed_in(account.username)

    def give_mailed_code(self, account: Account) -> None:
        """Take the last step of a sign-in in a browser that is not known."""
        self.stands_on("Confirm this browser")
        self.fill(Code_from_the_letter=mailed_code(self.index, account.address))
        self.press("Sign in")
        self.is_signed_in(account.username)

    def is_signed_in(self, username: str) -> None:
        """Check that the header names this person."""
        expect(self.page.get_by_role("link", name=f"Account of {username}", exact=True)).to_be_visible()

    def is_signed_out(self) -> None:
        """Check that the header offers to sign in."""
        expect(self.page.get_by_role("link", name="Sign in", exact=True).first).to_be_visible()

    def sign_out(self) -> None:
        """Sign out by the link of the header and the button of the page behind it."""
        self.follow("Sign out")
        self.press("Sign out")
        self.is_signed_out()

    def add_app(self, name: str = "phone") -> App:
        """Enrol an authenticator app, up to the page that offers recovery codes."""
        self.open(FACTORS)
        self.follow("Add an app")
        self.fill(Name=name)
        self.press("Go on")
        app = App(self.page.get_by_role("group", name="Secret").inner_text())
        self.fill(Code_from_your_authenticator_app=app.next_code())
        self.press("Add the app")
        self.reads(f"The authenticator app “{name}” is added.")
        return app

    def add_key(self, name: str) -> None:
        """Enrol the key that is plugged in."""
        self.open(FACTORS)
        self.follow("Add a key")
        self.fill(Name=name)
        self.press("Add the key")
        self.reads(f"The security key “{name}” is added.")

    def make_recovery_codes(self) -> list[str]:
        """Have recovery codes made; return them."""
        self.open(f"{FACTORS}recovery-codes/")
        self.send("Make recovery codes")
        return self.page.get_by_role("main").get_by_role("listitem").all_inner_texts()

    def _hear(self, message: ConsoleMessage) -> None:
        # Chromium logs it, too, when the page itself is answered with 4xx. That is what some tests are about.
        is_refusal = message.text.startswith("Failed to load") and message.location["url"] == self.page.url
        if message.type == "error" and not is_refusal:
            self.complaints.append(f"{self.page.url}: {message.text}")


class Authenticator:
    """A virtual authenticator in this browser, touched at once whenever it is asked.

    Args:
        is_passkey: It keeps credentials itself and knows its owner; otherwise it is a plain USB key.
    """

    def __init__(self, page: Page, *, is_passkey: bool = False) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        options: dict[str, Any] = {
            "protocol": "ctap2",
            "transport": "internal" if is_passkey else "usb",
            "hasResidentKey": is_passkey,
            "hasUserVerification": is_passkey,
            "isUserVerified": is_passkey,
            "automaticPresenceSimulation": True,
        }
        made = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._id = made["authenticatorId"]

    def goes_back(self) -> None:
        """Become a copy of itself from before it was used: the same key, with a counter that begins again."""
        mine = {"authenticatorId": self._id}
        (credential,) = self._session.send("WebAuthn.getCredentials", mine)["credentials"]
        self._session.send("WebAuthn.removeCredential", {**mine, "credentialId": credential["credentialId"]})
        self._session.send("WebAuthn.addCredential", {**mine, "credential": {**credential, "signCount": 0}})

    def is_touched(self, *, at_once: bool) -> None:
        """Let it answer at once when it is asked, or not at all."""
        setting = {"authenticatorId": self._id, "enabled": at_once}
        self._session.send("WebAuthn.setAutomaticPresenceSimulation", setting)
