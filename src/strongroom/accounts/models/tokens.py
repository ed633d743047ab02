"""API tokens."""

from django.db import models

from strongroom.accounts.models.people import User


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
