"""Tables of mandates, the projects they cover and the people they bind."""

from django.conf import settings
from django.db import models

from strongroom.mandates.rules.scopes import Scope
from strongroom.mandates.rules.strengths import Strength

STRENGTHS = [(Strength.ANY, "Any"), (Strength.PHISHING_RESISTANT, "Phishing Resistant")]
"""As the columns have them. The words are those of the landed migrations; nothing shows them."""


class Mandate(models.Model):
    """A rule that some people need a second factor for some projects.

    Attributes:
        target: Name of the organization, or of the project where its owners made the rule; empty for other scopes.
        named: Names of projects, for that scope alone.
        brown_out_days: How many days before each deadline the mandate is enforced for one day.
        counted_from: No notice is counted from before then, so that whoever gets a letter last has the full notice, too.
        for_ever: Its owners cannot end it; operators can, with a reason.
        told_at: When the last round began in which everybody bound was looked at, who has to be written to; None before the
            first. Terms that came into force after it are told of in the next.
        round_began_at, looked_to: The round under way, and the id of the person up to whom it has come; None between rounds.
            The last round of a mandate that has ended tells so.
    """

    scope = models.CharField(
        max_length=20, choices=[(one, one.name) for one in Scope], default=Scope.CRITICAL_PROJECTS
    )
    target = models.CharField(max_length=128, default="")
    named = models.JSONField(default=list)
    strength = models.CharField(max_length=20, choices=STRENGTHS, default=Strength.ANY)
    notice_days = models.PositiveSmallIntegerField()
    brown_out_days = models.JSONField(default=list)
    announced_at = models.DateTimeField()
    announced_by = models.CharField(max_length=200)
    counted_from = models.DateTimeField(null=True)
    reason = models.TextField()
    for_ever = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)
    round_began_at = models.DateTimeField(null=True)
    looked_to = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, default="")
    ended_reason = models.TextField(default="")

    class Meta:
        constraints = [
            # Strength comes first: each permit asks whether there is a mandate of one (`queries.may_ask_more_than`).
            models.UniqueConstraint(
                fields=["strength", "scope", "target"],
                condition=models.Q(ended_at=None),
                name="one_running_mandate_per_demand",
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.target} announced {self.announced_at:%Y-%m-%d}"


class MandatedProject(models.Model):
    """One project under a mandate, with dates of its own: whatever comes into scope later gets its own notice.

    Attributes:
        name: `EVERY_PROJECT` stands for every project: one row, however many there are.
    """

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="projects")
    name = models.CharField(max_length=128)
    announced_at = models.DateTimeField()
    deadline = models.DateTimeField()
    enforcement_told_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "mandate"],
                condition=models.Q(lapsed_at=None),
                name="one_running_term_per_name_and_mandate",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} by {self.deadline:%Y-%m-%d}"


class Obligation(models.Model):
    """One person under one mandate: when told, of which projects, and which reminders were sent.

    Attributes:
        reminders_sent: Pairs of a deadline and how many days before it was reminded of; 0 is the letter of the day itself.
    """

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="obligations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="obligations")
    opened_at = models.DateTimeField()
    told_projects = models.JSONField(default=list)
    reminders_sent = models.JSONField(default=list)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mandate", "user"], name="one_obligation_per_person_and_mandate")
        ]

    def __str__(self) -> str:
        return f"{self.user} under {self.mandate}"
