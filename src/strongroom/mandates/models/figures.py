"""Tables of the dashboard's figures, by day: numbers alone, nobody's name."""

from django.db import models


class ProtectionFigure(models.Model):
    """The dashboard's numbers of one day, kept so that they can be drawn over time.

    What is counted at an instant is that of the last time it was taken on the day. What happened in the course of the
    day (from `files` on) follows when the day is over for good. Numbers that were not kept in those days are NULL.
    """

    on = models.DateField(unique=True)
    critical_projects = models.PositiveIntegerField()
    people_bound = models.PositiveIntegerField()
    bound_with_phishing_resistant = models.PositiveIntegerField()
    bound_with_totp_only = models.PositiveIntegerField()
    bound_with_provider_only = models.PositiveIntegerField(null=True)
    voluntary = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    vouchers_imported = models.PositiveIntegerField(null=True)
    vouchers_claimed = models.PositiveIntegerField(null=True)
    domains_watched = models.PositiveIntegerField(null=True)
    domains_lapsed = models.PositiveIntegerField(null=True)
    accounts_with_lapsed_domain = models.PositiveIntegerField(null=True)
    files = models.PositiveIntegerField(null=True)
    files_by_token_with_key = models.PositiveIntegerField(null=True)
    files_by_token_with_factor = models.PositiveIntegerField(null=True)
    files_by_token_alone = models.PositiveIntegerField(null=True)
    files_by_sign_in = models.PositiveIntegerField(null=True)
    refused_for_factor = models.PositiveIntegerField(null=True)
    refused_for_rights = models.PositiveIntegerField(null=True)

    def __str__(self) -> str:
        return f"figures of {self.on}"


class RefusedUploads(models.Model):
    """How many uploads were refused on one day (UTC) for one reason, by the code of the refusal."""

    on = models.DateField()
    code = models.CharField(max_length=50)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["on", "code"], name="one_count_per_day_and_refusal")]

    def __str__(self) -> str:
        return f"{self.code} on {self.on}"
