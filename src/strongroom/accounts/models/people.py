"""Accounts."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from strongroom.accounts.rules.password_strength import MAX_PASSWORD_LENGTH, normal_form
from strongroom.foundation import clock


class UserManager(BaseUserManager["User"]):
    """Makes accounts; user names are kept in lower case."""

    def create_user(self, username: str, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a new, saved account. Without a password nobody can sign in to it."""
        user = self.model(username=username.lower(), email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the account of that name, in whatever case it is written."""
        return self.get(username=(username or "").lower())


class User(AbstractBaseUser):
    """A person. Whoever operates the index has an `OperatorRole`. Mail addresses are allauth's `EmailAddress` rows.

    Everything asks `is_active`; `frozen_at` and `closed_at` say since when and by what it is not (ADR 12).
    `frozen_because`: the end of the sentence "It was frozen because ...". `hands_until`: the latest end of
    its `HandsChange` rows, here as well because every permit asks for it.
    """

    username = models.CharField(max_length=50, unique=True)
    email = models.EmailField(max_length=254, blank=True)
    is_active = models.BooleanField(default=True)
    frozen_at = models.DateTimeField(null=True)
    frozen_because = models.CharField(max_length=500, blank=True, db_default="")
    closed_at = models.DateTimeField(null=True)
    hands_until = models.DateTimeField(null=True)
    date_joined = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]
    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(username=Lower("username")), name="username_is_lower_case"
            ),
            models.CheckConstraint(
                condition=models.Q(is_active=True, frozen_at=None, closed_at=None)
                | models.Q(is_active=False) & ~models.Q(frozen_at=None, closed_at=None),
                name="inactive_is_frozen_or_closed",
            ),
            models.CheckConstraint(
                condition=models.Q(frozen_at=None, frozen_because="")
                | models.Q(frozen_at__isnull=False) & ~models.Q(frozen_because=""),
                name="frozen_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def set_password(self, raw_password: str | None) -> None:
        """Hash the one spelling that all keyboards lead to."""
        fits = raw_password is not None and len(raw_password) <= MAX_PASSWORD_LENGTH
        super().set_password(normal_form(raw_password) if raw_password and fits else raw_password)

    def check_password(self, raw_password: str | None) -> bool:
        """The password is this account's, however its accents were typed."""
        if raw_password is None or len(raw_password) > MAX_PASSWORD_LENGTH:
            return False
        return super().check_password(normal_form(raw_password))
