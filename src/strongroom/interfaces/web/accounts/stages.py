"""The stages of sign-in that are ours: the second factor, then the confirmation of a browser that is not known.

Nothing but a factor passes the first, a password reset neither. The second is passed by a security key or passkey,
which no stolen password replaces; by a browser that was confirmed before; and by a code that was mailed.
"""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.stages import LoginStage
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from strongroom.accounts.errors import ProofNeeded
from strongroom.accounts.queries import get_person
from strongroom.accounts.services import (
    CodePurpose,
    ProofMethod,
    RecentProof,
    accept_code,
    recall_proof,
    send_code,
)
from strongroom.foundation import clock
from strongroom.infra.throttle.services import TooManyAttempts
from strongroom.interfaces.web.accounts.browsers import known_browser
from strongroom.interfaces.web.accounts.session import keep_ticket, sign_in_mark, ticket_of
from strongroom.interfaces.web.accounts.sign_in_limits import count_letter


class OurStage(LoginStage):  # type: ignore[misc] # allauth carries no types
    """A stage at which whoever gave the right password waits."""

    def wait(self) -> tuple[HttpResponse | None, bool]:
        """Return where to go, and that the sign-in goes on afterwards."""
        self.state["session_hash"] = self.login.user.get_session_auth_hash()
        return redirect(self.urlname), True

    def is_of_this_password(self) -> bool:
        """The password that began this sign-in was not changed since."""
        user: Any = self.login.user
        return bool(self.state.get("session_hash") == user.get_session_auth_hash())


class SecondFactorStage(OurStage):
    """Wait for the second factor of whoever holds one."""

    key = "second_factor"
    urlname = "second_factor_sign_in"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Return where to go, and whether the sign-in goes on."""
        user = self.login.user
        if not get_person(user.pk).holds_factor or _proof_given(self.request, user.pk) is not None:
            return None, True
        return self.wait()


class ConfirmBrowserStage(OurStage):
    """Wait for the mailed code, where the browser is not known and no security key took part."""

    key = "confirm_browser"
    urlname = "confirm_browser"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Return where to go, and whether the sign-in goes on."""
        user = self.login.user
        proof = _proof_given(self.request, user.pk)
        by_key = proof is not None and proof.method is ProofMethod.KEY
        if by_key or known_browser(self.request, user.pk) is not None:
            return None, True
        keep_ticket(self.request, CodePurpose.SIGN_IN, "")
        self.send_code()
        return self.wait()

    def send_code(self) -> bool:
        """Mail a code that works in this sign-in only; or say on the next page that there are no more, and return False.

        Whoever knows the password can use up the letters of one network address, from many addresses those of the
        account. The owner is left with the newest code of their own sign-in, a security key, and a new password.
        """
        user, now = self.login.user, clock.now()
        try:
            count_letter(user.pk, get_adapter().get_client_ip(self.request), now=now)
            keep_ticket(self.request, CodePurpose.SIGN_IN, send_code(user, CodePurpose.SIGN_IN, now=now))
        except TooManyAttempts as refusal:
            still = " The newest one still works." if ticket_of(self.request, CodePurpose.SIGN_IN) else ""
            messages.error(
                self.request,
                f"No more codes are sent for now.{still} {refusal.next_step} A new password, set by a mailed code, confirms"
                " this browser, too.",
            )
            return False
        return True

    def accept_code(self, code: str) -> None:
        """Accept the code that was mailed last in this sign-in.

        Raises:
            FactorRefused: as `accounts.services.accept_code`.
        """
        ticket = ticket_of(self.request, CodePurpose.SIGN_IN)
        accept_code(self.login.user.pk, CodePurpose.SIGN_IN, ticket=ticket, code=code, now=clock.now())


def _proof_given(request: HttpRequest, user_id: int) -> RecentProof | None:
    """Return by what factor this person has proved who they are in this session, a moment ago: a passkey is two in one."""
    try:
        return recall_proof(sign_in_mark(request), user_id=user_id, now=clock.now())
    except ProofNeeded:
        return None
