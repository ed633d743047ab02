import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from strongroom.foundation import clock


def close_inactive_accounts(apps, schema_editor):
    """Give accounts a reason that were made inactive before there was a column for one."""
    apps.get_model("accounts", "User").objects.filter(is_active=False).update(closed_at=clock.now())


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0004_declined_mail"),
    ]

    operations = [
        migrations.AddField("user", "frozen_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "user", "frozen_because", models.CharField(blank=True, db_default="", max_length=500)
        ),
        migrations.AddField("user", "closed_at", models.DateTimeField(null=True)),
        migrations.AddField("user", "hands_until", models.DateTimeField(null=True)),
        migrations.RunPython(close_inactive_accounts, migrations.RunPython.noop),
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("frozen_at", None), ("is_active", True)),
                    models.Q(
                        ("is_active", False),
                        models.Q(("closed_at", None), ("frozen_at", None), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="inactive_is_frozen_or_closed",
            ),
        ),
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("frozen_at", None), ("frozen_because", "")),
                    models.Q(("frozen_at__isnull", False), models.Q(("frozen_because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="frozen_says_why",
            ),
        ),
        migrations.CreateModel(
            name="HandsChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cause", models.CharField(max_length=20)),
                ("changed_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                ("disputed_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hands_changes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("changed_at"))),
                        name="hands_change_ends_later",
                    )
                ],
            },
        ),
    ]
