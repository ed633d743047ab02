"""What allauth asks of this site: stages of sign-in, limits, words, and a journal row for each change."""

import hashlib
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.signals import email_added, email_changed, email_removed
from allauth.core import context as allauth_context
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.dispatch import receiver
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from strongroom.accounts import services
from strongroom.accounts.errors import AccountExists, DirectoryEntryUnfit, InvalidUsername, PasswordBreached
from strongroom.accounts.queries import find_person_signing_in, find_person_to_reset, recovery_codes_wait
from strongroom.accounts.services import AddressChange, ProofMethod
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.client_addresses import client_address, network_of
from strongroom.infra.db import write
from strongroom.infra.throttle.services import Limit, count_attempts
from strongroom.interfaces.web.accounts import letters
from strongroom.interfaces.web.accounts.browsers import known_browser, trust
from strongroom.interfaces.web.accounts.session import remember_proof, take_sign_in
from strongroom.interfaces.web.accounts.sightings import begin_sighting
from strongroom.interfaces.web.accounts.sign_in_limits import PasswordAttempt
from strongroom.interfaces.web.signed_in import session_key_of

LETTERS_PER_ADDRESS = Limit(5, timedelta(hours=1))
LETTERS = Limit(20, timedelta(hours=1))
"""Letters to one recipient that a stranger can cause: caused from one network address, and in all."""

FURTHER_ADDRESSES = Limit(10, timedelta(days=1))
"""Codes to addresses that one person adds or confirms anew, which may be anybody's."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth carries no types
    """Registration, sign-in and addresses as this index wants them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - as allauth calls it
        return bool(settings.STRONGROOM_REGISTRATION_OPEN)

    def get_login_stages(self) -> list[str]:
        return [
            "strongroom.interfaces.web.accounts.lapsed.AddressStage",
            "strongroom.interfaces.web.accounts.stages.SecondFactorStage",
            "strongroom.interfaces.web.accounts.stages.ConfirmBrowserStage",
        ]

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:  # noqa: ARG002 - as allauth calls it
        return reverse("account")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - as allauth calls it
        return reverse("account")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that the outermost of our own proxies saw; what stands left of it anybody can write.

        Of an IPv6 address it is the network's: whoever has one address has all 2^64 of it.
        """
        address = client_address(
            str(request.META["REMOTE_ADDR"]),
            forwarded=request.headers.get("X-Forwarded-For", ""),
            proxies=settings.STRONGROOM_PROXIES,
        )
        return network_of(address)

    def clean_username(self, username: str, shallow: bool = False) -> str:  # noqa: FBT001, FBT002 - as allauth calls it
        try:
            services.check_username(username)
        except InvalidUsername as refusal:
            raise ValidationError(refusal.why) from refusal
        return str(super().clean_username(username.lower(), shallow))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Count the sign-in, then look at its password: ours first, then the directory's.

        Raises:
            TooManyAttempts: for this account, from this address, or in all.
            DirectoryUnavailable: it is not ours, and the directory does not answer.
        """
        now, named = clock.now(), str(credentials.get("email") or credentials.get("username") or "")
        user_id = find_person_signing_in(named)
        browser_id = known_browser(request, user_id) if user_id is not None else None
        attempt = PasswordAttempt(named, self.get_client_ip(request), browser_id)
        attempt.count(now=now)
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        user = user or _by_directory(named.strip(), credentials["password"])
        if user is None:
            services.record_refused_sign_in(named, now=now)
            return None
        attempt.forgive()
        _refuse_breached(user, credentials["password"])
        return user

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in after every stage is passed; the session gets a new id, and a proof."""
        now = clock.now()
        method, proved_at = take_sign_in(request, user.pk, now=now)
        super().login(request, user)
        browser_id = known_browser(request, user.pk)
        proof = services.signed_in(
            user.pk, method=method, proved_at=proved_at, now=now, is_new_browser=browser_id is None
        )
        if browser_id is None and method is ProofMethod.KEY:
            browser_id = trust(request, user.pk)
        remember_proof(request, proof)
        begin_sighting(request, browser_id=browser_id)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Go on to where the sign-in leads; by way of the recovery codes, as long as nobody knows that they were kept."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if not recovery_codes_wait(user.pk):
            return response
        following = urlencode({"next": response.headers["Location"]})
        return redirect(f"{reverse('recovery_codes_confirm')}?{following}")

    def save_user(self, request: HttpRequest, user: Any, form: BaseForm, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - as above
        user = super().save_user(request, user, form, commit=False)
        if commit:
            services.register(user, now=clock.now())
        return user

    def set_password(self, user: Any, password: str) -> None:
        by = Actor.person(user_id=user.pk, name=user.username)
        keep = session_key_of(allauth_context.request)
        services.set_password(user, password=password, by=by, now=clock.now(), keep=keep)

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """The primary address is only ever replaced: an account without one would take any next one unnoticed."""
        return not email_address.primary and bool(super().can_delete_email(email_address))

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:  # noqa: ARG002 - as above
        """Say why the account is not open: only to whoever has just given its password.

        Raises:
            AccountNotOpen: always.
        """
        services.require_open(user.pk)
        return redirect("account_login")

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        with write():
            # The one that asked for the code; of a sign-in through others there may be none yet.
            if key := session_key_of(request):
                services.require_session(email_address.user_id, key=key)
            confirmed = bool(super().confirm_email(request, email_address))
            if confirmed:
                services.record_address(email_address, AddressChange.CONFIRMED, now=clock.now())
            # Who registers, or signs in for the first time, has just read their primary mailbox in this browser. Of
            # a further address that somebody signed in has added, that says nothing.
            if confirmed and email_address.primary and not request.user.is_authenticated:
                trust(request, email_address.user_id)
        return confirmed

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter that strangers can cause, only so often.

        Raises:
            TooManyAttempts: to this recipient, the same whether it has an account or not; or by one person to addresses
                that they say are theirs.
        """
        recipient = f"letter:{hashlib.sha256(email.lower().encode()).hexdigest()}"
        origin = self.get_client_ip(allauth_context.request)
        limits = {f"{recipient}:{origin}": LETTERS_PER_ADDRESS, recipient: LETTERS}
        if template_prefix == letters.TO_A_FURTHER_ADDRESS:
            limits[f"letters-to-further-addresses:{context['user'].pk}"] = FURTHER_ADDRESSES
        count_attempts(limits, now=clock.now())
        # Together: a letter to an unknown address takes one transaction, too.
        with write():
            super().send_mail(template_prefix, email, context)
            if template_prefix == letters.TO_RESET:
                services.record_reset_requested(email, now=clock.now())

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        if template_prefix not in letters.TOLD_BY_SERVICES:
            super().send_notification_mail(template_prefix, user, *args, **kwargs)

    def render_mail(self, template_prefix: str, email: str, context: dict[str, Any], *_: Any) -> EmailMessage:
        user = context.get("user")
        facts = {
            **context,
            "username": user.get_username() if user is not None else "",
            "index_name": settings.STRONGROOM_NAME,
            "index_url": settings.STRONGROOM_URL,
            "directory_name": settings.STRONGROOM_LDAP_NAME,
        }
        letter = letters.LETTERS[_letter_for(template_prefix, email)].filled(facts)
        subject = self.format_email_subject(letter.subject)
        return EmailMessage(subject, letter.text, self.get_from_email(), [email])


