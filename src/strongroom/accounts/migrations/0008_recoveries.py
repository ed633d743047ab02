import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0007_watched_domains"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recovery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=200)),
                ("password_given", models.BooleanField()),
                ("lost", models.CharField(max_length=500)),
                ("evidence", models.TextField()),
                ("new_address", models.EmailField(blank=True, max_length=254)),
                ("waits_until", models.DateTimeField(null=True)),
                ("link_mailed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ending", models.CharField(blank=True, max_length=10)),
                ("ended_by", models.CharField(blank=True, max_length=200)),
                ("ended_because", models.CharField(blank=True, max_length=500)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="recoveries", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("ended_at", None)), fields=("user",), name="one_open_recovery_per_person"),
                    models.CheckConstraint(condition=models.Q(models.Q(("ended_at", None), ("ending", "")), models.Q(("ended_at__isnull", False), models.Q(("ending", ""), _negated=True)), _connector="OR"), name="a_recovery_that_ended_says_how"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecoveryApproval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(max_length=500)),
                ("note", models.CharField(max_length=1000)),
                ("operator", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="recovery_approvals", to=settings.AUTH_USER_MODEL)),
                ("recovery", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="approvals", to="accounts.recovery")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("recovery", "by"), name="one_approval_per_operator_and_recovery")],
            },
        ),
    ]
