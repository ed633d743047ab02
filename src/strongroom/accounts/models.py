"""Tables of people and what they prove themselves with."""

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


class TotpApp(models.Model):
    """An authenticator app. Counts as a factor once `confirmed_at` is set.

    `last_step` is the newest 30-second step whose code was accepted; an acceptance is
    one UPDATE that raises it, so no code is accepted twice (RFC 6238, 5.2).
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="totp_apps")
    name = models.CharField(max_length=60)
    sealed_secret = models.BinaryField()
    last_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="totp_app_name_once_per_user")]

    def __str__(self) -> str:
        return self.name


class SecurityKey(models.Model):
    """A WebAuthn credential: a security key, or a passkey when it signs in without a password."""

    user = models.ForeignKey(User, models.CASCADE, related_name="security_keys")
    name = models.CharField(max_length=60)
    credential_id = models.BinaryField(max_length=1023, unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField()
    transports = models.JSONField(default=list)
    aaguid = models.CharField(max_length=36)
    is_passkey = models.BooleanField()
    is_backup_eligible = models.BooleanField()
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="security_key_name_once_per_user")
        ]

    def __str__(self) -> str:
        return self.name


class SpentChallenge(models.Model):
    """A WebAuthn challenge that was answered. Its digest is unique: of two answers only one gets in."""

    digest = models.CharField(max_length=64, primary_key=True)
    spent_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest


class RecoveryCode(models.Model):
    """One code of the present set, as a keyed digest. A way back, not a factor."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"recovery code of {self.user_id}"


class ApiToken(models.Model):
    """A macaroon that was issued. Its key is derived, not stored: a leaked table forges nothing.

    `read_only`: it downloads from a private index, and cannot upload. `uses`: by which programs and from
    where, as `rules.token_uses` packs it; no address is kept. `revoked_because`: the end of
    the sentence "It was revoked because ...".
    """

    id = models.CharField(max_length=32, primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    projects = models.JSONField(null=True)
    read_only = models.BooleanField(db_default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    expiry_told_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    last_client = models.CharField(max_length=90, db_default="")
    uses = models.JSONField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.CharField(max_length=300, db_default="")

    def __str__(self) -> str:
        return self.name


class DeclinedMail(models.Model):
    """A kind of mail that somebody has switched off. Which kinds there are: `rules.mail.MailKind`."""

    user = models.ForeignKey(User, models.CASCADE, related_name="declined_mail")
    kind = models.CharField(max_length=20)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="mail_is_declined_once")]

    def __str__(self) -> str:
        return f"{self.user_id} wants no {self.kind}"