def _letter_for(template_prefix: str, email: str) -> str:
    """Return which letter is written: nobody who has an account is told that there is none."""
    if template_prefix != letters.OF_NO_ACCOUNT:
        return template_prefix
    owner = find_person_to_reset(email)
    return template_prefix if owner is None else letters.OF_THE_DIRECTORY


def _by_directory(named: str, password: str) -> AbstractBaseUser | None:
    """Return whom the directory's password lets in; the form says why it does not, where it is right."""
    try:
        return services.sign_in_by_directory(named, password=password, now=clock.now())
    except (AccountExists, DirectoryEntryUnfit, InvalidUsername, PasswordBreached) as refusal:
        raise ValidationError(refusal.message, code=refusal.code) from refusal


def _refuse_breached(user: Any, password: str) -> None:
    """Let nobody sign in by a password that others know; the form says what to do."""
    try:
        services.refuse_breached_password(user, password=password, now=clock.now())
    except PasswordBreached as refusal:
        raise ValidationError(refusal.message, code=refusal.code) from refusal


@receiver(email_added)
def _record_added(email_address: EmailAddress, **_: Any) -> None:
    services.record_address(email_address, AddressChange.ADDED, now=clock.now())


@receiver(email_changed)
def _record_changed(
    from_email_address: EmailAddress | None, to_email_address: EmailAddress, **_: Any
) -> None:
    # Somebody may choose as the primary address what it is already.
    if from_email_address is None or from_email_address.pk != to_email_address.pk:
        services.record_address(to_email_address, AddressChange.MADE_PRIMARY, now=clock.now())


@receiver(email_removed)
def _record_removed(email_address: EmailAddress, **_: Any) -> None:
    services.record_address(email_address, AddressChange.REMOVED, now=clock.now())
