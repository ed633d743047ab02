"""What allauth asks of this site: stages of sign-in, limits, words, and a journal row for each change."""

import hashlib
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.signals import email_added, email_changed, email_removed
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
from strongroom.infra.db import write
from strongroom.infra.throttle.services import Limit, count_attempt, forget_attempts
from strongroom.interfaces.web.accounts.letters import LETTERS, TOLD_BY_SERVICES
from strongroom.interfaces.web.accounts.session import remember_proof, take_sign_in_method

PER_ACCOUNT = Limit(10, timedelta(minutes=5))
PER_ADDRESS = Limit(100, timedelta(minutes=5))
"""Sign-ins from one network address, where many people may be behind one router."""


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
        """Return the address that the outermost of our own proxies saw; what stands left of it anybody can write."""
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        proxies: int = settings.STRONGROOM_PROXIES
        if proxies and len(hops) >= proxies:
            return hops[-proxies]
        return str(request.META["REMOTE_ADDR"])

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
        now = clock.now()
        count_attempt(f"sign-in-from:{self.get_client_ip(request)}", PER_ADDRESS, now=now)
        count_attempt(_account_key(credentials), PER_ACCOUNT, now=now)
        super().pre_authenticate(request, **credentials)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            forget_attempts(_account_key(credentials))
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

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        if template_prefix not in TOLD_BY_SERVICES:
            super().send_notification_mail(template_prefix, user, *args, **kwargs)

    def render_mail(self, template_prefix: str, email: str, context: dict[str, Any], *_: Any) -> EmailMessage:
        user = context.get("user")
        facts = {
            **context,
            "username": user.get_username() if user is not None else "",
            "index_name": settings.STRONGROOM_NAME,
            "index_url": settings.STRONGROOM_URL,
        }
        letter = LETTERS[template_prefix].filled(facts)
        subject = self.format_email_subject(letter.subject)
        return EmailMessage(subject, letter.text, self.get_from_email(), [email])


def _account_key(credentials: dict[str, Any]) -> str:
    named = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    return f"sign-in:{hashlib.sha256(named.encode()).hexdigest()}"


@receiver(email_added)
def _record_added(user: Any, **_: Any) -> None:
    services.record_address(user, kind="account.address_added", now=clock.now())


@receiver(email_changed)
def _record_changed(user: Any, **_: Any) -> None:
    services.record_address(user, kind="account.primary_address_changed", now=clock.now())


@receiver(email_removed)
def _record_removed(user: Any, **_: Any) -> None:
    services.record_address(user, kind="account.address_removed", now=clock.now())
