"""Contests and their answers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("criticality", "0003_policies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Contest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=128)),
                ("contested_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=1000)),
                ("outcome", models.CharField(blank=True, max_length=10)),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.CharField(blank=True, max_length=200)),
                (
                    "contested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["name"], name="contest_name")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(("answered_at", None)), fields=("name",), name="one_open_contest_per_name"
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("answered_at", None), ("outcome", "")),
                            Q(("answered_at__isnull", False), Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="an_ended_contest_says_how",
                    ),
                ],
            },
        ),
    ]
