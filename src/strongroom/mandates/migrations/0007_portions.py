"""How far the work on announcements and mandates has come that is done in portions (ADR 17)."""

from django.db import migrations, models
from django.db.models import Max


def say_when_people_were_told(apps, schema_editor):
    """Note that people were told of what came into force before it was kept when a round began."""
    projects = apps.get_model("mandates", "MandatedProject").objects.filter(enforcement_told_at__isnull=False)
    untold = projects.filter(mandate__told_at=None).order_by().values_list("mandate_id")
    for mandate_id, told_at in untold.annotate(told_at=Max("enforcement_told_at")):
        apps.get_model("mandates", "Mandate").objects.filter(pk=mandate_id).update(told_at=told_at)


class Migration(migrations.Migration):
    dependencies = [("mandates", "0006_gifts")]

    operations = [
        migrations.AddField("announcement", "made_to", models.BigIntegerField(null=True)),
        migrations.AddField("announcement", "discarded_at", models.DateTimeField(null=True)),
        migrations.AddField("announcement", "batch_left", models.PositiveIntegerField(default=0)),
        migrations.AddField("mandate", "round_began_at", models.DateTimeField(null=True)),
        migrations.AddField("mandate", "looked_to", models.BigIntegerField(default=0)),
        migrations.AlterField(
            "mandateletter",
            "kind",
            models.CharField(
                choices=[
                    ("announcement", "Announcement"),
                    ("reminder", "Reminder"),
                    ("enforcement", "Enforcement"),
                    ("end", "End"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            "mandateletter",
            models.Index(
                condition=models.Q(("told_at", None)), fields=["announcement", "user"], name="letters_that_wait"
            ),
        ),
        migrations.RunPython(say_when_people_were_told, migrations.RunPython.noop),
    ]
