"""What a company's identity provider has said."""

from django.db import models

from strongroom.accounts.models.people import User


class ProviderFactor(models.Model):
    """At the last sign-in, the provider said that a second factor took part. Only of accounts without a password.

    `said`: the values of `amr` and `acr` that counted.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="provider_factor")
    said = models.JSONField(default=list)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id}: {', '.join(self.said)}"
