"""Campaigns, codes and the waiting list."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mandates", "0003_announcements"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [  # noqa: RUF012 - Django's own form
        migrations.CreateModel(
            name="VoucherCampaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True)),
                ("vendor", models.CharField(max_length=100)),
                ("about", models.TextField()),
                ("redeeming", models.TextField()),
                ("redeem_url", models.URLField(max_length=500)),
                ("regions", models.JSONField(default=list)),
                ("rule", models.JSONField()),
                ("opens_on", models.DateField()),
                ("closes_on", models.DateField()),
                ("codes_expire_on", models.DateField()),
                ("created_at", models.DateTimeField()),
                ("created_by", models.CharField(max_length=200)),
                ("reason", models.TextField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=200)),
                ("ended_because", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(closes_on__gte=models.F("opens_on")),
                        name="voucher_campaign_closes_later",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VoucherLot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("regions", models.JSONField(default=list)),
                ("expires_on", models.DateField()),
                ("imported_at", models.DateTimeField()),
                ("imported_by", models.CharField(max_length=200)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="mandates.vouchercampaign",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VoucherClaim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("region", models.CharField(max_length=2)),
                ("asked_at", models.DateTimeField()),
                ("assigned_at", models.DateTimeField(null=True)),
                ("shown_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ending", models.CharField(blank=True, max_length=20)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="mandates.vouchercampaign",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voucher_claims",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(ended_at=None),
                        fields=("campaign", "user"),
                        name="one_voucher_per_person_and_campaign",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(shown_at=None)
                        | models.Q(assigned_at__isnull=False, ended_at=None),
                        name="shown_voucher_is_kept",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(assigned_at=None, ended_at=None),
                        fields=["campaign", "id"],
                        name="waiting_for_a_voucher",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VoucherCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("sealed_code", models.BinaryField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "claim",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="code",
                        to="mandates.voucherclaim",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codes",
                        to="mandates.voucherlot",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(claim=None) | models.Q(withdrawn_at=None),
                        name="withdrawn_voucher_is_nobodys",
                    )
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(claim=None, withdrawn_at=None),
                        fields=["lot", "id"],
                        name="voucher_to_give",
                    )
                ],
            },
        ),
    ]
