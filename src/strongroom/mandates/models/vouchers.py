"""Tables of voucher campaigns: lots of sealed codes, and who asked for one."""

from django.conf import settings
from django.db import models


class VoucherCampaign(models.Model):
    """Codes for free security keys of one vendor, and the rule by which they are given away.

    `regions`: ISO 3166-1 alpha-2 codes; empty for everywhere. `rule`: what `rules.eligibility.rule_of` reads.
    `opens_on` and `closes_on` are its first and last day (UTC).
    """

    name = models.CharField(max_length=100, unique=True)
    vendor = models.CharField(max_length=100)
    about = models.TextField()
    redeeming = models.TextField()
    redeem_url = models.URLField(max_length=500)
    regions = models.JSONField(default=list)
    rule = models.JSONField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    codes_expire_on = models.DateField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)
    reason = models.TextField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)
    ended_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="voucher_campaign_closes_later"
            )
        ]

    def __str__(self) -> str:
        return self.name


class VoucherLot(models.Model):
    """Codes that came with one import, serve the same regions and expire on the same day.

    `regions`: as those of the campaign; empty for all of these. `expires_on`: the last day on which they can be redeemed.
    """

    campaign = models.ForeignKey(VoucherCampaign, models.PROTECT, related_name="lots")
    regions = models.JSONField(default=list)
    expires_on = models.DateField()
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"lot {self.pk} of {self.campaign_id}"


class VoucherClaim(models.Model):
    """Somebody asked for a code of a campaign. The order of the rows is the order of arrival.

    Without `assigned_at` they wait. `region`: where the key is to go, all that is kept of the place. A claim that has
    ended holds no code, and `ending` (`rules.vouchers.Ending`) says why; one whose code was shown never ends.
    """

    campaign = models.ForeignKey(VoucherCampaign, models.PROTECT, related_name="claims")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="voucher_claims")
    region = models.CharField(max_length=2)
    asked_at = models.DateTimeField()
    assigned_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "user"],
                condition=models.Q(ended_at=None),
                name="one_voucher_per_person_and_campaign",
            ),
            models.CheckConstraint(
                condition=models.Q(shown_at=None) | models.Q(assigned_at__isnull=False, ended_at=None),
                name="shown_voucher_is_kept",
            ),
        ]
        indexes = [
            models.Index(
                fields=["campaign", "id"],
                condition=models.Q(assigned_at=None, ended_at=None),
                name="waiting_for_a_voucher",
            )
        ]

    def __str__(self) -> str:
        return f"claim of {self.user_id} on {self.campaign_id}"


class VoucherCode(models.Model):
    """A code, sealed. `digest` is keyed: by it the same code is known again in every campaign. `claim`: whose it is."""

    lot = models.ForeignKey(VoucherLot, models.PROTECT, related_name="codes")
    digest = models.BinaryField(max_length=32, unique=True)
    sealed_code = models.BinaryField()
    claim = models.OneToOneField(VoucherClaim, models.PROTECT, null=True, related_name="code")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(claim=None) | models.Q(withdrawn_at=None),
                name="withdrawn_voucher_is_nobodys",
            )
        ]
        indexes = [
            models.Index(
                fields=["lot", "id"],
                condition=models.Q(claim=None, withdrawn_at=None),
                name="voucher_to_give",
            )
        ]

    def __str__(self) -> str:
        return f"code {self.pk}"
