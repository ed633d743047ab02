"""Whoever was an operator is an admin now; the flag on the account goes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def make_admins(apps, _schema_editor):
    roles = apps.get_model("accounts", "OperatorRole").objects
    operators = apps.get_model("accounts", "User").objects.filter(is_operator=True)
    roles.bulk_create(
        roles.model(user=user, role="admin", granted_at=user.date_joined, granted_by="system:upgrade")
        for user in operators
    )


def mark_operators(apps, _schema_editor):
    operators = apps.get_model("accounts", "OperatorRole").objects.values("user_id")
    apps.get_model("accounts", "User").objects.filter(pk__in=operators).update(is_operator=True)


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0008_recoveries"),
    ]

    operations = [
        migrations.CreateModel(
            name="OperatorRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=10)),
                ("granted_at", models.DateTimeField()),
                ("granted_by", models.CharField(max_length=200)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="operator_roles", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "role"), name="operator_role_once_per_person")],
            },
        ),
        migrations.CreateModel(
            name="Banner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=500)),
                ("audience", models.CharField(max_length=10)),
                ("begins_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(db_index=True)),
                ("shown_by", models.CharField(max_length=200)),
            ],
        ),
        migrations.RunPython(make_admins, mark_operators),
        migrations.RemoveField(model_name="user", name="is_operator"),
    ]
