"""The stage of sign-in that asks for the second factor. Nothing but a factor passes it, a password reset neither."""

from typing import Any

from allauth.account.stages import LoginStage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from strongroom.accounts.errors import ProofNeeded
from strongroom.accounts.queries import get_person
from strongroom.accounts.services import recall_proof
from strongroom.foundation import clock
from strongroom.interfaces.web.accounts.session import sign_in_mark

STAGE = "second_factor"


class SecondFactorStage(LoginStage):  # type: ignore[misc] # allauth carries no types
    """Wait for the second factor of whoever holds one."""

    key = STAGE
    urlname = "second_factor_sign_in"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Return where to go, and that the sign-in goes on afterwards."""
        user = self.login.user
        if not get_person(user.pk).is_protected or _is_proved(self.request, user.pk):
            return None, True
        self.state["session_hash"] = user.get_session_auth_hash()
        return redirect(self.urlname), True

    def is_of_this_password(self) -> bool:
        """The password that began this sign-in was not changed since."""
        user: Any = self.login.user
        return bool(self.state.get("session_hash") == user.get_session_auth_hash())


def _is_proved(request: HttpRequest, user_id: int) -> bool:
    """A passkey was accepted in this session a moment ago: two factors in one."""
    try:
        recall_proof(sign_in_mark(request), user_id=user_id, now=clock.now())
    except ProofNeeded:
        return False
    return True
