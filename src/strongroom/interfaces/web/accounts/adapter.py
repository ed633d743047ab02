"""What allauth asks of this site: stages of sign-in, limits, words, and a journal row for each change."""

import hashlib
from datetime import timedelta
from typing import Any

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
from django.http import HttpRequest
from django.urls import reverse

from strongroom.accounts import services
from strongroom.accounts.errors import InvalidUsername
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.client_addresses import client_address, network_of
from strongroom.infra.db import write
from strongroom.infra.throttle.services import Limit, count_attempt, forget_attempts
from strongroom.interfaces.web.accounts import letters
from strongroom.interfaces.web.accounts.session import remember_proof, take_sign_in_method

PER_ADDRESS = Limit(100, timedelta(minutes=5))
"""Sign-ins from one network address, where many people may be behind one router."""

PER_ACCOUNT_AND_ADDRESS = (Limit(10, timedelta(minutes=5)), Limit(50, timedelta(hours=1)))
PER_ACCOUNT = Limit(100, timedelta(hours=1))
"""From everywhere together (NIST SP 800-63B-4, 3.2.2). From one address alone, nobody can use it up, and so keep
somebody else out; who can from many is left with the passkey as the way in."""

LETTERS_PER_ADDRESS = Limit(5, timedelta(hours=1))
LETTERS = Limit(20, timedelta(hours=1))
"""Letters to one recipient that a stranger can cause: caused from one network address, and in all."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth carries no types
    """Registration, sign-in and addresses as this index wants them."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - as allauth calls it
        return bool(settings.STRONGROOM_REGISTRATION_OPEN)

    def get_login_stages(self) -> list[str]:
        return [
            "allauth.account.stages.EmailVerificationStage",
            "strongroom.interfaces.web.accounts.stages.SecondFactorStage",
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

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the sign-in before its password is looked at.

        Raises:
            TooManyAttempts: for this account or from this address.
        """
        now, origin = clock.now(), self.get_client_ip(request)
        count_attempt(f"sign-in-from:{origin}", PER_ADDRESS, now=now)
        for key, limit in zip(_keys(credentials, origin), PER_ACCOUNT_AND_ADDRESS, strict=True):
            count_attempt(key, limit, now=now)
        count_attempt(_key(credentials), PER_ACCOUNT, now=now)
        super().pre_authenticate(request, **credentials)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            for key in (_key(credentials), *_keys(credentials, self.get_client_ip(request))):
                forget_attempts(key)
        return user

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in after every stage is passed; the session gets a new id, and a proof."""
        method = take_sign_in_method(request, user.pk)
        super().login(request, user)
        remember_proof(request, services.signed_in(user.pk, method=method, now=clock.now()))

    def save_user(self, request: HttpRequest, user: Any, form: BaseForm, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - as above
        user = super().save_user(request, user, form, commit=False)
        if commit:
            services.register(user, now=clock.now())
        return user

    def set_password(self, user: Any, password: str) -> None:
        by = Actor.person(user_id=user.pk, name=user.username)
        services.set_password(user, password=password, by=by, now=clock.now())

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        with write():
            confirmed = bool(super().confirm_email(request, email_address))
            if confirmed:
                services.record_address(email_address.user, kind="account.address_verified", now=clock.now())
        return confirmed

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter; one that strangers can cause, only so often.

        Raises:
            TooManyAttempts: to this recipient. It is the same whether the recipient has an account or not.
        """
        if template_prefix not in letters.ONLY_BY_THE_OWNER:
            now, recipient = clock.now(), f"letter:{_digest(email.lower())}"
            origin = self.get_client_ip(allauth_context.request)
            count_attempt(f"{recipient}:{origin}", LETTERS_PER_ADDRESS, now=now)
            count_attempt(recipient, LETTERS, now=now)
        super().send_mail(template_prefix, email, context)

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
        }
        letter = letters.LETTERS[template_prefix].filled(facts)
        subject = self.format_email_subject(letter.subject)
        return EmailMessage(subject, letter.text, self.get_from_email(), [email])


def _key(credentials: dict[str, Any], origin: str = "") -> str:
    """Return under what sign-ins to an account are counted, from one network address or from all."""
    named = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    return f"sign-in:{_digest(named)}" + (f":{origin}" if origin else "")


def _keys(credentials: dict[str, Any], origin: str) -> list[str]:
    """Return the key of each of `PER_ACCOUNT_AND_ADDRESS`."""
    return [
        f"{_key(credentials, origin)}:{limit.per.total_seconds():.0f}" for limit in PER_ACCOUNT_AND_ADDRESS
    ]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@receiver(email_added)
def _record_added(user: Any, **_: Any) -> None:
    services.record_address(user, kind="account.address_added", now=clock.now())


@receiver(email_changed)
def _record_changed(user: Any, **_: Any) -> None:
    services.record_address(user, kind="account.primary_address_changed", now=clock.now())


@receiver(email_removed)
def _record_removed(user: Any, **_: Any) -> None:
    services.record_address(user, kind="account.address_removed", now=clock.now())
