"""Several mandates, each with its scope."""

from django.db import migrations, models

SCOPES = [
    ("critical-projects", "CRITICAL_PROJECTS"),
    ("every-publisher", "EVERY_PUBLISHER"),
    ("projects", "PROJECTS"),
    ("organization", "ORGANIZATION"),
    ("own", "OWN"),
]


class Migration(migrations.Migration):
    dependencies = [("mandates", "0001_initial")]

    operations = [  # noqa: RUF012 - Django's own form
        migrations.AlterField(
            "mandate", "scope", models.CharField(max_length=20, choices=SCOPES, default="critical-projects")
        ),
        migrations.AddField("mandate", "target", models.CharField(max_length=128, default="")),
        migrations.AddField("mandate", "named", models.JSONField(default=list)),
        migrations.AddField("mandate", "brown_out_days", models.JSONField(default=list)),
        migrations.AddField("mandate", "counted_from", models.DateTimeField(null=True)),
        migrations.AddField("mandate", "for_ever", models.BooleanField(default=False)),
        migrations.AddField("mandate", "told_at", models.DateTimeField(null=True)),
        migrations.AddField("mandate", "ended_by", models.CharField(max_length=200, default="")),
        migrations.AddField("mandate", "ended_reason", models.TextField(default="")),
        migrations.RemoveConstraint("mandate", "one_mandate_in_force_per_scope"),
        migrations.AddConstraint(
            "mandate",
            models.UniqueConstraint(
                fields=["strength", "scope", "target"],
                condition=models.Q(ended_at=None),
                name="one_running_mandate_per_demand",
            ),
        ),
        migrations.RemoveConstraint("mandatedproject", "one_running_term_per_project"),
        migrations.AddConstraint(
            "mandatedproject",
            models.UniqueConstraint(
                fields=["name", "mandate"],
                condition=models.Q(lapsed_at=None),
                name="one_running_term_per_name_and_mandate",
            ),
        ),
    ]
