"""Tables of announcements and of the letters that mandates write.

A draft is an announcement that was not sent. Whom it concerns are rows from the beginning, each with the lasting address of
a letter; what the letter says follows from its reader and the dates, and is written down when it goes out (ADR 16).
"""

from django.conf import settings
from django.db import models

from strongroom.mandates.models.mandates import STRENGTHS, Mandate
from strongroom.mandates.rules.scopes import Scope
from strongroom.mandates.rules.strengths import Strength


class Announcement(models.Model):
    """A mandate on its way to the people whom it binds: drafted, sent in batches, told.

    What it will ask is said as in `Mandate`.

    Attributes:
        made_to: Its letters are made for everybody whose id is no larger; None when they are made for all.
        letters_made_at: When they were, or were begun the last time.
        discarded_at: Nobody sees it any more, and its letters are being removed.
        batch_left: Letters of the batch of `last_batch_on` that have not gone out.
        ends_on: Day of the last batch, as it was when it was sent or put off.
    """

    scope = models.CharField(max_length=20, choices=[(one, one.name) for one in Scope])
    target = models.CharField(max_length=128, default="")
    named = models.JSONField(default=list)
    strength = models.CharField(max_length=20, choices=STRENGTHS, default=Strength.ANY)
    notice_days = models.PositiveSmallIntegerField()
    brown_out_days = models.JSONField(default=list)
    reason = models.TextField()
    batch_size = models.PositiveIntegerField()
    drafted_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=200)
    letters_made_at = models.DateTimeField()
    made_to = models.BigIntegerField(null=True)
    discarded_at = models.DateTimeField(null=True)
    mandate = models.OneToOneField(Mandate, models.PROTECT, null=True, related_name="announcement")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=200, blank=True)
    last_batch_on = models.DateField(null=True)
    batch_left = models.PositiveIntegerField(default=0)
    ends_on = models.DateField(null=True)
    paused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at=None, mandate=None)
                | models.Q(sent_at__isnull=False, mandate__isnull=False),
                name="an_announcement_is_sent_with_its_mandate",
            ),
            models.CheckConstraint(
                condition=models.Q(batch_size__gt=0), name="a_batch_has_at_least_one_letter"
            ),
        ]

    def __str__(self) -> str:
        return f"announcement {self.pk} of {self.scope}"


class LetterKind(models.TextChoices):
    """What a letter of a mandate is about."""

    ANNOUNCEMENT = "announcement"
    REMINDER = "reminder"
    ENFORCEMENT = "enforcement"
    END = "end"


class MandateLetter(models.Model):
    """One letter of a mandate to one person, kept for ever under an address of its own.

    Nobody but operators sees it before `told_at`, when its subject, text and mandate are written down.

    Attributes:
        outbox_id: The number of the newest mail with it; none where the reader had no address.
        returned_at: That mail came back; `said` is why.
        said: Before it goes out: why no mail would reach its reader, as far as it was known when it was made.
    """

    id = models.CharField(primary_key=True, max_length=20)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mandate_letters")
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="letters")
    announcement = models.ForeignKey(Announcement, models.PROTECT, null=True, related_name="letters")
    kind = models.CharField(max_length=20, choices=LetterKind)
    subject = models.CharField(max_length=400)
    text = models.TextField()
    projects = models.JSONField(default=list)
    satisfied = models.BooleanField()
    told_at = models.DateTimeField(null=True)
    outbox_id = models.BigIntegerField(null=True)
    mailed_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "user"],
                condition=models.Q(announcement__isnull=False),
                name="one_letter_of_an_announcement_per_person",
            )
        ]
        indexes = [
            models.Index(fields=["user", "-told_at"], name="letters_of_a_reader"),
            models.Index(
                fields=["mailed_at"], name="letters_under_way", condition=models.Q(returned_at=None)
            ),
            models.Index(
                fields=["announcement", "user"], name="letters_that_wait", condition=models.Q(told_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.user}"
