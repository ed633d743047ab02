"""Accounts."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from strongroom.accounts.rules.password_strength import MAX_LENGTH, normal_form
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
    """A person, or an operator of the index. Mail addresses are allauth's `EmailAddress` rows."""

    username = models.CharField(max_length=50, unique=True)
    email = models.EmailField(max_length=254, blank=True)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]
    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(username=Lower("username")), name="username_is_lower_case"
            )
        ]

    def __str__(self) -> str:
        return self.username

    def set_password(self, raw_password: str | None) -> None:
        """Hash the one spelling that all keyboards lead to."""
        fits = raw_password is not None and len(raw_password) <= MAX_LENGTH
        super().set_password(normal_form(raw_password) if raw_password and fits else raw_password)

    def check_password(self, raw_password: str | None) -> bool:
        """The password is this account's, however its accents were typed."""
        if raw_password is None or len(raw_password) > MAX_LENGTH:
            return False
        return super().check_password(normal_form(raw_password))
