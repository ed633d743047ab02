import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("accounts", "0006_sessions_browsers_and_mailed_codes"),
    ]

    operations = [
        migrations.CreateModel(
            name="AddressHistory",
            fields=[
                (
                    "address",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="history",
                        serialize=False,
                        to="account.EmailAddress",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("lapsed_at", models.DateTimeField(null=True)),
                ("lapsed_because", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lapsed_at", None), ("lapsed_because", "")),
                            models.Q(
                                ("lapsed_at__isnull", False), models.Q(("lapsed_because", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="a_lapsed_address_says_why",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WatchedDomain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("domain", models.CharField(max_length=253, unique=True)),
                ("watched_since", models.DateTimeField()),
                ("due_at", models.DateTimeField(db_index=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("seen", models.CharField(blank=True, max_length=200)),
                ("absent_since", models.DateTimeField(null=True)),
                ("absences", models.PositiveSmallIntegerField(default=0)),
                ("registered_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("expiry_told", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("absences", 0), ("absent_since", None)),
                            models.Q(("absences__gt", 0), ("absent_since__isnull", False)),
                            _connector="OR",
                        ),
                        name="an_absent_domain_was_seen_absent",
                    )
                ],
            },
        ),
    ]
