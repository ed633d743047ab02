"""Assertions of an identity provider that speaks SAML, each of which counts once."""

from django.db import models


class AcceptedAssertion(models.Model):
    """An assertion that somebody brought and that is in order. It waits for the browser that asked for it.

    `digest` is of its issuer and ID, `ticket_digest` of what that browser is given to come back with. `said` is what it
    says, until it is taken; the row stays until `kept_until`, after which the assertion would be refused anyway.
    """

    digest = models.BinaryField(max_length=32, unique=True)
    ticket_digest = models.BinaryField(max_length=32, unique=True)
    said = models.JSONField(null=True)
    kept_until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"assertion {self.pk}"
