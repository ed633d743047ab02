"""The ranking as steps, the file of each run, and what a run of the same day begins from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("criticality", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="RankStep",
            fields=[
                ("downloads", models.BigIntegerField(primary_key=True, serialize=False)),
                ("rank", models.PositiveIntegerField()),
            ],
        ),
        migrations.AddField("designationrun", "band_cut_off", models.BigIntegerField(default=0)),
        migrations.AddField("designationrun", "ranked", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "designationrun", "file_name", models.CharField(blank=True, default="", max_length=80)
        ),
        migrations.AddField("designationrun", "file_bytes", models.BigIntegerField(default=0)),
        migrations.AddField(
            "designationrun", "file_sha256", models.CharField(blank=True, default="", max_length=64)
        ),
        migrations.AddField("designation", "outside_before", models.DateField(null=True)),
        migrations.AddField("designation", "outside_decided_on", models.DateField(null=True)),
        migrations.AddField("evidence", "dependents", models.PositiveIntegerField(null=True)),
    ]
