"""Second factors, and the codes that lead back to them."""

from django.db import models

from strongroom.accounts.models.people import User


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
