"""What signing in and resetting a password are to somebody whose address has lapsed: nothing is mailed to it.

allauth would mail a code to an address that is not confirmed, and take the code as a confirmation. For an address
that lapsed this is the attack itself: whoever bought the domain has its mail.
"""

from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.password_reset_by_code import PASSWORD_RESET_VERIFICATION_SESSION_KEY
from allauth.account.stages import EmailVerificationStage
from django.http import HttpRequest, HttpResponse

from strongroom.accounts.queries import find_person_to_reset, list_lapsed_addresses


class AddressStage(EmailVerificationStage):  # type: ignore[misc] # allauth carries no types
    """Wait for the code mailed to whoever has just registered, but not for one mailed to a lapsed address.

    Its owner signs in with what else they have, and the next stages ask for that.
    """

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Return where to go, and whether the sign-in goes on."""
        user = self.login.user
        if user is not None and list_lapsed_addresses([user.pk]):
            return None, True
        answer: tuple[HttpResponse | None, bool] = super().handle()
        return answer


def only_by_confirmed_address(
    view: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let a reset that has begun go on only while the address that its code was mailed to is the account's."""

    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        begun = request.session.get(PASSWORD_RESET_VERIFICATION_SESSION_KEY)
        if begun is not None and begun.get("user_id") and not _is_confirmed(begun):
            del request.session[PASSWORD_RESET_VERIFICATION_SESSION_KEY]
        return view(request)

    return checked


def _is_confirmed(begun: dict[str, str]) -> bool:
    return str(find_person_to_reset(begun["email"])) == begun["user_id"]
